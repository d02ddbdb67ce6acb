"""Accounts: add people with a role, and let them in by password."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from audit.entry import EntryDraft
from evidence_svc.domain.people import EVERYTHING, Actor, Role, Scope
from evidence_svc.domain.permissions import Action, require
from evidence_svc.errors import RefusedError
from evidence_svc.operations.context import SYSTEM_ROLE, Request
from evidence_svc.operations.log_once import append_unless_repeated
from evidence_svc.persistence.log_scopes import LogScopes
from evidence_svc.persistence.people import Account
from evidence_svc.services import Services

log = structlog.get_logger(__name__)
SHORTEST_PASSWORD = 10
# Who acts when somebody is not let in.
DOOR = "service:sign-in"
BETWEEN_REFUSALS = timedelta(minutes=15)


class SignInError(RefusedError):
    """Name or password is wrong; which of them is not said."""

    reason = "sign-in-failed"
    message = "Tên đăng nhập hoặc mật khẩu không đúng."


def add_person(
    services: Services, request: Request, *, username: str, name: str, password: str, role: Role, agency_id: str | None
) -> int:
    """Add a person with one role; returns the id. Raises PermissionDeniedError, ConflictError, RefusedError."""
    require(request.actor, Action.MANAGE_PEOPLE)
    return _add(services, request, username, name, password, role, agency_id)


def add_first_administrator(services: Services, *, username: str, name: str, password: str) -> Actor:
    """Make the first account of an empty installation; raises RefusedError (`already-set-up`) later on."""
    with services.work.read() as unit:
        if unit.people.names():
            raise RefusedError("Hệ thống đã có tài khoản quản trị.", reason="already-set-up")
    setup = Request(Actor(0, "thiết lập", Role.ADMINISTRATOR))
    person_id = _add(services, setup, username, name, password, Role.ADMINISTRATOR, None)
    return Actor(person_id, name, Role.ADMINISTRATOR)


def sign_in(services: Services, username: str, password: str, request_id: str = "") -> Actor:
    """The person behind a name and password; raises SignInError. Failures take as long as successes."""
    with services.work.read() as unit:
        account = unit.people.find_by_username(username.strip().lower())
    hashed = account.password_hash if account else _decoy_hash(services.hasher)
    matches = _matches(services.hasher, hashed, password)
    if account is None or not account.active or not matches:
        log.warning("sign-in-refused", known=account is not None)  # not the name: some type their password there
        _keep_refusal(services, account, request_id)
        raise SignInError
    with services.work.begin() as unit:
        draft = Request(actor_of(account), request_id).draft("session:signed-in", f"person:{account.id}")
        unit.append(draft, now=services.now())
        unit.commit()
    return actor_of(account)


def _keep_refusal(services: Services, account: Account | None, request_id: str) -> None:
    """A refused sign-in to a known account, once a quarter of an hour: strangers cannot make the log grow at will.

    The name is the account's own and the password is nowhere. The actor is the door, for nobody was let in. For a
    name that nobody has, the same is done and left out, so that the answer comes no sooner.
    """
    after = {"active": account.active if account else False}
    subject = f"person:{account.id if account else 0}"
    draft = EntryDraft(DOOR, SYSTEM_ROLE, "session:sign-in-refused", subject, after=after, request_id=request_id)
    with services.work.begin() as unit:
        if append_unless_repeated(unit, draft, now=services.now(), within=BETWEEN_REFUSALS) and account is not None:
            unit.commit()


def find_actor(services: Services, person_id: int) -> Actor | None:
    """The active person with that id in their role, or None."""
    found = find_visitor(services, person_id)
    return found[0] if found else None


def find_visitor(services: Services, person_id: int) -> tuple[Actor, int] | None:
    """The same with the number of notifications that person has not read: what every page shows."""
    with services.work.read() as unit:
        account, unread = unit.people.find_with_unread(person_id) or (None, 0)
        limited = account is not None and account.role == Role.AUDITOR
        scope = LogScopes(unit.connection).of(person_id) if limited else EVERYTHING
    return (actor_of(account, scope), unread) if account and account.active else None


def actor_of(account: Account, scope: Scope = EVERYTHING) -> Actor:
    """An account as the domain sees it; whoever acts on what they may read brings their limits."""
    return Actor(account.id, account.name, Role(account.role), account.agency_id, scope)


def _add(
    services: Services,
    request: Request,
    username: str,
    name: str,
    password: str,
    role: Role,
    agency_id: str | None,
) -> int:
    if len(password) < SHORTEST_PASSWORD:
        raise RefusedError(f"Mật khẩu phải có ít nhất {SHORTEST_PASSWORD} ký tự.", reason="password-too-short")
    hashed = services.hasher.hash(password)
    with services.work.begin() as unit:
        person_id = unit.people.add(username.strip().lower(), name, hashed, role.value, agency_id)
        after = {"username": username, "name": name, "role": role.value, "agency": agency_id}
        actor = "service:setup" if request.actor.id == 0 else f"person:{request.actor.id}"
        acting = SYSTEM_ROLE if request.actor.id == 0 else request.actor.role.value
        subject, traced = f"person:{person_id}", request.request_id
        draft = EntryDraft(actor, acting, "person:added", subject, after=after, request_id=traced)
        unit.append(draft, now=services.now())
        unit.commit()
    return person_id


def _matches(hasher: PasswordHasher, hashed: str, password: str) -> bool:
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy_hash(hasher: PasswordHasher) -> str:
    """What is checked when nobody has that name, so that the answer does not come sooner."""
    return hasher.hash("no such account")
