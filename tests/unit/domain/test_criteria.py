"""The tree of criteria and the documents they want."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from evidence_svc.domain.criteria import EvidenceSlot, find_slots, find_sum_mismatches
from evidence_svc.domain.errors import CriterionNotFoundError
from evidence_svc.domain.folding import fold, slug
from evidence_svc.domain.rules import ManualRule
from tests.unit.domain.sets import criterion, small_set
from verifiers.deadline import Deadline

SET = small_set()


def test_the_tree_is_walked_both_ways() -> None:
    """Leaves, roots, children and what stands above a node, in document order."""
    assert [leaf.path for leaf in SET.leaves] == ["1.1", "1.2.1", "1.2.2", "2.1"]
    assert [root.path for root in SET.roots] == ["1", "2"]
    assert [child.path for child in SET.children("c1")] == ["1.1", "1.2"]
    assert [node.path for node in SET.ancestry("c1-2-1")] == ["1.2.1", "1.2", "1"]


def test_an_unknown_criterion_is_an_error_in_words() -> None:
    """Neither id nor path is guessed."""
    with pytest.raises(CriterionNotFoundError, match=r"“9\.9”"):
        SET.by_path("9.9")
    with pytest.raises(CriterionNotFoundError):
        SET.get("1.1")


def test_sums_that_do_not_add_up_are_found() -> None:
    """Each parent that differs from its children is named with their sum."""
    changed = SET.with_criteria([criterion("1.2.2", "0.75", "1.2")])

    (found,) = find_sum_mismatches(changed)

    assert (found.criterion.path, found.children_total) == ("1.2", Decimal("2.25"))
    assert find_sum_mismatches(SET) == ()


QUARTER = EvidenceSlot("q1", "Báo cáo quý I", "báo cáo", "quý I")
PLAN = EvidenceSlot("plan", "Kế hoạch", "kế hoạch")
WANTED = {
    "type and subject": ("báo cáo", "Báo cáo CCHC Quý I-2023", ["q1"]),
    "another quarter": ("báo cáo", "Báo cáo CCHC Quý II-2023", []),
    "another type": ("công văn", "CV báo cáo Quý I", []),
    "accents lost by a file name": ("Bao cao", "bao cao cchc quy i nam 2023", ["q1"]),
    "type alone": ("Kế hoạch", "", ["plan"]),
    "type unread, named in the text": (None, "34-17.01 Kế hoạch CCHC", ["plan"]),
    "type unread, not named": (None, "316-15.6 Phụ lục Quý I", []),
}


@pytest.mark.parametrize("case", WANTED)
def test_a_document_finds_the_slot_it_answers(case: str) -> None:
    """By its type and the words of its subject; a type that was not read must stand in the text."""
    document_type, about, keys = WANTED[case]
    node = replace(criterion("1", "1"), slots=(QUARTER, PLAN))

    assert [slot.key for slot in find_slots(node, document_type, about)] == keys


def test_an_assumption_shows_on_its_criterion() -> None:
    """An assumed deadline or rule marks the criterion; facts do not."""
    due = Deadline("trước ngày 20/01/2023", date(2023, 1, 20))
    stated = replace(criterion("1", "1"), slots=(replace(PLAN, deadline=due),), rule=ManualRule())

    assert not stated.assumption
    assert replace(stated, rule=ManualRule(assumption=True)).assumption
    assert replace(stated, slots=(replace(PLAN, deadline=replace(due, assumption=True)),)).assumption


def test_folding_takes_accents_case_and_punctuation() -> None:
    """Search and comparison see the plain letters, composed or not."""
    assert fold("  Đánh giá,  Kết-quả (CCHC) ") == "danh gia ket qua cchc"
    assert fold("Kế hoạch") == fold("Kế hoạch")
    assert slug("Ban hành kế hoạch CCHC", longest=16) == "ban-hanh-ke"
