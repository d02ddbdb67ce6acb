"""What stands in a criterion's thread and what this person may do about it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from evidence_svc.domain.permissions import Action
from evidence_svc.domain.rounds import CriterionState, RoundState
from evidence_svc.domain.threads import MessageKind
from evidence_svc.operations.context import row_state
from evidence_svc.operations.object import first_appraiser
from evidence_svc.operations.show_criterion import CriterionPage
from evidence_svc.services import Services
from verifiers.calendar import end_of_day

# What is offered beside the document, on the appraiser's desk.
_ON_THE_DESK = frozenset({"appraise", "request-evidence", "undo-appraisal", "settle-raise", "decide-objection"})


@dataclass(frozen=True, slots=True)
class Said:
    """One message with the name of who wrote it; `value` is the points it speaks of."""

    kind: MessageKind
    text: str
    who: str
    at: datetime
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The thread of a criterion, its state, and the offers that follow; `window_ends` is when objections end."""

    state: CriterionState
    said: tuple[Said, ...]
    window_ends: datetime | None
    offers: frozenset[str]

    @property
    def is_for_appraisers(self) -> bool:
        """Whether this person has something to decide as an appraiser."""
        return bool(self.offers & _ON_THE_DESK)


def show_thread(services: Services, page: CriterionPage, person_id: int) -> ThreadView:
    """The thread behind a page of a criterion; the page was shown, so it may be seen."""
    place = page.place
    with services.work.read() as unit:
        names = unit.people.names() if place.thread.messages else {}
        first = first_appraiser(unit, place) if place.thread.objection else None
    said = tuple(
        Said(message.kind, message.text, names.get(message.by, ""), message.at, message.value)
        for message in place.thread.messages
    )
    day = place.standing.rules.deadlines.get(RoundState.EXPLAINING)
    state = row_state(place.row, place.standing, place.thread, files=bool(page.evidence))
    return ThreadView(state, said, end_of_day(day) if day else None, _offers(page, state, person_id, first))


def _offers(page: CriterionPage, state: CriterionState, person_id: int, first: int | None) -> frozenset[str]:
    """The names of the forms that would not be refused."""
    place, may = page.place, page.may
    thread, row, round_state = place.thread, place.row, place.standing.round_state
    settled = state in {CriterionState.CONTESTED, CriterionState.FINAL}
    pending = thread.raise_
    possible = {
        "request-evidence": Action.REQUEST_EVIDENCE in may and thread.request is None and not settled,
        "answer": Action.ANSWER_REQUEST in may and thread.request is not None,
        "object": Action.OBJECT in may and thread.objection is None and row.appraised_score is not None,
        "withdraw-objection": Action.OBJECT in may and thread.objection is not None,
        "decide-objection": Action.DECIDE_OBJECTION in may and thread.objection is not None and first != person_id,
        "settle-raise": Action.APPRAISE in may and pending is not None and pending.by != person_id and not settled,
        "appraise": Action.APPRAISE in may and not settled,
        "undo-appraisal": Action.APPRAISE in may
        and row.appraised_score is not None
        and round_state is RoundState.APPRAISING,
        "withdraw-self-score": Action.SELF_SCORE in may and row.self_score is not None and row.status == "scored",
        "withdraw-exclusion": Action.REQUEST_EXCLUSION in may and row.status == "exclusion-requested",
    }
    return frozenset(name for name, offered in possible.items() if offered)
