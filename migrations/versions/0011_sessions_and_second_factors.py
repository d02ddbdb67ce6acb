"""A mark that ends a person's sessions when it changes, and second factors with recovery codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ENTRY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column, which no session of before fits, and the two tables."""
    op.add_column("people", sa.Column("session_mark", sa.String(length=32), nullable=False, server_default=""))
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_secret", sa.String(length=255), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.String(length=32), nullable=True),
        sa.Column("entry", _ENTRY, nullable=True),
        _reference("second_factors", "person_id", "people.id"),
        _reference("second_factors", "entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("used_entry", _ENTRY, nullable=True),
        _reference("recovery_codes", "person_id", "people.id"),
        _reference("recovery_codes", "used_entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("person_id", "code_sha256", name=op.f("uq_recovery_codes_person_id_code_sha256")),
    )


def downgrade() -> None:
    """Drop the tables and the column."""
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_column("people", "session_mark")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
