"""Scanned letterheads: number and date read off pictures made in code."""

from __future__ import annotations

import io
import os
from datetime import date

import pytest
from PIL import Image

from parsers import ocr
from parsers.parse import parse_document
from parsers.scan.page import ScannedPage, read_scan
from parsers.scan.upright import Part
from tests.scanned_pages import ARRIVAL_STAMP, DPI, Letterhead, by_hand, draw, with_red_stamp

SURE = 0.5


def read(image: Image.Image, dpi: int = DPI) -> ScannedPage:
    return read_scan(image, dpi=dpi)


def number_of(page: ScannedPage) -> str | None:
    return page.number[0].value if page.number and page.number[0].confidence >= SURE else None


def date_of(page: ScannedPage) -> date | None:
    return page.date[0].value if page.date and page.date[0].confidence >= SURE else None


PRINTED = {
    "decision": ("Số: 128/QĐ-SNV", "128/QĐ-SNV"),
    "leading zero": ("Số: 04/QĐ-BCĐ138", "04/QĐ-BCĐ138"),
    "letter suffix": ("Số: 3176B/QĐ-SYT", "3176B/QĐ-SYT"),
    "year of a legal text": ("Số: 33/2022/NQ-HĐND", "33/2022/NQ-HĐND"),
    "law with its type before the label": ("Luật số: 73/2021/QH14", "73/2021/QH14"),
    "Party number": ("Số 36-HD/VPTW", "36-HD/VPTW"),
    "ampersand": ("Số: 11410/BXD-KHCNMT&VLXD", "11410/BXD-KHCNMT&VLXD"),
    "commas": ("Số: 154/CTPH-LĐLĐ-SVH,TT,DL", "154/CTPH-LĐLĐ-SVH,TT,DL"),
    "stray spaces": ("Số: 24 /TTr -UBND", "24/TTr-UBND"),
}


@pytest.mark.parametrize(("printed", "expected"), PRINTED.values(), ids=PRINTED)
def test_reads_printed_numbers_with_their_symbols(printed: str, expected: str) -> None:
    """A printed number comes out as offices write it: accents, case, suffix, year, without stray spaces."""
    page = read(draw(Letterhead(number=printed)))

    assert number_of(page) == expected
    assert date_of(page) == date(2024, 5, 17)


@pytest.mark.parametrize(("colour", "digits"), [("black", "247"), ("blue", "1136"), ("black", "1911")])
def test_reads_digits_written_between_the_printed_words(colour: str, digits: str) -> None:
    """Large leaning digits, black or blue, jammed between label and slash or day and month are read."""
    page = read(
        draw(
            Letterhead(
                number=f"Số:{by_hand(digits, colour)}/QĐ-SNV",
                date=f"Quảng Trị, ngày{by_hand('23', colour)}tháng{by_hand('9', colour)}năm 2023",
            )
        )
    )

    assert number_of(page) == f"{digits}/QĐ-SNV"
    assert date_of(page) == date(2023, 9, 23)


BLANKS = {
    "blank month": "Hà Nội, ngày 21 tháng #h(22pt) năm 2025",
    "dotted month": "Hà Nội, ngày 21 tháng ...... năm 2025",
    "blank day": "Hà Nội, ngày #h(22pt) tháng 5 năm 2025",
}


@pytest.mark.parametrize("line", BLANKS.values(), ids=BLANKS)
def test_blank_in_the_date_is_no_date(line: str) -> None:
    """A date with a gap that nobody filled is not guessed, not even as a proposal."""
    page = read(draw(Letterhead(date=line)))

    assert page.date == ()
    assert number_of(page) == "128/QĐ-SNV"


def test_day_that_no_calendar_has_is_no_date() -> None:
    """31 February is a slip or a misreading: no date is accepted."""
    assert date_of(read(draw(Letterhead(date="Hà Nội, ngày 31 tháng 02 năm 2025")))) is None


def test_blank_number_is_no_number() -> None:
    """The gap between label and slash that a clerk never filled yields no number."""
    page = read(draw(Letterhead(number="Số: #h(30pt) /QĐ-SNV")))

    assert page.number == ()


def test_arrival_stamp_does_not_win() -> None:
    """A stamp ĐẾN has its own Số and Ngày: they are neither the number nor the date."""
    with_number = read(draw(Letterhead(extra=ARRIVAL_STAMP)))
    without = read(draw(Letterhead(number="", extra=ARRIVAL_STAMP)))

    assert number_of(with_number) == "128/QĐ-SNV"
    assert date_of(with_number) == date(2024, 5, 17)
    assert without.number == ()


def test_number_cited_in_the_subject_does_not_win() -> None:
    """An act cited under the number, of the same series, stays a citation."""
    cited = "V/v đính chính Công văn số 455/SYT-NVX ngày 19/4/2018"

    page = read(draw(Letterhead(number="Số: 513/SYT-NVX", under_number=cited)))

    assert number_of(page) == "513/SYT-NVX"


