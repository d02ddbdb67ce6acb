"""Why a round went to its council or publication with criteria unappraised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; rounds that moved on before it say nothing."""
    op.add_column("rounds", sa.Column("unappraised_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("rounds", "unappraised_reason")
