"""Send e-mail through a configured server: reminders to people, checkpoints to mailboxes that keep them."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal
from urllib.parse import unquote, urlsplit

from evidence_svc.config import Settings
from evidence_svc.errors import ServiceError

SECONDS_TO_ANSWER = 20

Security = Literal["starttls", "tls", "none", "offered"]


class MailError(ServiceError):
    """The mail server cannot be reached, or refuses the message."""

    reason = "mail-refused"
    message = "Máy chủ thư không nhận thư này."


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes letters, and their sender.

    `offered` begins STARTTLS where the server offers it. Certificates are always checked.
    """

    host: str
    port: int
    sender: str
    security: Security
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def reminder_server(settings: Settings) -> MailServer | None:
    """The server of EVIDENCE_SMTP_*, None where none is set."""
    if settings.smtp_host is None:
        return None
    password = settings.smtp_password.get_secret_value() if settings.smtp_password is not None else None
    server = (settings.smtp_host, settings.smtp_port, settings.smtp_from)
    return MailServer(*server, settings.smtp_security, settings.smtp_username, password)


def checkpoint_server(settings: Settings) -> MailServer | None:
    """The server of EVIDENCE_CHECKPOINT_MAIL_SERVER, otherwise the one that reminders go through.

    `smtp://user:password@host:587` or `smtps://…`: an account's password is told under TLS or not at all.
    """
    if settings.checkpoint_mail_server is None:
        return reminder_server(settings)
    parts = urlsplit(settings.checkpoint_mail_server.get_secret_value())
    security: Security = "starttls" if parts.username else "offered"
    if parts.scheme == "smtps":
        security = "tls"
    account = (unquote(parts.username), unquote(parts.password or "")) if parts.username else (None, None)
    return MailServer(parts.hostname or "", parts.port or 0, settings.checkpoint_mail_sender, security, *account)


def send_message(server: MailServer, message: EmailMessage) -> None:
    """Hand a letter to the server, which is its sender's unless the letter says so; raises MailError."""
    if "From" not in message:
        message["From"] = server.sender
    try:
        with _connected(server) as connection:
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"Máy chủ thư không nhận thư: {type(error).__name__}: {error}") from error


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection with all that was agreed on; closed however that ends."""
    context = ssl.create_default_context()
    if server.security == "tls":
        made: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS_TO_ANSWER, context=context)
    else:
        made = smtplib.SMTP(server.host, server.port, timeout=SECONDS_TO_ANSWER)
    with made:
        made.ehlo_or_helo_if_needed()  # only then does it say what it can
        if server.security == "starttls" or (server.security == "offered" and made.has_extn("starttls")):
            made.starttls(context=context)
        if server.username:
            made.login(server.username, server.password or "")
        yield made
