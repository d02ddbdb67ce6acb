"""What a person does about their own account: change the password, end the sessions they left open elsewhere."""

from __future__ import annotations

import secrets

from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.context import Request
from evidence_svc.operations.passwords import check_new_password, password_matches
from evidence_svc.persistence.people import Account
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

_MARK_BYTES = 12


def change_own_password(services: Services, request: Request, present: str, wanted: str) -> str:
    """Replace the person's password; every session ends but the one that takes on the mark returned.

    Raises RefusedError (`password-wrong`, `password-too-short`); the log says that, never what.
    """
    check_own_password(services, request, present)
    check_new_password(wanted)
    hashed = services.hasher.hash(wanted)
    with services.work.begin() as unit:
        unit.append(request.draft("person:password-changed", f"person:{request.actor.id}"), now=services.now())
        unit.people.set_password(request.actor.id, hashed)
        mark = renew_mark(unit, request.actor.id)
        unit.commit()
    return mark


def end_own_sessions(services: Services, request: Request) -> str:
    """End every session of the person but the one that takes on the mark returned."""
    with services.work.begin() as unit:
        unit.append(request.draft("session:others-ended", f"person:{request.actor.id}"), now=services.now())
        mark = renew_mark(unit, request.actor.id)
        unit.commit()
    return mark


def show_own_account(services: Services, request: Request) -> Account:
    """The person's account; raises NotFoundError for one that is gone, which none is."""
    with services.work.read() as unit:
        account = unit.people.find(request.actor.id)
    if account is None:
        raise NotFoundError
    return account


def check_own_password(services: Services, request: Request, password: str) -> None:
    """Whoever found an open session must not keep the account: raises RefusedError (`password-wrong`)."""
    account = show_own_account(services, request)
    if not password_matches(services.hasher, account.password_hash, password):
        raise RefusedError("Mật khẩu hiện tại không đúng.", reason="password-wrong")


def renew_mark(unit: UnitOfWork, person_id: int) -> str:
    """Give the person a new mark, which ends the sessions that carry another one; returns it."""
    mark = secrets.token_urlsafe(_MARK_BYTES)
    unit.people.renew_sessions(person_id, mark)
    return mark
