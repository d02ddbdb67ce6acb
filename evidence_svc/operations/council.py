"""The council: motions on open points, votes, and what a carried motion does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreStatus, checked_reason, checked_score
from evidence_svc.domain.voting import Choice, Count, MotionKind, MotionState, Way, count_votes
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import CriterionStanding, Request, Standing, get_criterion_standing, get_standing
from evidence_svc.operations.exclude import rule_exclusion
from evidence_svc.operations.object import rule_objection
from evidence_svc.operations.people import actor_of
from evidence_svc.persistence.councils import Motion, Vote
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


def open_motion(
    services: Services,
    request: Request,
    assessment_id: int,
    *,
    kind: MotionKind,
    way: Way,
    text: str,
    row_id: int | None = None,
    value: Decimal | None = None,
) -> int:
    """Put a point to the vote; returns the motion's id.

    `text` says what is voted on, `row_id` the criterion of an exclusion or a score, `value` the score proposed.
    Raises PermissionDeniedError, NotFoundError, ScoreError, RoundError (`motion-not-possible`, `motion-open`).
    """
    with services.work.begin() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.RUN_COUNCIL, standing.agency_id, standing.round_state)
        place = _place(unit, assessment_id, row_id)
        score = _proposed(place, kind, value)
        _check_point(unit, standing, kind, row_id)
        state, now = MotionState.OPEN.value, services.now()
        said = checked_reason(text)
        motion = Motion(assessment_id, row_id, kind.value, way.value, said, score, state, now, entry=0)
        motion_id = _put(unit, request, motion)
        unit.commit()
    return motion_id


def cast_vote(services: Services, request: Request, motion_id: int, choice: Choice) -> None:
    """One member's vote, given once; raises PermissionDeniedError, NotFoundError, RoundError and ConflictError."""
    with services.work.begin() as unit:
        motion, standing = _get_motion(unit, motion_id)
        require(request.actor, Action.VOTE, standing.agency_id, standing.round_state)
        _check_open(motion)
        now = services.now()
        draft = request.draft("round:voted", _subject(motion), after={"motion": motion.entry, "choice": choice.value})
        entry = unit.append(draft, now=now).sequence
        unit.councils.cast(Vote(motion.id, request.actor.id, choice.value, now, entry))
        unit.commit()


def close_motion(services: Services, request: Request, motion_id: int) -> Count:
    """Count the votes and do what was decided; returns the count, which lapsed where nothing is left to decide.

    Raises PermissionDeniedError, NotFoundError, ScoreError, and RoundError (`motion-closed`).
    """
    with services.work.begin() as unit:
        motion, standing = _get_motion(unit, motion_id)
        for right in (Action.RUN_COUNCIL, Action.VOTE):  # whoever declares a result is of the council itself
            require(request.actor, right, standing.agency_id, standing.round_state)
        _check_open(motion)
        place = get_criterion_standing(unit, motion.criterion_assessment_id) if motion.criterion_assessment_id else None
        count = replace(count_motion(unit, motion, standing.agency_id), lapsed=not _is_decidable(motion, place))
        if place is not None and not count.lapsed:
            _apply(services, unit, request, place, motion, count)
        _record(unit, request, motion, count, now=services.now())
        unit.commit()
    return count


def lapse_motions(unit: UnitOfWork, request: Request, round_id: str, *, now: datetime) -> None:
    """Close every open motion of a round undecided, not committed: its stage is over; each is an entry."""
    for motion in unit.councils.motions_of(round_id):
        if motion.state == MotionState.OPEN:
            agency_id = get_standing(unit, motion.assessment_id).agency_id
            _record(unit, request, motion, replace(count_motion(unit, motion, agency_id), lapsed=True), now=now)


def count_motion(unit: UnitOfWork, motion: Motion, agency_id: str) -> Count:
    """What was counted when it was closed, or the votes as they stand, of those who may vote on that agency now."""
    if motion.counted is not None:
        return motion.counted
    entitled = entitled_voters(unit, agency_id)
    cast = unit.councils.votes_on((motion.id,)).get(motion.id, ())
    return count_votes((Choice(vote.choice) for vote in cast if vote.person_id in entitled), len(entitled))


