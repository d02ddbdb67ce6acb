"""Send e-mail through the configured server: plain text, one recipient a message."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

from evidence_svc.config import Settings
from evidence_svc.errors import ServiceError

SECONDS_TO_ANSWER = 20


class MailError(ServiceError):
    """The mail server cannot be reached, or refuses the message."""

    reason = "mail-refused"
    message = "Máy chủ thư không nhận thư này."


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one person."""

    to: str
    subject: str
    text: str


def send_letter(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server; raises MailError."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.smtp_from, letter.to, letter.subject
    message.set_content(letter.text)
    try:
        with _connect(settings) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"Máy chủ thư không nhận thư: {error}") from error


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host or "", settings.smtp_port
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS_TO_ANSWER, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS_TO_ANSWER)
    if settings.smtp_security == "starttls":
        server.starttls(context=context)
    if settings.smtp_username and settings.smtp_password is not None:
        server.login(settings.smtp_username, settings.smtp_password.get_secret_value())
    return server
