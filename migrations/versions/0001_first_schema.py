"""The first schema: the log, agencies, people, criteria sets, rounds, assessments, evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from audit.schema import drop_trigger_ddl, trigger_ddl
from evidence_svc.persistence.guards import drop_guard_ddl, guard_ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, then the triggers that keep the log and the scores honest."""
    op.create_table(
        "agencies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["agencies.id"], name=op.f("fk_agencies_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
    )
    op.create_table(
        "audit_entries",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("root_hash", sa.LargeBinary(), nullable=False),
        sa.Column("occurred_at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_audit_entries_action", "audit_entries", ["action", "sequence"], unique=False)
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor", "sequence"], unique=False)
    op.create_index("ix_audit_entries_occurred_at", "audit_entries", ["occurred_at"], unique=False)
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject", "sequence"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_head_single_row"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(create_constraint=True, name="active"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("username"),
    )
    op.create_table(
        "criteria_sets",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("assumptions", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["audit_entries.sequence"], name=op.f("fk_criteria_sets_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_sets")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("agency_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_memberships_agency_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("person_id", "role", "agency_id", name=op.f("uq_memberships_person_id_role_agency_id")),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("criteria_set_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.String(length=10), nullable=False),
        sa.Column("ends_on", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["criteria_set_id"], ["criteria_sets.id"], name=op.f("fk_rounds_criteria_set_id")),
        sa.ForeignKeyConstraint(["entry"], ["audit_entries.sequence"], name=op.f("fk_rounds_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("agency_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_assessments_agency_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_assessments_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("round_id", "agency_id", name=op.f("uq_assessments_round_id_agency_id")),
    )
    op.create_table(
        "criterion_assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("self_score", sa.String(length=20), nullable=True),
        sa.Column("appraised_score", sa.String(length=20), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("status_entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("self_entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("appraised_entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "appraised_score IS NULL OR appraised_entry IS NOT NULL",
            name=op.f("ck_criterion_assessments_appraised_score_logged"),
        ),
        sa.CheckConstraint(
            "self_score IS NULL OR self_entry IS NOT NULL", name=op.f("ck_criterion_assessments_self_score_logged")
        ),
        sa.ForeignKeyConstraint(
            ["appraised_entry"], ["audit_entries.sequence"], name=op.f("fk_criterion_assessments_appraised_entry")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_criterion_assessments_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["self_entry"], ["audit_entries.sequence"], name=op.f("fk_criterion_assessments_self_entry")
        ),
        sa.ForeignKeyConstraint(
            ["status_entry"], ["audit_entries.sequence"], name=op.f("fk_criterion_assessments_status_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_assessments")),
        sa.UniqueConstraint(
            "assessment_id", "criterion_id", name=op.f("uq_criterion_assessments_assessment_id_criterion_id")
        ),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=500), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_evidence_assessment_id")),
        sa.ForeignKeyConstraint(["entry"], ["audit_entries.sequence"], name=op.f("fk_evidence_entry")),
        sa.ForeignKeyConstraint(["received_by"], ["people.id"], name=op.f("fk_evidence_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("assessment_id", "sha256", name=op.f("uq_evidence_assessment_id_sha256")),
    )
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)
    op.create_index("ix_evidence_state", "evidence", ["state"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.String(length=32), nullable=False),
        sa.Column("corrected_by", sa.Integer(), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["corrected_by"], ["people.id"], name=op.f("fk_corrections_corrected_by")),
        sa.ForeignKeyConstraint(["entry"], ["audit_entries.sequence"], name=op.f("fk_corrections_entry")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_corrections_evidence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_evidence", "corrections", ["evidence_id"], unique=False)
    op.create_table(
        "evidence_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("criterion_assessment_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=500), nullable=False),
        sa.Column("linked_at", sa.String(length=32), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unlinked_entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["criterion_assessment_id"],
            ["criterion_assessments.id"],
            name=op.f("fk_evidence_links_criterion_assessment_id"),
        ),
        sa.ForeignKeyConstraint(["entry"], ["audit_entries.sequence"], name=op.f("fk_evidence_links_entry")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_links_evidence_id")),
        sa.ForeignKeyConstraint(
            ["unlinked_entry"], ["audit_entries.sequence"], name=op.f("fk_evidence_links_unlinked_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_links")),
    )
    op.create_index("ix_evidence_links_criterion", "evidence_links", ["criterion_assessment_id"], unique=False)
    op.create_index(
        "uq_evidence_links_live",
        "evidence_links",
        ["evidence_id", "criterion_assessment_id"],
        unique=True,
        sqlite_where=sa.text("unlinked_entry IS NULL"),
        postgresql_where=sa.text("unlinked_entry IS NULL"),
    )
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["audit_entries.sequence"], name=op.f("fk_verifications_entry")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_verifications_evidence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index("ix_verifications_evidence", "verifications", ["evidence_id"], unique=False)
    op.create_table(
        "link_judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=True),
        sa.Column("judged_at", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["evidence_links.id"], name=op.f("fk_link_judgements_link_id")),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verifications.id"], name=op.f("fk_link_judgements_verification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_judgements")),
    )
    op.create_index("ix_link_judgements_link", "link_judgements", ["link_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in (*trigger_ddl(dialect), *guard_ddl(dialect)):
        op.execute(statement)


def downgrade() -> None:
    """Remove everything again."""
    dialect = op.get_bind().dialect.name
    for statement in (*drop_guard_ddl(dialect), *drop_trigger_ddl(dialect)):
        op.execute(statement)
    op.drop_index("ix_link_judgements_link", table_name="link_judgements")
    op.drop_table("link_judgements")
    op.drop_index("ix_verifications_evidence", table_name="verifications")
    op.drop_table("verifications")
    op.drop_index(
        "uq_evidence_links_live",
        table_name="evidence_links",
        sqlite_where=sa.text("unlinked_entry IS NULL"),
        postgresql_where=sa.text("unlinked_entry IS NULL"),
    )
    op.drop_index("ix_evidence_links_criterion", table_name="evidence_links")
    op.drop_table("evidence_links")
    op.drop_index("ix_corrections_evidence", table_name="corrections")
    op.drop_table("corrections")
    op.drop_index("ix_evidence_state", table_name="evidence")
    op.drop_index("ix_evidence_sha256", table_name="evidence")
    op.drop_table("evidence")
    op.drop_table("criterion_assessments")
    op.drop_table("assessments")
    op.drop_table("rounds")
    op.drop_table("memberships")
    op.drop_table("criteria_sets")
    op.drop_table("people")
    op.drop_table("audit_head")
    op.drop_index("ix_audit_entries_subject", table_name="audit_entries")
    op.drop_index("ix_audit_entries_occurred_at", table_name="audit_entries")
    op.drop_index("ix_audit_entries_actor", table_name="audit_entries")
    op.drop_index("ix_audit_entries_action", table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_table("agencies")
