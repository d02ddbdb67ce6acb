"""Patterns worth a look: each found where it is, and not where it only seems to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from evidence_svc.domain.log_patterns import PatternKind, ScoreEvent, find_patterns
from evidence_svc.domain.timeline import StepKind

DAY = datetime(2023, 7, 10, 3, tzinfo=UTC)  # ten o'clock in Viet Nam
OLD, NEW = "aa" * 32, "bb" * 32
FIRST = ScoreEvent(1, DAY, "person:5", 1, "so-a", StepKind.APPRAISED, Decimal("0.50"), Decimal("0.25"), "lý do một")


def events(*changes: Mapping[str, object]) -> list[ScoreEvent]:
    """Changes one after another, on rows of their own unless said otherwise."""
    made = []
    for number, change in enumerate(changes, 1):
        base = replace(FIRST, sequence=number, row_id=number, reason=f"lý do số {number}", evidence=(NEW,))
        made.append(replace(base, **change))  # type: ignore[arg-type] # the tests' own names
    return made


def kinds(found: list[ScoreEvent]) -> set[PatternKind]:
    """What was noticed."""
    return {pattern.kind for pattern in find_patterns(found)}


UP = {"before": Decimal("0.25"), "after": Decimal("0.50")}


@pytest.mark.parametrize(
    ("hour", "noticed"), [(21, False), (22, True), (23, True), (0, True), (4, True), (5, False), (12, False)]
)
def test_night_is_viet_nams_night(hour: int, noticed: bool) -> None:
    """From 22:00 to 5:00 by the clock in Viet Nam, whatever the server's."""
    at = datetime(2023, 7, 10, 17, tzinfo=UTC) + timedelta(hours=hour)

    assert (PatternKind.AT_NIGHT in kinds(events({"occurred_at": at}))) is noticed


@pytest.mark.parametrize(
    ("changes", "noticed"),
    [
        ([UP] * 3, True),
        ([UP] * 2, False),
        ([UP] * 4 + [{}], True),
        ([UP] * 3 + [{}], False),
        ([UP, UP, {**UP, "agency_id": "so-b"}], False),
        ([{**UP, "actor": f"person:{number}"} for number in range(3)], False),
        ([{**UP, "kind": StepKind.SELF}] * 3, False),
    ],
)
def test_one_person_raising_one_agency(changes: list[Mapping[str, object]], noticed: bool) -> None:
    """Three raises or more and hardly a lowering, by one person in one agency; self-scores do not count."""
    assert (PatternKind.ONE_SIDED in kinds(events(*changes))) is noticed


def test_a_first_appraisal_is_compared_with_the_self_score() -> None:
    """An appraiser who gives more than the agency asked raises, though no appraised score stood before."""
    own = {"kind": StepKind.SELF, "before": None, "after": Decimal("0.25"), "actor": "person:2"}
    given = {"before": None, "after": Decimal("0.50")}
    rows = [{**change, "row_id": row} for row in range(3) for change in (own, given)]

    assert PatternKind.ONE_SIDED in kinds(events(*rows))


@pytest.mark.parametrize(("times", "noticed"), [(4, False), (5, True)])
def test_reasons_repeated_word_for_word(times: int, noticed: bool) -> None:
    """Five times the same words by one person, accents, case and spaces aside."""
    written = ["Ban hành chậm", "ban  hành chậm", "BAN HÀNH CHẬM", "Ban hanh cham", "ban hành chậm."]

    assert (PatternKind.SAME_REASON in kinds(events(*({"reason": text} for text in written[:times])))) is noticed


def test_an_import_is_told_apart_from_a_habit() -> None:
    """The same words under many scores of one request are the import's, not typed again and again."""
    found = kinds(events(*({"reason": "Theo báo cáo", "request_id": "a"} for _ in range(9))))

    assert PatternKind.IN_ONE_GO in found
    assert PatternKind.SAME_REASON not in found


@pytest.mark.parametrize(
    ("first", "second", "noticed"),
    [((OLD,), (OLD,), True), ((OLD,), (OLD, NEW), False), ((OLD, NEW), (NEW,), True), ((), (), True)],
)
def test_raised_without_new_evidence(first: tuple[str, ...], second: tuple[str, ...], noticed: bool) -> None:
    """A raise that rests on nothing the score before did not rest on; a new file explains it."""
    found = events({"row_id": 1, "evidence": first}, {**UP, "row_id": 1, "evidence": second})

    assert (PatternKind.NO_NEW_EVIDENCE in kinds(found)) is noticed


def test_lowered_scores_need_no_new_evidence() -> None:
    """Only raises are looked at."""
    assert PatternKind.NO_NEW_EVIDENCE not in kinds(events({"row_id": 1}, {"row_id": 1}))


def test_changes_after_closing() -> None:
    """A change after the stage was closed once is told, by whom and where."""
    (pattern,) = find_patterns(events({}, {"late": True, "agency_id": "so-b"}))

    assert (pattern.kind, pattern.actor, pattern.agencies) == (PatternKind.AFTER_CLOSING, "person:5", ("so-b",))


def test_an_ordinary_round_shows_nothing() -> None:
    """Scores lowered by day, each with its own reason, are not worth a look."""
    assert find_patterns(events(*({} for _ in range(20)))) == ()
