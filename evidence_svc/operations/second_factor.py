"""A person's second factor: propose a secret, put it in force once their app shows a code, use codes, take it away."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyotp

from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.reasons import tidied_reason
from evidence_svc.domain.second_factor import clean_code, enrolment_address, matching_step, recovery_digest
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.accounts import require_other
from evidence_svc.operations.context import Request
from evidence_svc.operations.own_account import check_own_password, renew_mark
from evidence_svc.persistence.second_factors import SecondFactor
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.sealing import seal, unseal
from evidence_svc.services import Services

RECOVERY_CODES = 10
# 80 bits each: nobody guesses one, so that a plain digest is enough to keep.
_CODE_BYTES = 10
MEMBER = "second_factor"


class SecondFactorError(RefusedError):
    """The second factor is not in the state that this wants."""

    reason = "second-factor-state"
    message = "Xác thực hai bước không ở trạng thái cho phép việc này. Hãy tải lại trang."


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app is told once: the secret (base32) by itself, and the address that the QR code holds."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """Whether the person's second factor is in force, how many recovery codes are left, and what waits for a code."""

    in_force: bool
    codes_left: int = 0
    enrolment: Enrolment | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Recovery codes, shown this once, and the mark that the person's session carries from now on."""

    codes: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A code that fits: one of the app, or the recovery code with that id, which the caller uses up."""

    code_id: int | None = None


def show_own_factor(services: Services, request: Request) -> OwnFactor:
    """The person's own second factor; raises SealError when a waiting secret cannot be read any more."""
    with services.work.read() as unit:
        factor = unit.second_factors.find(request.actor.id)
        if factor is None:
            return OwnFactor(in_force=False)
        if factor.is_in_force:
            return OwnFactor(in_force=True, codes_left=unit.second_factors.codes_left(request.actor.id))
        account = unit.people.find(request.actor.id)
    secret = unseal(services.settings, factor.sealed_secret)
    username = account.username if account else ""
    return OwnFactor(in_force=False, enrolment=Enrolment(secret, enrolment_address(secret, username)))


def list_second_factors(services: Services, request: Request) -> frozenset[int]:
    """The people whose second factor is in force; raises PermissionDeniedError."""
    require(request.actor, Action.MANAGE_PEOPLE)
    with services.work.read() as unit:
        return unit.second_factors.in_force()


def propose_factor(services: Services, request: Request, password: str) -> None:
    """Make a secret for the person, which does nothing until it is confirmed.

    Raises RefusedError (`password-wrong`, `second-factor-state` while one is in force).
    """
    check_own_password(services, request, password)
    sealed = seal(services.settings, pyotp.random_base32())
    with services.work.begin() as unit:
        factor = unit.second_factors.find(request.actor.id)
        if factor is not None and factor.is_in_force:
            raise SecondFactorError
        unit.second_factors.propose(request.actor.id, sealed)
        unit.commit()


def confirm_factor(services: Services, request: Request, code: str) -> Confirmed:
    """Put the proposed secret in force with a code of the app; every other session of the person ends.

    Raises RefusedError (`code-wrong`, `second-factor-state` when nothing waits) and SealError.
    """
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    with services.work.begin() as unit:
        factor = unit.second_factors.find(request.actor.id)
        if factor is None or factor.is_in_force:
            raise SecondFactorError
        if accept_code(services, unit, factor, code) is None:
            raise RefusedError("Mã không đúng. Hãy nhập mã đang hiện trên ứng dụng.", reason="code-wrong")
        draft = request.draft("person:second-factor-added", f"person:{request.actor.id}", after={MEMBER: True})
        entry = unit.append(draft, now=services.now())
        unit.second_factors.confirm(request.actor.id, map(recovery_digest, codes), entry=entry.sequence)
        mark = renew_mark(unit, request.actor.id)
        unit.commit()
    return Confirmed(codes, mark)


def remove_own_factor(services: Services, request: Request, password: str) -> None:
    """Sign in by password alone again. Raises RefusedError (`password-wrong`, `second-factor-state`)."""
    check_own_password(services, request, password)
    with services.work.begin() as unit:
        _remove(services, unit, request, request.actor.id, "person:second-factor-removed")
        unit.commit()


def reset_factor(services: Services, request: Request, person_id: int, reason: str) -> None:
    """Take away the second factor of a person who lost it, and end their sessions.

    Raises PermissionDeniedError, NotFoundError and RefusedError (`own-account`, `reason-missing`,
    `second-factor-state`).
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    require_other(request, person_id)
    said = tidied_reason(reason)
    if not said:
        raise RefusedError("Hãy ghi lý do gỡ xác thực hai bước.", reason="reason-missing")
    with services.work.begin() as unit:
        if unit.people.find(person_id) is None:
            raise NotFoundError
        _remove(services, unit, request, person_id, "person:second-factor-reset", said)
        renew_mark(unit, person_id)
        unit.commit()


def accept_code(services: Services, unit: UnitOfWork, factor: SecondFactor, code: str) -> Accepted | None:
    """What a code fits: the app (its time step is used up at once) or an unused recovery code; None for neither.

    Raises SealError.
    """
    given = clean_code(code)
    secret = unseal(services.settings, factor.sealed_secret)
    step = matching_step(secret, given, services.now(), after=factor.last_step)
    if step is not None:
        unit.second_factors.take_step(factor.person_id, step)
        return Accepted()
    code_id = unit.second_factors.find_code(factor.person_id, recovery_digest(given))
    return None if code_id is None else Accepted(code_id)


def _remove(
    services: Services, unit: UnitOfWork, request: Request, person_id: int, action: str, reason: str = ""
) -> None:
    factor = unit.second_factors.find(person_id)
    if factor is None or not factor.is_in_force:
        raise SecondFactorError
    before, after = {MEMBER: True}, {MEMBER: None}
    unit.append(
        request.draft(action, f"person:{person_id}", before=before, after=after, reason=reason), now=services.now()
    )
    unit.second_factors.remove(person_id)


def _new_code() -> str:
    """Four groups of five: easier to copy from paper."""
    digits = secrets.token_hex(_CODE_BYTES)
    return "-".join(digits[at : at + 5] for at in range(0, len(digits), 5))
