"""Replace evidence by a newer file: the newer takes over criteria, the older stays with all that was said of it."""

from __future__ import annotations

from collections.abc import Collection

from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import checked_reason
from evidence_svc.errors import ConflictError, NotFoundError, RefusedError
from evidence_svc.operations.context import Request, get_criterion_standing, get_standing, require_at
from evidence_svc.operations.link import end_link, make_link
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


def supersede_evidence(
    services: Services,
    request: Request,
    evidence_id: int,
    newer_id: int,
    reason: str,
    *,
    row_ids: Collection[int] | None = None,
) -> int:
    """Let newer evidence of the same assessment count instead; returns how many criteria it takes over.

    All links of the older one end; the newer one, as a whole and under its own name, takes those of `row_ids`, all if
    None. Raises PermissionDeniedError, NotFoundError (also for evidence of another assessment and criteria that the
    older one is not linked to), ScoreError (`reason-too-short`), RefusedError (`same-file`) and ConflictError
    (`evidence-superseded` when either is replaced already).
    """
    with services.work.begin() as unit:
        older, newer = _pair(unit, evidence_id, newer_id)
        standing = get_standing(unit, older.assessment_id)
        require(request.actor, Action.LINK_EVIDENCE, standing.agency_id, standing.state)
        _check_replaceable(unit, older, newer)
        links = unit.evidence.links_of(older.id)
        _require_each(unit, request, links)
        chosen = _chosen(links, row_ids)
        before, after, said = {"links": len(links)}, {"replaced_by": newer.id}, checked_reason(reason)
        digests = (older.sha256, newer.sha256)
        draft = request.draft(
            "evidence:superseded", f"evidence:{older.id}", before=before, after=after, reason=said, evidence=digests
        )
        now = services.now()
        entry = unit.append(draft, now=now).sequence
        values = {"evidence_id": older.id, "replaced_by": newer.id, "reason": said}
        unit.replacements.add(**values, replaced_at=now, entry=entry)
        for link in links:
            end_link(services, unit, request, link, reason)
        _take_over(services, unit, request, newer, chosen)
        unit.commit()
    return len(chosen)


def withdraw_replacement(services: Services, request: Request, evidence_id: int, reason: str) -> None:
    """Let replaced evidence be used again; its links are not restored.

    Raises PermissionDeniedError, NotFoundError and ScoreError (`reason-too-short`).
    """
    with services.work.begin() as unit:
        found, older = unit.replacements.find(evidence_id), unit.evidence.find(evidence_id)
        if found is None or older is None:
            raise NotFoundError
        standing = get_standing(unit, older.assessment_id)
        require(request.actor, Action.LINK_EVIDENCE, standing.agency_id, standing.state)
        draft = request.draft(
            "evidence:replacement-withdrawn",
            f"evidence:{older.id}",
            before={"replacement": found.entry},
            reason=checked_reason(reason),
            evidence=(older.sha256,),
        )
        unit.replacements.end(found.id, entry=unit.append(draft, now=services.now()).sequence)
        unit.commit()


def _pair(unit: UnitOfWork, evidence_id: int, newer_id: int) -> tuple[Evidence, Evidence]:
    older, newer = unit.evidence.find(evidence_id), unit.evidence.find(newer_id)
    if older is None or newer is None or older.assessment_id != newer.assessment_id:
        raise NotFoundError
    return older, newer


def _check_replaceable(unit: UnitOfWork, older: Evidence, newer: Evidence) -> None:
    if older.id == newer.id:
        raise RefusedError("Tệp mới trùng nội dung với tệp cần thay.", reason="same-file")
    if unit.replacements.find(older.id) or unit.replacements.find(newer.id):
        raise ConflictError("Tài liệu này đã được thay bằng tài liệu khác.", reason="evidence-superseded")


def _require_each(unit: UnitOfWork, request: Request, links: tuple[Link, ...]) -> None:
    """Every criterion under which the older evidence lies is without it afterwards."""
    for link in links:
        require_at(request, Action.LINK_EVIDENCE, get_criterion_standing(unit, link.criterion_assessment_id))


def _chosen(links: tuple[Link, ...], row_ids: Collection[int] | None) -> tuple[int, ...]:
    """The criteria to be taken over; raises NotFoundError for one that the older evidence does not support."""
    linked = tuple(link.criterion_assessment_id for link in links)
    if row_ids is None:
        return linked
    if not set(row_ids) <= set(linked):
        raise NotFoundError
    return tuple(row_id for row_id in linked if row_id in row_ids)


def _take_over(
    services: Services, unit: UnitOfWork, request: Request, newer: Evidence, row_ids: tuple[int, ...]
) -> None:
    held = {link.criterion_assessment_id for link in unit.evidence.links_of(newer.id)}
    for row_id in row_ids:
        if row_id not in held:
            make_link(services, unit, request, newer, get_criterion_standing(unit, row_id), newer.file_name)
