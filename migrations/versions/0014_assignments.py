"""What appraisers and the owners of criteria are assigned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from evidence_svc.persistence.guards import keep_ddl

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ENTRY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "assignments"


def upgrade() -> None:
    """Create the table, whose rows stay."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(length=64), nullable=True),
        sa.Column("path", sa.String(length=64), nullable=True),
        sa.Column("entry", _ENTRY, nullable=False),
        sa.Column("ended_entry", _ENTRY, nullable=True),
        _reference("person_id", "people.id"),
        _reference("agency_id", "agencies.id"),
        _reference("entry", "audit_entries.sequence"),
        _reference("ended_entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_person_id"), _TABLE, ["person_id"])
    for statement in keep_ddl(op.get_context().dialect.name, (_TABLE,), ()):
        op.execute(statement)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(_TABLE)


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{_TABLE}_{column}"))
