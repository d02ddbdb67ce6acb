"""Who else handed in the same bytes, and for which criteria, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import criterion_assessments
from evidence_svc.persistence.evidence import evidence, evidence_links


@dataclass(frozen=True, slots=True)
class SameFile:
    """One use of some bytes: where they were handed in, and the criterion they support there (None: none yet)."""

    sha256: str
    evidence_id: int
    assessment_id: int
    received_at: datetime
    row_id: int | None
    criterion_id: str | None


class SameFiles:
    """The uses of bytes in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asked_once
    def with_digests(self, digests: tuple[str, ...]) -> tuple[SameFile, ...]:
        """Every use of the bytes with these digests, in any assessment, in the order they were handed in."""
        if not digests:
            return ()
        links, rows = evidence_links.c, criterion_assessments.c
        live = (links.evidence_id == evidence.c.id) & links.unlinked_entry.is_(None)
        joined = evidence.outerjoin(evidence_links, live)
        joined = joined.outerjoin(criterion_assessments, rows.id == links.criterion_assessment_id)
        columns = (evidence.c.sha256, evidence.c.id, evidence.c.assessment_id, evidence.c.received_at)
        query = select(*columns, rows.id, rows.criterion_id).select_from(joined)
        found = self._connection.execute(query.where(evidence.c.sha256.in_(digests)).order_by(evidence.c.id, links.id))
        return tuple(SameFile(*row) for row in found)
