"""Schedules resolved for one agency and round: the last day, its readings, and everything that led to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.criteria import EvidenceSlot
from evidence_svc.domain.deadlines import (
    Attachment,
    Circumstances,
    Extension,
    add_days,
    check_extension,
    days_late,
    keys_of,
    resolve,
    wanted_slots,
)
from evidence_svc.domain.errors import DeadlineError, ScoreError
from evidence_svc.domain.schedules import (
    AfterAnchor,
    Always,
    DayKind,
    FixedDate,
    FromDate,
    Milestone,
    Schedule,
    Unstated,
    WithinInterval,
    Wording,
    YearlyDate,
    YearlyDates,
)
from tests.unit.domain.sets import criterion
from verifiers.calendar import VIET_NAM, Calendar
from verifiers.deadline import Clock, Deadline

EITHER = Wording("trước ngày 20/01/2023")
FIXED = FixedDate(EITHER, date(2023, 1, 20))
REPORTS = YearlyDates(
    Wording("Quý 1 trước 07/3, Quý II trước 07/6, năm 2022 trước 07/12/2022"),
    (
        YearlyDate("q1", "Quý I", 3, 7),
        YearlyDate("q2", "Quý II", 6, 7),
        YearlyDate("last-year", "Năm trước", 12, 7, year=-1),
    ),
)
REQUEST = AfterAnchor(Wording("theo yêu cầu tại Công văn", roll=True), "request", "công văn yêu cầu", days=10)
HERE = Circumstances(2023, "phong-noi-vu")
EXTENSION = Extension("phong-noi-vu", "plan", date(2023, 2, 10), "Chờ kế hoạch của tỉnh", "Trưởng ban", "Công văn 5/VP")


def last_days(schedule: Schedule, here: Circumstances = HERE, key: str = "plan") -> dict[str, list[str]]:
    """The last permitted day of each reading, by the deadline's key."""
    return {
        due.key: [f"{reading.last_day:%d/%m/%Y}" for reading in due.readings] for due in resolve(schedule, key, here)
    }


def test_a_fixed_date_keeps_phrase_readings_and_instants() -> None:
    """Both readings of "trước ngày", each ending at 24:00 in Viet Nam, under a named calendar and clock."""
    (due,) = resolve(FIXED, "plan", replace(HERE, clock=Clock.RECEIVED_AT))

    assert (due.wording.phrase, due.reason, due.calendar) == (EITHER.phrase, "fixed", VIET_NAM.version)
    assert [reading.ends_at.isoformat() for reading in due.readings] == [
        "2023-01-20T00:00:00+07:00",
        "2023-01-21T00:00:00+07:00",
    ]
    assert due.sentence == "Ngày cuối cùng còn đúng hạn: 19/01/2023 hoặc 20/01/2023."
    assert due.deadline is not None
    assert due.deadline.clock is Clock.RECEIVED_AT
    assert days_late(due, date(2023, 1, 20)) == (1, 0)


def test_a_wordings_own_clock_comes_before_the_sets() -> None:
    """The set's clock binds only where the deadline names none."""
    own = FixedDate(replace(EITHER, clock=Clock.TIMESTAMPED_AT), date(2023, 1, 20))
    (due,) = resolve(own, "plan", HERE)

    assert due.deadline is not None
    assert due.deadline.clock is Clock.TIMESTAMPED_AT


def test_recurring_dates_follow_the_rounds_year() -> None:
    """One deadline per date; the annual report falls in the year before."""
    assert last_days(REPORTS, key="report") == {
        "report-q1": ["06/03/2023", "07/03/2023"],
        "report-q2": ["06/06/2023", "07/06/2023"],
        "report-last-year": ["06/12/2022", "07/12/2022"],
    }
    assert keys_of(REPORTS, "report") == ("report-q1", "report-q2", "report-last-year")
    assert last_days(REPORTS, replace(HERE, year=2024), "r")["r-last-year"] == ["06/12/2023", "07/12/2023"]


def test_the_end_of_february_moves_with_the_year() -> None:
    """29 February is the month's last day in a common year."""
    list_ = YearlyDates(Wording("", inclusive=True), (YearlyDate("feb", "Tháng 2", 2, 29),))

    assert last_days(list_, key="x") == {"x-feb": ["28/02/2023"]}
    assert last_days(list_, replace(HERE, year=2024), "x") == {"x-feb": ["29/02/2024"]}


