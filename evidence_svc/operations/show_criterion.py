"""What a person sees of one criterion: scores, evidence with findings, the rule's suggestion, the history."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from audit import store
from audit.entry import Entry
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.domain.rule_inputs import Suggestion
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing
from evidence_svc.operations.look_at_claim import ClaimView, look_at_claim
from evidence_svc.operations.show_assessment import LinkedEvidence, find_linked, get_agency
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.deadline_extensions import DeadlineExtension
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Judgement
from evidence_svc.services import Services
from verifiers.calendar import local_date

READING_CORRECTED = frozenset({"evidence:reading-corrected", "evidence:reading-withdrawn"})


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One log entry about a criterion with the name of who acted."""

    entry: Entry
    actor_name: str


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """Everything the page of one criterion shows; `may` names the actions this person has here now."""

    place: CriterionStanding
    agency: Agency
    evidence: tuple[LinkedEvidence, ...]
    judgements: dict[int, Judgement]
    view: ClaimView
    history: tuple[HistoryLine, ...]
    may: frozenset[Action]
    extensions: tuple[DeadlineExtension, ...] = ()

    @property
    def suggestion(self) -> Suggestion:
        """What the rule gives; never written to a score."""
        return self.view.proposal.suggestion

    @property
    def claimed_without_file(self) -> bool:
        """Points claimed though no file supports them."""
        score = self.place.row.self_score
        return score is not None and score > Decimal(0) and not self.evidence


def show_criterion(services: Services, request: Request, row_id: int) -> CriterionPage:
    """One criterion of one agency; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        place = get_criterion_standing(unit, row_id)
        require(request.actor, Action.VIEW_ASSESSMENT, place.standing.agency_id)
        links = unit.evidence.links_to(row_id)
        files = unit.evidence.find_all(tuple(link.evidence_id for link in links))
        judgements = unit.verifications.judgements_of(tuple(link.id for link in links))
        return CriterionPage(
            place=place,
            agency=get_agency(unit, place.standing),
            evidence=find_linked(unit, links, files).get(row_id, ()),
            judgements=judgements,
            view=look_at_claim(unit, request, place, local_date(services.now()), services.calendar),
            history=_history(unit, place, files),
            may=_allowed(request, place),
            extensions=unit.deadline_extensions.of_row(row_id),
        )


def _history(unit: UnitOfWork, place: CriterionStanding, files: tuple[Evidence, ...]) -> tuple[HistoryLine, ...]:
    """What happened to the criterion, and what people read differently in its evidence, in the log's order."""
    corrections = [
        line
        for file in files
        for line in find_history(unit, f"evidence:{file.id}")
        if line.entry.action in READING_CORRECTED
    ]
    return tuple(sorted([*find_history(unit, place.subject), *corrections], key=lambda line: line.entry.sequence))


def find_history(unit: UnitOfWork, subject: str) -> tuple[HistoryLine, ...]:
    """The log entries about a subject, oldest first."""
    names = unit.people.names()
    entries = store.read(unit.connection, subject=subject, limit=1_000)
    return tuple(HistoryLine(entry, _name(entry.actor, names)) for entry in entries)


def _name(actor: str, names: dict[int, str]) -> str:
    kind, _, number = actor.partition(":")
    return names.get(int(number), actor) if kind == "person" and number.isdigit() else "Hệ thống"


def _allowed(request: Request, place: CriterionStanding) -> frozenset[Action]:
    agency = place.standing.agency_id
    return frozenset(action for action in Action if may(request.actor, action, agency, place.state_for(action)))
