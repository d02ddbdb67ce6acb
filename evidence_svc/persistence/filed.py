"""The files of an assessment with their live links and what is known of their originals, in one statement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, distinct, func, select

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import assessments
from evidence_svc.persistence.blob_checks import GOOD, blob_checks
from evidence_svc.persistence.evidence import Evidence, Link, evidence, evidence_links


@dataclass(frozen=True, slots=True)
class Filed:
    """A received file with its live links.

    `original` is how the original was last found when not good (blob-missing, blob-altered), else empty;
    `elsewhere` is how many other agencies handed in the same bytes.
    """

    evidence: Evidence
    links: tuple[Link, ...]
    original: str
    elsewhere: int


class FiledEvidence:
    """The files of assessments in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, assessment_id: int) -> tuple[Filed, ...]:
        """The files of one assessment, oldest first."""
        return self.of_all((assessment_id,))

    @asked_once
    def of_all(self, assessment_ids: tuple[int, ...]) -> tuple[Filed, ...]:
        """The files of some assessments, oldest first."""
        return self._filed(evidence.c.assessment_id.in_(assessment_ids))

    @asked_once
    def one(self, evidence_id: int) -> Filed | None:
        """One file, or None."""
        return next(iter(self._filed(evidence.c.id == evidence_id)), None)

    def _filed(self, condition: ColumnElement[bool]) -> tuple[Filed, ...]:
        files: dict[int, Filed] = {}
        links: dict[int, list[Link]] = defaultdict(list)
        for row in self._connection.execute(_QUERY.where(condition)):
            file, link, original, elsewhere = row[:_FILE], row[_FILE:_LINK], row[_LINK], row[_LINK + 1]
            bad = original if original not in {None, GOOD} else ""
            files.setdefault(row[0], Filed(Evidence(*file), (), bad, elsewhere))
            if link[0] is not None:
                links[row[0]].append(Link(*link))
        return tuple(replace(file, links=tuple(links[number])) for number, file in files.items())


_FILE = len(Evidence.__dataclass_fields__)
_LINK = _FILE + len(Link.__dataclass_fields__)


def _query() -> Select[Any]:
    live = (evidence_links.c.evidence_id == evidence.c.id) & evidence_links.c.unlinked_entry.is_(None)
    mine = assessments.alias("mine")
    joined = evidence.join(mine, mine.c.id == evidence.c.assessment_id)
    joined = joined.outerjoin(evidence_links, live).outerjoin(blob_checks, blob_checks.c.sha256 == evidence.c.sha256)
    same, theirs = evidence.alias("same"), assessments.alias("theirs")
    elsewhere = (
        select(func.count(distinct(theirs.c.agency_id)))
        .join(same, same.c.assessment_id == theirs.c.id)
        .where(same.c.sha256 == evidence.c.sha256, theirs.c.agency_id != mine.c.agency_id)
        .scalar_subquery()
    )
    query = select(*evidence.c, *evidence_links.c, blob_checks.c.state, elsewhere).select_from(joined)
    return query.order_by(evidence.c.id, evidence_links.c.id)


_QUERY = _query()
