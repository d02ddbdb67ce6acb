"""Steps of a round through the use cases, for tests that walk it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from evidence_svc.domain.errors import PermissionDeniedError, RoundError, ScoreError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import CriterionState, RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.appraise import appraise_criterion
from evidence_svc.operations.context import Request, get_criterion_standing, row_state
from evidence_svc.operations.people import add_person
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from tests.factories import COUNCIL, PASSWORD, ROUND, Office

WHY = "Theo hồ sơ cơ quan đã cung cấp."


def person(office: Office, username: str, role: Role, agency: str | None = COUNCIL) -> Request:
    """One more person."""
    number = add_person(
        office.services,
        office.administrator,
        username=username,
        name=username,
        password=PASSWORD,
        role=role,
        agency_id=agency,
    )
    return Request(Actor(number, username, role, agency))


def move_to(office: Office, *states: RoundState) -> None:
    """Move the round along."""
    for state in states:
        advance_round(office.services, office.administrator, ROUND, state, WHY)


def self_score(office: Office, path: str = "1.1.3", value: str = "1.00") -> int:
    """The clerk's score on a criterion; returns the row."""
    row = office.row_id(path)
    change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal(value), reason=WHY)
    return row


def appraise(office: Office, row: int, value: str, by: Request | None = None) -> None:
    """An appraised score."""
    appraise_criterion(office.services, by or office.appraiser, row, value=Decimal(value), reason=WHY)


def state_of(office: Office, row: int) -> CriterionState:
    """How far a criterion has come."""
    with office.services.work.read() as unit:
        place = get_criterion_standing(unit, row)
        return row_state(place.row, place.standing, place.thread, files=False)


def at(office: Office, now: datetime) -> Office:
    """The same office at another instant."""
    return replace(office, services=replace(office.services, clock=lambda: now))


def round_state(office: Office) -> str:
    """The round's state as stored."""
    with office.services.work.read() as unit:
        found = unit.rounds.find(ROUND)
    assert found is not None
    return found.state


def refused(call: object, *arguments: object, **named: object) -> str:
    """The reason for which a use case refuses."""
    assert callable(call)
    with pytest.raises((PermissionDeniedError, ScoreError, RoundError)) as caught:
        call(*arguments, **named)
    return caught.value.reason
