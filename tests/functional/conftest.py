"""Fixtures of the functional tests: an office and the site on it, fresh for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_svc.domain import permissions
from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.rounds import RoundState
from tests.factories import Office
from tests.sites import Site, copy_office, open_site, set_up_office

Asked = list[tuple[Action, str | None, RoundState | None, str | None]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every question for a right, each refused."""
    questions: Asked = []

    def refuse(
        _: Actor,
        action: Action,
        agency: str | None = None,
        state: RoundState | None = None,
        path: str | None = None,
    ) -> str:
        questions.append((action, agency, state, path))
        return "wrong-role"

    monkeypatch.setattr(permissions, "refusal", refuse)
    return questions


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office made once; each test works on its own copy."""
    return set_up_office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(made_office: Office, tmp_path: Path) -> Office:
    """A fresh copy of the office."""
    return copy_office(made_office, tmp_path / "data")


@pytest.fixture
def site(office: Office) -> Site:
    """The application on the office's services."""
    return open_site(office)
