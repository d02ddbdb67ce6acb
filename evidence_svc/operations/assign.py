"""Assign agencies and criteria to appraisers, and criteria to their owners inside an agency; end an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from evidence_svc.domain.assignments import Assignment
from evidence_svc.domain.people import Role
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import checked_reason
from evidence_svc.errors import ConflictError, NotFoundError, RefusedError
from evidence_svc.operations.context import Request
from evidence_svc.operations.newest_criteria import newest_sets
from evidence_svc.persistence.assignments import Assignments, KeptAssignment
from evidence_svc.persistence.people import Account
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

ASSIGNED, ENDED = "person:assigned", "person:assignment-ended"
_NOT_LIMITED = "Chỉ phân công phần việc cho người thẩm định và người phụ trách tiêu chí của một cơ quan."


def assign(
    services: Services,
    request: Request,
    person_id: int,
    *,
    agency_id: str | None = None,
    criteria: Sequence[str] = (),
    reason: str,
) -> int:
    """Assign one agency, all (None), or only some fields, groups or criteria, by id or path; each is an entry.

    A criterion owner is assigned criteria of the own agency, whatever `agency_id` says. Returns how many are new.
    From the first one on the person acts only on what was assigned. Raises PermissionDeniedError, NotFoundError for
    what nobody knows, ScoreError (`reason-too-short`), ConflictError (`already-assigned`) when nothing is new, and
    RefusedError (`not-assignable`, `nothing-chosen`).
    """
    with services.work.begin() as unit:
        account = unit.people.find(person_id)
        if account is None or (agency_id is not None and unit.agencies.find(agency_id) is None):
            raise NotFoundError
        agency = account.agency_id if account.role == Role.CRITERION_OWNER else agency_id
        require_assigner(request, account, agency)
        paths = _paths(unit, criteria) or (None,)
        if paths == (None,) and (agency is None or account.role == Role.CRITERION_OWNER):
            raise RefusedError("Hãy chọn cơ quan, lĩnh vực hoặc tiêu chí để phân công.", reason="nothing-chosen")
        kept = checked_reason(reason)
        new = [each for each in (Assignment(agency, path) for path in paths) if each not in account.assignments]
        if not new:
            raise ConflictError("Phần việc này đã được phân công cho người đó.", reason="already-assigned")
        for each in new:
            after = {"agency": each.agency_id, "criterion": each.path}
            draft = request.draft(ASSIGNED, f"person:{person_id}", after=after, reason=kept)
            entry = unit.append(draft, now=services.now()).sequence
            Assignments(unit.connection).add(person_id, each, entry=entry)
        unit.commit()
    return len(new)


def end_assignment(services: Services, request: Request, assignment_id: int, reason: str) -> None:
    """End one; without any left the person acts on everything that their role may act on, as before the first.

    Raises PermissionDeniedError, NotFoundError and ScoreError (`reason-too-short`).
    """
    with services.work.begin() as unit:
        kept = Assignments(unit.connection).find(assignment_id)
        account = unit.people.find(kept.person_id) if kept else None
        if kept is None or account is None:
            raise NotFoundError
        require_assigner(request, account, kept.assignment.agency_id)
        _end(unit, request, kept, checked_reason(reason), now=services.now())
        unit.commit()


def end_all(unit: UnitOfWork, request: Request, person_id: int, reason: str, *, now: datetime) -> int:
    """End what a person was assigned in a role they no longer have, not committed; returns how many."""
    kept = Assignments(unit.connection).in_force(person_id)
    for each in kept:
        _end(unit, request, each, reason, now=now)
    return len(kept)


def require_assigner(request: Request, account: Account, agency_id: str | None) -> None:
    """Who runs rounds assigns appraisers, never about their own agency; the leader assigns the agency's owners.

    Raises PermissionDeniedError, and RefusedError (`not-assignable`) for people whose role assignments do not bind.
    """
    if account.role == Role.APPRAISER:
        require(request.actor, Action.ASSIGN_APPRAISER, agency_id)
    elif account.role == Role.CRITERION_OWNER and account.agency_id is not None:
        require(request.actor, Action.ASSIGN_OWNER, account.agency_id)
    else:
        require_any(request)
        raise RefusedError(_NOT_LIMITED, reason="not-assignable")


def require_any(request: Request) -> None:
    """Who may assign nobody at all is refused; raises PermissionDeniedError."""
    is_leader = request.actor.role is Role.LEADER
    require(request.actor, Action.ASSIGN_OWNER if is_leader else Action.ASSIGN_APPRAISER)


def _end(unit: UnitOfWork, request: Request, kept: KeptAssignment, reason: str, *, now: datetime) -> None:
    before = {"assignment": kept.entry}
    draft = request.draft(ENDED, f"person:{kept.person_id}", before=before, after={}, reason=reason)
    Assignments(unit.connection).end(kept.id, entry=unit.append(draft, now=now).sequence)


def _paths(unit: UnitOfWork, criteria: Sequence[str]) -> tuple[str, ...]:
    """The paths of fields, groups or criteria named by id or path; raises NotFoundError."""
    sets = newest_sets(unit) if criteria else ()
    known = {key: node.path for found in reversed(sets) for node in found.criteria for key in (node.id, node.path)}
    if not known.keys() >= set(criteria):
        missing = next(key for key in criteria if key not in known)
        raise NotFoundError(f"Không bộ tiêu chí nào có tiêu chí “{missing}”.")
    return tuple(dict.fromkeys(known[key] for key in criteria))
