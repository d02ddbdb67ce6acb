"""From a schedule to the deadlines of one agency in one round: phrase, reading and computed instant kept together."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from evidence_svc.domain import schedules
from evidence_svc.domain.criteria import Criterion, EvidenceSlot
from evidence_svc.domain.errors import DeadlineError
from evidence_svc.domain.schedules import DayKind, Schedule, Wording
from evidence_svc.domain.score import checked_reason
from verifiers.calendar import VIET_NAM, Calendar
from verifiers.deadline import Clock, Deadline, DeadlineReading, read_deadline


@dataclass(frozen=True, slots=True)
class Attachment:
    """The document or event that a relative deadline waits for; `due_on` where it names the date itself."""

    document: str
    issued_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for one agency: until when, why, who signed it, and in which document."""

    agency_id: str
    key: str
    until: date
    reason: str
    signer: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Whose deadline in which round: what a schedule alone does not know."""

    year: int
    agency_id: str = ""
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    extensions: tuple[Extension, ...] = ()
    clock: Clock = Clock.DOCUMENT_DATE
    calendar: Calendar = VIET_NAM


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline with everything that led to it; `deadline` None means that there is no last day (see `reason`).

    Reasons: `fixed`, `yearly`, `after-anchor`, `set-by-document`, `interval`, `milestone`, `extended`,
    `anchor-missing`, `start-only`, `continuous`, `not-stated`. `sentence` is the reading in Vietnamese.
    """

    key: str
    wording: Wording
    reason: str
    sentence: str
    deadline: Deadline | None = None
    readings: tuple[DeadlineReading, ...] = ()
    opens_on: date | None = None
    original: Deadline | None = None
    extension: Extension | None = None
    attachment: Attachment | None = None
    counted_by: Calendar | None = field(default=None, repr=False, compare=False)

    @property
    def calendar(self) -> str:
        """The version of the calendar it was computed by, empty where no day was computed."""
        return self.counted_by.version if self.counted_by is not None else ""


def resolve(schedule: Schedule, key: str, here: Circumstances) -> tuple[Due, ...]:
    """The deadlines of a schedule for one agency in one year, extended where an extension was signed.

    A recurring list gives one per date, with keys `<key>-<key of the date>`. An extension that gives no more time,
    because the document which sets the deadline moved it since, changes nothing.
    """
    return tuple(_extended(due, here) for due in _resolve(schedule, key, here))


def due_of_slot(slot: EvidenceSlot, here: Circumstances) -> Due | None:
    """The deadline of a slot whose date the set itself fixes, extended where an extension was signed; None without."""
    if slot.deadline is None:
        return None
    set_by = slot.deadline
    wording = Wording(set_by.phrase, set_by.inclusive, set_by.clock, set_by.roll, assumption=set_by.assumption)
    return _extended(_due(slot.key, wording, set_by.on, "fixed", here), here)


def wanted_slots(criterion: Criterion, here: Circumstances) -> tuple[EvidenceSlot, ...]:
    """The documents a criterion wants of one agency in one round, each with its own fixed deadline or none.

    A recurring slot becomes one slot per date, whose subject must also hold the date's title ("quý I").
    """
    return tuple(slot for each in criterion.slots for slot in _wanted(each, here))


def _wanted(slot: EvidenceSlot, here: Circumstances) -> Iterator[EvidenceSlot]:
    if slot.schedule is None:
        fixed = due_of_slot(slot, here)
        yield slot if fixed is None else replace(slot, deadline=fixed.deadline)
        return
    dates = slot.schedule.dates if isinstance(slot.schedule, schedules.YearlyDates) else ()
    titles = {f"{slot.key}-{each.key}": each.title for each in dates}
    for due in resolve(slot.schedule, slot.key, here):
        title = titles.get(due.key, "")
        about = " … ".join(part for part in (slot.about, title) if part)
        named = f"{slot.title} {title}".strip()
        yield replace(slot, key=due.key, title=named, about=about, deadline=due.deadline, schedule=None)


def keys_of(schedule: Schedule | None, key: str) -> tuple[str, ...]:
    """The keys under which the deadlines of a schedule will stand."""
    if isinstance(schedule, schedules.YearlyDates):
        return tuple(f"{key}-{each.key}" for each in schedule.dates)
    return (key,)


def days_late(due: Due, on: date) -> tuple[int, ...]:
    """How late a document of this date is under each reading, in the days the wording counts; () without a last day."""
    return tuple(reading.days_late(on) for reading in due.readings)


def add_days(start: date, days: int, kind: DayKind, calendar: Calendar) -> date:
    """The last day of a period of `days` after `start`, which is not counted (Bộ luật Dân sự 2015, Điều 147.2)."""
    if kind is DayKind.CALENDAR:
        return start + timedelta(days=days)
    day = start
    for _ in range(days):
        day = calendar.roll(day + timedelta(days=1))
    return day


