"""What a person sees of assessments: the list, and one agency's criteria with scores, totals and evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.domain.rounds import FORWARD, RoundState
from evidence_svc.domain.score import ScoreState
from evidence_svc.domain.totals import AssessmentTotals, compute_totals
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request, Standing, get_standing, score_state
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import Assessment, CriterionRow
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
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
        rounds = {round_.id: round_ for round_ in unit.rounds.list()}
        agencies = {agency.id: agency for agency in unit.agencies.list()}
        found = unit.assessments.list()
    listed = (ListedAssessment(item, rounds[item.round_id], agencies[item.agency_id]) for item in found)
    seen = [item for item in listed if may(request.actor, Action.VIEW_ASSESSMENT, item.agency.id)]
    order = list(rounds)
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
    agency = get_agency(unit, standing)
    rows = {row.criterion_id: row for row in unit.assessments.rows(standing.assessment.id)}
    files = unit.evidence.in_assessment(standing.assessment.id)
    linked = find_linked(unit, unit.evidence.links_in(standing.assessment.id), files)
    states = {
        leaf.id: score_state(rows[leaf.id], leaf, standing) for leaf in standing.criteria.leaves if leaf.id in rows
    }
    used = {item.evidence.id for items in linked.values() for item in items}
    used |= unit.replacements.in_assessment(standing.assessment.id).keys()
    return AssessmentPage(
        standing=standing,
        agency=agency,
        lines=_lines(standing, rows, states, linked),
        totals=compute_totals(standing.criteria, states),
        unlinked=tuple(file for file in files if file.id not in used),
        waiting=sum(file.state == "received" for file in files),
    )


def find_linked(
    unit: UnitOfWork, links: tuple[Link, ...], files: tuple[Evidence, ...]
) -> dict[int, tuple[LinkedEvidence, ...]]:
    """The evidence behind links with its outcomes, by criterion row id."""
    by_id = {file.id: file for file in files}
    judged = unit.verifications.judgements_of(tuple(link.id for link in links))
    outcomes = unit.verifications.outcomes_of(tuple({link.evidence_id for link in links}))
    found: dict[int, list[LinkedEvidence]] = defaultdict(list)
    for link in links:
        judgement = judged.get(link.id)
        outcome = judgement.outcome if judgement else outcomes.get(link.evidence_id)
        failed = tuple(f["reason"] for f in judgement.findings if f["outcome"] == "failed") if judgement else ()
        item = LinkedEvidence(link, by_id[link.evidence_id], outcome, failed)
        found[link.criterion_assessment_id].append(item)
    return {row_id: tuple(items) for row_id, items in found.items()}


def get_agency(unit: UnitOfWork, standing: Standing) -> Agency:
    """The assessed agency; raises NotFoundError."""
    agency = unit.agencies.find(standing.agency_id)
    if agency is None:
        raise NotFoundError
    return agency


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
