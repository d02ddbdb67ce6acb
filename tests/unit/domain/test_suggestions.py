"""Suggestions from what was filed and stated: presence, dates, counts, signatures, two readings, two clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from evidence_svc.domain.criteria import EvidenceSlot
from evidence_svc.domain.filing import Claim
from evidence_svc.domain.known_inputs import NO_ANSWERS, Answers, known_inputs
from evidence_svc.domain.suggestions import Proposal, propose
from tests.unit.domain.claims import DUE, PLAN, at, claim, filing, signature
from tests.unit.domain.sets import criteria_set
from verifiers.deadline import Clock, Deadline

NEVER = Answers(never_issued=frozenset({"plan"}))


def proposal(made: Claim, answers: Answers = NO_ANSWERS) -> Proposal:
    """What the rule of a claim comes to."""
    return propose(criteria_set(made.criterion), made.criterion.id, {made.criterion.id: (made, answers)})


def told(made: Claim, answers: Answers = NO_ANSWERS) -> list[tuple[str, str]]:
    """The variants as words and points."""
    return [(each.words, str(each.suggestion.points)) for each in proposal(made, answers).variants]


@pytest.mark.parametrize(
    ("on", "points"),
    [(date(2023, 1, 17), "2.00"), (date(2023, 1, 25), "1.00"), (date(2023, 3, 1), "0.00")],
)
def test_one_reading_where_both_agree(on: date, points: str) -> None:
    """A day that is early or late by either reading gives one suggestion, without words about readings."""
    found = proposal(claim(filing(on=on)))

    assert [each.words for each in found.variants] == [""]
    assert found.suggestion.points == Decimal(points)
    assert (found.least, found.most) == (Decimal(points), Decimal(points))


def test_both_readings_where_they_differ() -> None:
    """On the very day the strict reading is late; no single suggestion is made of two."""
    found = proposal(claim(filing(on=DUE)))

    assert told(claim(filing(on=DUE))) == [("Tính không kể ngày hạn", "1.00"), ("Tính kể cả ngày hạn", "2.00")]
    assert (found.suggestion.points, found.suggestion.reason) == (None, "two-readings")
    assert (found.least, found.most) == (Decimal(1), Decimal(2))


def test_both_clocks_where_they_differ() -> None:
    """A plan dated in time and signed late: the set's clock first, then the signature's."""
    made = claim(filing(signatures=(signature(at(27)),)))

    assert told(made) == [("Tính theo ngày ghi trên văn bản", "2.00"), ("Tính theo thời điểm ký số", "1.00")]


def test_a_named_clock_is_the_only_one() -> None:
    """Where the deadline itself says that receipt counts, signatures do not."""
    slot = replace(PLAN, deadline=Deadline("nộp trước 20/01/2023", DUE, clock=Clock.RECEIVED_AT))
    found = proposal(claim(filing(signatures=(signature(at(27)),)), slot=slot))

    assert len(found.variants) == 1


def test_what_is_not_there_is_asked_for() -> None:
    """An empty slot is unknown, not zero; once a person says that it was never issued it is zero."""
    waiting, never = proposal(claim()), proposal(claim(), NEVER)

    assert (waiting.suggestion.points, waiting.suggestion.reason) == (None, "input-missing")
    assert [question.name for question in waiting.open_questions] == ["never-issued:plan"]
    assert not waiting.asks_now
    assert (never.suggestion.points, never.suggestion.trace) == (Decimal(0), "Không ban hành: 0 điểm")


def test_a_file_beats_the_statement_that_there_is_none() -> None:
    """Somebody said it was never issued, and then it came."""
    assert proposal(claim(filing()), NEVER).suggestion.points == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"original": "blob-altered"},
        {"original": "blob-missing"},
        {"findings": ({"check": "signatures", "outcome": "failed", "reason": "signature-content-changed"},)},
        {"subject": None, "state": "unreadable"},
        {"slot": None},
    ],
    ids=["altered", "lost", "signature broken", "unreadable", "another document"],
)
def test_what_proves_nothing_does_not_count(changes: dict[str, Any]) -> None:
    """Such a file leaves the slot empty."""
    assert proposal(claim(replace(filing(), **changes))).suggestion.points is None


def test_an_unsure_date_decides_nothing() -> None:
    """The document is there; how late it is, is not known."""
    made = claim(filing(on=None))
    known = known_inputs(made)

    assert (known.present, known.days_late) == ({"plan": True}, {})
    assert proposal(made).suggestion.reason == "input-missing"


def test_a_slot_of_two_is_filled_by_the_second() -> None:
    """One of two documents is not enough; with both, the later one says how late."""
    slot = replace(PLAN, count=2)
    early, late = filing(on=date(2023, 1, 10)), filing("35 KH.pdf", date(2023, 1, 25))

    assert proposal(claim(early, slot=slot)).suggestion.points is None
    assert proposal(claim(late, early, slot=slot)).suggestion.points == 1


def test_the_earliest_of_several_fills_a_slot_of_one() -> None:
    """A later amendment of the plan does not make the plan late."""
    assert proposal(claim(filing(on=date(2023, 5, 5)), filing())).suggestion.points == 2


def test_a_signed_slot_wants_a_signature() -> None:
    """Unsigned, the document does not count there; where the set does not say, it does."""
    signed = replace(PLAN, signed=True)

    assert proposal(claim(filing(), slot=signed)).suggestion.points is None
    assert proposal(claim(filing(signatures=(signature(at(17)),)), slot=signed)).suggestion.points == 2


def test_a_criterion_without_slot_or_rule_suggests_nothing() -> None:
    """A person judges, and nothing is asked."""
    found = proposal(claim(filing(), slot=None, rule=None))

    assert (found.suggestion.reason, found.questions) == ("manual", ())


def test_a_slot_without_deadline_is_present_only() -> None:
    """Presence is known without any date to hold against it."""
    known = known_inputs(claim(filing(), slot=EvidenceSlot("plan", "Kế hoạch", "kế hoạch")))

    assert (known.present, known.days_late) == ({"plan": True}, {})