def _resolve(schedule: Schedule, key: str, here: Circumstances) -> Iterator[Due]:
    wording = schedule.wording
    match schedule:
        case schedules.FixedDate(_, on):
            yield _due(key, wording, on, "fixed", here)
        case schedules.YearlyDates(_, dates):
            for each in dates:
                on = _day(here.year + each.year, each.month, each.day)
                yield _due(f"{key}-{each.key}", wording, on, "yearly", here)
        case schedules.AfterAnchor():
            yield _after(schedule, key, here)
        case schedules.WithinInterval(_, first, last):
            due = _due(key, replace(wording, inclusive=True), last, "interval", here)
            sentence = f"Từ {_show(first)} đến hết ngày {_show(last)}."
            yield replace(due, wording=wording, opens_on=first, sentence=sentence)
        case schedules.Milestone(_, on, target):
            due = _due(key, wording, on, "milestone", here)
            yield replace(due, sentence=f"{due.sentence} Mốc cần đạt: {target}.")
        case schedules.FromDate(_, first):
            sentence = f"Bắt đầu từ ngày {_show(first)}, không có hạn cuối."
            yield Due(key, wording, "start-only", sentence, opens_on=first, counted_by=here.calendar)
        case schedules.Always():
            yield Due(key, wording, "continuous", "Thực hiện thường xuyên, không có hạn cuối.")
        case schedules.Unstated():
            yield Due(key, wording, "not-stated", "Bộ tiêu chí không nêu thời hạn.")


def _after(schedule: schedules.AfterAnchor, key: str, here: Circumstances) -> Due:
    found = here.attachments.get(schedule.anchor)
    wording = schedule.wording
    if found is not None and found.due_on is not None:
        due = _due(key, wording, found.due_on, "set-by-document", here)
        return replace(due, attachment=found, sentence=f"{due.sentence} Thời hạn do {found.document} quy định.")
    if found is None or found.issued_on is None or schedule.days is None:
        sentence = f"Chưa xác định được thời hạn: cần gắn {schedule.title}."
        return Due(key, wording, "anchor-missing", sentence, attachment=found)
    on = add_days(found.issued_on, schedule.days, wording.day_kind, here.calendar)
    due = _due(key, replace(wording, inclusive=True), on, "after-anchor", here)
    days = "ngày làm việc" if wording.day_kind is DayKind.WORKING else "ngày"
    since = f"{schedule.days} {days} kể từ {found.document} ngày {_show(found.issued_on)}"
    return replace(due, attachment=found, wording=wording, sentence=f"{due.sentence} Tính {since}.")


def _due(key: str, wording: Wording, on: date, reason: str, here: Circumstances) -> Due:
    deadline = Deadline(
        phrase=wording.phrase,
        on=on,
        inclusive=wording.inclusive,
        clock=wording.clock or here.clock,
        roll=wording.roll,
        assumption=wording.assumption,
        working_days=wording.day_kind is DayKind.WORKING,
    )
    readings = read_deadline(deadline, here.calendar)
    sentence = f"Ngày cuối cùng còn đúng hạn: {' hoặc '.join(_show(each.last_day) for each in readings)}."
    return Due(key, wording, reason, sentence, deadline, readings, counted_by=here.calendar)


def _extended(due: Due, here: Circumstances) -> Due:
    given = [each for each in here.extensions if (each.agency_id, each.key) == (here.agency_id, due.key)]
    found = [each for each in given if due.deadline is not None and each.until > due.deadline.on]
    if not found:
        return due
    latest = max(found, key=lambda each: each.until)
    # What is judged by the new day must say that it is not the set's own.
    phrase = f"{due.wording.phrase}; gia hạn đến hết ngày {_show(latest.until)} theo {latest.document}"
    wording = replace(due.wording, inclusive=True, phrase=phrase if latest.document else due.wording.phrase)
    longer = _due(due.key, wording, latest.until, "extended", here)
    sentence = f"Được gia hạn đến hết ngày {_show(latest.until)} ({latest.signer}): {latest.reason}"
    return replace(
        longer,
        wording=due.wording,
        sentence=sentence,
        opens_on=due.opens_on,
        original=due.deadline,
        extension=latest,
        attachment=due.attachment,
    )


def check_extension(extension: Extension, due: Due) -> None:
    """Refuse what is no extension of a deadline as it stands without it.

    Raises ScoreError (`reason-too-short`) and DeadlineError (`extension-unsigned`, `extension-without-document`,
    `extension-without-deadline`, `extension-not-later`).
    """
    checked_reason(extension.reason)
    if not extension.signer.strip():
        raise DeadlineError("Gia hạn phải có người ký.", reason="extension-unsigned")
    if not extension.document.strip():
        raise DeadlineError("Gia hạn phải ghi văn bản cho phép.", reason="extension-without-document")
    if due.deadline is None:
        raise DeadlineError("Tài liệu này chưa có hạn nên chưa gia hạn được.", reason="extension-without-deadline")
    if extension.until <= due.deadline.on:
        raise DeadlineError("Hạn mới phải sau hạn cũ.", reason="extension-not-later")


def _day(year: int, month: int, day: int) -> date:
    """A list of dates may name 29 February; in other years the month's last day stands for it."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _show(day: date) -> str:
    return f"{day:%d/%m/%Y}"
