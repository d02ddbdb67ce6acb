"""What a person sees of an assessment's evidence as a list of files, each with its outcome and its uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.paging import Page, open_page
from evidence_svc.domain.permissions import Action, require
from evidence_svc.operations.context import Request, Standing, get_standing
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.persistence.filed import Filed
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

_GRAVITY = ("failed", "indeterminate", "passed")


@dataclass(frozen=True, slots=True)
class EvidenceUse:
    """A criterion a file is offered for, with the id of its row."""

    row_id: int
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class FiledEvidence:
    """One file; `outcome` is the worst of its newest report and of its uses, None while it waits.

    `is_damaged`: the original was last found missing or altered.
    """

    evidence: Evidence
    outcome: str | None
    uses: tuple[EvidenceUse, ...]
    is_damaged: bool = False

    @property
    def shown(self) -> str:
        """What a list shows of it: damaged, unreadable, waiting, or the outcome."""
        if self.is_damaged:
            return "damaged"
        return "unreadable" if self.evidence.state == "unreadable" else self.outcome or "waiting"


@dataclass(frozen=True, slots=True)
class FilesWanted:
    """A page of the files whose names have all the words; pages are counted from 1."""

    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """Files of an assessment, newest first, and the leaves they may be linked to.

    `files` are those of the page that was wanted, or all; `page` tells where that is. `replaced` says which
    file counts instead of which, by their ids.
    """

    standing: Standing
    agency: Agency
    files: tuple[FiledEvidence, ...]
    leaves: tuple[EvidenceUse, ...]
    replaced: Mapping[int, int]
    page: Page[Filed]


def worst_outcome(outcomes: Iterable[str | None]) -> str | None:
    """The gravest of some outcomes; what is not known yet (None) says nothing."""
    known = set(outcomes)
    return next((outcome for outcome in _GRAVITY if outcome in known), None)


def list_evidence(
    services: Services, request: Request, assessment_id: int, wanted: FilesWanted | None = None
) -> EvidenceList:
    """The evidence of one assessment, all of it or a page; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.VIEW_ASSESSMENT, standing.agency_id)
        leaves = list_leaves(unit, standing)
        replaced = {one: by.replaced_by for one, by in unit.replacements.in_assessment(assessment_id).items()}
        filed = unit.filed.of(assessment_id)[::-1]
        look = wanted or FilesWanted()
        page = open_page(filed, lambda each: each.evidence.file_name, words=look.words, number=look.page)
        files = _files(unit, page.items if wanted else filed, leaves)
        return EvidenceList(standing, standing.agency, files, leaves, replaced, page)


def list_leaves(unit: UnitOfWork, standing: Standing) -> tuple[EvidenceUse, ...]:
    """The criteria of an assessment that evidence may be linked to, in their order."""
    rows = unit.assessments.rows(standing.assessment.id)
    return tuple(EvidenceUse(row.id, standing.criteria.get(row.criterion_id)) for row in rows)


def _files(unit: UnitOfWork, filed: tuple[Filed, ...], leaves: tuple[EvidenceUse, ...]) -> tuple[FiledEvidence, ...]:
    by_row = {use.row_id: use for use in leaves}
    uses: dict[int, list[EvidenceUse]] = defaultdict(list)
    for each in filed:
        uses[each.evidence.id] += [by_row[link.criterion_assessment_id] for link in each.links]
    outcomes = _outcomes(unit, filed)
    return tuple(
        FiledEvidence(each.evidence, outcomes[each.evidence.id], tuple(uses[each.evidence.id]), bool(each.original))
        for each in filed
    )


def _outcomes(unit: UnitOfWork, filed: tuple[Filed, ...]) -> dict[int, str | None]:
    files, links = [each.evidence for each in filed], [link for each in filed for link in each.links]
    reports = unit.verifications.outcomes_of(tuple(file.id for file in files))
    judged = unit.verifications.judgements_of(tuple(link.id for link in links))
    known: dict[int, list[str | None]] = {file.id: [reports.get(file.id)] for file in files}
    for link in links:
        if link.id in judged:
            known[link.evidence_id].append(judged[link.id].outcome)
    return {evidence_id: worst_outcome(outcomes) for evidence_id, outcomes in known.items()}
