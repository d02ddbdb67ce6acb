"""Decide many requests to leave criteria out of an agency's base at once, seen beforehand with what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.exclusion import apply_status, decide_exclusion
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import ScoreState, ScoreStatus, checked_reason
from evidence_svc.domain.totals import Totals, compute_totals
from evidence_svc.domain.voting import MotionKind
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import CriterionStanding, Request, Standing, get_standing, list_places
from evidence_svc.operations.exclude import decision_words, rule_exclusion
from evidence_svc.operations.show_council import reasons_of
from evidence_svc.operations.tell import tell_of_decisions
from evidence_svc.operations.voted_on import voted_on
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class Decisions:
    """One way to decide for every row named, each with its reason, or "" for the common one."""

    accepted: bool
    reasons: Mapping[int, str]
    common: str = ""

    def reason(self, row_id: int) -> str:
        """Why this row is decided so."""
        return self.reasons[row_id].strip() or self.common


@dataclass(frozen=True, slots=True)
class AskedExclusion:
    """A criterion that the agency asks to leave out, why, and whether the council votes on it at the moment."""

    place: CriterionStanding
    why: str
    is_voted_on: bool


@dataclass(frozen=True, slots=True)
class ExclusionsPage:
    """The open requests of an agency, the sums as they stand, and as the decisions looked at would leave them."""

    standing: Standing
    asked: tuple[AskedExclusion, ...]
    before: Totals
    after: Totals


def show_exclusions(
    services: Services, request: Request, assessment_id: int, decisions: Decisions | None = None
) -> ExclusionsPage:
    """The open requests, with what `decisions` would make of the sums; nothing changes.

    Raises NotFoundError, PermissionDeniedError, and what `decide_exclusions` raises of `decisions`.
    """
    with services.work.read() as unit:
        standing = _decidable(unit, request, assessment_id)
        places, voting = list_places(unit, standing), voted_on(unit, standing.round.id, MotionKind.EXCLUSION)
        why = reasons_of(unit, (place.row for place in places.values()))
        asked = tuple(
            AskedExclusion(place, why.get(row_id, ""), row_id in voting)
            for row_id, place in places.items()
            if place.row.status == ScoreStatus.EXCLUSION_REQUESTED
        )
        changed = _changed(unit, request, standing, places, decisions) if decisions else {}
    states = {place.criterion.id: place.score_state for place in places.values()}
    before, after = (compute_totals(standing.criteria, each).whole for each in (states, states | changed))
    return ExclusionsPage(standing, asked, before, after)


def decide_exclusions(services: Services, request: Request, assessment_id: int, decisions: Decisions) -> int:
    """Decide them all in one transaction, each with an entry of its own; returns how many.

    Raises NotFoundError, PermissionDeniedError, ScoreError (`reason-too-short`, `exclusion-not-requested`) and
    RoundError (`nothing-chosen`, `motion-open` while the council votes on one of them).
    """
    with services.work.begin() as unit:
        standing = _decidable(unit, request, assessment_id)
        places = list_places(unit, standing)
        chosen = _chosen(unit, standing, places, decisions)
        entries = [
            rule_exclusion(
                services,
                unit,
                request,
                place,
                accepted=decisions.accepted,
                reason=decisions.reason(place.row.id),
                is_news=False,
            )
            for place in chosen
        ]
        words = _words(chosen, decisions)
        tell_of_decisions(unit, standing, words, entry=entries[-1], now=services.now(), by=request.actor.id)
        unit.commit()
    return len(entries)


def _decidable(unit: UnitOfWork, request: Request, assessment_id: int) -> Standing:
    """The assessment, for those who may decide about it now."""
    standing = get_standing(unit, assessment_id)
    require(request.actor, Action.DECIDE_EXCLUSION, standing.agency_id, standing.state)
    return standing


def _chosen(
    unit: UnitOfWork, standing: Standing, places: Mapping[int, CriterionStanding], decisions: Decisions
) -> list[CriterionStanding]:
    """The rows decided, in the order of the criteria set."""
    if not decisions.reasons:
        raise RoundError("Hãy chọn ít nhất một tiêu chí.", reason="nothing-chosen")
    if not decisions.reasons.keys() <= places.keys():
        raise NotFoundError
    if decisions.reasons.keys() & voted_on(unit, standing.round.id, MotionKind.EXCLUSION):
        raise RoundError("Hội đồng đang biểu quyết về một tiêu chí đã chọn.", reason="motion-open")
    return [place for row_id, place in places.items() if row_id in decisions.reasons]


def _changed(
    unit: UnitOfWork,
    request: Request,
    standing: Standing,
    places: Mapping[int, CriterionStanding],
    decisions: Decisions,
) -> dict[str, ScoreState]:
    """The states that the decisions would leave, by criterion id."""
    changed = {}
    for place in _chosen(unit, standing, places, decisions):
        change = decide_exclusion(
            place.score_state,
            accepted=decisions.accepted,
            reason=decisions.reason(place.row.id),
            actor=request.actor,
            round_state=standing.state,
        )
        changed[place.criterion.id] = apply_status(place.score_state, change)
    return changed


def _words(chosen: Sequence[CriterionStanding], decisions: Decisions) -> str:
    """What the agency is told: one decision as it is, several by their number."""
    if len(chosen) == 1:
        place = chosen[0]
        reason = checked_reason(decisions.reason(place.row.id))
        return decision_words(place.criterion.path, reason, accepted=decisions.accepted)
    if decisions.accepted:
        return f"Hội đồng đồng ý trừ {len(chosen)} tiêu chí vào điểm tổng."
    return f"Hội đồng không đồng ý trừ {len(chosen)} tiêu chí; các tiêu chí này mở lại để tự chấm."
