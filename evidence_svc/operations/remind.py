"""Tell the people of each agency what falls due of their work: once a stage, however often the job runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from evidence_svc.domain.audience import hears_of_deadline
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.reminders import Reminder, remind_of, remind_of_stage
from evidence_svc.domain.rounds import RoundState
from evidence_svc.operations.look_ahead import Ahead, find_ahead
from evidence_svc.operations.people import actor_of
from evidence_svc.persistence.notifications import Notification
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from verifiers.calendar import local_date

# Who works on an agency's own assessment.
TOLD = frozenset({Role.CLERK, Role.LEADER, Role.CRITERION_OWNER})
# The stages in which the assessed agency has something to do.
STAGE_WORDS = {
    RoundState.OPEN: "Nộp bản tự đánh giá",
    RoundState.EXPLAINING: "Giải trình kết quả thẩm định",
}


def remind_agencies(services: Services) -> int:
    """Keep the reminders of today for everybody concerned; returns how many are new."""
    today = local_date(services.now())
    with services.work.read() as unit:  # what takes long is done before the lock that writers share is taken
        people = _people_by_agency(unit)
        told = tuple(
            notification
            for agency_id in sorted({each.agency_id for each in unit.assessments.list()} & people.keys())
            for notification in _tell(services, unit, agency_id, people[agency_id], today)
        )
    if not told:
        return 0
    with services.work.begin() as unit:
        new = unit.notifications.add_new(told)
        unit.commit()
    return len(new)


def _people_by_agency(unit: UnitOfWork) -> dict[str, list[Actor]]:
    found: dict[str, list[Actor]] = {}
    for account in unit.people.list():
        if account.active and account.agency_id is not None and account.role in TOLD:
            found.setdefault(account.agency_id, []).append(actor_of(account))
    return found


def _tell(
    services: Services, unit: UnitOfWork, agency_id: str, people: list[Actor], today: date
) -> Iterator[Notification]:
    now = services.now()
    for ahead in find_ahead(unit, agency_id, today, services.calendar):
        for reminder, link, path in _reminders(ahead, today):
            for actor in people:
                if path is None or hears_of_deadline(actor, path, people):
                    yield Notification(actor.id, reminder.kind, reminder.key, reminder.text, link, now)


def _reminders(ahead: Ahead, today: date) -> Iterator[tuple[Reminder, str, str | None]]:
    """Reminders with the page they lead to and the criterion's path, None for what concerns the whole agency."""
    assessment_id = ahead.standing.assessment.id
    for outlook in ahead.of_round:
        reminder = remind_of(outlook, today)
        if reminder is not None:
            yield reminder, f"/criteria/{outlook.claim.row_id}", outlook.claim.criterion.path
    for state, day in ahead.stages:
        words = STAGE_WORDS.get(state) if state is ahead.standing.state else None  # nothing is due before or after it
        told = remind_of_stage(assessment_id, state.value, words, day, today) if words else None
        if told is not None:
            yield told, f"/assessments/{assessment_id}/review", None
