"""What an appraiser sees of one criterion: the claim and its evidence, the queue around it, what happened elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.criteria_versions import find_counterpart
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.operations.context import CriterionStanding, Request, Standing, get_criterion_standing, list_standings
from evidence_svc.operations.find_work import find_items, list_appraisable
from evidence_svc.operations.look_at_claim import look_at_claim
from evidence_svc.operations.show_criterion import CriterionPage, HistoryLine, find_history, list_allowed, list_linked
from evidence_svc.operations.show_thread import ThreadView, show_thread
from evidence_svc.operations.walk_queue import QueueFilter, Walk, walk
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.queue import QueueLine, QueueLines
from evidence_svc.persistence.same_files import SameFile, SameFiles
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from verifiers.calendar import local_date

# Whoever may do one of these to an agency at some time may look at its criteria as an appraiser does.
APPRAISING = (Action.APPRAISE, Action.REQUEST_EVIDENCE, Action.DECIDE_OBJECTION)


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """What became of the same criterion of the same agency in the round before."""

    round_title: str
    criterion: Criterion
    row: CriterionRow


@dataclass(frozen=True, slots=True)
class SharedUse:
    """Where else the bytes of a file are used; `criterion` None: handed in there, but for no criterion yet."""

    evidence_id: int
    there: SameFile
    standing: Standing
    criterion: Criterion | None


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """Everything the appraisal page shows; `shared` are uses of the same bytes by evidence id."""

    page: CriterionPage
    thread: ThreadView
    walk: Walk
    shared: Mapping[int, tuple[SharedUse, ...]]
    earlier: EarlierDecision | None


def show_appraisal(services: Services, request: Request, row_id: int, wanted: QueueFilter) -> AppraisalPage:
    """One criterion as its appraiser sees it; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        standings = list_standings(unit)
        mine = list_appraisable(request, standings)
        lines = QueueLines(unit.connection).of_assessments(tuple(each.assessment.id for each in mine))
        place, before = _place(unit, standings, lines.get(row_id), row_id)
        require_appraiser(request.actor, place)
        page = _page(services, unit, request, place)
        return AppraisalPage(
            page=page,
            thread=show_thread(services, page, request.actor.id),
            walk=walk(find_items(unit, mine, request.actor), wanted, row_id),
            shared=_shared(unit, request, page, standings),
            earlier=_earlier(unit, place, before),
        )


def get_appraised(services: Services, request: Request, row_id: int) -> CriterionStanding:
    """The criterion alone, for who may appraise it; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        place = get_criterion_standing(unit, row_id)
    require_appraiser(request.actor, place)
    return place


def show_last_change(services: Services, request: Request, row_id: int) -> HistoryLine | None:
    """The newest log entry about a criterion; raises NotFoundError and PermissionDeniedError."""
    place = get_appraised(services, request, row_id)
    with services.work.read() as unit:
        lines = find_history(unit, request.actor.scope, place.subject)
    return lines[-1] if lines else None


def require_appraiser(actor: Actor, place: CriterionStanding) -> None:
    """Who may appraise this criterion at some time; raises PermissionDeniedError (nobody sees their own agency so)."""
    agency, path = place.standing.agency_id, place.criterion.path
    require(actor, Action.VIEW_ASSESSMENT, agency)
    if not any(may(actor, action, agency, path=path) for action in APPRAISING):
        require(actor, Action.APPRAISE, agency, path=path)
        raise PermissionDeniedError


def _place(
    unit: UnitOfWork, standings: Sequence[Standing], line: QueueLine | None, row_id: int
) -> tuple[CriterionStanding, Standing | None]:
    """The criterion with everything above it, and its agency's assessment in the round before."""
    if line is None:
        place = get_criterion_standing(unit, row_id)
        return place, _before(standings, place.standing)
    standing = next(each for each in standings if each.assessment.id == line.assessment_id)
    before = _before(standings, standing)
    numbers = (standing.assessment.id, *(() if before is None else (before.assessment.id,)))
    rows = unit.assessments.rows_of(numbers)[standing.assessment.id]
    row = next(row for row in rows if row.id == row_id)
    return CriterionStanding(row, standing.criteria.get(row.criterion_id), standing, line.thread), before


def _before(standings: Sequence[Standing], standing: Standing) -> Standing | None:
    """The same agency's assessment in the newest round that ended before this one."""
    earlier = [
        each
        for each in standings
        if each.agency_id == standing.agency_id and each.round.ends_on < standing.round.ends_on
    ]
    return max(earlier, key=lambda each: (each.round.ends_on, each.assessment.id), default=None)


def _page(services: Services, unit: UnitOfWork, request: Request, place: CriterionStanding) -> CriterionPage:
    view = look_at_claim(unit, request, place, local_date(services.now()), services.calendar)
    return CriterionPage(
        place=place,
        agency=place.standing.agency,
        evidence=list_linked(view.loaded, place.row.id),
        judgements=view.loaded.judgements,
        view=view,
        history=(),
        may=list_allowed(request, place),
        extensions=view.loaded.extensions.get(place.row.id, ()),
    )


def _shared(
    unit: UnitOfWork, request: Request, page: CriterionPage, standings: Sequence[Standing]
) -> dict[int, tuple[SharedUse, ...]]:
    """Uses of the same bytes that this person may see, without the one on this page."""
    places = {each.assessment.id: each for each in standings}
    here = {item.evidence.sha256: item.evidence.id for item in page.evidence}
    uses: dict[int, list[SharedUse]] = {number: [] for number in here.values()}
    for there in SameFiles(unit.connection).with_digests(tuple(sorted(here))):
        standing = places[there.assessment_id]
        if there.row_id == page.place.row.id or not may(request.actor, Action.VIEW_ASSESSMENT, standing.agency_id):
            continue
        criterion = None if there.criterion_id is None else standing.criteria.get(there.criterion_id)
        uses[here[there.sha256]].append(SharedUse(here[there.sha256], there, standing, criterion))
    return {number: tuple(found) for number, found in uses.items() if found}


def _earlier(unit: UnitOfWork, place: CriterionStanding, before: Standing | None) -> EarlierDecision | None:
    if before is None:
        return None
    criterion = find_counterpart(place.standing.criteria, before.criteria, place.criterion.id)
    rows = unit.assessments.rows(before.assessment.id)
    row = next((row for row in rows if criterion is not None and row.criterion_id == criterion.id), None)
    return None if row is None or criterion is None else EarlierDecision(before.round.title, criterion, row)
