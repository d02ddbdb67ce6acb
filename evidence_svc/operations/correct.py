"""Correct a reading: a person's value beside the machine's, with a reason; every check of a link sees it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Any

from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.record import FIELDS
from evidence_svc.domain.score import checked_reason
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.operations.judge import judge_link, unconfirmed_corrections
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Verification
from evidence_svc.services import Services

LONGEST = 1_000


class ReadingError(RefusedError):
    """The value cannot be a reading of that field; `reason` says why."""

    reason = "reading-invalid"


def correct_reading(
    services: Services, request: Request, evidence_id: int, *, field: str, value: str, reason: str
) -> None:
    """Say what stands on the paper; both values stay, and every link of the evidence is judged anew.

    `value` is text; a date is dd/mm/yyyy or ISO 8601. Raises PermissionDeniedError, NotFoundError, ReadingError
    (`field-unknown`, `reading-empty`, `reading-too-long`, `date-invalid`) and ScoreError (`reason-too-short`).
    """
    kept, why = checked_value(field, value), checked_reason(reason)
    with services.work.begin() as unit:
        evidence = unit.evidence.find(evidence_id)
        found = unit.verifications.latest(evidence_id)
        if evidence is None or found is None:
            raise NotFoundError
        standing = get_standing(unit, evidence.assessment_id)
        require(request.actor, Action.CORRECT_READING, standing.agency_id, standing.state)
        _keep(services, unit, request, evidence, found, field, kept, why)
        for link in unit.evidence.links_of(evidence_id):
            judge_link(services, unit, link, evidence, found)
        unit.commit()


def withdraw_correction(services: Services, request: Request, evidence_id: int, *, field: str, reason: str) -> None:
    """Let the machine's reading count again; the correction stays in the record, and every link is judged anew.

    The assessed office may not take back what another office corrected. Raises PermissionDeniedError
    (`others-correction`), NotFoundError for a field that is not corrected, and ScoreError (`reason-too-short`).
    """
    why = checked_reason(reason)
    with services.work.begin() as unit:
        evidence = unit.evidence.find(evidence_id)
        found = unit.verifications.latest(evidence_id)
        correction = unit.corrections.in_force(evidence_id).get(field)
        if evidence is None or found is None or correction is None:
            raise NotFoundError
        standing = get_standing(unit, evidence.assessment_id)
        require(request.actor, Action.CORRECT_READING, standing.agency_id, standing.state)
        is_own = correction.id in unconfirmed_corrections(unit, (correction,), standing.agency_id)
        if request.actor.agency_id == standing.agency_id and not is_own:
            raise PermissionDeniedError(
                "Giá trị này do cơ quan khác xác nhận; cơ quan được đánh giá không lấy lại được.",
                reason="others-correction",
            )
        _keep(services, unit, request, evidence, found, field, "", why)
        for link in unit.evidence.links_of(evidence_id):
            judge_link(services, unit, link, evidence, found)
        unit.commit()


def checked_value(field: str, value: str) -> str:
    """The value in the record's form; raises ReadingError."""
    if field not in FIELDS:
        raise ReadingError("Không có trường thông tin này.", reason="field-unknown")
    composed = unicodedata.normalize("NFC", " ".join(value.split()))
    kept = "".join(char for char in composed if unicodedata.category(char)[0] != "C").strip()
    if not kept:
        raise ReadingError("Hãy nhập giá trị đọc được trên văn bản.", reason="reading-empty")
    if len(kept) > LONGEST:
        raise ReadingError("Giá trị quá dài.", reason="reading-too-long")
    return _day(kept).isoformat() if field == "date" else kept


def _day(text: str) -> date:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a printed date has no time zone
        except ValueError:
            continue
    raise ReadingError("Ngày phải có dạng ngày/tháng/năm, ví dụ 17/01/2023.", reason="date-invalid")


def _keep(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    evidence: Evidence,
    found: Verification,
    field: str,
    value: str,
    reason: str,
) -> None:
    now = services.now()
    draft = request.draft(
        "evidence:reading-corrected" if value else "evidence:reading-withdrawn",
        f"evidence:{evidence.id}",
        before={field: _before(unit, evidence, found.report, field)},
        after={field: value},
        reason=reason,
        evidence=(evidence.sha256,),
    )
    entry = unit.append(draft, now=now)
    unit.corrections.add(
        evidence_id=evidence.id,
        field=field,
        value=value,
        reason=reason,
        corrected_at=now,
        corrected_by=request.actor.id,
        entry=entry.sequence,
    )
    unit.texts.add(evidence.id, value)


def _before(unit: UnitOfWork, evidence: Evidence, report: dict[str, Any], field: str) -> str | None:
    """What stood before: an earlier correction, otherwise the machine's reading."""
    earlier = unit.corrections.in_force(evidence.id).get(field)
    if earlier is not None:
        return earlier.value
    read = report["document"][field]
    return str(read["value"]) if read else None
