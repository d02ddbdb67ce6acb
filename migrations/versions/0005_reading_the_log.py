"""What readers of the log are limited to, and the index that searches it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from evidence_svc.persistence.guards import keep_ddl

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create both tables; limits are written once and kept."""
    op.create_table(
        "log_scopes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agencies", sa.Text(), nullable=True),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("entry", _SEQUENCE, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_log_scopes_person_id")),
        sa.ForeignKeyConstraint(["entry"], ["audit_entries.sequence"], name=op.f("fk_log_scopes_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_scopes")),
    )
    op.create_index(op.f("ix_log_scopes_person_id"), "log_scopes", ["person_id"])
    for statement in keep_ddl(op.get_context().dialect.name, ("log_scopes",), ("log_scopes",)):
        op.execute(statement)
    op.create_table(
        "log_index",
        sa.Column("sequence", _SEQUENCE, autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.String(length=64), nullable=True),
        sa.Column("path", sa.String(length=40), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_log_index")),
    )
    op.create_index("ix_log_index_agency_id", "log_index", ["agency_id", "sequence"])
    op.create_index("ix_log_index_path", "log_index", ["path", "sequence"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("log_index")
    op.drop_table("log_scopes")
