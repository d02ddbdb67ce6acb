"""What a person sees of one claim: the rule's proposal, what the council would find, what is asked and was stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evidence_svc.domain.criterion_checks import check_claim
from evidence_svc.domain.filing import Claim
from evidence_svc.domain.outlook import Outlook, look_ahead
from evidence_svc.domain.questions import NEVER_ISSUED, Question, QuestionKind
from evidence_svc.domain.remarks import Remark
from evidence_svc.domain.rounds import PUBLIC_STATES
from evidence_svc.domain.suggestions import Proposal, propose
from evidence_svc.operations.context import CriterionStanding, Request, may_at
from evidence_svc.operations.gather_claims import Loaded, gather_claims
from evidence_svc.operations.state_inputs import action_of, questions_for
from evidence_svc.persistence.stated_inputs import StatedInput
from evidence_svc.persistence.unit_of_work import UnitOfWork
from verifiers.calendar import Calendar


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as shown; `questions` are those this person may answer, `may_state` whether now is the time.

    `loaded` is what the claim was gathered from, `stated` what is in force by name, `stated_by` the names of who
    stated it by person id.
    """

    claim: Claim
    proposal: Proposal
    remarks: tuple[Remark, ...]
    questions: tuple[Question, ...]
    stated: Mapping[str, StatedInput]
    stated_by: Mapping[int, str]
    may_state: bool
    outlooks: tuple[Outlook, ...]
    today: date
    loaded: Loaded


def look_at_claim(
    unit: UnitOfWork, request: Request, place: CriterionStanding, today: date, calendar: Calendar
) -> ClaimView:
    """The view of one criterion's claim as of a day in Viet Nam."""
    gathered = gather_claims(unit, place.standing, calendar, place.criterion.id)
    claim = gathered.claims[place.criterion.id]
    proposal = propose(place.standing.criteria, place.criterion.id, gathered.given)
    stated = gathered.stated.get(place.row.id, {})
    action = action_of(request, place.standing.agency_id)
    ahead = claim.counts and place.standing.round_state not in PUBLIC_STATES
    return ClaimView(
        claim=claim,
        proposal=proposal,
        remarks=check_claim(claim, proposal),
        questions=tuple(each for each in questions_for(request, place) if _is_worth_asking(each, claim, stated)),
        stated=stated,
        stated_by=unit.people.names() if stated else {},
        may_state=claim.counts and may_at(request, action, place),
        outlooks=look_ahead(*gathered.given[claim.criterion.id], today, place.standing.criteria.scale) if ahead else (),
        today=today,
        loaded=gathered.loaded,
    )


def _is_worth_asking(question: Question, claim: Claim, stated: Mapping[str, StatedInput]) -> bool:
    """Nobody is asked whether a document was issued that lies under the criterion already."""
    slot = question.name.removeprefix(f"{NEVER_ISSUED}:")
    return question.name in stated or question.kind is not QuestionKind.NEVER_ISSUED or not claim.answering(slot)
