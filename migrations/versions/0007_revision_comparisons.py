"""Comparisons of signed revisions with the files as they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; what is missing from it is compared when it is asked for."""
    op.create_table(
        "revision_comparisons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("pages_done", sa.Integer(), nullable=False),
        sa.Column("pages_total", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_comparisons")),
        sa.UniqueConstraint("sha256", "field", name=op.f("uq_revision_comparisons_sha256_field")),
    )


def downgrade() -> None:
    """Forget the comparisons."""
    op.drop_table("revision_comparisons")
