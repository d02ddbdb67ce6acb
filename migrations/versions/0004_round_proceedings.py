"""What happens in a round: its rules, submissions, extensions, threads, motions and votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from evidence_svc.persistence.guards import keep_ddl

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEPT = ("assessment_steps", "extensions", "thread_messages", "motions", "votes")
_ONCE = ("assessment_steps", "thread_messages", "votes")


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _entry(table: str, column: str = "entry") -> sa.ForeignKeyConstraint:
    return _foreign(table, column, "audit_entries.sequence")


def upgrade() -> None:
    """Create the tables with their guards; rounds that exist have no rules of their own."""
    op.add_column("rounds", sa.Column("rules", sa.Text(), nullable=True))
    op.create_table(
        "assessment_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("taken_at", sa.String(length=32), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("entry", _SEQUENCE, nullable=False),
        _foreign("assessment_steps", "assessment_id", "assessments.id"),
        _foreign("assessment_steps", "taken_by", "people.id"),
        _entry("assessment_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_steps")),
    )
    op.create_index("ix_assessment_steps_assessment", "assessment_steps", ["assessment_id"])
    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry", _SEQUENCE, nullable=False),
        sa.Column("ended_entry", _SEQUENCE, nullable=True),
        _foreign("extensions", "assessment_id", "assessments.id"),
        _entry("extensions"),
        _entry("extensions", "ended_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index("ix_extensions_assessment", "extensions", ["assessment_id"])
    op.create_table(
        "thread_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_assessment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=True),
        sa.Column("entry", _SEQUENCE, nullable=False),
        _foreign("thread_messages", "criterion_assessment_id", "criterion_assessments.id"),
        _foreign("thread_messages", "written_by", "people.id"),
        _entry("thread_messages"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_messages")),
    )
    op.create_index("ix_thread_messages_criterion", "thread_messages", ["criterion_assessment_id"])
    _create_council()
    for statement in keep_ddl(op.get_context().dialect.name, _KEPT, _ONCE):
        op.execute(statement)


def _create_council() -> None:
    op.create_table(
        "motions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("criterion_assessment_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("entry", _SEQUENCE, nullable=False),
        sa.Column("closed_entry", _SEQUENCE, nullable=True),
        _foreign("motions", "assessment_id", "assessments.id"),
        _foreign("motions", "criterion_assessment_id", "criterion_assessments.id"),
        _entry("motions"),
        _entry("motions", "closed_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motions")),
    )
    op.create_table(
        "votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=16), nullable=False),
        sa.Column("cast_at", sa.String(length=32), nullable=False),
        sa.Column("entry", _SEQUENCE, nullable=False),
        _foreign("votes", "motion_id", "motions.id"),
        _foreign("votes", "person_id", "people.id"),
        _entry("votes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint("motion_id", "person_id", name=op.f("uq_votes_motion_id_person_id")),
    )


def downgrade() -> None:
    """Take the tables away with their triggers."""
    op.drop_table("votes")
    op.drop_table("motions")
    op.drop_index("ix_thread_messages_criterion", table_name="thread_messages")
    op.drop_table("thread_messages")
    op.drop_index("ix_extensions_assessment", table_name="extensions")
    op.drop_table("extensions")
    op.drop_index("ix_assessment_steps_assessment", table_name="assessment_steps")
    op.drop_table("assessment_steps")
    op.drop_column("rounds", "rules")
