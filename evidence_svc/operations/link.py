"""Link evidence to the criterion it supports, and end such a link."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from evidence_svc.domain.page_ranges import read_pages
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.score import checked_reason
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing, require_at
from evidence_svc.operations.judge import judge_link
from evidence_svc.operations.receive import clean_name
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


def link_evidence(
    services: Services, request: Request, evidence_id: int, row_id: int, file_name: str = "", *, pages: str = ""
) -> int:
    """Offer evidence for a criterion under the name it was submitted with there; returns the link's id.

    `pages` says which pages count there ("1-3, 7"), all of them if empty. Raises PermissionDeniedError,
    NotFoundError, PagesError, and ConflictError when the link exists already.
    """
    with services.work.begin() as unit:
        link = _link(services, unit, request, evidence_id, row_id, file_name, pages)
        unit.commit()
    return link.id


def link_to_several(
    services: Services, request: Request, evidence_id: int, row_ids: Collection[int], *, pages: str = ""
) -> int:
    """Offer evidence for several criteria at once, all or none; those that have it already stay as they are.

    Returns how many links are new. Raises what `link_evidence` raises, but for existing links, and
    RefusedError (`nothing-chosen`).
    """
    if not row_ids:
        raise RefusedError("Hãy chọn ít nhất một tiêu chí.", reason="nothing-chosen")
    with services.work.begin() as unit:
        linked = {link.criterion_assessment_id for link in unit.evidence.links_of(evidence_id)}
        wanted = [row_id for row_id in dict.fromkeys(row_ids) if row_id not in linked]
        for row_id in wanted:
            _link(services, unit, request, evidence_id, row_id, "", pages)
        unit.commit()
    return len(wanted)


def _link(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    evidence_id: int,
    row_id: int,
    file_name: str,
    pages: str,
) -> Link:
    place = get_criterion_standing(unit, row_id)
    require_at(request, Action.LINK_EVIDENCE, place)
    evidence = _evidence_of(unit, evidence_id, place)
    if unit.replacements.find(evidence_id) is not None:
        raise RefusedError("Tài liệu này đã được thay bằng tài liệu khác.", reason="evidence-superseded")
    return make_link(services, unit, request, evidence, place, clean_name(file_name or evidence.file_name), pages)


def make_link(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    evidence: Evidence,
    place: CriterionStanding,
    name: str,
    pages: str = "",
) -> Link:
    """Link, log and judge, not committed; the caller has checked who may. Raises PagesError."""
    found = unit.verifications.latest(evidence.id)
    kept = read_pages(pages, (found.report["pages"] or None) if found else None)
    link = _keep(services, unit, request, evidence, place, name, kept)
    if found is not None:
        judge_link(services, unit, link, evidence, found)
    return link


def unlink_evidence(services: Services, request: Request, link_id: int, reason: str) -> None:
    """End a link with a reason (ten characters or more); the row and the evidence stay.

    Raises PermissionDeniedError, NotFoundError and ScoreError (`reason-too-short`).
    """
    with services.work.begin() as unit:
        link = unit.evidence.find_link(link_id)
        if link is None or link.unlinked_entry is not None:
            raise NotFoundError
        place = get_criterion_standing(unit, link.criterion_assessment_id)
        require_at(request, Action.LINK_EVIDENCE, place)
        end_link(services, unit, request, link, reason)
        unit.commit()


def end_link(services: Services, unit: UnitOfWork, request: Request, link: Link, reason: str) -> None:
    """End a link with its entry, not committed; the caller has checked who may. Raises ScoreError."""
    place = get_criterion_standing(unit, link.criterion_assessment_id)
    before = {"evidence": link.evidence_id, "file_name": link.file_name}
    found = unit.evidence.find(link.evidence_id)
    digests = (found.sha256,) if found else ()
    why = checked_reason(reason)
    draft = request.draft("evidence:unlinked", place.subject, before=before, reason=why, evidence=digests)
    unit.evidence.unlink(link.id, entry=unit.append(draft, now=services.now()).sequence)


def _evidence_of(unit: UnitOfWork, evidence_id: int, place: CriterionStanding) -> Evidence:
    evidence = unit.evidence.find(evidence_id)
    if evidence is None or evidence.assessment_id != place.row.assessment_id:
        raise NotFoundError
    return evidence


def _keep(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    evidence: Evidence,
    place: CriterionStanding,
    name: str,
    pages: str | None,
) -> Link:
    now = services.now()
    after = {"evidence": evidence.id, "file_name": name, **({"pages": pages} if pages else {})}
    draft = request.draft("evidence:linked", place.subject, after=after, evidence=(evidence.sha256,))
    entry = unit.append(draft, now=now)
    values: dict[str, Any] = {
        "evidence_id": evidence.id,
        "criterion_assessment_id": place.row.id,
        "file_name": name,
        "linked_at": now,
        "entry": entry.sequence,
        "pages": pages,
    }
    return Link(id=unit.evidence.link(**values), unlinked_entry=None, **values)
