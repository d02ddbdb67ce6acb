"""Give one agency more time for a wanted document, or take that back; the criterion's files are judged anew."""

from __future__ import annotations

from datetime import date

from evidence_svc.domain.deadlines import Extension, check_extension
from evidence_svc.domain.errors import DeadlineError
from evidence_svc.domain.filing import find_wanted
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import checked_reason
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing
from evidence_svc.operations.gather_claims import row_circumstances
from evidence_svc.operations.judge import judge_again
from evidence_svc.persistence.deadline_extensions import DeadlineExtension
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

WITHDRAWN = "assessment:deadline-extension-withdrawn"


def extend_deadline(
    services: Services,
    request: Request,
    row_id: int,
    slot: str,
    until: date,
    *,
    document: str,
    signer: str,
    reason: str,
) -> int:
    """The document wanted under `slot` is in time to the end of `until`; returns the extension's id.

    It takes the place of an earlier extension of the same document. Raises PermissionDeniedError, NotFoundError,
    ScoreError (`reason-too-short`) and DeadlineError (`slot-unknown`, and what `check_extension` refuses).
    """
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        agency = place.standing.agency_id
        require(request.actor, Action.EXTEND_DEADLINE, agency, place.standing.round_state)
        given = Extension(agency, slot, until, checked_reason(reason), _line(signer), _line(document))
        _check(services, unit, place, given)
        for running in unit.deadline_extensions.of_row(row_id):
            if running.slot == slot:
                _end(services, unit, request, place, running, f"Thay bằng gia hạn mới: {given.reason}")
        made = _keep(services, unit, request, place, given)
        judge_again(services, unit, row_id)
        unit.commit()
    return made


def withdraw_deadline_extension(services: Services, request: Request, extension_id: int, reason: str) -> None:
    """The set's own deadline counts again.

    Raises PermissionDeniedError, NotFoundError for what is not in force, and ScoreError (`reason-too-short`).
    """
    kept = checked_reason(reason)
    with services.work.begin() as unit:
        extension = unit.deadline_extensions.find(extension_id)
        if extension is None:
            raise NotFoundError
        place = get_criterion_standing(unit, extension.criterion_assessment_id)
        require(request.actor, Action.EXTEND_DEADLINE, place.standing.agency_id, place.standing.round_state)
        _end(services, unit, request, place, extension, kept)
        judge_again(services, unit, place.row.id)
        unit.commit()


def _check(services: Services, unit: UnitOfWork, place: CriterionStanding, given: Extension) -> None:
    """Refuse what the deadline as it stands without any extension does not allow."""
    here = row_circumstances(unit, place, services.calendar, extended=False)
    wanted = next((each for each in find_wanted(place.criterion, here) if each.slot.key == given.key), None)
    if wanted is None:
        raise DeadlineError("Tiêu chí không có tài liệu này.", reason="slot-unknown")
    if wanted.due is None:
        raise DeadlineError("Tài liệu này chưa có hạn nên chưa gia hạn được.", reason="extension-without-deadline")
    check_extension(given, wanted.due)


def _keep(services: Services, unit: UnitOfWork, request: Request, place: CriterionStanding, given: Extension) -> int:
    told = {"slot": given.key, "until": given.until, "document": given.document, "signer": given.signer}
    draft = request.draft("assessment:deadline-extended", place.subject, after=told, reason=given.reason)
    entry = unit.append(draft, now=services.now()).sequence
    reason = {"reason": given.reason, "entry": entry}
    return unit.deadline_extensions.add(criterion_assessment_id=place.row.id, **told, **reason)


def _end(
    services: Services,
    unit: UnitOfWork,
    request: Request,
    place: CriterionStanding,
    extension: DeadlineExtension,
    reason: str,
) -> None:
    before = {"deadline-extension": extension.entry}
    draft = request.draft(WITHDRAWN, place.subject, before=before, after={}, reason=reason)
    unit.deadline_extensions.end(extension.id, entry=unit.append(draft, now=services.now()).sequence)


def _line(text: str) -> str:
    return " ".join(text.split())
