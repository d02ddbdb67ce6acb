"""Verify evidence again: find what rests on older versions, and queue it or anything else; earlier verdicts stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.errors import ConflictError, NotFoundError
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.operations.trust_in_force import bundle_in_force
from evidence_svc.persistence.evidence import REQUEUED, WAITING, Evidence
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import VersionsUsed
from evidence_svc.services import Services
from evidence_svc.versions import versions_in_force

# What a verdict can change with while the bytes stay the same; the bundle's version names its revocation lists.
DECISIVE = ("policy", "trust_bundle", "calendar")
ACTION = "evidence:reverification-requested"


@dataclass(frozen=True, slots=True)
class Outdated:
    """Evidence whose newest report rests on older versions; `changed` names them."""

    evidence: Evidence
    agency_id: str
    changed: tuple[str, ...]

    @property
    def is_queued(self) -> bool:
        """Whether it waits for a newer report already."""
        return self.evidence.state in WAITING


def find_outdated(services: Services, request: Request, round_id: str | None = None) -> tuple[Outdated, ...]:
    """What was verified under an older policy, trust bundle or calendar, as far as the person may have it verified."""
    in_force = versions_in_force(bundle_in_force(services), services.calendar)
    with services.work.read() as unit:
        found = _permitted(request, unit.verifications.newest_versions(round_id))
        changed = ((one, changed_versions(one.versions, in_force)) for one in found)
        return tuple(Outdated(one.evidence, one.agency_id, names) for one, names in changed if names)


def changed_versions(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The decisive versions that differ."""
    return tuple(name for name in DECISIVE if then.get(name) != now.get(name))


def reverify_one(services: Services, request: Request, evidence_id: int) -> None:
    """Queue one piece of evidence for a newer report; nothing happens to what waits already.

    Raises PermissionDeniedError, NotFoundError, and ConflictError for evidence that has no report yet.
    """
    with services.work.begin() as unit:
        evidence = unit.evidence.find(evidence_id)
        if evidence is None:
            raise NotFoundError
        require(request.actor, Action.VERIFY_AGAIN, get_standing(unit, evidence.assessment_id).agency_id)
        if evidence.state in WAITING:
            raise ConflictError("Tài liệu đang chờ kiểm tra.", reason="verification-waiting")
        _queue(services, unit, request, (evidence,), f"evidence:{evidence_id}")
        unit.commit()


def reverify(
    services: Services, request: Request, *, round_id: str | None = None, outdated_only: bool = True
) -> tuple[int, ...]:
    """Queue what is outdated, or everything, of a round or of all rounds; returns the ids to be enqueued.

    Only what the person may have verified is queued. Raises PermissionDeniedError and NotFoundError.
    """
    require(request.actor, Action.VERIFY_AGAIN)
    in_force = versions_in_force(bundle_in_force(services), services.calendar)
    with services.work.begin() as unit:
        if round_id is not None and unit.rounds.find(round_id) is None:
            raise NotFoundError(f"Không có kỳ đánh giá {round_id}.")
        found = _permitted(request, unit.verifications.newest_versions(round_id))
        wanted = [one for one in found if not outdated_only or changed_versions(one.versions, in_force)]
        queued = tuple(one.evidence for one in wanted if one.evidence.state not in WAITING)
        if queued:
            _queue(services, unit, request, queued, f"round:{round_id}" if round_id else "round:*")
            unit.commit()
    return tuple(evidence.id for evidence in queued)


def _permitted(request: Request, found: Iterable[VersionsUsed]) -> tuple[VersionsUsed, ...]:
    return tuple(one for one in found if may(request.actor, Action.VERIFY_AGAIN, one.agency_id))


def _queue(services: Services, unit: UnitOfWork, request: Request, wanted: tuple[Evidence, ...], subject: str) -> None:
    digests = tuple(sorted({evidence.sha256 for evidence in wanted}))
    draft = request.draft(ACTION, subject, after={"files": len(wanted)}, evidence=digests)
    unit.append(draft, now=services.now())
    for evidence in wanted:
        unit.evidence.set_state(evidence.id, REQUEUED)
