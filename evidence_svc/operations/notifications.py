"""A person's own notifications: read them, mark them read, say where mail goes."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address

from evidence_svc.errors import RefusedError
from evidence_svc.operations.context import Request
from evidence_svc.persistence.notifications import Contact, Notification
from evidence_svc.services import Services

NEWEST = 200


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """A person's newest notifications, newest first, and how many are unread."""

    notifications: tuple[Notification, ...]
    unread: int


def list_notifications(services: Services, request: Request) -> NotificationPage:
    """The person's own notifications."""
    with services.work.read() as unit:
        found = unit.notifications.of_person(request.actor.id, limit=NEWEST)
        return NotificationPage(found, unit.notifications.unread_count(request.actor.id))


def mark_read(services: Services, request: Request, notification_id: int | None = None) -> None:
    """Mark one of the person's own notifications as read, or all of them."""
    with services.work.begin() as unit:
        unit.notifications.mark_read(request.actor.id, services.now(), notification_id)
        unit.commit()


def show_contact(services: Services, request: Request) -> Contact | None:
    """Where the person's mail goes, or None."""
    with services.work.read() as unit:
        return unit.notifications.contact(request.actor.id)


def change_contact(services: Services, request: Request, *, email: str, wants_mail: bool) -> None:
    """Say where one's own mail goes; the log keeps that it changed, not the address.

    Raises RefusedError (`email-unreadable`).
    """
    address = _checked(email) if email.strip() or wants_mail else ""
    with services.work.begin() as unit:
        after = {"wants_mail": wants_mail}
        unit.append(
            request.draft("person:contact-changed", f"person:{request.actor.id}", after=after), now=services.now()
        )
        unit.notifications.keep_contact(Contact(request.actor.id, address, wants_mail))
        unit.commit()


def _checked(email: str) -> str:
    text = email.strip()
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:
        raise RefusedError("Địa chỉ thư điện tử không đúng.", reason="email-unreadable") from error
    if not address.username or "." not in address.domain or len(text) > 254 or not text.isascii():
        raise RefusedError("Địa chỉ thư điện tử không đúng.", reason="email-unreadable")
    return text
