"""What a person sees of assessments: the list, and one agency's criteria with scores, totals and evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.domain.rounds import FORWARD, RoundState
from evidence_svc.domain.score import ScoreState
from evidence_svc.domain.totals import AssessmentTotals, compute_totals
from evidence_svc.operations.context import Request, Standing, get_standing, score_state
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import Assessment, CriterionRow
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.filed import Filed
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Judgement
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class ListedAssessment:
    """One line of the list of assessments."""

    assessment: Assessment
    round: Round
    agency: Agency


@dataclass(frozen=True, slots=True)
class LinkedEvidence:
    """Evidence under one criterion: its link, the file, and the worst outcome known of it there.

    `outcome` is passed, failed, indeterminate, or None while it waits to be verified.
    """

    link: Link
    evidence: Evidence
    outcome: str | None
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One line of the criteria table; `row` and `state` are None for nodes that carry no score of their own."""

    criterion: Criterion
    depth: int
    row: CriterionRow | None
    state: ScoreState | None
    evidence: tuple[LinkedEvidence, ...]

    @property
    def claimed_without_file(self) -> bool:
        """Points claimed though no file supports them."""
        score = self.state.self_score if self.state else None
        return score is not None and score > 0 and not self.evidence


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """Everything the criteria table shows."""

    standing: Standing
    agency: Agency
    lines: tuple[CriterionLine, ...]
    totals: AssessmentTotals
    unlinked: tuple[Evidence, ...]
    waiting: int


def list_assessments(services: Services, request: Request) -> tuple[ListedAssessment, ...]:
    """The assessments this person may see, newest round first."""
    with services.work.read() as unit:
        found, order = unit.standings.list(), [round_.id for round_ in unit.rounds.list()]
    listed = (ListedAssessment(each.assessment, each.round, each.agency) for each in found)
    seen = [item for item in listed if may(request.actor, Action.VIEW_ASSESSMENT, item.agency.id)]
    return tuple(sorted(seen, key=lambda item: (order.index(item.round.id), item.agency.name)))


def show_assessment(services: Services, request: Request, assessment_id: int) -> AssessmentPage:
    """One assessment with its whole tree; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.VIEW_ASSESSMENT, standing.agency_id)
        return _page(unit, standing)


def next_states(standing: Standing) -> tuple[RoundState, ...]:
    """The states a round may move on to, in their usual order."""
    return tuple(sorted(FORWARD[standing.round_state], key=list(RoundState).index))


def _page(unit: UnitOfWork, standing: Standing) -> AssessmentPage:
    agency = standing.agency
    rows = {row.criterion_id: row for row in unit.assessments.rows(standing.assessment.id)}
    filed = unit.filed.of(standing.assessment.id)
    files = [each.evidence for each in filed]
    linked = find_linked(unit, filed)
    states = {
        leaf.id: score_state(rows[leaf.id], leaf, standing) for leaf in standing.criteria.leaves if leaf.id in rows
    }
    used = {item.evidence.id for items in linked.values() for item in items}
    replaced = unit.replacements.in_assessment(standing.assessment.id).keys()
    return AssessmentPage(
        standing=standing,
        agency=agency,
        lines=_lines(standing, rows, states, linked),
        totals=compute_totals(standing.criteria, states),
        unlinked=tuple(file for file in files if file.id not in used | replaced),
        waiting=sum(file.state == "received" and file.id not in replaced for file in files),
    )


def find_linked(unit: UnitOfWork, filed: tuple[Filed, ...]) -> dict[int, tuple[LinkedEvidence, ...]]:
    """Files under the criteria they are linked to with their outcomes, by criterion row id."""
    links = links_by_row(filed)
    judged = unit.verifications.judgements_of(tuple(link.id for row in sorted(links) for link in links[row]))
    outcomes = unit.verifications.outcomes_of(tuple(each.evidence.id for each in filed if each.links))
    files = {each.evidence.id: each.evidence for each in filed}
    return {row: tuple(link_up(link, files, judged, outcomes) for link in found) for row, found in links.items()}


def link_up(
    link: Link, files: Mapping[int, Evidence], judged: Mapping[int, Judgement], outcomes: Mapping[int, str]
) -> LinkedEvidence:
    """One file under one criterion; what was judged there says more than the file's own report."""
    judgement = judged.get(link.id)
    outcome = judgement.outcome if judgement else outcomes.get(link.evidence_id)
    failed = tuple(found["reason"] for found in judgement.findings if found["outcome"] == "failed") if judgement else ()
    return LinkedEvidence(link, files[link.evidence_id], outcome, failed)


def links_by_row(filed: tuple[Filed, ...]) -> dict[int, tuple[Link, ...]]:
    """The live links of files by the row of the criterion they are under, oldest first."""
    by_row: dict[int, list[Link]] = defaultdict(list)
    for link in sorted((link for each in filed for link in each.links), key=lambda link: link.id):
        by_row[link.criterion_assessment_id].append(link)
    return {row: tuple(found) for row, found in by_row.items()}


def _lines(
    standing: Standing,
    rows: dict[str, CriterionRow],
    states: dict[str, ScoreState],
    linked: dict[int, tuple[LinkedEvidence, ...]],
) -> tuple[CriterionLine, ...]:
    depths: dict[str, int] = {}
    lines = []
    for criterion in standing.criteria.criteria:
        depths[criterion.id] = depths[criterion.parent] + 1 if criterion.parent else 0
        row = rows.get(criterion.id)
        files = linked.get(row.id, ()) if row else ()
        lines.append(CriterionLine(criterion, depths[criterion.id], row, states.get(criterion.id), files))
    return tuple(lines)
