"""Editions of a set: every old path has a place in the new one, or is said to be gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence_svc.domain.criteria import CodeChange, CriteriaSet, Replacement
from evidence_svc.domain.criteria_versions import ReplacementError, check_replacement
from evidence_svc.samples.load import load_set

OLD = load_set("provincial-offices-2023.yaml")


def edition(*changes: CodeChange, replaced: str = OLD.version) -> CriteriaSet:
    """The same set in which 7.4 moved to 7.9."""
    moved = tuple(replace(node, code="7.9", path="7.9") if node.path == "7.4" else node for node in OLD.criteria)
    return replace(OLD, version="2024", criteria=moved, replaces=Replacement(OLD.id, replaced, changes))


def test_a_moved_criterion_keeps_its_identity() -> None:
    """Paths that are not mentioned kept their place; the moved one is found by its old path."""
    new = edition(CodeChange("7.4", "7.9"))

    check_replacement(OLD, new)
    assert new.in_this_version("7.4") == new.by_path("7.9")
    assert new.in_this_version("1.1") == OLD.by_path("1.1")


def test_a_dropped_criterion_has_no_place() -> None:
    """None is an answer, silence is not."""
    new = edition(CodeChange("7.4", None))

    check_replacement(OLD, new)
    assert new.in_this_version("7.4") is None


REFUSED = {
    "silence about a path": (edition(), "replacement-incomplete"),
    "another edition named": (edition(CodeChange("7.4", "7.9"), replaced="2022"), "replacement-missing"),
    "no edition named": (replace(edition(), replaces=None), "replacement-missing"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_edition_must_account_for_the_one_before(case: str) -> None:
    """What became of every criterion is said, or the edition is refused."""
    new, reason = REFUSED[case]

    with pytest.raises(ReplacementError) as refusal:
        check_replacement(OLD, new)
    assert refusal.value.reason == reason
