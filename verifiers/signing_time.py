"""The printed date against the time of signing: a document is not older than its first proven signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from verifiers.calendar import Calendar, local_date
from verifiers.certainty import is_certain_date
from verifiers.findings import Finding, Outcome
from verifiers.messages import Details, find, show_date
from verifiers.moments import find_claimed, find_holding, find_proven
from verifiers.signature.details import Role
from verifiers.subject import Subject

CHECK = "date-against-signature"

# NĐ 30/2020/NĐ-CP, Điều 15 and 18: numbered and issued on the day of signing, at latest the next working day.
NORMAL_WORKING_DAYS = 1
# On 47 of 51 real signed letters the printed date is 0 to 3 days before the earliest signature.
NORMAL_DAYS = 3
# Up to a working week a late signature is slackness or a holiday rota; beyond it the date was not that of signing.
LARGE_WORKING_DAYS = 5
# Counting working days over years says no more than this many calendar days do.
FAR_DAYS = 60


@dataclass(frozen=True, slots=True)
class _Signing:
    """The days of the first and last signature; `is_proven` when a trusted timestamp shows them."""

    first: date
    last: date
    is_proven: bool


def check_date_against_signature(subject: Subject, calendar: Calendar) -> tuple[Finding, ...]:
    """Compare the printed date with the days of the signatures, proven times before claimed ones.

    `dated-back` fails only on proof: a sure date, a trusted timestamp more than LARGE_WORKING_DAYS later and
    a person's signature, because an agency may sign a copy of an old paper at any later time (Điều 25).
    Nothing is said when either side is missing, nor is agreement claimed for a date that is not sure.
    """
    signing = _signing(subject)
    if subject.document_date is None or signing is None:
        return ()
    printed = subject.document_date.value
    outcome, reason = _judge(printed, signing, subject, calendar)
    if outcome is Outcome.PASSED and not is_certain_date(subject):
        return ()
    details: Details = {
        "date": printed.isoformat(),
        "first_signed_on": signing.first.isoformat(),
        "last_signed_on": signing.last.isoformat(),
        "clock": "timestamped_at" if signing.is_proven else "signed_at",
        "days": (signing.first - printed).days,
        "calendar": calendar.version,
    }
    words = {
        "date": show_date(printed),
        "first": show_date(signing.first),
        "last": show_date(signing.last),
        "days": str(abs((signing.first - printed).days)),
        "clock": "dấu thời gian" if signing.is_proven else "thời gian do người ký khai",
    }
    return (find(CHECK, outcome, reason, words, details),)


def _judge(printed: date, signing: _Signing, subject: Subject, calendar: Calendar) -> tuple[Outcome, str]:
    if printed > signing.last:
        return Outcome.INDETERMINATE, "date-after-signature"
    days = (signing.first - printed).days
    if days <= NORMAL_DAYS or _is_within(printed, signing.first, NORMAL_WORKING_DAYS, calendar):
        return Outcome.PASSED, "date-fits-signature"
    is_large = not _is_within(printed, signing.first, LARGE_WORKING_DAYS, calendar)
    if is_large and signing.is_proven and is_certain_date(subject) and _is_signed_by_person(subject):
        return Outcome.FAILED, "dated-back"
    return Outcome.INDETERMINATE, "date-before-signature"


def _is_within(first: date, last: date, limit: int, calendar: Calendar) -> bool:
    is_near = (last - first).days <= FAR_DAYS
    return is_near and calendar.working_days_between(first, last) <= limit


def _is_signed_by_person(subject: Subject) -> bool:
    return any(one.role is Role.PERSON for one in find_holding(subject.signatures))


def _signing(subject: Subject) -> _Signing | None:
    proven = find_proven(subject.signatures)
    moments = proven or find_claimed(subject.signatures)
    if not moments:
        return None
    return _Signing(local_date(moments[0]), local_date(moments[-1]), is_proven=bool(proven))
