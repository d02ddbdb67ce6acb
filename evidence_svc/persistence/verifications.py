"""Verifications: every report on a piece of evidence and every judgement of a link, the older beside the newer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    or_,
    select,
)

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import assessments
from evidence_svc.persistence.evidence import Evidence, evidence, evidence_links
from evidence_svc.persistence.metadata import Instant, logged_by, metadata

verifications = Table(
    "verifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("evidence_id", Integer, ForeignKey("evidence.id"), nullable=False),
    Column("verified_at", Instant(), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("report", Text, nullable=False),
    Column("versions", Text, nullable=False),
    logged_by("entry"),
    Index("ix_verifications_evidence", "evidence_id"),
)

link_judgements = Table(
    "link_judgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("link_id", Integer, ForeignKey("evidence_links.id"), nullable=False),
    Column("verification_id", Integer, ForeignKey("verifications.id"), nullable=False),
    Column("slot", String(64)),
    Column("judged_at", Instant(), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("findings", Text, nullable=False),
    logged_by("entry", nullable=True),  # None only in rows of before judgements were logged
    Index("ix_link_judgements_link", "link_id"),
)


@dataclass(frozen=True, slots=True)
class Verification:
    """A report on evidence: JSON of the inspection, and the versions of everything it rests on."""

    id: int
    evidence_id: int
    verified_at: datetime
    outcome: str
    report: dict[str, Any]
    versions: dict[str, str]
    entry: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checks say of evidence under one criterion, and which wanted document (slot) it answers, if any."""

    id: int
    link_id: int
    verification_id: int
    slot: str | None
    judged_at: datetime
    outcome: str
    findings: tuple[dict[str, Any], ...]
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class VersionsUsed:
    """Evidence, where it belongs, and the versions that its newest report rests on."""

    evidence: Evidence
    round_id: str
    agency_id: str
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class JudgedThen:
    """One judgement of a link at its time; `entry` is None for one of before they were logged."""

    row_id: int
    evidence_id: int
    file_name: str
    link_id: int
    verification_id: int
    outcome: str
    judged_at: datetime
    entry: int | None
    versions: dict[str, str]


# How a report says that pages of the file were pictures.
_PICTURED = ("ocr", "mixed", "none")


