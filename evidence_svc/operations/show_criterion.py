"""What a person sees of one criterion: scores, evidence with findings, the rule's suggestion, the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from audit import store
from audit.entry import Entry
from evidence_svc.domain.people import Scope
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.rule_inputs import Suggestion
from evidence_svc.operations.context import CriterionStanding, Request, get_criterion_standing, may_at
from evidence_svc.operations.gather_claims import Loaded
from evidence_svc.operations.look_at_claim import ClaimView, look_at_claim
from evidence_svc.operations.show_assessment import LinkedEvidence, link_up
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
    """Everything the page of one criterion shows; `may` names the actions this person has here now.

    `others` are the assessment's files that are not here, newest first; `judgements` are by link.
    """

    place: CriterionStanding
    agency: Agency
    evidence: tuple[LinkedEvidence, ...]
    judgements: Mapping[int, Judgement]
    view: ClaimView
    history: tuple[HistoryLine, ...]
    may: frozenset[Action]
    extensions: tuple[DeadlineExtension, ...] = ()
    others: tuple[Evidence, ...] = ()

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
        view = look_at_claim(unit, request, place, local_date(services.now()), services.calendar)
        linked = list_linked(view.loaded, row_id)
        here = {item.evidence.id for item in linked}
        return CriterionPage(
            place=place,
            agency=place.standing.agency,
            evidence=linked,
            judgements=view.loaded.judgements,
            view=view,
            history=_history(unit, place, here, request.actor.scope),
            may=list_allowed(request, place),
            extensions=view.loaded.extensions.get(row_id, ()),
            others=tuple(each.evidence for each in reversed(view.loaded.filed) if each.evidence.id not in here),
        )


def list_linked(loaded: Loaded, row_id: int) -> tuple[LinkedEvidence, ...]:
    """The files under one criterion with what is known of them there."""
    files = {number: each.evidence for number, each in loaded.files.items()}
    outcomes = {number: report.outcome for number, report in loaded.reports.items()}
    return tuple(link_up(link, files, loaded.judgements, outcomes) for link in loaded.links.get(row_id, ()))


def _history(unit: UnitOfWork, place: CriterionStanding, files: Iterable[int], scope: Scope) -> tuple[HistoryLine, ...]:
    """What happened to the criterion, and what people read differently in its evidence, in the log's order."""
    found = find_history(unit, scope, place.subject, *(f"evidence:{number}" for number in sorted(files)))
    return tuple(
        line for line in found if line.entry.subject == place.subject or line.entry.action in READING_CORRECTED
    )


def find_history(unit: UnitOfWork, scope: Scope, *subjects: str) -> tuple[HistoryLine, ...]:
    """The log entries about a subject, or about several, oldest first, of the days that the reader may see."""
    names = unit.people.names()
    entries = store.read(unit.connection, subjects=subjects, limit=1_000)
    seen = (entry for entry in entries if scope.has(local_date(entry.occurred_at)))
    return tuple(HistoryLine(entry, _name(entry.actor, names)) for entry in seen)


def _name(actor: str, names: dict[int, str]) -> str:
    kind, _, number = actor.partition(":")
    return names.get(int(number), actor) if kind == "person" and number.isdigit() else "Hệ thống"


def list_allowed(request: Request, place: CriterionStanding) -> frozenset[Action]:
    """What this person may do at this criterion now."""
    return frozenset(action for action in Action if may_at(request, action, place))
