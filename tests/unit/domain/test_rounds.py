"""The states of a round."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest

from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.round_diagram import criterion_diagram, round_diagram
from evidence_svc.domain.rounds import (
    APPRAISAL_STATES,
    CRITERION_MOVES,
    FORWARD,
    REOPENING,
    CriterionFacts,
    CriterionState,
    RoundMove,
    RoundState,
    criterion_state,
    move,
    stage_for,
)

USUAL = (
    "draft open closed completeness appraising notified explaining reappraising council published remediation archived"
)


def test_the_usual_way_leads_from_draft_to_archive() -> None:
    """Every step of the calendar is one allowed move."""
    states = [RoundState(name) for name in USUAL.split()]

    moves = [move(before, after) for before, after in pairwise(states)]

    assert [RoundMove(before, after) for before, after in pairwise(states)] == moves
    assert set(states) == set(RoundState)


@pytest.mark.parametrize("state", list(RoundState))
def test_no_other_move_is_possible(state: RoundState) -> None:
    """What neither table names is refused; nothing stays where it is as a move."""
    for target in set(RoundState) - FORWARD[state] - REOPENING.get(state, frozenset()):
        with pytest.raises(RoundError) as caught:
            move(state, target, reason="Theo quyết định của Hội đồng")
        assert caught.value.reason == "transition-not-allowed"


def test_reopening_needs_a_reason() -> None:
    """Going back is a decision that somebody must explain."""
    with pytest.raises(RoundError) as caught:
        move(RoundState.CLOSED, RoundState.OPEN, reason=" ")

    assert caught.value.reason == "reason-missing"
    assert move(RoundState.CLOSED, RoundState.OPEN, reason=" Gia hạn  một tuần ") == RoundMove(
        RoundState.CLOSED, RoundState.OPEN, "Gia hạn một tuần"
    )


FACTS = ("touched", "decided", "returned", "contested", "consented")


def _all_facts(states: list[RoundState]) -> list[CriterionFacts]:
    combinations = product([False, True], repeat=len(FACTS))
    return [CriterionFacts(state, **dict(zip(FACTS, bits, strict=True))) for bits in combinations for state in states]


def test_every_state_of_a_criterion_can_be_reached() -> None:
    """None of the seven is only a word."""
    assert {criterion_state(facts) for facts in _all_facts(list(RoundState))} == set(CriterionState)


def _next(facts: CriterionFacts) -> list[CriterionFacts]:
    """What one act can change, as the use cases allow it."""
    state = facts.round_state
    found = []
    if state is RoundState.OPEN or facts.returned:
        found.append(replace(facts, touched=not facts.touched))
    if state in APPRAISAL_STATES and criterion_state(facts) is not CriterionState.FINAL and not facts.contested:
        found += [replace(facts, decided=True), replace(facts, returned=True)]
    if state is RoundState.APPRAISING and facts.decided:
        found.append(replace(facts, decided=False))
    if facts.returned:
        found.append(replace(facts, returned=False))
    if state is RoundState.EXPLAINING:
        found += [replace(facts, contested=facts.decided), replace(facts, consented=not facts.contested)]
    if facts.contested and state in {RoundState.REAPPRAISING, RoundState.COUNCIL}:
        found.append(replace(facts, contested=False))
    found += [replace(facts, round_state=target) for target in FORWARD[state] | REOPENING.get(state, frozenset())]
    return found


def test_a_criterion_changes_only_along_its_table() -> None:
    """From every situation that acts can lead to, each further act makes a change that the table names."""
    seen: set[CriterionFacts] = set()
    waiting = [CriterionFacts(RoundState.DRAFT)]
    changes = set()
    while waiting:
        facts = waiting.pop()
        if facts in seen:
            continue
        seen.add(facts)
        for after in _next(facts):
            changes.add((criterion_state(facts), criterion_state(after)))
            waiting.append(after)
    allowed = {(before, after) for before, targets in CRITERION_MOVES.items() for after in targets}

    assert {pair for pair in changes if pair[0] is not pair[1]} == allowed


@pytest.mark.parametrize(
    ("state", "submitted", "extended", "stage"),
    [
        ("open", False, False, "open"),
        ("open", True, False, "closed"),
        ("closed", False, True, "open"),
        ("closed", True, True, "closed"),
        ("completeness", False, True, "open"),
        ("appraising", False, True, "appraising"),
        ("council", True, False, "council"),
    ],
)
def test_the_stage_of_one_agency(state: str, submitted: bool, extended: bool, stage: str) -> None:
    """Handing in closes it, an extension keeps it open until the appraisal begins."""
    assert stage_for(RoundState(state), submitted=submitted, extended=extended) == stage


def test_the_drawing_in_the_docs_is_the_code() -> None:
    """docs/rounds.md shows what the tables say."""
    text = (Path(__file__).parents[3] / "docs/rounds.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{round_diagram()}\n```" in text
    assert f"```mermaid\n{criterion_diagram()}\n```" in text
