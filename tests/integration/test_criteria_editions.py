"""Published sets never change; a later edition stands beside the earlier one."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_svc.domain.criteria_versions import ReplacementError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.errors import ConflictError
from evidence_svc.operations.context import Request, get_criteria
from evidence_svc.operations.rounds import publish_criteria_set
from evidence_svc.samples.build import DRAFT_FILE, REVIEWED_FILE
from evidence_svc.samples.load import sample_text
from tests.factories import make_services, make_settings

ADMINISTRATOR = Request(Actor(1, "Quản trị", Role.ADMINISTRATOR))


def test_an_edition_stands_beside_the_one_before(tmp_path: Path) -> None:
    """Draft and review are found by their own keys, unchanged, and neither is published twice."""
    services = make_services(make_settings(tmp_path))
    draft = publish_criteria_set(services, ADMINISTRATOR, sample_text(DRAFT_FILE))
    reviewed = publish_criteria_set(services, ADMINISTRATOR, sample_text(REVIEWED_FILE))

    assert (draft, reviewed) == ("quang-dien-offices-2023", "quang-dien-offices-2023@reviewed")
    with services.work.read() as unit:
        assert get_criteria(unit, draft).version == "draft"
        assert get_criteria(unit, reviewed).version == "reviewed"
    for text in (DRAFT_FILE, REVIEWED_FILE):
        with pytest.raises((ConflictError, ReplacementError)):
            publish_criteria_set(services, ADMINISTRATOR, sample_text(text))


def test_an_edition_that_names_no_other_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    """Neither the set nor an entry of the log is kept."""
    services = make_services(make_settings(tmp_path))
    publish_criteria_set(services, ADMINISTRATOR, sample_text(DRAFT_FILE))
    other = sample_text(DRAFT_FILE).replace("version: draft", "version: other")

    with pytest.raises(ReplacementError):
        publish_criteria_set(services, ADMINISTRATOR, other)
    with services.work.read() as unit:
        assert [each.id for each in unit.criteria_sets.list()] == ["quang-dien-offices-2023"]
