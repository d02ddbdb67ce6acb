"""Inputs stated for rules, notifications with contacts, and calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ENTRY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "stated_inputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_assessment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.String(length=32), nullable=False),
        sa.Column("stated_by", sa.Integer(), nullable=False),
        sa.Column("entry", _ENTRY, nullable=False),
        _reference("stated_inputs", "criterion_assessment_id", "criterion_assessments.id"),
        _reference("stated_inputs", "stated_by", "people.id"),
        _reference("stated_inputs", "entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_inputs")),
    )
    op.create_index("ix_stated_inputs_criterion", "stated_inputs", ["criterion_assessment_id"])
    _create_notifications()
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("entry", _ENTRY, nullable=False),
        sa.Column("ended_entry", _ENTRY, nullable=True),
        _reference("calendar_feeds", "person_id", "people.id"),
        _reference("calendar_feeds", "agency_id", "agencies.id"),
        _reference("calendar_feeds", "entry", "audit_entries.sequence"),
        _reference("calendar_feeds", "ended_entry", "audit_entries.sequence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_calendar_feeds_token_sha256")),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("calendar_feeds", "contacts", "notifications", "stated_inputs"):
        op.drop_table(table)


def _create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("read_at", sa.String(length=32), nullable=True),
        sa.Column("mailed_at", sa.String(length=32), nullable=True),
        _reference("notifications", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_notifications_person_id_key")),
    )
    op.create_index("ix_notifications_unread", "notifications", ["person_id", "read_at"])
    op.create_table(
        "contacts",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("wants_mail", sa.Boolean(create_constraint=True, name="wants_mail"), nullable=False),
        _reference("contacts", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_contacts")),
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
