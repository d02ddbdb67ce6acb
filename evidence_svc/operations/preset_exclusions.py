"""Which criteria an agency never has the task of ("trừ vào điểm tổng", structural): kept by the secretariat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import ScoreStatus, checked_reason
from evidence_svc.errors import ConflictError, NotFoundError
from evidence_svc.operations.context import Request, get_criteria
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.structural_exclusions import StructuralExclusion
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

PRESET, LIFTED, APPLIED = "agency:exclusion-preset", "agency:exclusion-lifted", "assessment:status-changed"
ALWAYS = "Cơ quan không có nhiệm vụ này:"


@dataclass(frozen=True, slots=True)
class KeptExclusion:
    """One in force with the criterion it is about, None where the newest edition has it no more."""

    exclusion: StructuralExclusion
    criterion: Criterion | None


@dataclass(frozen=True, slots=True)
class PresetsPage:
    """An agency's exclusions of one set, the leaves that could join them, and the sets to choose from."""

    agency: Agency
    set_id: str
    sets: Mapping[str, str]
    kept: tuple[KeptExclusion, ...]
    others: tuple[Criterion, ...]


def show_presets(services: Services, request: Request, agency_id: str, set_id: str = "") -> PresetsPage:
    """What is left out of an agency's base in every new round; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        agency = _steered_agency(unit, request, agency_id)
        sets = {each.id.partition("@")[0]: each.title for each in reversed(unit.criteria_sets.list())}
        chosen = set_id if set_id in sets else next(iter(sets), "")
        leaves = {leaf.id: leaf for leaf in _newest(unit, chosen).leaves} if chosen else {}
        found = [each for each in unit.structural_exclusions.of_agency(agency_id) if each.criteria_set == chosen]
    kept = tuple(KeptExclusion(each, leaves.get(each.criterion_id)) for each in found)
    taken = {each.criterion_id for each in found}
    return PresetsPage(agency, chosen, sets, kept, tuple(leaf for key, leaf in leaves.items() if key not in taken))


def preset_exclusions(
    services: Services, request: Request, agency_id: str, set_id: str, criterion_ids: Sequence[str], reason: str
) -> None:
    """Leave leaves of a set out of every round opened for the agency from now on, each with an entry of its own.

    Raises PermissionDeniedError (nobody decides about their own agency), NotFoundError, ScoreError
    (`reason-too-short`), RoundError (`nothing-chosen`), and ConflictError for one that is left out already.
    """
    with services.work.begin() as unit:
        _steered_agency(unit, request, agency_id)
        kept, base = checked_reason(reason), set_id.partition("@")[0]
        leaves = {leaf.id for leaf in _newest(unit, base).leaves}
        if not criterion_ids:
            raise RoundError("Hãy chọn ít nhất một tiêu chí.", reason="nothing-chosen")
        if not leaves.issuperset(criterion_ids):
            raise NotFoundError
        for criterion_id in dict.fromkeys(criterion_ids):
            after = {"criteria_set": base, "criterion": criterion_id}
            draft = request.draft(PRESET, f"agency:{agency_id}", after=after, reason=kept)
            entry = unit.append(draft, now=services.now()).sequence
            unit.structural_exclusions.add(agency_id, base, criterion_id, kept, entry=entry)
        unit.commit()


def lift_preset(services: Services, request: Request, agency_id: str, exclusion_id: int, reason: str) -> None:
    """End one: rounds opened from now on score the criterion again; those that are open stay as they are.

    Raises PermissionDeniedError, NotFoundError, ScoreError (`reason-too-short`) and ConflictError when it has ended.
    """
    with services.work.begin() as unit:
        _steered_agency(unit, request, agency_id)
        live = {each.id: each for each in unit.structural_exclusions.of_agency(agency_id)}
        if exclusion_id not in live:
            raise ConflictError
        before = {"preset": live[exclusion_id].entry}
        draft = request.draft(LIFTED, f"agency:{agency_id}", before=before, after={}, reason=checked_reason(reason))
        unit.structural_exclusions.end(exclusion_id, entry=unit.append(draft, now=services.now()).sequence)
        unit.commit()


def apply_presets(
    services: Services, unit: UnitOfWork, request: Request, assessment_id: int, agency_id: str, set_id: str
) -> int:
    """Leave out of a new assessment what its agency never has the task of, not committed; returns how many.

    What the round scores in another round anyway (yearly) stays so; each change is an entry with the preset's reason.
    """
    base = set_id.partition("@")[0]
    presets = {
        each.criterion_id: each for each in unit.structural_exclusions.of_agency(agency_id) if each.criteria_set == base
    }
    rows = [row for row in unit.assessments.rows(assessment_id) if row.criterion_id in presets]
    scored = [row for row in rows if row.status == ScoreStatus.NOT_SCORED]
    for row in scored:
        preset = presets[row.criterion_id]
        before, after = {"status": row.status}, {"status": ScoreStatus.EXCLUSION_ACCEPTED.value, "preset": preset.entry}
        reason = f"{ALWAYS} {preset.reason}"
        draft = request.draft(APPLIED, f"criterion-assessment:{row.id}", before=before, after=after, reason=reason)
        entry = unit.append(draft, now=services.now()).sequence
        unit.assessments.change(row, status=ScoreStatus.EXCLUSION_ACCEPTED.value, status_entry=entry)
    return len(scored)


def _steered_agency(unit: UnitOfWork, request: Request, agency_id: str) -> Agency:
    agency = unit.agencies.find(agency_id)
    if agency is None:
        raise NotFoundError
    require(request.actor, Action.MANAGE_ROUND, agency_id)
    return agency


def _newest(unit: UnitOfWork, set_id: str) -> CriteriaSet:
    """The last published edition of a set; raises NotFoundError."""
    editions = [each.id for each in unit.criteria_sets.list() if each.id.partition("@")[0] == set_id]
    if not editions:
        raise NotFoundError
    return get_criteria(unit, editions[0])