def test_a_relative_deadline_waits_for_its_document() -> None:
    """Without the document nothing is computed, and the sentence says what to attach."""
    (due,) = resolve(REQUEST, "plan", HERE)

    assert (due.reason, due.deadline, days_late(due, date(2030, 1, 1))) == ("anchor-missing", None, ())
    assert due.sentence == "Chưa xác định được thời hạn: cần gắn công văn yêu cầu."


def test_a_relative_deadline_counts_from_its_document() -> None:
    """Ten days after Friday 10/3/2023 end on Monday 20/3; the document's own due date comes first."""
    letter = Attachment("Công văn 12", date(2023, 3, 10))
    (due,) = resolve(REQUEST, "plan", replace(HERE, attachments={"request": letter}))
    own = replace(letter, due_on=date(2023, 4, 1))

    assert (due.reason, [reading.last_day for reading in due.readings]) == ("after-anchor", [date(2023, 3, 20)])
    assert due.sentence.endswith("Tính 10 ngày kể từ Công văn 12 ngày 10/03/2023.")
    assert due.attachment == letter
    (set_by,) = resolve(REQUEST, "plan", replace(HERE, attachments={"request": own}))
    assert (set_by.reason, set_by.deadline and set_by.deadline.on) == ("set-by-document", date(2023, 4, 1))


def test_a_period_that_ends_on_a_rest_day_rolls_only_if_it_says_so() -> None:
    """Nine days after 10/3/2023 is Sunday the 19th: Monday with the roll, Sunday without."""
    here = replace(HERE, attachments={"request": Attachment("Công văn", date(2023, 3, 10))})
    rolled = replace(REQUEST, days=9)
    fixed = replace(rolled, wording=replace(rolled.wording, roll=False))

    assert last_days(rolled, here) == {"plan": ["20/03/2023"]}
    assert last_days(fixed, here) == {"plan": ["19/03/2023"]}


def test_working_days_skip_weekends_and_holidays() -> None:
    """Five working days after Thursday 27/4/2023: Friday, then 4, 5, 8 and 9 May behind the long holiday."""
    assert add_days(date(2023, 4, 27), 5, DayKind.WORKING, VIET_NAM) == date(2023, 5, 9)
    here = replace(HERE, attachments={"request": Attachment("Công văn", date(2023, 4, 27))})
    working = replace(REQUEST, days=5, wording=replace(REQUEST.wording, day_kind=DayKind.WORKING))
    (due,) = resolve(working, "plan", here)

    assert [reading.last_day for reading in due.readings] == [date(2023, 5, 9)]
    assert days_late(due, date(2023, 5, 15)) == (4,)
    assert days_late(due, date(2023, 5, 9)) == (0,)
    (friday,) = resolve(replace(working, days=8), "plan", here)
    assert (friday.readings[0].last_day, days_late(friday, date(2023, 5, 14))) == (date(2023, 5, 12), (1,))


def test_intervals_milestones_starts_and_no_end() -> None:
    """What has a last day has readings; what has none says why."""
    interval = WithinInterval(Wording("Quý III-IV"), date(2024, 7, 1), date(2024, 12, 31))
    milestone = Milestone(Wording("đến ngày 15/11/2023", inclusive=True), date(2023, 11, 15), "tối thiểu 80%")
    (within,) = resolve(interval, "x", HERE)
    (reached,) = resolve(milestone, "x", HERE)
    (started,) = resolve(FromDate(Wording("Bắt đầu từ quý IV 2024"), date(2024, 10, 1)), "x", HERE)

    assert (within.opens_on, last_days(interval, key="x")) == (date(2024, 7, 1), {"x": ["31/12/2024"]})
    assert within.sentence == "Từ 01/07/2024 đến hết ngày 31/12/2024."
    assert reached.sentence.endswith("Mốc cần đạt: tối thiểu 80%.")
    assert (started.reason, started.opens_on, started.deadline) == ("start-only", date(2024, 10, 1), None)
    assert [due.reason for due in resolve(Always(Wording("Thường xuyên")), "x", HERE)] == ["continuous"]
    assert [due.reason for due in resolve(Unstated(Wording("")), "x", HERE)] == ["not-stated"]


