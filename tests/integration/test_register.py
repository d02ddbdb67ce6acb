"""Rounds, agencies and people are named well whoever asks: page, command or API go through the same operations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.errors import DomainError
from evidence_svc.domain.people import Role
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.accounts import change_account, reset_password
from evidence_svc.operations.people import add_person
from evidence_svc.operations.rounds import create_round, register_agency
from evidence_svc.persistence.agencies import Agency
from tests.factories import OFFICE, PASSWORD, Office, make_office, make_services, make_settings

ROUND: dict[str, Any] = {
    "title": "Kỳ mới",
    "kind": RoundKind.HALF_YEAR,
    "starts_on": date(2024, 1, 1),
    "ends_on": date(2024, 6, 30),
}
PERSON: dict[str, Any] = {
    "username": "moi",
    "name": "Mới",
    "password": PASSWORD,
    "role": Role.CLERK,
    "agency_id": OFFICE,
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office."""
    services = make_services(make_settings(tmp_path / "data"))
    yield make_office(services)
    services.work.engine.dispose()


@pytest.mark.parametrize(
    ("round_id", "changed", "reason"),
    [
        ('x"\r\nX: y', {}, "id-unfit"),
        ("../x", {}, "id-unfit"),
        ("moi", {"title": "Kỳ \u202eiớm"}, "name-unfit"),
        ("moi", {"title": " "}, "name-missing"),
        ("moi", {"title": "x" * 301}, "name-unfit"),
        ("moi", {"ends_on": date(2023, 12, 31)}, "days-out-of-order"),
    ],
)
def test_rounds_are_named_well(office: Office, round_id: str, changed: dict[str, Any], reason: str) -> None:
    """A round whose id, title or days are not fit is not made."""
    with office.services.work.read() as unit:
        set_id = unit.criteria_sets.list()[0].id

    with pytest.raises(DomainError) as caught:
        create_round(office.services, office.administrator, round_id, criteria_set_id=set_id, **ROUND | changed)

    assert caught.value.reason == reason
    with office.services.work.read() as unit:
        assert len(unit.rounds.list()) == 1


@pytest.mark.parametrize(("ident", "name"), [("a/b", "Sở A"), ("so-a", "Sở\u200b A"), ("x" * 65, "Sở A"), ("so-a", "")])
def test_agencies_are_named_well(office: Office, ident: str, name: str) -> None:
    """An agency whose id or name is not fit is not registered."""
    with pytest.raises(DomainError):
        register_agency(office.services, office.administrator, Agency(ident, name, "other"))


@pytest.mark.parametrize(
    "changed",
    [
        {"username": "a b"},
        {"username": "x" * 65},
        {"name": "A\u2066B"},
        {"name": ""},
        {"password": "x" * 9},
        {"password": "x" * 1025},
        {"agency_id": "khong-co"},
    ],
)
def test_people_are_named_well(office: Office, changed: dict[str, Any]) -> None:
    """A person whose name, sign-in name, password or agency is not fit gets no account."""
    with pytest.raises((DomainError, RefusedError, NotFoundError)):
        add_person(office.services, office.administrator, **PERSON | changed)

    with office.services.work.read() as unit:
        assert unit.people.find_by_username("moi") is None


def test_a_changed_name_is_held_to_the_same(office: Office) -> None:
    """Nobody is renamed to what they could not have been called at first."""
    clerk = office.clerk.actor

    with pytest.raises(DomainError):
        change_account(
            office.services,
            office.administrator,
            clerk.id,
            name="A\u202eB",
            role=clerk.role,
            agency_id=OFFICE,
            active=True,
        )


def test_nobody_resets_their_own_password(office: Office) -> None:
    """That page asks for no present password: an open session of an administrator must not be enough."""
    own = office.administrator

    with pytest.raises(RefusedError) as caught:
        reset_password(office.services, own, own.actor.id, "mat-khau-moi-khac")

    assert caught.value.reason == "own-account"