def test_annex_without_number_and_date_has_none() -> None:
    """A page without a letterhead's number and date lines gives neither, whatever its body cites."""
    page = read(draw(Letterhead(number="", date="", parent="", issuer="Phụ lục I", title="DANH MỤC")))

    assert page.number == ()
    assert page.date == ()
    assert page.page.lines


def test_red_seal_over_the_number_is_looked_through() -> None:
    """A red seal stamped across the number line leaves the black print readable."""
    page = read(with_red_stamp(draw(), (0.3, 0.115)))

    assert number_of(page) == "128/QĐ-SNV"


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_page_is_turned_upright(degrees: int) -> None:
    """A page fed sideways or upside down is read, and the page says how far it had to be turned clockwise."""
    page = read(draw().rotate(degrees, expand=True))

    assert page.page.turn.rotation == degrees
    assert number_of(page) == "128/QĐ-SNV"
    assert date_of(page) == date(2024, 5, 17)


def test_boxes_of_a_page_fed_sideways_are_those_of_the_page_as_displayed() -> None:
    """The crop that a person is shown beside the number holds the number, though the page was read turned."""
    out = io.BytesIO()
    draw().rotate(90, expand=True).save(out, "PNG", dpi=(DPI, DPI))

    found = parse_document(out.getvalue())

    assert found.number.best is not None
    box = found.number.best.box
    assert box is not None
    upright = read(draw()).number[0].box
    assert upright is not None
    height = found.page_sizes[0].height
    assert (box.x0, box.y0) == pytest.approx((upright.y0, height - upright.x1), abs=4)
    assert found.issuer.value == "Sở Nội vụ"


@pytest.mark.parametrize("degrees", [-3.0, 2.0])
def test_skewed_page_is_straightened(degrees: float) -> None:
    """A sheet fed a few degrees askew is straightened before it is read."""
    page = read(draw().rotate(-degrees, Image.Resampling.BICUBIC, fillcolor="white"))

    assert page.page.turn.skew == pytest.approx(degrees, abs=0.6)
    assert number_of(page) == "128/QĐ-SNV"


def test_boxes_are_in_points_whatever_the_resolution() -> None:
    """The same page at 200 and 300 dpi gives the same box of the number line, in points from the top left."""
    coarse = read(draw())
    fine = read(draw(dpi=300), dpi=300)

    box, other = coarse.number[0].box, fine.number[0].box

    assert box is not None
    assert other is not None
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((other.x0, other.y0, other.x1, other.y1), abs=3)
    assert 80 < box.x0 < 240
    assert 60 < box.y0 < 140


def test_header_is_read_alone_or_with_the_whole_page() -> None:
    """Only the letterhead region is read unless the whole page is asked for; number and date are the same."""
    tall = Letterhead(extra="#place(bottom, dy: -10pt)[Cuối trang có nơi nhận và chữ ký]")

    head = read_scan(draw(tall))
    whole = read_scan(draw(tall), part=Part.WHOLE)

    assert "Cuối trang" not in "\n".join(line.text for line in head.page.lines)
    assert "Cuối trang" in "\n".join(line.text for line in whole.page.lines)
    assert number_of(head) == number_of(whole) == "128/QĐ-SNV"


def test_empty_page_yields_nothing() -> None:
    """The blank back of a sheet has no lines, number or date."""
    page = read(Image.new("RGB", (1654, 2339), "white"))

    assert (page.page.lines, page.number, page.date) == ((), (), ())


def test_offers_at_most_three_candidates_best_first() -> None:
    """Proposals come best first, three at most, with confidences that are probabilities."""
    page = read(draw(Letterhead(number=f"Số:{by_hand('3176B')}/QĐ-SNV")))

    confidences = [candidate.confidence for candidate in page.number]
    assert 1 <= len(confidences) <= 3
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 < confidence <= 1.0 for confidence in confidences)


def test_engines_loaded_before_a_fork_work_in_the_child() -> None:
    """A worker preloads, forks, and its child reads at once with what it inherited."""
    ocr.preload()
    image = draw()

    child = os.fork()
    if child == 0:
        os._exit(0 if number_of(read(image)) == "128/QĐ-SNV" else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0


def test_missing_parts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Vietnamese data or the model, OCR says which part is missing instead of failing later."""
    assert ocr.is_available()

    monkeypatch.setattr("parsers.scan.tesseract._DATA_FOLDERS", ())
    monkeypatch.setenv("TESSDATA_PREFIX", "/nonexistent")
    monkeypatch.setattr("parsers.scan.recogniser.find_model", lambda: None)

    assert ocr.missing_parts() == ("tesseract-vie", "recogniser-model")
    assert not ocr.is_available()