def test_an_extension_moves_one_agencys_deadline_and_keeps_the_old_one() -> None:
    """Until when, why and who signed stand beside the deadline they replace."""
    (due,) = resolve(FIXED, "plan", replace(HERE, extensions=(EXTENSION,)))
    (other,) = resolve(FIXED, "plan", replace(HERE, agency_id="phong-tu-phap", extensions=(EXTENSION,)))

    assert (due.reason, [reading.last_day for reading in due.readings]) == ("extended", [date(2023, 2, 10)])
    assert (due.extension, due.original and due.original.on) == (EXTENSION, date(2023, 1, 20))
    assert due.wording == EITHER
    assert due.sentence == "Được gia hạn đến hết ngày 10/02/2023 (Trưởng ban): Chờ kế hoạch của tỉnh"
    assert (other.reason, other.extension) == ("fixed", None)


def test_the_latest_of_several_extensions_counts() -> None:
    """A second extension replaces the first."""
    later = replace(EXTENSION, until=date(2023, 3, 1))

    assert last_days(FIXED, replace(HERE, extensions=(later, EXTENSION))) == {"plan": ["01/03/2023"]}


REFUSED = {
    "extension-unsigned": (replace(EXTENSION, signer=" "), DeadlineError),
    "extension-without-document": (replace(EXTENSION, document=" "), DeadlineError),
    "extension-not-later": (replace(EXTENSION, until=date(2023, 1, 20)), DeadlineError),
    "reason-too-short": (replace(EXTENSION, reason="vội"), ScoreError),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_an_extension_needs_a_reason_a_signer_a_document_and_more_time(reason: str) -> None:
    """What gives no more time, has no signer, no document or no reason is no extension."""
    extension, error = REFUSED[reason]
    (due,) = resolve(FIXED, "plan", HERE)
    with pytest.raises(error) as caught:
        check_extension(extension, due)

    assert caught.value.reason == reason


def test_what_has_no_last_day_cannot_be_extended() -> None:
    """First the document that sets the deadline is stated, then it can be moved."""
    (due,) = resolve(REQUEST, "plan", HERE)
    with pytest.raises(DeadlineError) as caught:
        check_extension(EXTENSION, due)

    assert caught.value.reason == "extension-without-deadline"


def test_an_extension_that_was_overtaken_changes_nothing() -> None:
    """When the document which sets the deadline is replaced by a later one, the earlier extension is idle."""
    attached = {"request": Attachment("Công văn", due_on=date(2023, 3, 1))}
    (due,) = resolve(REQUEST, "plan", replace(HERE, attachments=attached, extensions=(EXTENSION,)))

    assert (due.reason, due.extension) == ("set-by-document", None)


def test_a_date_that_the_set_fixes_is_extended_alike() -> None:
    """A slot with its own date moves like one with a schedule, and the phrase judged by names the document."""
    slot = EvidenceSlot("plan", "Kế hoạch", "kế hoạch", deadline=Deadline("trước ngày 20/01/2023", date(2023, 1, 20)))
    node = replace(criterion("1", "2.00"), slots=(slot,))
    (wanted,) = wanted_slots(node, replace(HERE, extensions=(EXTENSION,)))
    (as_set,) = wanted_slots(node, HERE)

    assert wanted.deadline is not None
    assert (wanted.deadline.on, wanted.deadline.inclusive) == (date(2023, 2, 10), True)
    assert wanted.deadline.phrase == f"trước ngày 20/01/2023; gia hạn đến hết ngày 10/02/2023 theo {EXTENSION.document}"
    assert as_set == slot


@given(st.dates(date(2022, 1, 1), date(2025, 12, 31)), st.integers(1, 60))
def test_working_days_counted_forward_are_the_days_between(start: date, days: int) -> None:
    """Adding working days and counting them are inverse, and the end is a working day."""
    end = add_days(start, days, DayKind.WORKING, VIET_NAM)

    assert VIET_NAM.working_days_between(start, end) == days
    assert VIET_NAM.is_working_day(end)


def test_the_calendar_used_is_named() -> None:
    """An edited calendar changes the day and is named with it."""
    own = Calendar("thử", {date(2023, 3, 20): False})
    here = replace(HERE, calendar=own, attachments={"request": Attachment("Công văn", date(2023, 3, 10))})
    (due,) = resolve(REQUEST, "plan", here)

    assert (due.calendar, [reading.last_day for reading in due.readings]) == ("thử", [date(2023, 3, 21)])


@given(st.dates(date(2022, 1, 1), date(2025, 12, 31)))
def test_no_day_is_late_under_the_wider_reading_only(on: date) -> None:
    """The strict reading is never more generous, and they differ by one day."""
    (due,) = resolve(FIXED, "plan", HERE)
    strict, inclusive = days_late(due, on)

    assert strict - inclusive in {0, 1}
    assert (strict > 0) == (on >= date(2023, 1, 19) + timedelta(days=1))