class Verifications:
    """The reports and judgements in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, report: dict[str, Any], versions: dict[str, str], **values: Any) -> int:
        """Keep a new report; returns its id."""
        texts = {"report": json.dumps(report, ensure_ascii=False), "versions": json.dumps(versions)}
        return int(self._connection.execute(_ADD, values | texts).scalar_one())

    def latest(self, evidence_id: int) -> Verification | None:
        """The newest report on a piece of evidence, or None."""
        found = self.history(evidence_id)
        return found[-1] if found else None

    @asked_once
    def history(self, evidence_id: int) -> tuple[Verification, ...]:
        """Every report on a piece of evidence, oldest first."""
        query = select(verifications).where(verifications.c.evidence_id == evidence_id).order_by(verifications.c.id)
        return tuple(_verification(row) for row in self._connection.execute(query))

    @asked_once
    def latest_of(self, evidence_ids: tuple[int, ...]) -> dict[int, Verification]:
        """The newest report of each piece of evidence, by evidence id."""
        newest = select(func.max(verifications.c.id)).where(verifications.c.evidence_id.in_(evidence_ids))
        query = select(verifications).where(verifications.c.id.in_(newest.group_by(verifications.c.evidence_id)))
        return {row.evidence_id: _verification(row) for row in self._connection.execute(query)}

    def newest_beside(self, evidence_id: int, *, limit: int) -> tuple[int, ...]:
        """Ids of the newest reports on the newest other evidence of the same agency, in any round."""
        return tuple(self._connection.scalars(_NEWEST_BESIDE, {"wanted": evidence_id, "most": limit}))

    def reports_of(self, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """The reports with these ids."""
        if not ids:
            return {}
        query = select(verifications.c.id, verifications.c.report).where(verifications.c.id.in_(ids))
        return {row.id: json.loads(row.report) for row in self._connection.execute(query)}

    def newest_versions(self, round_id: str | None = None) -> Iterator[VersionsUsed]:
        """What the newest report of each piece of evidence rests on, without its text; of one round, or of all."""
        newest = select(func.max(verifications.c.id)).group_by(verifications.c.evidence_id)
        columns = (evidence, assessments.c.round_id, assessments.c.agency_id, verifications.c.versions)
        joined = verifications.join(evidence, evidence.c.id == verifications.c.evidence_id)
        joined = joined.join(assessments, assessments.c.id == evidence.c.assessment_id)
        query = select(*columns).select_from(joined).where(verifications.c.id.in_(newest)).order_by(evidence.c.id)
        if round_id is not None:
            query = query.where(assessments.c.round_id == round_id)
        for row in self._connection.execute(query):
            *columns_of_evidence, in_round, agency_id, versions = row
            yield VersionsUsed(Evidence(*columns_of_evidence), in_round, agency_id, json.loads(versions))

    def answers(self) -> frozenset[str]:
        """The digests of all answers about signers that any report rests on; most reports rest on none."""
        column = verifications.c.report
        some = column.contains('"revocation_inputs": [{', autoescape=True)
        rows = self._connection.execute(select(column).where(some)).scalars()
        return frozenset(digest for text in rows for digest in answers_in(json.loads(text)))

    def newest_outcome(self, evidence_id: int) -> str | None:
        """The outcome of the newest report on a piece of evidence, or None."""
        found: str | None = self._connection.execute(_NEWEST_OUTCOME, {"wanted": evidence_id}).scalar_one_or_none()
        return found

    @asked_once
    def outcomes_of(self, evidence_ids: tuple[int, ...]) -> dict[int, str]:
        """The newest outcome of each piece of evidence, by evidence id, without its report."""
        newest = select(func.max(verifications.c.id)).where(verifications.c.evidence_id.in_(evidence_ids))
        columns = (verifications.c.evidence_id, verifications.c.outcome)
        query = select(*columns).where(verifications.c.id.in_(newest.group_by(verifications.c.evidence_id)))
        return {row.evidence_id: row.outcome for row in self._connection.execute(query)}

    def origins_of(self, evidence_ids: tuple[int, ...]) -> dict[int, tuple[str, bool]]:
        """The newest outcome of each piece of evidence, and whether any page of it was a picture, by evidence id.

        Quotation marks in what was read are escaped in the kept JSON, so no document can write the member itself.
        """
        newest = select(func.max(verifications.c.id)).where(verifications.c.evidence_id.in_(evidence_ids))
        column = verifications.c.report
        pictured = or_(*(column.contains(f'"text_origin": "{kind}"', autoescape=True) for kind in _PICTURED))
        query = select(verifications.c.evidence_id, verifications.c.outcome, pictured.label("pictured"))
        found = query.where(verifications.c.id.in_(newest.group_by(verifications.c.evidence_id)))
        return {row.evidence_id: (row.outcome, bool(row.pictured)) for row in self._connection.execute(found)}

    def judge(self, *, findings: str, **values: Any) -> None:
        """Keep a new judgement of a link; `findings` are as `findings_text` writes them."""
        self._connection.execute(insert(link_judgements).values(**values, findings=findings))

    def judged_in(self, assessment_id: int) -> tuple[JudgedThen, ...]:
        """Every judgement of an assessment's live links, oldest first, with the versions of its report."""
        columns = (
            evidence_links.c.criterion_assessment_id,
            evidence_links.c.evidence_id,
            evidence_links.c.file_name,
            link_judgements.c.link_id,
            link_judgements.c.verification_id,
            link_judgements.c.outcome,
            link_judgements.c.judged_at,
            link_judgements.c.entry,
            verifications.c.versions,
        )
        joined = link_judgements.join(evidence_links, evidence_links.c.id == link_judgements.c.link_id)
        joined = joined.join(verifications, verifications.c.id == link_judgements.c.verification_id)
        joined = joined.join(evidence, evidence.c.id == evidence_links.c.evidence_id)
        live = (evidence.c.assessment_id == assessment_id, evidence_links.c.unlinked_entry.is_(None))
        query = select(*columns).select_from(joined).where(*live).order_by(link_judgements.c.id)
        return tuple(JudgedThen(*row[:-1], json.loads(row[-1])) for row in self._connection.execute(query))

    @asked_once
    def judgements_of(self, link_ids: tuple[int, ...]) -> dict[int, Judgement]:
        """The newest judgement of each link, by link id."""
        newest = select(func.max(link_judgements.c.id)).where(link_judgements.c.link_id.in_(link_ids))
        query = select(link_judgements).where(link_judgements.c.id.in_(newest.group_by(link_judgements.c.link_id)))
        return {row.link_id: _judgement(row) for row in self._connection.execute(query)}


def _newest_beside() -> Select[tuple[int]]:
    own = select(assessments.c.agency_id).join(evidence, evidence.c.assessment_id == assessments.c.id)
    agency = own.where(evidence.c.id == bindparam("wanted")).scalar_subquery()
    newest = select(func.max(verifications.c.id)).join(evidence, evidence.c.id == verifications.c.evidence_id)
    of_agency = newest.join(assessments, assessments.c.id == evidence.c.assessment_id).where(
        assessments.c.agency_id == agency, evidence.c.id != bindparam("wanted")
    )
    return of_agency.group_by(evidence.c.id).order_by(evidence.c.id.desc()).limit(bindparam("most"))


# Built once: every document that is read runs them.
_ADD = insert(verifications).returning(verifications.c.id)
_NEWEST_BESIDE = _newest_beside()
_NEWEST_OUTCOME = (
    select(verifications.c.outcome)
    .where(verifications.c.evidence_id == bindparam("wanted"))
    .order_by(verifications.c.id.desc())
    .limit(1)
)


def answers_in(report: dict[str, Any]) -> dict[str, str]:
    """The addresses of what authorities answered about signers, by the digest that the blob store has it under."""
    inputs = report.get("revocation_inputs", ())
    return {one["sha256"]: one["address"] for one in inputs if "sha256" in one}


def findings_text(findings: list[dict[str, Any]]) -> str:
    """Findings as they are kept: the text that the log's digest is of."""
    return json.dumps(findings, ensure_ascii=False)


def sha256_of_text(text: str) -> str:
    """The digest of a kept text, as an entry names it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _verification(row: Any) -> Verification:
    texts = {"report": json.loads(row.report), "versions": json.loads(row.versions)}
    return Verification(**{**row._mapping, **texts})


def _judgement(row: Any) -> Judgement:
    return Judgement(**{**row._mapping, "findings": tuple(json.loads(row.findings))})
