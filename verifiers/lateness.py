"""Whether a document kept its deadline, by the clock the deadline names and under each reading of its wording."""

from __future__ import annotations

from datetime import date

from verifiers.calendar import Calendar, local_date
from verifiers.certainty import is_certain_date
from verifiers.deadline import STRENGTHS, Clock, Deadline, DeadlineReading, read_deadline
from verifiers.findings import Finding, JsonValue, Outcome
from verifiers.messages import Details, find, percent, show_date
from verifiers.moments import issued_moment
from verifiers.subject import Subject

CHECK = "deadline"

CLOCK_NAMES = {
    Clock.DOCUMENT_DATE: "ngày ghi trên văn bản",
    Clock.SIGNED_AT: "thời gian ký do người ký khai",
    Clock.TIMESTAMPED_AT: "dấu thời gian",
    Clock.RECEIVED_AT: "ngày hệ thống nhận tệp",
}


def check_deadline(subject: Subject, calendar: Calendar) -> tuple[Finding, ...]:
    """Judge lateness in the days that the wording counts; nothing when the criterion sets no deadline.

    Where the wording allows a strict and an inclusive reading, both are shown, and they decide only together.
    A printed date that is not sure decides nothing. `details` names the clock, its strength, the phrase, each
    reading with its last day, instant and days late, and what the other clocks say; `days_late` stands at the
    top only where one number is certain.
    """
    deadline = subject.expectation.deadline
    if deadline is None:
        return ()
    clocks = clock_dates(subject)
    on = clocks.get(deadline.clock)
    readings = read_deadline(deadline, calendar)
    details = _details(deadline, readings, clocks, calendar)
    if on is None:
        words = {"clock": CLOCK_NAMES[deadline.clock], "phrase": deadline.phrase}
        return (find(CHECK, Outcome.INDETERMINATE, "deadline-clock-missing", words, details),)
    if deadline.clock is Clock.DOCUMENT_DATE and not is_certain_date(subject):
        words = {"date": show_date(on), "confidence": _confidence(subject)}
        return (find(CHECK, Outcome.INDETERMINATE, "date-uncertain", words, details),)
    return (_judge(deadline, readings, on, details),)


def clock_dates(subject: Subject) -> dict[Clock, date]:
    """Return the day in Viet Nam that each of the four clocks shows, where it shows one."""
    dates = {}
    if subject.document_date is not None:
        dates[Clock.DOCUMENT_DATE] = subject.document_date.value
    for clock in (Clock.SIGNED_AT, Clock.TIMESTAMPED_AT):
        moment = issued_moment(subject.signatures, clock)
        if moment is not None:
            dates[clock] = local_date(moment)
    if subject.received_at is not None:
        dates[Clock.RECEIVED_AT] = local_date(subject.received_at)
    return dates


def _judge(deadline: Deadline, readings: tuple[DeadlineReading, ...], on: date, details: Details) -> Finding:
    late = [reading.days_late(on) for reading in readings]
    words = {
        "clock": CLOCK_NAMES[deadline.clock],
        "date": show_date(on),
        "phrase": deadline.phrase,
        "days": " hoặc ".join(str(days) for days in sorted(set(late))),
        "limits": " hoặc ".join(f"24:00 ngày {show_date(reading.last_day)}" for reading in readings),
    }
    if len(set(late)) == 1:
        details = details | {"days_late": late[0]}
    if not any(late):
        return find(CHECK, Outcome.PASSED, "deadline-met", words, details)
    if all(late):
        return find(CHECK, Outcome.FAILED, "deadline-missed", words, details)
    words["days"] = str(max(late))
    return find(CHECK, Outcome.INDETERMINATE, "deadline-reading-decides", words, details)


def _details(
    deadline: Deadline, readings: tuple[DeadlineReading, ...], clocks: dict[Clock, date], calendar: Calendar
) -> Details:
    on = clocks.get(deadline.clock)
    return {
        "phrase": deadline.phrase,
        "on": deadline.on.isoformat(),
        "clock": deadline.clock.value,
        "strength": STRENGTHS[deadline.clock].value,
        "date": on.isoformat() if on else None,
        "roll": deadline.roll,
        "assumption": deadline.assumption,
        "calendar": calendar.version,
        "readings": [_reading(reading, on) for reading in readings],
        "clocks": {clock.value: _clock(clock, day, readings) for clock, day in clocks.items()},
    }


def _reading(reading: DeadlineReading, on: date | None) -> JsonValue:
    late = reading.days_late(on) if on else None
    return {
        "inclusive": reading.inclusive,
        "last_day": reading.last_day.isoformat(),
        "ends_at": reading.ends_at.isoformat(),
        "days_late": late,
        "outcome": _outcome(late).value,
    }


def _outcome(days_late: int | None) -> Outcome:
    if days_late is None:
        return Outcome.INDETERMINATE
    return Outcome.FAILED if days_late else Outcome.PASSED


def _clock(clock: Clock, day: date, readings: tuple[DeadlineReading, ...]) -> JsonValue:
    late: list[JsonValue] = [reading.days_late(day) for reading in readings]
    return {"date": day.isoformat(), "strength": STRENGTHS[clock].value, "days_late": late}


def _confidence(subject: Subject) -> str:
    return percent(subject.document_date.confidence if subject.document_date else 0.0)
