"""What else is known makes a scanned reading likelier, never a reading out of nothing, and says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.agreement import (
    Known,
    Source,
    cited_years,
    date_sources,
    number_sources,
    weigh,
    with_names,
    with_symbols,
)
from parsers.document import Candidate, Origin
from parsers.filename import parse_file_name
from parsers.parse import ParseOptions, parse_document
from tests.documents import Letter


def scanned(value: str, confidence: float) -> Candidate[str]:
    return Candidate(value, confidence, Origin.OCR, "ocr-number-line")


def dated(day: date, confidence: float) -> Candidate[date]:
    return Candidate(day, confidence, Origin.OCR, "ocr-date-line")


def test_the_file_name_decides_between_two_readings() -> None:
    """Of 114 and 111 the one that the file's name bears wins, and says who agrees."""
    readings = [scanned("114/QĐ-SNV", 0.5), scanned("111/QĐ-SNV", 0.4)]

    found = weigh(readings, number_sources(Known(parse_file_name("111.QD-SNV(27.5.2019).pdf"))))

    assert found[1].confidence > 0.9
    assert found[0].confidence < 0.1
    assert [candidate.agrees for candidate in found] == [(), ("file-name",)]


def test_a_name_that_nobody_read_changes_nothing() -> None:
    """A file name that contradicts every reading adds none and takes none away."""
    readings = [scanned("114/QĐ-SNV", 0.5), scanned("111/QĐ-SNV", 0.4)]

    assert weigh(readings, number_sources(Known(parse_file_name("98.QD-SNV(27.5.2019).pdf")))) == readings


def test_print_keeps_its_confidence() -> None:
    """What was read from page text is as sure as before; agreement is only noted."""
    printed = Candidate("34/KH-VP", 0.99, Origin.TEXT, "header-left-labelled")

    (found,) = weigh([printed], number_sources(Known(parse_file_name("34.KH-VP(17.1.2023).pdf"))))

    assert (found.confidence, found.agrees) == (0.99, ("file-name",))


SIGNED_AT = datetime(2024, 5, 16, 18, 30, tzinfo=UTC)  # the 17th in Viet Nam


@pytest.mark.parametrize(
    "other",
    [date(2024, 5, 18), date(2024, 5, 11), date(2014, 5, 16)],
    ids=["after signing", "a week before", "ten years before"],
)
def test_the_time_of_signing_is_an_upper_bound(other: date) -> None:
    """A document is dated on the day of its first signature or shortly before, by the clock of Viet Nam."""
    winner = date(2024, 5, 17)
    readings = [dated(other, 0.45), dated(winner, 0.4)]

    found = weigh(readings, date_sources(Known(signed_at=SIGNED_AT), ()))

    assert max(found, key=lambda candidate: candidate.confidence).value == winner
    assert "signing-time" in found[1].agrees


def test_a_year_before_the_acts_it_cites_is_unlikely() -> None:
    """A decision that cites an act of 2021 is not of 2011."""
    readings = [dated(date(2011, 5, 6), 0.5), dated(date(2021, 5, 6), 0.3)]

    found = weigh(readings, date_sources(Known(), cited_years("Căn cứ Nghị định số 5/2021/NĐ-CP ngày 1/2/2021")))

    assert found[1].confidence > 0.7
    assert found[1].agrees == ("typed-year",)


def test_only_citations_of_acts_tell_the_year() -> None:
    """A deadline in the text lies ahead and says nothing about the date."""
    text = "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm\n2020; báo cáo trước ngày 20 tháng 12 năm 2029"

    assert cited_years(text) == (2020,)


def test_other_documents_of_the_agency_spell_the_symbol() -> None:
    """Accents and case that OCR loses come back from numbers that the agency wrote elsewhere."""
    known = Known(symbols=("CTr-SLĐTBXH",))

    (found,) = weigh(with_symbols([scanned("12/CTR-SLDTBXH", 0.6)], known.symbols), number_sources(known))

    assert found.value == "12/CTr-SLĐTBXH"
    assert found.agrees == ("other-documents",)
    assert found.confidence > 0.6


@pytest.mark.parametrize(
    ("read", "expected", "agrees"),
    [
        ("Tran Van Mau", "Trần Văn Mẫu", ("certificate",)),
        ("Văn Mẫu", "Trần Văn Mẫu", ("certificate",)),
        ("Trần Văn Màu", "Trần Văn Mẫu", ("certificate",)),
        ("Lê Thị Ví", "Lê Thị Ví", ()),
        ("Mẫu", "Mẫu", ()),
    ],
)
def test_a_certificate_spells_the_name_it_shares(read: str, expected: str, agrees: tuple[str, ...]) -> None:
    """The signer's certificate gives a scanned name its accents and lost beginning; another's name stays."""
    (found,) = with_names([scanned(read, 0.55)], ("SỞ NỘI VỤ", "Trần Văn Mẫu"))

    assert (found.value, found.agrees) == (expected, agrees)
    assert (found.confidence > 0.8) is bool(agrees)


def test_options_bring_what_is_known_to_the_fields() -> None:
    """Names of certificates, time of signing and the file's name reach the readings of a document."""
    options = ParseOptions(
        "34.KH-VP(17.1.2023).pdf", known_names=("Trần Văn Mẫu",), known_symbols=("KH-VP",),
        earliest_signature=datetime(2023, 1, 17, 3, tzinfo=UTC),
    )  # fmt: skip
    found = parse_document(Letter().pdf(), options)

    assert found.number.best is not None
    assert found.date.best is not None
    assert found.signer_name.best is not None
    assert found.number.best.agrees == ("file-name", "other-documents")
    assert found.date.best.agrees == ("file-name", "signing-time")
    assert found.signer_name.best.agrees == ("certificate",)


@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4),
    st.lists(st.sampled_from([0.02, 1.0, 3.0, 20.0]), min_size=4, max_size=4),
)
def test_weighing_keeps_probabilities(shares: list[float], odds: list[float]) -> None:
    """Whatever is heard, confidences stay probabilities that together are no more than one."""
    total = sum(shares) or 1.0
    readings = [scanned(str(at), share / max(total, 1.0)) for at, share in enumerate(shares)]

    found = weigh(readings, [Source("file-name", lambda value: odds[int(value)])])

    assert all(0.0 <= candidate.confidence <= 1.0 for candidate in found)
    assert sum(candidate.confidence for candidate in found) <= 1.0 + 1e-6
