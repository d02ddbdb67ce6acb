"""Results of rounds: ranking with points and base, fields, and the rounds before; to everybody once published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.domain.ranking import Result, rank, result_of
from evidence_svc.domain.round_rules import read_rules
from evidence_svc.domain.rounds import PUBLIC_STATES, RoundState
from evidence_svc.domain.totals import compute_totals
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request, get_criteria, list_standings, score_state
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """A round's results; `earlier` are older published rounds with percentages by agency id, oldest first.

    `open_to_me` names the assessments whose scores and log this person may see; `places` are the decimals of scores.
    """

    round: Round
    set_title: str
    results: tuple[Result, ...]
    earlier: tuple[tuple[Round, Mapping[str, Decimal | None]], ...]
    open_to_me: frozenset[int] = frozenset()
    places: int = 2


def show_results(services: Services, request: Request, round_id: str) -> ResultsPage:
    """The results for somebody with an account; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        round_ = _get(unit, round_id)
        require(request.actor, Action.VIEW_RESULTS, request.actor.agency_id, RoundState(round_.state))
        page = _page(unit, round_)
    mine = {
        result.assessment_id for result in page.results if may(request.actor, Action.VIEW_ASSESSMENT, result.agency_id)
    }
    return replace(page, open_to_me=frozenset(mine))


def list_results(services: Services, request: Request) -> tuple[Round, ...]:
    """The rounds whose results this person may see, newest first."""
    with services.work.read() as unit:
        rounds = unit.rounds.list()
    actor = request.actor
    return tuple(item for item in rounds if may(actor, Action.VIEW_RESULTS, actor.agency_id, RoundState(item.state)))


def show_public_results(services: Services, round_id: str) -> ResultsPage:
    """The results for anybody; a round that is not published does not exist here (NotFoundError)."""
    with services.work.read() as unit:
        round_ = _get(unit, round_id)
        if RoundState(round_.state) not in PUBLIC_STATES:
            raise NotFoundError
        return _page(unit, round_)


def read_results(services: Services, round_id: str) -> ResultsPage:
    """The results as they stand, whatever the state, for who need ask nobody; raises NotFoundError."""
    with services.work.read() as unit:
        return _page(unit, _get(unit, round_id))


def list_public_results(services: Services) -> tuple[Round, ...]:
    """The published rounds, newest first."""
    with services.work.read() as unit:
        return tuple(item for item in unit.rounds.list() if RoundState(item.state) in PUBLIC_STATES)


def round_results(unit: UnitOfWork, round_: Round) -> tuple[Result, ...]:
    """The ranked results of a round as its scores stand."""
    rules, names = read_rules(round_.rules), {agency.id: agency.name for agency in unit.agencies.list()}
    found = []
    standings = list_standings(unit, unit.standings.of_round(round_.id))
    stored = unit.assessments.rows_of(tuple(standing.assessment.id for standing in standings))
    for standing in standings:
        assessment = standing.assessment
        rows = {row.criterion_id: row for row in stored[assessment.id]}
        leaves = (leaf for leaf in standing.criteria.leaves if leaf.id in rows)
        states = {leaf.id: score_state(rows[leaf.id], leaf, standing) for leaf in leaves}
        totals = compute_totals(standing.criteria, states)
        found.append(result_of(assessment.agency_id, names[assessment.agency_id], assessment.id, totals, rules))
    return rank(found)


def _page(unit: UnitOfWork, round_: Round) -> ResultsPage:
    before = [
        item
        for item in unit.rounds.list()
        if item.starts_on < round_.starts_on and RoundState(item.state) in PUBLIC_STATES
    ]
    earlier = tuple(
        (item, {result.agency_id: result.percent for result in round_results(unit, item)})
        for item in reversed(before[:4])
    )
    criteria = get_criteria(unit, round_.criteria_set_id)
    return ResultsPage(round_, criteria.title, round_results(unit, round_), earlier, places=criteria.scale.places)


def _get(unit: UnitOfWork, round_id: str) -> Round:
    round_ = unit.rounds.find(round_id)
    if round_ is None:
        raise NotFoundError
    return round_
