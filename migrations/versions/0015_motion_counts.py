"""What was counted when a motion was closed, so that later changes of the council do not change it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COUNTED = ("entitled", "in_favour", "against", "abstained")


def upgrade() -> None:
    """Add the columns; motions closed before have none of them."""
    for name in _COUNTED:
        op.add_column("motions", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop the columns."""
    for name in reversed(_COUNTED):
        op.drop_column("motions", name)
