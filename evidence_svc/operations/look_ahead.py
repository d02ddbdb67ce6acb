"""Look ahead for one agency: what its criteria still want, by when, and what is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evidence_svc.domain.outlook import Outlook, RiskDay, add_up_risk, look_ahead
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.rounds import PUBLIC_STATES, RoundState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request, Standing, list_standings
from evidence_svc.operations.gather_claims import gather_claims
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from verifiers.calendar import Calendar, local_date


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead in one assessment; `undated` are wanted documents without a last day yet.

    `of_round` are outlooks of criteria that this round scores, `of_year` those left to the annual round.
    """

    standing: Standing
    of_round: tuple[Outlook, ...]
    of_year: tuple[Outlook, ...]
    stages: tuple[tuple[RoundState, date], ...]

    def days(self, *, whole_year: bool) -> tuple[RiskDay, ...]:
        """The deadlines in order, of the round or of the whole year."""
        return add_up_risk(self.of_round + self.of_year if whole_year else self.of_round)

    def undated(self, *, whole_year: bool) -> tuple[Outlook, ...]:
        """What is wanted without a day."""
        outlooks = self.of_round + self.of_year if whole_year else self.of_round
        return tuple(each for each in outlooks if each.last_day is None)


@dataclass(frozen=True, slots=True)
class AgencyAhead:
    """What lies ahead of an agency in every round that is not published yet, as of a day."""

    agency: Agency
    today: date
    rounds: tuple[Ahead, ...]


def look_ahead_for(services: Services, request: Request, agency_id: str) -> AgencyAhead:
    """What lies ahead of an agency; raises NotFoundError and PermissionDeniedError."""
    require(request.actor, Action.VIEW_ASSESSMENT, agency_id)
    today = local_date(services.now())
    with services.work.read() as unit:
        agency = unit.agencies.find(agency_id)
        if agency is None:
            raise NotFoundError
        return AgencyAhead(agency, today, find_ahead(unit, agency_id, today, services.calendar))


def find_ahead(unit: UnitOfWork, agency_id: str, today: date, calendar: Calendar) -> tuple[Ahead, ...]:
    """The same inside a unit of work, without asking for rights: for reminders and feeds."""
    standings = list_standings(unit, unit.standings.of_agency(agency_id))
    return tuple(_ahead(unit, each, today, calendar) for each in standings if each.round_state not in PUBLIC_STATES)


def _ahead(unit: UnitOfWork, standing: Standing, today: date, calendar: Calendar) -> Ahead:
    gathered = gather_claims(unit, standing, calendar)
    scale = standing.criteria.scale
    found = {
        status: tuple(
            outlook
            for claim, answers in gathered.given.values()
            if (claim.status is ScoreStatus.YEARLY) is (status == "year")
            and (claim.counts or claim.status is ScoreStatus.YEARLY)
            for outlook in look_ahead(claim, answers, today, scale)
        )
        for status in ("round", "year")
    }
    return Ahead(standing, found["round"], found["year"], _stages(unit, standing))


def _stages(unit: UnitOfWork, standing: Standing) -> tuple[tuple[RoundState, date], ...]:
    """The last days of the round's stages as they are for this agency: extended, or handed in already."""
    days = dict(standing.rules.deadlines)
    for extension in unit.assessments.open_extensions(standing.assessment.id):
        days[RoundState.OPEN] = extension.until
    if standing.assessment.submitted:
        days.pop(RoundState.OPEN, None)
    return tuple(sorted(days.items(), key=lambda stage: stage[1]))
