"""Whether what a document says of itself agrees with its file's name and with what is expected of it."""

from __future__ import annotations

from verifiers.calendar import Calendar
from verifiers.certainty import (
    FILE_NAME,
    claims_day,
    date_differences,
    is_certain,
    is_certain_date,
    is_certain_number,
    serial,
)
from verifiers.findings import Finding, Outcome
from verifiers.messages import Details, find, percent, show_claimed_date, show_date
from verifiers.names import fold_name, is_same_agency
from verifiers.subject import Subject


def check_text(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Say that the text could not be read without OCR; nothing otherwise."""
    if not subject.needs_ocr:
        return ()
    return (find("text", Outcome.INDETERMINATE, "needs-ocr"),)


def check_number(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Judge whether the number and symbol were found and are sure (NĐ 30/2020/NĐ-CP, Điều 8, 15)."""
    reading = subject.number
    if reading is None or reading.origin == FILE_NAME:
        return (find("number", Outcome.INDETERMINATE, "number-missing"),)
    words = {"number": reading.value, "confidence": percent(reading.confidence)}
    details: Details = {"number": reading.value, "confidence": reading.confidence, "origin": reading.origin}
    if not is_certain_number(subject):
        return (find("number", Outcome.INDETERMINATE, "number-uncertain", words, details),)
    return (find("number", Outcome.PASSED, "number-read", words, details),)


def check_date(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Judge whether the printed date was found and is sure (NĐ 30/2020/NĐ-CP, Điều 8)."""
    reading = subject.document_date
    if reading is None or reading.origin == FILE_NAME:
        return (find("date", Outcome.INDETERMINATE, "date-missing"),)
    words = {"date": show_date(reading.value), "confidence": percent(reading.confidence)}
    details: Details = {"date": reading.value.isoformat(), "confidence": reading.confidence, "origin": reading.origin}
    if not is_certain_date(subject):
        return (find("date", Outcome.INDETERMINATE, "date-uncertain", words, details),)
    return (find("date", Outcome.PASSED, "date-read", words, details),)


def check_number_against_name(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Compare the running number on the page with the file name's.

    Only a sure reading can contradict a name, and only a name that gives a date with the number: a number
    that stands alone in a name may be a year or a counter.
    """
    reading, claimed = subject.number, subject.file_name.number
    if reading is None or reading.origin == FILE_NAME or claimed is None:
        return ()
    words = {"number": reading.value, "claimed": str(claimed)}
    details: Details = {"number": reading.value, "claimed": claimed}
    check = "number-against-file-name"
    if serial(reading.value) == claimed:
        return (find(check, Outcome.PASSED, "number-matches-file-name", words, details),)
    is_clear = is_certain(reading) and (claims_day(subject.file_name) or subject.file_name.year is not None)
    outcome = Outcome.FAILED if is_clear else Outcome.INDETERMINATE
    return (find(check, outcome, "number-differs-from-file-name", words, details),)


def check_date_against_name(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Compare the printed date with the parts of a date in the file's name, which often lacks the year."""
    reading, claim = subject.document_date, subject.file_name
    if reading is None or reading.origin == FILE_NAME or (claim.day, claim.year) == (None, None):
        return ()
    differs = date_differences(reading.value, subject)
    words = {"date": show_date(reading.value), "claimed": show_claimed_date(claim.day, claim.month, claim.year)}
    details: Details = {"date": reading.value.isoformat(), "claimed": words["claimed"], "differs": [*differs]}
    check = "date-against-file-name"
    if differs:
        outcome = Outcome.FAILED if is_certain(reading) else Outcome.INDETERMINATE
        return (find(check, outcome, "date-differs-from-file-name", words, details),)
    if not claims_day(claim):  # a year alone agrees too easily to count as agreement
        return ()
    return (find(check, Outcome.PASSED, "date-matches-file-name", words, details),)


def check_period(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Warn when the printed date lies outside the scored period: a plan of an earlier year may still be in force."""
    reading, period = subject.document_date, subject.expectation.period
    if reading is None or period is None:
        return ()
    words = {
        "date": show_date(reading.value),
        "starts": show_date(period.starts_on),
        "ends": show_date(period.ends_on),
    }
    details: Details = {
        "date": reading.value.isoformat(),
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
    }
    if not period.starts_on <= reading.value <= period.ends_on:
        return (find("period", Outcome.INDETERMINATE, "outside-period", words, details),)
    if not is_certain_date(subject):
        return ()
    return (find("period", Outcome.PASSED, "within-period", words, details),)


def check_type(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Compare the document's type with those the criterion asks for; another type may still support it."""
    wanted, reading = subject.expectation.document_types, subject.document_type
    if not wanted or reading is None:
        return ()
    words = {"type": reading.value, "wanted": ", ".join(wanted)}
    details: Details = {"type": reading.value, "wanted": [*wanted]}
    is_wanted = fold_name(reading.value) in map(fold_name, wanted)
    if not is_wanted:
        return (find("type", Outcome.INDETERMINATE, "type-not-expected", words, details),)
    return (find("type", Outcome.PASSED, "type-expected", words, details),) if is_certain(reading) else ()


def check_issuer(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Compare the issuing agency with the agency that is assessed; a superior's document may be good evidence."""
    wanted, reading = subject.expectation.issuer, subject.issuer
    if wanted is None or reading is None:
        return ()
    words = {"issuer": reading.value, "wanted": wanted}
    details: Details = {"issuer": reading.value, "wanted": wanted}
    if not is_same_agency(reading.value, wanted):
        return (find("issuer", Outcome.INDETERMINATE, "issuer-differs", words, details),)
    return (find("issuer", Outcome.PASSED, "issuer-expected", words, details),) if is_certain(reading) else ()


def check_criterion(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Compare the criterion number of the upload prefix with the criterion the file is linked to.

    What the prefix means is inferred from exports of the provincial software, so a difference is a question.
    """
    wanted, claimed = subject.expectation.criterion_number, subject.file_name.criterion_number
    if wanted is None or claimed is None:
        return ()
    words = {"claimed": str(claimed), "wanted": str(wanted), "criterion": subject.expectation.criterion}
    details: Details = {"claimed": claimed, "wanted": wanted, "criterion": subject.expectation.criterion}
    if claimed != wanted:
        return (find("criterion", Outcome.INDETERMINATE, "filed-under-other-criterion", words, details),)
    return (find("criterion", Outcome.PASSED, "filed-under-its-criterion", words, details),)
