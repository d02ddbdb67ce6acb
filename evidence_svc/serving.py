"""What a request is served with: the services, the queue, and who is signed in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO, cast

from flask import current_app, g, request, session
from flask_login import current_user, login_user
from structlog.contextvars import bind_contextvars

from evidence_svc.domain.people import Actor
from evidence_svc.operations.context import Request
from evidence_svc.operations.people import Visitor
from evidence_svc.persistence.unit_of_work import PageWork
from evidence_svc.services import Services

EXTENSION = "evidence-svc"
CHUNK = 1024 * 1024
# Methods that change nothing (RFC 9110, section 9.2.1), and the name under which their services are kept.
LOOKING = frozenset({"GET", "HEAD"})
PAGE = "page_services"
MARK_SIGN = "."


@dataclass(frozen=True, slots=True)
class Serving:
    """Opened once a process and kept in `app.extensions`."""

    services: Services
    enqueue: Callable[[int], None]
    compare: Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a session, in the form Flask-Login asks for, and how many notifications they have not read."""

    actor: Actor
    mark: str
    unread: int = 0
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What the session keeps: whose it is, and the mark without which it counts no more."""
        return f"{self.actor.id}{MARK_SIGN}{self.mark}"


def serving() -> Serving:
    """The services and the queue of the running application."""
    return cast(Serving, current_app.extensions[EXTENSION])


def services() -> Services:
    """The services of the running application; a request that only looks reads everything in one transaction."""
    held = serving().services
    if request.method not in LOOKING:
        return held
    if PAGE not in g:
        setattr(g, PAGE, replace(held, work=PageWork(held.work.engine)))
    return cast(Services, getattr(g, PAGE))


def end_reading(_error: BaseException | None = None) -> None:
    """When a request is over: let go of what it read in."""
    read = g.pop(PAGE, None)
    if read is not None:
        read.work.close()


def request_id() -> str:
    """A name for the running request, the same in the answer's header, the program's log and the audit log."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex
        bind_contextvars(request_id=g.request_id)
    return cast(str, g.request_id)


def open_session_of(visitor: Visitor) -> None:
    """Begin the person's session anew: nothing of the one before outlives it, its CSRF secret included."""
    session.clear()
    login_user(SignedIn(visitor.actor, visitor.mark, visitor.unread))
    session.permanent = True


def signed_in_actor() -> Actor | None:
    """The person behind the session, or None."""
    return cast(SignedIn, current_user).actor if current_user.is_authenticated else None


def unread_count() -> int:
    """How many notifications the person behind the session has not read, as the request found it."""
    return cast(SignedIn, current_user).unread if current_user.is_authenticated else 0


def acting() -> Request:
    """The signed-in person's request; only for routes behind the gate, which never sees an anonymous one."""
    return Request(cast(SignedIn, current_user).actor, request_id())


def read_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """An upload in pieces of at most 1 MiB, so that a large file is never in memory as a whole."""
    while chunk := stream.read(CHUNK):
        yield chunk
