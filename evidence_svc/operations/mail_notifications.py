"""Mail people what they were told and have not been mailed yet: one letter a person, each notification once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from email.message import EmailMessage

import structlog

from evidence_svc.config import Settings
from evidence_svc.mailing import MailError, reminder_server, send_message
from evidence_svc.persistence.notifications import Contact, Notification
from evidence_svc.services import Services

log = structlog.get_logger(__name__)
# What could not be mailed for so long is not news any more; it still stands in the application.
NEWS = timedelta(days=3)
SUBJECT = "Nhắc việc cải cách hành chính"


def mail_notifications(services: Services) -> int:
    """Send what is unsent; returns how many letters went out. Does nothing without a mail server.

    A notification is marked before its letter is handed over, so a process that dies in between sends it never
    rather than twice; what the server refuses is unmarked and tried again. Raises MailError after all were tried.
    """
    server = reminder_server(services.settings)
    if server is None:
        return 0
    sent, refused = 0, None
    for contact, told in _letters_to_write(services):
        ids = tuple(each.id for each in told)
        _mark(services, ids, mailed=True)
        try:
            send_message(server, _letter(services.settings, contact, told))
            sent += 1
        except MailError as error:
            _mark(services, ids, mailed=False)
            log.warning("mail-refused", person=contact.person_id, error=str(error))
            refused = error
    if refused is not None:
        raise refused
    return sent


def _letters_to_write(services: Services) -> list[tuple[Contact, list[Notification]]]:
    with services.work.read() as unit:
        unmailed = unit.notifications.unmailed(services.now() - NEWS)
        contacts = unit.notifications.contacts()
    by_person: dict[int, list[Notification]] = defaultdict(list)
    for each in unmailed:
        by_person[each.person_id].append(each)
    wanted = {person: contacts[person] for person in by_person if person in contacts and contacts[person].wants_mail}
    return [(contact, by_person[person]) for person, contact in wanted.items()]


def _mark(services: Services, ids: tuple[int, ...], *, mailed: bool) -> None:
    with services.work.begin() as unit:
        unit.notifications.set_mailed(ids, services.now() if mailed else None)
        unit.commit()


def _letter(settings: Settings, contact: Contact, told: list[Notification]) -> EmailMessage:
    base = (settings.public_url or "").rstrip("/")
    lines = [f"- {each.text}\n  {base}{each.link}" if base else f"- {each.text}" for each in told]
    ending = "Thư này do hệ thống gửi tự động; đổi địa chỉ hoặc tắt thư tại mục Thông báo."
    letter = EmailMessage()
    letter["To"], letter["Subject"] = contact.email, f"{SUBJECT} ({len(told)})"
    letter.set_content("\n".join(["Kính gửi ông/bà,", "", *lines, "", ending]))
    return letter
