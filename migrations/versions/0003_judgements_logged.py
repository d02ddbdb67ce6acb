"""Judgements name their log entry, links the pages they rest on, and originals the state they were last found in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = "fk_link_judgements_entry"


def upgrade() -> None:
    """Add the columns in place: a table made anew would lose the triggers that guard it."""
    if op.get_context().dialect.name == "sqlite":
        column = f"entry INTEGER CONSTRAINT {_KEY} REFERENCES audit_entries (sequence)"
        op.execute(f"ALTER TABLE link_judgements ADD COLUMN {column}")
    else:
        op.add_column("link_judgements", sa.Column("entry", _SEQUENCE, nullable=True))
        op.create_foreign_key(op.f(_KEY), "link_judgements", "audit_entries", ["entry"], ["sequence"])
    op.add_column("evidence_links", sa.Column("pages", sa.String(length=100), nullable=True))
    op.create_table(
        "blob_checks",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("checked_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob_checks")),
    )


def downgrade() -> None:
    """Take the columns and the table away."""
    op.drop_table("blob_checks")
    op.drop_column("evidence_links", "pages")
    op.drop_column("link_judgements", "entry")