def entitled_voters(unit: UnitOfWork, agency_id: str) -> frozenset[int]:
    """The active members of the council who may vote on that agency."""
    actors = [actor_of(account) for account in unit.people.list() if account.active]
    return frozenset(actor.id for actor in actors if may(actor, Action.VOTE, agency_id, RoundState.COUNCIL))


def _place(unit: UnitOfWork, assessment_id: int, row_id: int | None) -> CriterionStanding | None:
    if row_id is None:
        return None
    place = get_criterion_standing(unit, row_id)
    if place.row.assessment_id != assessment_id:
        raise NotFoundError
    return place


def _proposed(place: CriterionStanding | None, kind: MotionKind, value: Decimal | None) -> Decimal | None:
    """The score a motion proposes; raises where there is nothing such a motion could decide."""
    refused = RoundError("Nội dung này không có gì để biểu quyết.", reason="motion-not-possible")
    if kind is MotionKind.RESULT:
        if place is not None:
            raise refused
        return None
    if place is None:
        raise refused
    if kind is MotionKind.EXCLUSION:
        if place.row.status != ScoreStatus.EXCLUSION_REQUESTED:
            raise refused
        return None
    if place.thread.objection is None or value is None:
        raise refused
    return checked_score(value, place.criterion.max_score, place.standing.criteria.scale)


def _check_point(unit: UnitOfWork, standing: Standing, kind: MotionKind, row_id: int | None) -> None:
    point = (standing.assessment.id, row_id, kind.value, MotionState.OPEN.value)
    for motion in unit.councils.motions_of(standing.round.id):
        if (motion.assessment_id, motion.criterion_assessment_id, motion.kind, motion.state) == point:
            raise RoundError("Nội dung này đang được biểu quyết.", reason="motion-open")


def _put(unit: UnitOfWork, request: Request, motion: Motion) -> int:
    about = {"assessment": motion.assessment_id, "row": motion.criterion_assessment_id, "kind": motion.kind}
    value = None if motion.value is None else format(motion.value, "f")
    after = {**about, "way": motion.way, "message": motion.text, "value": value}
    draft = request.draft("round:motion-opened", _subject(motion), after=after)
    entry = unit.append(draft, now=motion.opened_at).sequence
    return unit.councils.open(replace(motion, entry=entry))


def _is_decidable(motion: Motion, place: CriterionStanding | None) -> bool:
    """Whether what the motion is about still waits for a decision."""
    if place is None:
        return True
    if motion.kind == MotionKind.EXCLUSION:
        return place.row.status == ScoreStatus.EXCLUSION_REQUESTED
    return place.thread.objection is not None


def _record(unit: UnitOfWork, request: Request, motion: Motion, count: Count, *, now: datetime) -> None:
    """Close the motion with its entry, which keeps what was counted."""
    before, after = {"motion": motion.entry}, {"result": count.state.value}
    counted = {name: getattr(count, name) for name in ("entitled", "in_favour", "against", "abstained")}
    draft = request.draft(
        "round:motion-closed", _subject(motion), before=before, after=after | counted, reason=count.sentence
    )
    unit.councils.close(motion.id, count, entry=unit.append(draft, now=now).sequence)


def _apply(
    services: Services, unit: UnitOfWork, request: Request, place: CriterionStanding, motion: Motion, count: Count
) -> None:
    """What the vote means for the criterion: a lost motion leaves a score and refuses an exclusion."""
    reason = f"{motion.text} {count.sentence}"
    if motion.kind == MotionKind.EXCLUSION:
        rule_exclusion(services, unit, request, place, accepted=count.carried, reason=reason)
    else:
        rule_objection(services, unit, request, place, motion.value if count.carried else None, reason)


def _get_motion(unit: UnitOfWork, motion_id: int) -> tuple[Motion, Standing]:
    """A motion with its assessment; raises NotFoundError."""
    motion = unit.councils.find(motion_id)
    if motion is None:
        raise NotFoundError
    return motion, get_standing(unit, motion.assessment_id)


def _check_open(motion: Motion) -> None:
    """Raises RoundError (`motion-closed`)."""
    if motion.state != MotionState.OPEN:
        raise RoundError("Nội dung này đã biểu quyết xong.", reason="motion-closed")


def _subject(motion: Motion) -> str:
    """The criterion the motion is about, or the whole assessment."""
    if motion.criterion_assessment_id is None:
        return f"assessment:{motion.assessment_id}"
    return f"criterion-assessment:{motion.criterion_assessment_id}"
