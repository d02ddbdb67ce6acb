"""Write a message under a criterion with its log entry; the use cases that speak about criteria share it."""

from __future__ import annotations

from decimal import Decimal

from evidence_svc.domain.score import checked_reason
from evidence_svc.domain.threads import Message, MessageKind
from evidence_svc.operations.context import CriterionStanding, Request
from evidence_svc.operations.tell import tell_of_message
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


def say(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    place: CriterionStanding,
    kind: MessageKind,
    text: str,
    value: Decimal | None = None,
    *,
    is_news: bool = True,
) -> None:
    """Append the message to the log and the thread and tell whom it concerns, not committed.

    Raises ScoreError (`reason-too-short`). `is_news` False leaves the telling to the caller, who tells of many at once.
    """
    kept, now = checked_reason(text), services.now()
    after = {"kind": kind.value, "message": kept, "value": None if value is None else format(value, "f")}
    entry = unit.append(request.draft(f"assessment:{kind.value}", place.subject, after=after), now=now)
    message = Message(kind, kept, request.actor.id, now, value)
    unit.threads.add(place.row.id, message, entry=entry.sequence)
    if is_news:
        tell_of_message(unit, place, message, entry=entry.sequence)
