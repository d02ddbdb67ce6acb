"""More time for one wanted document of one agency."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ENTRY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "deadline_extensions"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_assessment_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry", _ENTRY, nullable=False),
        sa.Column("ended_entry", _ENTRY, nullable=True),
        _reference("criterion_assessment_id", "criterion_assessments.id"),
        _reference("entry", "audit_entries.sequence"),
        _reference("ended_entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_extensions")),
    )
    op.create_index("ix_deadline_extensions_criterion", _TABLE, ["criterion_assessment_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(_TABLE)


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{_TABLE}_{column}"))
