"""Tell people what happened in a round: kept with what happened, in one transaction, for those it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from evidence_svc.domain.audience import NEWS, STAGE_WORDS, hears_of_message, hears_of_move, is_own
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action, may
from evidence_svc.domain.rounds import PUBLIC_STATES, RoundState
from evidence_svc.domain.threads import Message
from evidence_svc.operations.context import CriterionStanding, Standing
from evidence_svc.operations.people import actor_of
from evidence_svc.persistence.notifications import Notification
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork

MOVED, DECIDED = "round-moved", "exclusions-decided"
# A notification leads to the whole text; it need not hold all of it.
LONGEST_QUOTE = 160


def tell_of_message(unit: UnitOfWork, place: CriterionStanding, message: Message, *, entry: int) -> None:
    """Tell of a message under a criterion; `place` is as it was before it, `entry` its entry of the log."""
    news, agency = NEWS[message.kind], place.standing.agency
    path, text = place.criterion.path, _shortened(message.text)
    words = news.words.format(path=path, agency=agency.name, text=text)
    told = (
        Notification(
            actor.id, message.kind.value, f"{message.kind}:{entry}", words, f"/criteria/{place.row.id}", message.at
        )
        for actor in _others(unit, message.by)
        if hears_of_message(actor, agency.id, path, news.audience, place.thread)
    )
    unit.notifications.add_new(told)


def tell_of_move(
    unit: UnitOfWork, round_: Round, target: RoundState, *, entry: int, now: datetime, by: int | None = None
) -> None:
    """Tell of a round's new stage; `by` is who moved it, None for the clock."""
    words, assessed = f"Kỳ “{round_.title}”: {STAGE_WORDS[target]}.", unit.assessments.list(round_.id)
    told = (
        Notification(
            actor.id, MOVED, f"{MOVED}:{entry}", words, _place_of(actor, round_, target, each.agency_id, each.id), now
        )
        for each in assessed
        for actor in _others(unit, by)
        if hears_of_move(actor, each.agency_id, target)
    )
    unit.notifications.add_new(told)


def tell_of_decisions(unit: UnitOfWork, standing: Standing, words: str, *, entry: int, now: datetime, by: int) -> None:
    """Tell an agency of decisions on its requests in one notification; `entry` is the last of them in the log."""
    told = (
        Notification(actor.id, DECIDED, f"{DECIDED}:{entry}", words, f"/assessments/{standing.assessment.id}", now)
        for actor in _others(unit, by)
        if is_own(actor, standing.agency_id)
    )
    unit.notifications.add_new(told)


def _others(unit: UnitOfWork, by: int | None) -> Iterable[Actor]:
    """Everybody with an account in use but the one who did it."""
    return (actor_of(account) for account in unit.people.list() if account.active and account.id != by)


def _place_of(actor: Actor, round_: Round, target: RoundState, agency_id: str, assessment_id: int) -> str:
    """The page where this person goes on."""
    if target in PUBLIC_STATES:
        return f"/results/{round_.id}"
    if is_own(actor, agency_id):
        return f"/assessments/{assessment_id}"
    if target is RoundState.COUNCIL:
        return f"/council/{round_.id}"
    return "/work" if may(actor, Action.APPRAISE, agency_id) else f"/assessments/{assessment_id}"


def _shortened(text: str) -> str:
    kept = " ".join(text.split())
    return kept if len(kept) <= LONGEST_QUOTE else f"{kept[:LONGEST_QUOTE].rstrip()}…"
