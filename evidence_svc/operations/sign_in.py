"""Let a person in: by name and password, and by a code where they have a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import structlog
from argon2 import PasswordHasher

from audit.entry import EntryDraft
from evidence_svc.domain.second_factor import MOST_FAILURES, failures_in_row
from evidence_svc.errors import RefusedError
from evidence_svc.operations.context import SYSTEM_ROLE, Request
from evidence_svc.operations.log_once import append_unless_repeated
from evidence_svc.operations.passwords import password_matches
from evidence_svc.operations.people import Visitor, actor_of
from evidence_svc.operations.second_factor import accept_code
from evidence_svc.persistence.people import Account
from evidence_svc.persistence.second_factors import SecondFactor
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

log = structlog.get_logger(__name__)
# Who acts when somebody is not let in.
DOOR = "service:sign-in"
BETWEEN_REFUSALS = timedelta(minutes=15)


class SignInError(RefusedError):
    """Name or password is wrong; which of them is not said."""

    reason = "sign-in-failed"
    message = "Tên đăng nhập hoặc mật khẩu không đúng."


class CodeError(SignInError):
    """Name and password were right, the code is not."""

    reason = "code-wrong"
    message = "Mã xác thực không đúng hoặc đã dùng rồi. Hãy nhập mã đang hiện trên ứng dụng."


class TooManyCodesError(CodeError):
    """So many codes were wrong that none is looked at for a while."""

    reason = "too-many-codes"
    message = "Đã nhập sai mã quá nhiều lần. Hãy đợi 15 phút rồi thử lại."


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody gave the right name and password of a person who has a second factor: a code is still wanted."""

    person_id: int
    mark: str


def sign_in(services: Services, username: str, password: str, request_id: str = "") -> Visitor | HalfWay:
    """The person behind a name and password; raises SignInError. Failures take as long as successes."""
    with services.work.read() as unit:
        account = unit.people.find_by_username(username.strip().lower())
        factor = unit.second_factors.find(account.id) if account else None
    hashed = account.password_hash if account else _decoy_hash(services.hasher)
    matches = password_matches(services.hasher, hashed, password)
    if account is None or not account.active or not matches:
        log.warning("sign-in-refused", known=account is not None)  # not the name: some type their password there
        _keep_refusal(services, account, request_id)
        raise SignInError
    if factor is not None and factor.is_in_force:
        return HalfWay(account.id, account.session_mark)
    with services.work.begin() as unit:
        return _let_in(services, unit, account, request_id)


def finish_sign_in(services: Services, half: HalfWay, code: str, request_id: str = "") -> Visitor:
    """The person who gave the password before and gives a code of their app now, or a recovery code.

    Raises CodeError, TooManyCodesError, and SignInError when the account changed meanwhile; then the password is
    asked for again.
    """
    with services.work.begin() as unit:
        account, factor = unit.people.find(half.person_id), unit.second_factors.find(half.person_id)
        if account is None or not account.active or account.session_mark != half.mark or factor is None:
            raise SignInError
        failed = failures_in_row(factor.failed, factor.failed_at, services.now())
        if failed >= MOST_FAILURES:
            raise TooManyCodesError
        accepted = accept_code(services, unit, factor, code)
        if accepted is None:
            _keep_wrong_code(services, unit, factor, failed + 1, request_id)
            raise CodeError
        after = {"recovery_code": True} if accepted.code_id is not None else None
        return _let_in(services, unit, account, request_id, after=after, code_id=accepted.code_id)


def _let_in(
    services: Services,
    unit: UnitOfWork,
    account: Account,
    request_id: str,
    *,
    after: dict[str, bool] | None = None,
    code_id: int | None = None,
) -> Visitor:
    actor = actor_of(account)
    draft = Request(actor, request_id).draft("session:signed-in", f"person:{account.id}", after=after)
    entry = unit.append(draft, now=services.now())
    if code_id is not None:
        unit.second_factors.use_code(code_id, entry=entry.sequence)
    unit.commit()
    return Visitor(actor, account.session_mark)


def _keep_wrong_code(services: Services, unit: UnitOfWork, factor: SecondFactor, failed: int, request_id: str) -> None:
    """Count it, and tell the log once a quarter of an hour: somebody has the password. The code is nowhere."""
    now, subject = services.now(), f"person:{factor.person_id}"
    unit.second_factors.note_failure(factor.person_id, failed, now)
    draft = EntryDraft(DOOR, SYSTEM_ROLE, "session:code-refused", subject, request_id=request_id)
    append_unless_repeated(unit, draft, now=now, within=BETWEEN_REFUSALS)
    unit.commit()


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


@cache
def _decoy_hash(hasher: PasswordHasher) -> str:
    """What is checked when nobody has that name, so that the answer does not come sooner."""
    return hasher.hash("no such account")
