"""Accounts: add people with a role, and find who acts."""

from __future__ import annotations

from dataclasses import dataclass

from audit.entry import EntryDraft
from evidence_svc.domain.people import EVERYTHING, Actor, Role, Scope
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.register import check_name, check_username
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.context import SYSTEM_ROLE, Request
from evidence_svc.operations.passwords import check_new_password
from evidence_svc.persistence.log_scopes import LogScopes
from evidence_svc.persistence.people import Account
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a session: the mark that it must carry, and how many notifications they have not read."""

    actor: Actor
    mark: str
    unread: int = 0


def add_person(
    services: Services, request: Request, *, username: str, name: str, password: str, role: Role, agency_id: str | None
) -> int:
    """Add a person with one role; returns the id.

    Raises PermissionDeniedError, ConflictError, NotFoundError for an agency that is not in the register, and
    RefusedError (`name-unfit`, `username-unfit`, `password-too-short`, `password-too-long`).
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    return _add(services, request, username, name, password, role, agency_id)


def add_first_administrator(services: Services, *, username: str, name: str, password: str) -> Actor:
    """Make the first account of an empty installation; raises RefusedError (`already-set-up`) later on."""
    with services.work.read() as unit:
        if unit.people.names():
            raise RefusedError("Hệ thống đã có tài khoản quản trị.", reason="already-set-up")
    setup = Request(Actor(0, "thiết lập", Role.ADMINISTRATOR), "setup")
    person_id = _add(services, setup, username, name, password, Role.ADMINISTRATOR, None)
    return Actor(person_id, name, Role.ADMINISTRATOR)


def find_actor(services: Services, person_id: int) -> Actor | None:
    """The active person with that id in their role, or None."""
    found = find_visitor(services, person_id)
    return found.actor if found else None


def find_visitor(services: Services, person_id: int) -> Visitor | None:
    """The same with what a session must carry and what every page shows."""
    with services.work.read() as unit:
        account, unread = unit.people.find_with_unread(person_id) or (None, 0)
        limited = account is not None and account.role == Role.AUDITOR
        scope = LogScopes(unit.connection).of(person_id) if limited else EVERYTHING
    if account is None or not account.active:
        return None
    return Visitor(actor_of(account, scope), account.session_mark, unread)


def actor_of(account: Account, scope: Scope = EVERYTHING) -> Actor:
    """An account as the domain sees it; whoever acts on what they may read brings their limits."""
    return Actor(account.id, account.name, Role(account.role), account.agency_id, scope, account.assignments)


def _add(
    services: Services,
    request: Request,
    username: str,
    name: str,
    password: str,
    role: Role,
    agency_id: str | None,
) -> int:
    login, shown = check_username(username), check_name(name)
    check_new_password(password)
    hashed = services.hasher.hash(password)
    with services.work.begin() as unit:
        if agency_id is not None and unit.agencies.find(agency_id) is None:
            raise NotFoundError
        person_id = unit.people.add(login, shown, hashed, role.value, agency_id)
        after = {"username": login, "name": shown, "role": role.value, "agency": agency_id}
        actor = "service:setup" if request.actor.id == 0 else f"person:{request.actor.id}"
        acting = SYSTEM_ROLE if request.actor.id == 0 else request.actor.role.value
        subject, traced = f"person:{person_id}", request.request_id
        draft = EntryDraft(actor, acting, "person:added", subject, after=after, request_id=traced)
        unit.append(draft, now=services.now())
        unit.commit()
    return person_id
