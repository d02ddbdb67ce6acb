"""Deadlines: readings of the wording, days late, and the clock they are measured by."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.verifiers.subjects import expecting, found, letter, noon, outcomes, seal, signature, signed
from verifiers.calendar import VIET_NAM
from verifiers.deadline import Clock, Deadline, read_deadline
from verifiers.findings import Finding
from verifiers.registry import verify
from verifiers.subject import NameClaim, Reading, Subject

BEFORE_TET = Deadline("trước ngày 20/01/2023", date(2023, 1, 20))


def due(subject: Subject, deadline: Deadline = BEFORE_TET) -> Subject:
    return replace(subject, expectation=expecting(deadline=deadline))


def dated(day: date, confidence: float = 1.0, **values: Any) -> Subject:
    return letter(document_date=Reading(day, confidence), **values)


def judged(subject: Subject) -> Finding:
    (finding,) = found(subject, "deadline").values()
    return finding


def detail(finding: Finding, *path: str) -> Any:
    value: Any = finding.details
    for step in path:
        value = value[step]
    return value


def test_lateness_is_counted_as_the_wording_counts() -> None:
    """Twelve calendar days over Tết 2023 are three working days, in the finding as in the rule."""
    working = replace(BEFORE_TET, on=date(2023, 1, 19), inclusive=True, working_days=True)
    late = dated(date(2023, 1, 31))

    assert detail(judged(due(late, working)), "days_late") == 3
    assert detail(judged(due(late, replace(working, working_days=False))), "days_late") == 12


@pytest.mark.parametrize(
    ("inclusive", "roll", "last_days"),
    [
        (False, False, [date(2023, 1, 19)]),
        (True, False, [date(2023, 1, 20)]),
        (None, False, [date(2023, 1, 19), date(2023, 1, 20)]),
        (False, True, [date(2023, 1, 19)]),
        (True, True, [date(2023, 1, 27)]),
        (None, True, [date(2023, 1, 19), date(2023, 1, 27)]),
    ],
)
def test_readings_of_a_date_in_the_tet_break(inclusive: bool | None, roll: bool, last_days: list[date]) -> None:
    """Read strictly, "trước ngày 20/01/2023" ends on the 19th; inclusive with rolling eight days later."""
    readings = read_deadline(replace(BEFORE_TET, inclusive=inclusive, roll=roll), VIET_NAM)

    assert last_days == [reading.last_day for reading in readings]


def test_deadline_ends_at_midnight_in_viet_nam() -> None:
    """The instant is 24:00 of the last permitted day, UTC+7."""
    (reading,) = read_deadline(replace(BEFORE_TET, inclusive=False), VIET_NAM)

    assert reading.ends_at == datetime(2023, 1, 19, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "inclusive", "reason", "days_late"),
    [
        (date(2023, 1, 19), None, "deadline-met", 0),
        (date(2023, 1, 19), False, "deadline-met", 0),
        (date(2023, 1, 20), True, "deadline-met", 0),
        (date(2023, 1, 20), False, "deadline-missed", 1),
        (date(2023, 1, 20), None, "deadline-reading-decides", None),
        (date(2023, 1, 21), True, "deadline-missed", 1),
        (date(2023, 1, 29), True, "deadline-missed", 9),
        (date(2023, 1, 29), None, "deadline-missed", None),
    ],
)
def test_days_late_by_reading(day: date, inclusive: bool | None, reason: str, days_late: int | None) -> None:
    """Days late count from the last permitted day; one number only where both readings give it."""
    finding = judged(due(dated(day), replace(BEFORE_TET, inclusive=inclusive)))

    assert (reason, days_late) == (finding.reason, finding.details.get("days_late"))


def test_outcomes_of_the_three_answers() -> None:
    """In time passes, late fails, a reading that decides is indeterminate."""
    answers = [outcomes(due(dated(date(2023, 1, day))), "deadline") for day in (19, 20, 21)]

    expected = [
        {"deadline-met": "passed"},
        {"deadline-reading-decides": "indeterminate"},
        {"deadline-missed": "failed"},
    ]
    assert expected == answers


def test_both_readings_are_shown() -> None:
    """An ambiguous wording carries both readings with last day, instant, days late and outcome."""
    finding = judged(due(dated(date(2023, 1, 20)), replace(BEFORE_TET, assumption=True)))

    strict, inclusive = detail(finding, "readings")
    assert (strict["last_day"], strict["days_late"], strict["outcome"]) == ("2023-01-19", 1, "failed")
    assert (inclusive["last_day"], inclusive["days_late"], inclusive["outcome"]) == ("2023-01-20", 0, "passed")
    assert strict["ends_at"] == "2023-01-20T00:00:00+07:00"
    assert "19/01/2023" in finding.message
    assert "20/01/2023" in finding.message


def test_phrase_clock_and_assumption_are_kept() -> None:
    """Nothing is decided silently: wording, clock, strength, calendar and assumption stand in the details."""
    finding = judged(due(dated(date(2023, 1, 19)), replace(BEFORE_TET, assumption=True)))

    kept = {name: finding.details[name] for name in ("phrase", "clock", "strength", "assumption", "calendar")}
    assert kept == {
        "phrase": "trước ngày 20/01/2023",
        "clock": "document_date",
        "strength": "printed",
        "assumption": True,
        "calendar": VIET_NAM.version,
    }


@pytest.mark.parametrize("day", [date(2023, 1, 10), date(2023, 1, 29)])
def test_uncertain_date_decides_nothing(day: date) -> None:
    """A date read with less than 0.9 neither keeps nor misses a deadline and counts no days."""
    finding = judged(due(dated(day, 0.89)))

    assert (finding.outcome, finding.reason) == ("indeterminate", "date-uncertain")
    assert "days_late" not in finding.details


def test_file_name_confirms_an_uncertain_date() -> None:
    """Two sources that agree on day and month are sure together; a year alone confirms nothing."""
    agreeing = due(dated(date(2023, 1, 17), 0.6, file_name=NameClaim(day=17, month=1)))
    year_only = due(dated(date(2023, 1, 17), 0.6, file_name=NameClaim(year=2023)))

    assert judged(agreeing).reason == "deadline-met"
    assert judged(year_only).reason == "date-uncertain"


def test_date_from_the_file_name_alone_decides_nothing() -> None:
    """A date that only the file's name gives cannot confirm itself."""
    subject = due(
        letter(document_date=Reading(date(2023, 1, 17), 0.95, "file-name"), file_name=NameClaim(day=17, month=1))
    )

    assert judged(subject).reason == "date-uncertain"


