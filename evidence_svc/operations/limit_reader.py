"""Limit an auditor to agencies and to days; what they are limited to is an entry, and so is lifting it."""

from __future__ import annotations

from evidence_svc.domain.people import Role, Scope
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import checked_reason
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.context import Request
from evidence_svc.persistence.log_scopes import LogScopes, scope_values
from evidence_svc.services import Services


def limit_reader(services: Services, request: Request, username: str, scope: Scope, reason: str) -> None:
    """Limit an auditor's account to `scope` from now on; one without limits lifts those before.

    Raises PermissionDeniedError, NotFoundError (account or agency), RefusedError (`not-an-auditor`,
    `days-out-of-order`) and ScoreError (`reason-too-short`).
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    why = checked_reason(reason)
    if scope.since and scope.until and scope.until < scope.since:
        raise RefusedError("Ngày kết thúc phải sau ngày bắt đầu.", reason="days-out-of-order")
    with services.work.begin() as unit:
        account = unit.people.find_by_username(username.strip().lower())
        if account is None or any(unit.agencies.find(agency) is None for agency in scope.agencies or ()):
            raise NotFoundError
        if account.role != Role.AUDITOR:
            raise RefusedError("Chỉ giới hạn được tài khoản kiểm tra, giám sát.", reason="not-an-auditor")
        scopes = LogScopes(unit.connection)
        before, after = scope_values(scopes.of(account.id)), scope_values(scope)
        draft = request.draft("person:log-limited", f"person:{account.id}", before=before, after=after, reason=why)
        scopes.limit(account.id, scope, entry=unit.append(draft, now=services.now()).sequence)
        unit.commit()
