"""Reminders of deadlines: which stage is reached on a day, what is said, and the key that says it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.outlook import Outlook

# Days from the last day: a week before, three days, one day, the day itself, the day after.
OFFSETS = (-7, -3, -1, 0, 1)
# A service that stood still for a few days still tells the last stage, once; after that it is history.
LATEST = 4
DUE, STAGE = "deadline", "round-stage"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to be told to everybody concerned; `key` names document, day and stage, `row_id` leads to it."""

    kind: str
    key: str
    text: str
    row_id: int | None = None


def stage_of(last_day: date, today: date) -> int | None:
    """The newest stage reached on `today`, None before the first and when it is too late to remind."""
    offset = (today - last_day).days
    if offset > LATEST:
        return None
    return max((each for each in OFFSETS if each <= offset), default=None)


def remind_of(outlook: Outlook, today: date) -> Reminder | None:
    """The reminder of a wanted document, None where no stage is reached."""
    last_day = outlook.last_day
    stage = stage_of(last_day, today) if last_day is not None else None
    if last_day is None or stage is None:
        return None
    title, path = outlook.wanted.slot.title, outlook.claim.criterion.path
    text = f"{title} (tiêu chí {path}): {_when(last_day, today)}. {_stake(outlook)}"
    return Reminder(DUE, f"{DUE}:{outlook.key}:{last_day}:{stage:+}", text.strip(), outlook.claim.row_id)


def remind_of_stage(assessment_id: int, name: str, words: str, last_day: date, today: date) -> Reminder | None:
    """The reminder of a round's stage that ends, None where no stage of reminding is reached."""
    stage = stage_of(last_day, today)
    if stage is None:
        return None
    key = f"{STAGE}:{assessment_id}:{name}:{last_day}:{stage:+}"
    return Reminder(STAGE, key, f"{words}: {_when(last_day, today)}.")


def _when(last_day: date, today: date) -> str:
    days, day = (last_day - today).days, f"{last_day:%d/%m/%Y}"
    if days > 0:
        return f"còn {days} ngày, hạn cuối {day}"
    return f"hôm nay {day} là hạn cuối" if days == 0 else f"đã quá hạn {-days} ngày (hạn cuối {day})"


def _stake(outlook: Outlook) -> str:
    if outlook.on_time is None or outlook.never is None:
        return f"Tiêu chí có tối đa {format_decimal(outlook.claim.criterion.max_score)} điểm."
    return f"Nếu không có, tiêu chí mất {format_decimal(outlook.stake)} điểm." if outlook.stake else ""
