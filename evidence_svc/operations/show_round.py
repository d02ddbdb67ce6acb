"""What those who steer see of rounds: the list, and one round with its rules, agencies and what stands open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evidence_svc.domain.permissions import Action, is_interested, require
from evidence_svc.domain.round_rules import RoundRules, read_rules
from evidence_svc.domain.rounds import FORWARD, PUBLIC_STATES, REOPENING, RoundState
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import Assessment, Extension
from evidence_svc.persistence.rounds import Round
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class RoundAgency:
    """One assessed agency of a round and the extension that runs for it."""

    assessment: Assessment
    agency: Agency
    extension: Extension | None


@dataclass(frozen=True, slots=True)
class RoundPage:
    """A round for those who steer it; `is_interested` says that the person's own agency is assessed in it."""

    round: Round
    rules: RoundRules
    agencies: tuple[RoundAgency, ...]
    others: tuple[Agency, ...]
    forward: tuple[RoundState, ...]
    back: tuple[RoundState, ...]
    is_interested: bool
    overdue: bool

    @property
    def state(self) -> RoundState:
        """The round's state."""
        return RoundState(self.round.state)

    @property
    def is_public(self) -> bool:
        """Whether its results can be seen."""
        return self.state in PUBLIC_STATES


@dataclass(frozen=True, slots=True)
class RoundList:
    """All rounds, newest first, and the published criteria sets a new one can use, by id."""

    rounds: tuple[Round, ...]
    sets: tuple[tuple[str, str], ...]


def list_steered_rounds(services: Services, request: Request) -> RoundList:
    """The rounds; raises PermissionDeniedError."""
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.read() as unit:
        return RoundList(unit.rounds.list(), tuple((item.id, item.title) for item in unit.criteria_sets.list()))


def show_round(services: Services, request: Request, round_id: str) -> RoundPage:
    """One round; raises NotFoundError and PermissionDeniedError."""
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.read() as unit:
        round_ = unit.rounds.find(round_id)
        if round_ is None:
            raise NotFoundError
        agencies = {agency.id: agency for agency in unit.agencies.list()}
        running = {extension.assessment_id: extension for extension in unit.assessments.open_extensions()}
        assessed = unit.assessments.list(round_id)
    there = {item.agency_id for item in assessed}
    state, rules = RoundState(round_.state), read_rules(round_.rules)
    order = list(RoundState).index
    return RoundPage(
        round=round_,
        rules=rules,
        agencies=tuple(RoundAgency(item, agencies[item.agency_id], running.get(item.id)) for item in assessed),
        others=tuple(agency for agency in agencies.values() if agency.id not in there),
        forward=tuple(sorted(FORWARD[state], key=order)),
        back=tuple(sorted(REOPENING.get(state, frozenset()), key=order)),
        is_interested=is_interested(request.actor, there),
        overdue=_is_over(rules, state, services.now()),
    )


def _is_over(rules: RoundRules, state: RoundState, now: datetime) -> bool:
    last = rules.last_instant(state)
    return last is not None and now >= last