@pytest.mark.parametrize("clock", list(Clock))
def test_missing_clock_is_indeterminate(clock: Clock) -> None:
    """Without the clock that the deadline names, no other clock takes its place."""
    subject = due(letter(document_date=None), replace(BEFORE_TET, clock=clock))

    assert outcomes(subject, "deadline") == {"deadline-clock-missing": "indeterminate"}


@pytest.mark.parametrize(
    ("clock", "expected", "strength"),
    [
        (Clock.DOCUMENT_DATE, "2023-01-17", "printed"),
        (Clock.SIGNED_AT, "2023-01-18", "claimed"),
        (Clock.TIMESTAMPED_AT, "2023-01-19", "proven"),
        (Clock.RECEIVED_AT, "2023-02-01", "recorded"),
    ],
)
def test_each_clock_is_its_own(clock: Clock, expected: str, strength: str) -> None:
    """The four clocks stay apart; the finding names the one used and shows what the others say."""
    subject = signed(seal(signed_at=noon(2023, 1, 18), timestamped_at=noon(2023, 1, 19)), received_at=noon(2023, 2, 1))
    finding = judged(due(subject, replace(BEFORE_TET, clock=clock)))

    assert (expected, strength) == (finding.details["date"], finding.details["strength"])
    assert {clock.value for clock in Clock} == set(detail(finding, "clocks"))


def test_agency_signature_is_the_time_of_issue() -> None:
    """By the timestamp clock a document is issued with the agency's first signature, not a later receipt."""
    subject = signed(
        signature(timestamped_at=noon(2023, 1, 16)),
        seal(timestamped_at=noon(2023, 1, 18)),
        seal(timestamped_at=noon(2023, 3, 1)),
    )
    finding = judged(due(subject, replace(BEFORE_TET, clock=Clock.TIMESTAMPED_AT)))

    assert finding.details["date"] == "2023-01-18"


@pytest.mark.parametrize(
    "broken",
    [{"intact": False}, {"valid": False}, {"warnings": ("timestamp-untrusted",)}, {"reason": "timestamp-invalid"}],
    ids=str,
)
def test_time_that_is_not_proven_is_no_proof(broken: dict[str, Any]) -> None:
    """A timestamp of a broken signature or an unknown authority does not stand for the TSA clock."""
    subject = due(signed(seal(**broken)), replace(BEFORE_TET, clock=Clock.TIMESTAMPED_AT))

    assert judged(subject).reason == "deadline-clock-missing"


def test_receipt_late_in_the_evening_counts_in_viet_nam() -> None:
    """16:59 UTC is still the deadline's day in Viet Nam, 17:00 is the next."""
    deadline = replace(BEFORE_TET, inclusive=False, clock=Clock.RECEIVED_AT)
    received = [datetime(2023, 1, 19, 16, 59, tzinfo=UTC), datetime(2023, 1, 19, 17, 0, tzinfo=UTC)]

    assert [judged(due(letter(received_at=moment), deadline)).details["days_late"] for moment in received] == [0, 1]


def test_no_deadline_no_finding() -> None:
    """A criterion without a deadline gives no finding about one."""
    assert found(letter(), "deadline") == {}


@settings(deadline=None)
@given(
    day=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    shift=st.integers(0, 400),
    inclusive=st.sampled_from([None, True, False]),
    roll=st.booleans(),
)
def test_lateness_never_falls_with_time(day: date, shift: int, inclusive: bool | None, roll: bool) -> None:
    """A later document is never less late, and the strict reading never kinder than the inclusive one."""
    readings = read_deadline(Deadline("hạn", date(2023, 6, 30), inclusive, roll=roll), VIET_NAM)

    for reading in readings:
        assert reading.days_late(day) <= reading.days_late(day + timedelta(days=shift))
    assert readings[0].days_late(day) >= readings[-1].days_late(day)


def test_report_is_the_same_every_time() -> None:
    """The same subject gives the same report."""
    subject = due(signed(signature(), seal()))

    assert verify(subject) == verify(subject)
