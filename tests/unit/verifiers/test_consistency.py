"""A document against its file's name, its period and what its criterion expects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.verifiers.subjects import expecting, found, letter, outcomes
from verifiers.certainty import serial
from verifiers.names import fold_name, is_same_agency, is_same_person
from verifiers.subject import NameClaim, Period, Reading, Subject

FIRST_HALF = Period(date(2023, 1, 1), date(2023, 6, 30))


def named(subject: Subject, **claim: Any) -> Subject:
    return replace(subject, file_name=NameClaim(**claim))


def wanted(subject: Subject, **expectation: Any) -> Subject:
    return replace(subject, expectation=expecting(**expectation))


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading("34/KH-VP"), {"number-read": "passed"}),
        (Reading("34/KH-VP", 0.9), {"number-read": "passed"}),
        (Reading("34/KH-VP", 0.89), {"number-uncertain": "indeterminate"}),
        (Reading("34/KH-VP", 1.0, "file-name"), {"number-missing": "indeterminate"}),
        (None, {"number-missing": "indeterminate"}),
    ],
)
def test_number(reading: Reading[str] | None, expected: dict[str, str]) -> None:
    """A number is found, not sure, or missing; one taken from the file's name is not on the document."""
    assert expected == outcomes(letter(number=reading), "number")


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading(date(2023, 1, 17)), {"date-read": "passed"}),
        (Reading(date(2023, 1, 17), 0.5), {"date-uncertain": "indeterminate"}),
        (Reading(date(2023, 1, 17), 1.0, "file-name"), {"date-missing": "indeterminate"}),
        (None, {"date-missing": "indeterminate"}),
    ],
)
def test_date(reading: Reading[date] | None, expected: dict[str, str]) -> None:
    """A date is found, not sure, or missing; one taken from the file's name is not on the document."""
    assert expected == outcomes(letter(document_date=reading), "date")


def test_text_that_needs_ocr_is_named() -> None:
    """A scan that nobody could read says so, beside what is missing."""
    assert outcomes(letter(needs_ocr=True), "text") == {"needs-ocr": "indeterminate"}
    assert found(letter(), "text") == {}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("34/KH-VP", 34),
        ("034/KH-VP", 34),
        ("3176B/QĐ-SYT", 3176),
        ("36-HD/VPTW", 36),
        ("100/2015/QH13", 100),
        ("7", 7),
        ("/KH-VP", None),
        ("QCVN 32:2026/BXD", None),
    ],
)
def test_serial(number: str, expected: int | None) -> None:
    """The running number stands before the symbol, in administrative, Party and legal-normative numbers."""
    assert expected == serial(number)


@pytest.mark.parametrize(
    ("confidence", "claim", "expected"),
    [
        (1.0, {"number": 34}, {"number-matches-file-name": "passed"}),
        (0.5, {"number": 34}, {"number-matches-file-name": "passed"}),
        (1.0, {"number": 43, "day": 17, "month": 1}, {"number-differs-from-file-name": "failed"}),
        (1.0, {"number": 43, "year": 2023}, {"number-differs-from-file-name": "failed"}),
        (1.0, {"number": 2011}, {"number-differs-from-file-name": "indeterminate"}),
        (0.5, {"number": 43, "day": 17, "month": 1}, {"number-differs-from-file-name": "indeterminate"}),
        (1.0, {"day": 17, "month": 1}, {}),
    ],
)
def test_number_against_file_name(confidence: float, claim: dict[str, int], expected: dict[str, str]) -> None:
    """Only a sure reading contradicts a name that gives number and date; two sources that agree stand."""
    subject = named(letter(number=Reading("34/KH-VP", confidence)), **claim)

    assert expected == outcomes(subject, "number-against-file-name")


def test_file_name_confirms_an_uncertain_number() -> None:
    """A number read without certainty is accepted when the name says the same."""
    subject = named(letter(number=Reading("34/KH-VP", 0.5)), number=34)

    assert outcomes(subject, "number") == {"number-read": "passed"}


@pytest.mark.parametrize(
    ("claim", "expected", "differs"),
    [
        ({"day": 17, "month": 1}, {"date-matches-file-name": "passed"}, []),
        ({"day": 17, "month": 1, "year": 2023}, {"date-matches-file-name": "passed"}, []),
        ({"day": 17, "month": 1, "year": 2022}, {"date-differs-from-file-name": "failed"}, ["year"]),
        ({"day": 7, "month": 2}, {"date-differs-from-file-name": "failed"}, ["day", "month"]),
        ({"year": 2022}, {"date-differs-from-file-name": "failed"}, ["year"]),
        ({"year": 2023}, {}, None),
        ({}, {}, None),
    ],
)
def test_date_against_file_name(claim: dict[str, int], expected: dict[str, str], differs: list[str] | None) -> None:
    """Only the parts that the name claims are compared; a matching year alone proves nothing."""
    subject = named(letter(), **claim)

    assert expected == outcomes(subject, "date-against-file-name")
    for finding in found(subject, "date-against-file-name").values():
        assert differs == finding.details["differs"]


