"""Run accounts and the register of agencies: list, change, reset a password; each change of rights is an entry."""

from __future__ import annotations

from collections.abc import Mapping

from evidence_svc.domain.people import Role
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.reasons import tidied_reason
from evidence_svc.domain.register import check_name
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.assign import end_all
from evidence_svc.operations.context import Request
from evidence_svc.operations.own_account import renew_mark
from evidence_svc.operations.passwords import check_new_password
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.people import Account
from evidence_svc.services import Services

# Who loses or gains one of these is somebody else to the service.
_OF_RIGHTS = frozenset({"role", "agency", "active"})
_ROLE_GONE = "Tài khoản đổi vai trò, cơ quan hoặc bị khóa."


def list_accounts(services: Services, request: Request) -> tuple[Account, ...]:
    """Every account by name; raises PermissionDeniedError."""
    require(request.actor, Action.MANAGE_PEOPLE)
    with services.work.read() as unit:
        return unit.people.list()


def list_agencies(services: Services, request: Request) -> tuple[Agency, ...]:
    """The register by name; raises PermissionDeniedError for those who run nothing."""
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.read() as unit:
        return unit.agencies.list()


def change_account(
    services: Services,
    request: Request,
    person_id: int,
    *,
    name: str,
    role: Role,
    agency_id: str | None,
    active: bool,
    reason: str = "",
) -> None:
    """Change name, role, agency or whether a person may sign in; nobody is deleted.

    Whoever gets other rights, or none, must sign in anew, and what was assigned to them ends where the role that it
    limited is gone: the role changes, the account is closed, or a criterion owner moves to another agency. Raises
    PermissionDeniedError, NotFoundError, RegisterError and RefusedError (`own-account`): whoever runs accounts cannot
    lock themselves out or give themselves another role.
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    kept, said = check_name(name), tidied_reason(reason)
    if person_id == request.actor.id and not (active and role is request.actor.role):
        raise RefusedError("Bạn không tự khóa hoặc đổi vai trò của tài khoản mình được.", reason="own-account")
    with services.work.begin() as unit:
        account = unit.people.find(person_id)
        if account is None or (agency_id is not None and unit.agencies.find(agency_id) is None):
            raise NotFoundError
        was = {"name": account.name, "role": account.role, "agency": account.agency_id, "active": account.active}
        now = {"name": kept, "role": role.value, "agency": agency_id, "active": active}
        before = {key: value for key, value in was.items() if value != now[key]}
        if not before:
            return
        after = {key: now[key] for key in before}
        draft = request.draft("person:changed", f"person:{person_id}", before=before, after=after, reason=said)
        unit.append(draft, now=services.now())
        unit.people.change(person_id, name=kept, active=active, role=role.value, agency_id=agency_id)
        if before.keys() & _OF_RIGHTS:
            renew_mark(unit, person_id)
        if _outlives(before, account):
            end_all(unit, request, person_id, said or _ROLE_GONE, now=services.now())
        unit.commit()


def reset_password(services: Services, request: Request, person_id: int, password: str) -> None:
    """Give a person a new password, which ends their sessions; the log says that, never what.

    Raises PermissionDeniedError, NotFoundError and RefusedError (`own-account`, `password-too-short`,
    `password-too-long`).
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    require_other(request, person_id)
    check_new_password(password)
    hashed = services.hasher.hash(password)
    with services.work.begin() as unit:
        if unit.people.find(person_id) is None:
            raise NotFoundError
        unit.append(request.draft("person:password-reset", f"person:{person_id}"), now=services.now())
        unit.people.set_password(person_id, hashed)
        renew_mark(unit, person_id)
        unit.commit()


def _outlives(before: Mapping[str, object], account: Account) -> bool:
    """Whether assignments lose the role, or the agency, that they were made for."""
    moved = "agency" in before and account.role == Role.CRITERION_OWNER
    return "role" in before or before.get("active") is True or moved


def require_other(request: Request, person_id: int) -> None:
    """An open session must not be enough to take over its own account: raises RefusedError (`own-account`)."""
    if person_id == request.actor.id:
        message = "Việc này của chính bạn làm ở trang Tài khoản của tôi, nơi hỏi mật khẩu hiện tại."
        raise RefusedError(message, reason="own-account")
