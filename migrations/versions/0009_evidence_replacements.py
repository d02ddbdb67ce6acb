"""Evidence that newer evidence replaces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ENTRY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "evidence_replacements"
_LIVE = sa.text("ended_entry IS NULL")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.String(length=32), nullable=False),
        sa.Column("entry", _ENTRY, nullable=False),
        sa.Column("ended_entry", _ENTRY, nullable=True),
        _reference("evidence_id", "evidence.id"),
        _reference("replaced_by", "evidence.id"),
        _reference("entry", "audit_entries.sequence"),
        _reference("ended_entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_replacements")),
    )
    name = "uq_evidence_replacements_live"
    op.create_index(name, _TABLE, ["evidence_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)
    op.create_index("ix_evidence_replacements_by", _TABLE, ["replaced_by"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(_TABLE)


def _reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{_TABLE}_{column}"))
