"""Evidence: files received once by digest, and their links to the criteria they support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    distinct,
    func,
    insert,
    select,
    text,
    update,
)

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import assessments, criterion_assessments
from evidence_svc.persistence.metadata import Instant, logged_by, metadata

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assessment_id", Integer, ForeignKey("assessments.id"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file_name", String(500), nullable=False),
    Column("size", Integer, nullable=False),
    Column("received_at", Instant(), nullable=False),
    Column("received_by", Integer, ForeignKey("people.id"), nullable=False),
    Column("state", String(16), nullable=False),
    logged_by("entry"),
    UniqueConstraint("assessment_id", "sha256"),
    Index("ix_evidence_state", "state"),
    Index("ix_evidence_sha256", "sha256"),
)

evidence_links = Table(
    "evidence_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("evidence_id", Integer, ForeignKey("evidence.id"), nullable=False),
    Column("criterion_assessment_id", Integer, ForeignKey("criterion_assessments.id"), nullable=False),
    Column("file_name", String(500), nullable=False),
    Column("linked_at", Instant(), nullable=False),
    logged_by("entry"),
    logged_by("unlinked_entry", nullable=True),
    Column("pages", String(100)),
    Index(
        "uq_evidence_links_live",
        "evidence_id",
        "criterion_assessment_id",
        unique=True,
        sqlite_where=text("unlinked_entry IS NULL"),
        postgresql_where=text("unlinked_entry IS NULL"),
    ),
    Index("ix_evidence_links_criterion", "criterion_assessment_id"),
)

RECEIVED, REQUEUED = "received", "re-queued"
WAITING = (RECEIVED, REQUEUED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A received file; `file_name` is what the sender called it.

    `state` is received, verified, unreadable, or re-queued: it has a report and waits for a newer one.
    """

    id: int
    assessment_id: int
    sha256: str
    file_name: str
    size: int
    received_at: datetime
    received_by: int
    state: str
    entry: int


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence offered for one criterion, under the name it was submitted with there.

    `pages` says which pages it rests on, as "1-3, 7"; None for the whole file.
    """

    id: int
    evidence_id: int
    criterion_assessment_id: int
    file_name: str
    linked_at: datetime
    entry: int
    unlinked_entry: int | None
    pages: str | None = None


class EvidenceFiles:
    """The evidence and its links in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, **values: Any) -> int:
        """Keep newly received evidence; returns its id."""
        return int(self._connection.execute(_ADD, values).scalar_one())

    @asked_once
    def find(self, evidence_id: int) -> Evidence | None:
        """The evidence with that id, or None."""
        row = self._connection.execute(_FIND, {"wanted": evidence_id}).one_or_none()
        return Evidence(*row) if row else None

    def find_same(self, assessment_id: int, sha256: str) -> Evidence | None:
        """The assessment's evidence with the same bytes, or None."""
        same = {"assessment": assessment_id, "digest": sha256}
        row = self._connection.execute(_FIND_SAME, same).one_or_none()
        return Evidence(*row) if row else None

    @asked_once
    def in_assessment(self, assessment_id: int) -> tuple[Evidence, ...]:
        """All evidence of an assessment, oldest first."""
        query = select(evidence).where(evidence.c.assessment_id == assessment_id).order_by(evidence.c.id)
        return tuple(Evidence(*row) for row in self._connection.execute(query))

    @asked_once
    def find_all(self, evidence_ids: tuple[int, ...]) -> tuple[Evidence, ...]:
        """The evidence with those ids."""
        if not evidence_ids:
            return ()
        query = select(evidence).where(evidence.c.id.in_(evidence_ids)).order_by(evidence.c.id)
        return tuple(Evidence(*row) for row in self._connection.execute(query))

    @asked_once
    def elsewhere(self, agency_id: str, digests: tuple[str, ...]) -> dict[str, int]:
        """How many other agencies handed in the same bytes, by digest; only digests that some did."""
        query = (
            select(evidence.c.sha256, func.count(distinct(assessments.c.agency_id)).label("agencies"))
            .join(assessments, assessments.c.id == evidence.c.assessment_id)
            .where(evidence.c.sha256.in_(digests), assessments.c.agency_id != agency_id)
            .group_by(evidence.c.sha256)
        )
        return {row.sha256: row.agencies for row in self._connection.execute(query)}

    def waiting(self) -> tuple[int, ...]:
        """Ids of evidence that waits for a report, the first or a newer: the database is the truth."""
        query = select(evidence.c.id).where(evidence.c.state.in_(WAITING)).order_by(evidence.c.id)
        return tuple(self._connection.execute(query).scalars())

    def set_state(self, evidence_id: int, state: str) -> None:
        """Record how far the evidence has come."""
        self._connection.execute(_SET_STATE, {"wanted": evidence_id, "new_state": state})

    def link(self, **values: Any) -> int:
        """Keep a new link; returns its id."""
        query = insert(evidence_links).values(**values).returning(evidence_links.c.id)
        return int(self._connection.execute(query).scalar_one())

    def unlink(self, link_id: int, *, entry: int) -> None:
        """End a link; the row stays."""
        query = update(evidence_links).where(evidence_links.c.id == link_id)
        self._connection.execute(query.values(unlinked_entry=entry))

    def find_link(self, link_id: int) -> Link | None:
        """The link with that id, ended or not, or None."""
        row = self._connection.execute(select(evidence_links).where(evidence_links.c.id == link_id)).one_or_none()
        return Link(*row) if row else None

    @asked_once
    def links_of(self, evidence_id: int) -> tuple[Link, ...]:
        """The live links of one piece of evidence."""
        return tuple(Link(*row) for row in self._connection.execute(_LINKS_OF, {"wanted": evidence_id}))

    @asked_once
    def links_to(self, row_id: int) -> tuple[Link, ...]:
        """The live links of one criterion's row."""
        return self._links(evidence_links.c.criterion_assessment_id == row_id)

    @asked_once
    def links_in(self, assessment_id: int) -> tuple[Link, ...]:
        """The live links of an assessment."""
        rows = select(criterion_assessments.c.id).where(criterion_assessments.c.assessment_id == assessment_id)
        return self._links(evidence_links.c.criterion_assessment_id.in_(rows))

    def _links(self, condition: Any) -> tuple[Link, ...]:
        return tuple(Link(*row) for row in self._connection.execute(_LIVE_LINKS.where(condition)))


# What every document asks is built once: building a statement costs more than running it.
_ADD = insert(evidence).returning(evidence.c.id)
_FIND = select(evidence).where(evidence.c.id == bindparam("wanted"))
_FIND_SAME = select(evidence).where(
    evidence.c.assessment_id == bindparam("assessment"), evidence.c.sha256 == bindparam("digest")
)
_SET_STATE = update(evidence).where(evidence.c.id == bindparam("wanted")).values(state=bindparam("new_state"))
_LIVE_LINKS = select(evidence_links).where(evidence_links.c.unlinked_entry.is_(None)).order_by(evidence_links.c.id)
_LINKS_OF = _LIVE_LINKS.where(evidence_links.c.evidence_id == bindparam("wanted"))