def test_uncertain_date_does_not_contradict_the_name() -> None:
    """A difference to a date that is not sure is a question, not a failure."""
    subject = named(letter(document_date=Reading(date(2023, 1, 11), 0.6)), day=17, month=1)

    assert outcomes(subject, "date-against-file-name") == {"date-differs-from-file-name": "indeterminate"}
    assert outcomes(subject, "date") == {"date-uncertain": "indeterminate"}


@pytest.mark.parametrize(
    ("day", "confidence", "expected"),
    [
        (date(2023, 1, 1), 1.0, {"within-period": "passed"}),
        (date(2023, 6, 30), 1.0, {"within-period": "passed"}),
        (date(2023, 7, 1), 1.0, {"outside-period": "indeterminate"}),
        (date(2019, 12, 31), 1.0, {"outside-period": "indeterminate"}),
        (date(2019, 12, 31), 0.5, {"outside-period": "indeterminate"}),
        (date(2023, 3, 1), 0.5, {}),
    ],
)
def test_period(day: date, confidence: float, expected: dict[str, str]) -> None:
    """Both ends belong to the period; outside is a warning, never a rejection; doubt never passes."""
    subject = wanted(letter(document_date=Reading(day, confidence)), period=FIRST_HALF)

    assert expected == outcomes(subject, "period")


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("kế hoạch",), {"type-expected": "passed"}),
        (("quyết định", "Kế Hoạch"), {"type-expected": "passed"}),
        (("báo cáo",), {"type-not-expected": "indeterminate"}),
        ((), {}),
    ],
)
def test_type(types: tuple[str, ...], expected: dict[str, str]) -> None:
    """The type is compared without case and accents; another type may still support the criterion."""
    assert expected == outcomes(wanted(letter(), document_types=types), "type")


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("Văn phòng", {"issuer-expected": "passed"}),
        ("Văn phòng UBND tỉnh Mẫu", {"issuer-expected": "passed"}),
        ("UBND tỉnh Mẫu", {"issuer-differs": "indeterminate"}),
        (None, {}),
    ],
)
def test_issuer(issuer: str | None, expected: dict[str, str]) -> None:
    """The header's agency is the assessed one, by its short or full name."""
    assert expected == outcomes(wanted(letter(), issuer=issuer), "issuer")


@pytest.mark.parametrize(
    ("claimed", "linked", "expected"),
    [
        (6199, 6196, {"filed-under-other-criterion": "indeterminate"}),
        (6196, 6196, {"filed-under-its-criterion": "passed"}),
        (None, 6196, {}),
        (6196, None, {}),
    ],
)
def test_criterion(claimed: int | None, linked: int | None, expected: dict[str, str]) -> None:
    """A file uploaded under one criterion's number and linked to another is asked about."""
    subject = wanted(named(letter(), criterion_number=claimed), criterion_number=linked)

    assert expected == outcomes(subject, "criterion")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HÒA BÌNH", "Hoà Bình"),
        ("Ủy ban nhân dân tỉnh", "UBND TỈNH"),
        ("Đặng Thị Mẫu", "ĐẶNG  THỊ  MẪU"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("VP. HĐND", "Văn phòng Hội đồng nhân dân"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    """Case, tone placement, Unicode form, spaces and abbreviations do not make another name."""
    assert fold_name(one) == fold_name(other)


def test_other_names_stay_other() -> None:
    """The committee is not its office, one person is not another, and an empty name is nobody."""
    assert not is_same_agency("UBND tỉnh Mẫu", "Văn phòng UBND tỉnh Mẫu")
    assert not is_same_agency("Sở Y", "Sở Y tế".replace("Y tế", "Yên"))
    assert not is_same_person("Nguyễn Văn Mẫu", "Nguyễn Thị Mẫu")
    assert not is_same_person("", "")
    assert not is_same_agency("", "Sở Y tế")


@settings(deadline=None)
@given(st.text())
def test_folding_is_stable(name: str) -> None:
    """A folded name folds to itself, whatever the letters."""
    assert fold_name(fold_name(name)) == fold_name(name)
