"""Criteria that an agency never has the task of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ENTRY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "structural_exclusions"
_LIVE = sa.text("ended_entry IS NULL")
_KEY = ["agency_id", "criteria_set", "criterion_id"]


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(length=64), nullable=False),
        sa.Column("criteria_set", sa.String(length=100), nullable=False),
        sa.Column("criterion_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry", _ENTRY, nullable=False),
        sa.Column("ended_entry", _ENTRY, nullable=True),
        _reference("agency_id", "agencies.id"),
        _reference("entry", "audit_entries.sequence"),
        _reference("ended_entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structural_exclusions")),
    )
    name = "uq_structural_exclusions_live"
    op.create_index(name, _TABLE, _KEY, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(_TABLE)


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{_TABLE}_{column}"))
