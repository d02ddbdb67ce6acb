"""An agency's self-assessment as a YAML file: scores, the five zeros, explanations and evidence names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion, RoundKind
from evidence_svc.domain.entries import Entry, Key, Score, Text
from evidence_svc.domain.errors import FileProblem, ScoreError
from evidence_svc.domain.file_schema import read_entry, refuse_if
from evidence_svc.domain.score import OUT_OF_BASE, ScoreState, ScoreStatus, checked_score
from evidence_svc.domain.yaml_text import Location, YamlText


@dataclass(frozen=True, slots=True)
class SelfRow:
    """One leaf: `self_score` is None unless `status` is `scored`; `evidence` holds the names submitted."""

    code: str
    criterion_id: str
    status: ScoreStatus
    self_score: Decimal | None = None
    explanation: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """One agency's self-assessment in one round; the days of the period are both included."""

    criteria_set: str
    agency_id: str
    agency_name: str
    round_id: str
    round_title: str
    round_kind: RoundKind
    starts_on: date
    ends_on: date
    rows: tuple[SelfRow, ...]


class AgencyEntry(Entry):
    """The agency that assesses itself."""

    id: Key
    name: Text


class RoundEntry(Entry):
    """The round it takes part in."""

    id: Key
    title: Text
    kind: RoundKind
    starts_on: date
    ends_on: date


class RowEntry(Entry):
    """One leaf of the criteria set."""

    code: Text
    criterion: Key
    status: ScoreStatus
    self_score: Score | None = None
    explanation: str = ""
    evidence: tuple[Text, ...] = ()


class SelfAssessmentEntry(Entry):
    """A self-assessment file."""

    criteria_set: Key
    agency: AgencyEntry
    round: RoundEntry
    rows: tuple[RowEntry, ...]


def parse_self_assessment(text: str, criteria_set: CriteriaSet, source: str = "bản tự đánh giá") -> SelfAssessment:
    """A file's text against its criteria set; raises CriteriaFileError listing every fault with its line."""
    entry, document = read_entry(text, source, SelfAssessmentEntry)
    leaves = {leaf.id: leaf for leaf in criteria_set.leaves}
    problems: list[FileProblem] = []
    if entry.criteria_set != criteria_set.id:
        message = f"tệp này không dành cho bộ tiêu chí “{criteria_set.id}”."
        problems.append(document.problem(("criteria_set",), "criteria-set-differs", message))
    seen: set[str] = set()
    for index, row in enumerate(entry.rows):
        problems += _row_problems(document, row, ("rows", index), criteria_set, leaves.get(row.criterion))
        if row.criterion in seen:
            location: Location = ("rows", index, "criterion")
            problems.append(document.problem(location, "criterion-twice", "tiêu chí này đã có ở hàng trên."))
        seen.add(row.criterion)
    refuse_if(document, problems)
    return SelfAssessment(
        criteria_set=entry.criteria_set,
        agency_id=entry.agency.id,
        agency_name=entry.agency.name,
        round_id=entry.round.id,
        round_title=entry.round.title,
        round_kind=entry.round.kind,
        starts_on=entry.round.starts_on,
        ends_on=entry.round.ends_on,
        rows=tuple(_row(row) for row in entry.rows),
    )


def states_of(criteria_set: CriteriaSet, agency_id: str, rows: Iterable[SelfRow]) -> dict[str, ScoreState]:
    """The rows as score states by criterion id, for totals; nothing is appraised yet."""
    return {
        row.criterion_id: ScoreState(
            criterion_id=row.criterion_id,
            agency_id=agency_id,
            max_score=criteria_set.get(row.criterion_id).max_score,
            status=row.status,
            self_score=row.self_score,
            scale=criteria_set.scale,
        )
        for row in rows
    }


def _row(entry: RowEntry) -> SelfRow:
    return SelfRow(entry.code, entry.criterion, entry.status, entry.self_score, entry.explanation, entry.evidence)


def _row_problems(
    document: YamlText, row: RowEntry, at: Location, criteria_set: CriteriaSet, leaf: Criterion | None
) -> list[FileProblem]:
    if leaf is None:
        message = "bộ tiêu chí không có tiêu chí chấm điểm này."
        return [document.problem((*at, "criterion"), "criterion-unknown", message)]
    if leaf.code != row.code:
        message = f"mã không khớp với tiêu chí (phải là {leaf.code})."
        return [document.problem((*at, "code"), "code-differs", message)]
    return _score_problems(document, row, (*at, "self_score"), criteria_set, leaf)


def _score_problems(
    document: YamlText, row: RowEntry, at: Location, criteria_set: CriteriaSet, leaf: Criterion
) -> list[FileProblem]:
    if (row.self_score is not None) != (row.status is ScoreStatus.SCORED):
        out = row.status in OUT_OF_BASE or row.status is ScoreStatus.NOT_SCORED
        message = "trạng thái này không có điểm." if out else "thiếu điểm tự đánh giá."
        return [document.problem(at, "score-and-status-differ", message)]
    if row.self_score is None:
        return []
    try:
        checked_score(row.self_score, leaf.max_score, criteria_set.scale)
    except ScoreError as error:
        return [document.problem(at, error.reason, str(error))]
    return []
