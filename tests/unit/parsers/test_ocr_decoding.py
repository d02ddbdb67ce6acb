"""The arithmetic of decoding, the labels of a letterhead and the symbol: no engine, no picture."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.document import Box
from parsers.scan import ctc
from parsers.scan.ctc import Glyph
from parsers.scan.date import find_label, find_windows
from parsers.scan.letterhead import find_letterhead
from parsers.scan.number import find_window
from parsers.scan.recogniser import Reading
from parsers.scan.symbol import merge_symbol
from parsers.scan.view import average, is_plain
from parsers.words import Line, Word

SYMBOLS = ("0", "1")


def collapse(path: tuple[int, ...]) -> str:
    """The CTC rule: join repeats, then drop blanks."""
    kept = [column for at, column in enumerate(path) if column and (at == 0 or path[at - 1] != column)]
    return "".join(SYMBOLS[column - 1] for column in kept)


@given(st.lists(st.tuples(*[st.floats(0.01, 1.0)] * 3), min_size=1, max_size=6))
def test_search_sums_over_all_alignments(steps: list[tuple[float, float, float]]) -> None:
    """The beam's probability of a text is the sum over every path that collapses to it."""
    matrix = np.array([np.array(step) / sum(step) for step in steps], dtype=np.float32)
    exact: dict[str, float] = {}
    for path in product(range(3), repeat=len(steps)):
        probability = float(np.prod([matrix[at, column] for at, column in enumerate(path)]))
        exact[collapse(path)] = exact.get(collapse(path), 0.0) + probability

    found = ctc.search(matrix, SYMBOLS, max_length=6)

    assert sum(found.values()) == pytest.approx(1.0, abs=1e-3)
    for text, probability in found.items():
        assert probability == pytest.approx(exact.get(text, 0.0), abs=1e-3)


def test_fold_gathers_look_alikes_and_loses_strangers() -> None:
    """Letters that look like a digit count for it by their weight; letters nobody claims lower everything."""
    reading = Reading(np.array([[0.1, 0.4, 0.3, 0.2]], dtype=np.float32), ("", "1", "l", "W"))

    folded = ctc.fold(reading, {"1": {"1": 1.0, "l": 0.5}}, silent="")

    assert folded[0] == pytest.approx([0.1, 0.55])


def test_read_greedily_joins_repeats_and_keeps_doubles_apart() -> None:
    """Two equal letters with a blank between are two, without one they are one."""
    columns = [1, 1, 0, 1, 2]
    reading = Reading(np.eye(3, dtype=np.float32)[columns], ("", "1", "/"))

    glyphs = ctc.read_greedily(reading)

    assert [(g.letter, g.start, g.end) for g in glyphs] == [("1", 0, 2), ("1", 3, 4), ("/", 4, 5)]


def glyphs_of(text: str) -> tuple[Glyph, ...]:
    return tuple(Glyph(letter, at, at + 1, 1.0) for at, letter in enumerate(text))


WINDOWS = {
    "label with colon": ("Só:128/QD-SNV", "128", "/QD-SNV"),
    "label without its vowel": ("S:04/CT-UBND", "04", "/CT-UBND"),
    "vowel read as nought": ("S0:1987/SYT-NVY", "1987", "/SYT-NVY"),
    "no colon": ("Só462/TB-HDTS", "462", "/TB-HDTS"),
    "Party": ("Só 36-HD/VPTW", "36", "-HD/VPTW"),
    "leaning one read as slash": ("Só:1/45/TB-DHTD", "1/45", "/TB-DHTD"),
    "leaning ones at the beginning": ("Só://4/QD-UBND", "//4", "/QD-UBND"),
    "year of a legal text": ("Só:33/2022/NQ-HDND", "33", "/2022/NQ-HDND"),
    "citation that begins with a five": ("5659/QD-BYT", "5659", "/QD-BYT"),
    "slash written over": ("Só:11410BXD-KHCN", "11410", "/BXD-KHCN"),
    "no delimiter": ("Só:C", "C", ""),
}


@pytest.mark.parametrize(("text", "digits", "tail"), WINDOWS.values(), ids=WINDOWS)
def test_window_lies_between_label_and_delimiter(text: str, digits: str, tail: str) -> None:
    """The digits are what stands between any reading of the label and the slash or a Party number's hyphen."""
    window = find_window(glyphs_of(text), len(text))

    assert (text[window.start : window.end].strip(), window.tail) == (digits, tail)


DATE_LINES = {
    "spelt out": ("Qung Tri, ngày 17 tháng 5 năm 2024", ["17", "5", "2024"]),
    "letters lost": ("Kién Ging ngày24thng 4 nă 2018", ["24", "4", "2018"]),
    "blank month": ("Hà Ni, ngày 21 tháng năm 2025", ["21", "", "2025"]),
}


@pytest.mark.parametrize(("text", "parts"), DATE_LINES.values(), ids=DATE_LINES)
def test_date_windows_lie_between_their_labels(text: str, parts: list[str]) -> None:
    """Day, month and year stand between ngày, tháng and năm, even when the recogniser dropped letters."""
    windows = find_windows(glyphs_of(text), len(text))

    assert [text[start:end].strip() for start, end in windows] == parts


def test_date_windows_need_all_three_labels() -> None:
    """A line without one of the labels is no date line."""
    assert find_windows(glyphs_of("trước ngày 20 của tháng"), 23) == ()
    assert find_label("thang", "nam", 2, 0) is None


def line(y: float, *words: tuple[str, float]) -> Line:
    return Line(tuple(Word(text, Box(x, y, x + 18 * len(text), y + 30)) for text, x in words))


DATE = (("Hà", 900.0), ("Nội,", 950.0), ("ngày", 1030.0), ("tháng", 1150.0), ("năm", 1260.0), ("2024", 1330.0))


def test_letterhead_splits_number_and_date_of_one_row() -> None:
    """Number and date stand in one row; the widest gap before "ngày" parts them."""
    row = line(200, ("Số:", 200.0), ("12/QĐ-UBND", 300.0), *DATE)

    head = find_letterhead([line(100, ("SỞ", 180.0), ("NỘI", 240.0), ("VỤ", 310.0)), row], 1654)

    assert [found.text for found in head.number_lines] == ["Số: 12/QĐ-UBND"]
    assert head.date_line is not None
    assert head.date_line.text == "Hà Nội, ngày tháng năm 2024"
    assert [found.text for found in head.issuer] == ["SỞ NỘI VỤ"]


def test_date_is_found_without_its_first_label() -> None:
    """Handwriting jammed against "ngày" spoils that word; place, comma, month and year still tell the line."""
    words = (("Số:", 200.0), ("12/QĐ-UBND", 300.0), ("Hà", 900.0), ("Nội,", 950.0), ("nqàM27tháng2năm", 1030.0))

    head = find_letterhead([line(200, *words)], 1654)

    assert head.date_line is not None
    assert head.date_line.text.startswith("Hà Nội,")
    assert [found.text for found in head.number_lines] == ["Số: 12/QĐ-UBND"]


def test_number_ends_where_another_column_begins() -> None:
    """What stands in the right column of the number's row is no part of the symbol, date or not."""
    row = line(200, ("Số:", 200.0), ("12/QĐ-UBND", 270.0), ("Quang", 560.0))

    (found,) = find_letterhead([row], 1654).number_lines

    assert found.text == "Số: 12/QĐ-UBND"


NO_NUMBER_LINES = {
    "department": [("Sở", 200.0), ("Nội", 260.0), ("vụ/12", 330.0)],
    "arrival stamp before the label": [("ĐẾN", 200.0), ("Số:", 300.0), ("4512", 380.0)],
    "right column": [("Số:", 900.0), ("12/QĐ-UBND", 1000.0)],
    "citation": [("Theo", 200.0), ("số", 300.0), ("12/QĐ-UBND", 360.0)],
    "citation that begins a line": [("số", 200.0), ("12/QĐ-UBND", 260.0)],
    "citation with its date": [("Số:", 200.0), ("12/QĐ-UBND", 270.0), ("ngày", 480.0), ("02/3/2024", 560.0)],
}


@pytest.mark.parametrize("words", NO_NUMBER_LINES.values(), ids=NO_NUMBER_LINES)
def test_label_must_be_the_first_word_of_the_left_column(words: list[tuple[str, float]]) -> None:
    """A line is a number line only if it begins with the label, in the left column."""
    assert find_letterhead([line(800, *words)], 1654).number_lines == ()


DAY = (("ngày", 480.0), ("12", 580.0), ("tháng", 640.0), ("3", 760.0), ("năm", 800.0), ("2014", 880.0))
NUMBER = (("Số:", 200.0), ("12/QĐ-UBND", 270.0))
BEHIND = {
    "date behind the number": (line(300, *NUMBER, *DAY),),
    "date below the number": (line(300, *NUMBER), line(345, *((text, x - 280) for text, x in DAY))),
}  # fmt: skip
CITED = {
    "goes on": (line(300, *NUMBER, *DAY, ("của", 980.0), ("Ủy", 1050.0)),),
    "an annex's parent": (line(250, ("(Kèm", 200.0), ("theo", 300.0)), line(300, *NUMBER, *DAY)),
    "below the text's begin": (line(250, ("Căn", 200.0), ("cứ", 300.0)), line(300, *NUMBER, *DAY)),
}


@pytest.mark.parametrize("rows", BEHIND.values(), ids=BEHIND)
def test_date_may_stand_behind_or_below_the_number(rows: tuple[Line, ...]) -> None:
    """Without a date in the right column the one on the number's row, or right below it, is the document's."""
    head = find_letterhead(rows, 1654)

    assert [found.text for found in head.number_lines] == ["Số: 12/QĐ-UBND"]
    assert head.date_line is not None
    assert head.date_line.text == "ngày 12 tháng 3 năm 2014"


@pytest.mark.parametrize("rows", CITED.values(), ids=CITED)
def test_number_and_date_of_a_cited_act_are_left_alone(rows: tuple[Line, ...]) -> None:
    """An act cited with its day goes on, belongs to an annex, or stands in the text."""
    head = find_letterhead(rows, 1654)

    assert (head.number_lines, head.date_line) == ((), None)


def test_place_of_the_date_is_offered_where_its_labels_were_misread() -> None:
    """A row in the right column at the number's height that looks dated is left to the recogniser; a motto is not."""
    row = line(300, *NUMBER, ("Hà", 900.0), ("Nội,", 950.0), ("oqảy12lh3", 1050.0), ("n2m", 1250.0), ("2014", 1340.0))
    motto = line(300, *NUMBER, ("Độc", 900.0), ("lập", 980.0), ("-", 1050.0), ("Tự", 1080.0), ("do", 1130.0))

    found = find_letterhead([row], 1654).date_line

    assert found is not None
    assert (found.box.x0, found.text) == (900.0, "")
    assert find_letterhead([motto], 1654).date_line is None


LABELS = [("ngày", 1000.0), ("tháng", 1150.0), ("năm", 1260.0)]
CITATIONS = {
    "citation in the right column": [("số", 700.0), ("30/2020/NĐ-CP", 760.0), *LABELS],
    "body line": [("ngày", 200.0), ("tháng", 300.0), ("năm", 420.0)],
}


@pytest.mark.parametrize("words", CITATIONS.values(), ids=CITATIONS)
def test_cited_dates_are_no_date_lines(words: list[tuple[str, float]]) -> None:
    """The date of a cited act, or of a body line, is not where the document dates itself."""
    assert find_letterhead([line(300, *words)], 1654).date_line is None


def test_number_is_looked_for_beside_the_date_when_its_line_was_garbled() -> None:
    """Where no label was read, the place left of the date is offered; the recogniser decides what stands there."""
    head = find_letterhead([line(200, ("ĐI", 300.0), ("d0", 360.0), ("0H", 430.0), *DATE)], 1654)

    (found,) = head.number_lines
    assert found.box.x0 < 300.0
    assert found.box.x1 == 466.0


VOWELS = {
    "vowel as a digit": ("S6:97/KH-BTP", "97"),
    "both letters as digits": ("86:97/KH-BTP", "97"),
    "no colon": ("S6 97/KH-BTP", " 97"),
    "the digit is the number": ("S6/KH-BTP", "6"),
    "behind a stamp": ("[Chuyen:.So: 97/KH-BTP", "97"),
}


@pytest.mark.parametrize(("text", "digits"), VOWELS.values(), ids=VOWELS)
def test_the_label_is_no_digit(text: str, digits: str) -> None:
    """`Số` read as `S6` or `86` is still the label, wherever it stands: 97 never becomes 697."""
    window = find_window(glyphs_of(text), len(text))

    assert text[window.start : window.end].strip() == digits.strip()
    assert window.is_doubtful == (text[:3] == "S6 ")


YEARS = {
    "year first": ("So:2024/215/KH", ("215", "2024/", "/KH")),
    "year of a legal text": ("So:15/2024/QD-UBND", ("15", "", "/2024/QD-UBND")),
    "legal text numbered like a year": ("So:2020/2024/QD-UBND", ("2020", "", "/2024/QD-UBND")),
    "number like a year": ("So:2024/KH-VP", ("2024", "", "/KH-VP")),
}


@pytest.mark.parametrize(("text", "parts"), YEARS.values(), ids=YEARS)
def test_a_year_may_stand_on_either_side_of_the_digits(text: str, parts: tuple[str, str, str]) -> None:
    """`2024/215/KH` is number 215 with its year first, `15/2024/QĐ-UBND` number 15 of a legal text."""
    window = find_window(glyphs_of(text), len(text))

    assert (text[window.start : window.end], window.year, window.tail) == parts


MERGED = {
    "accents from the other engine": (["/TB-DHTD", "/TB-DHTD"], "Só:l4145)TB-ĐHTĐ", "", "/TB-ĐHTĐ"),
    "accents of a known type": (["/QD-TTg"], "Số: 1053", "", "/QĐ-TTg"),
    "accents of the issuer": (["/DHTD"], "Số: 1135", "TRƯỜNG ĐẠI HỌC TÂY ĐÔ", "/ĐHTĐ"),
    "tones of the issuer stay out": (["/UBND-KTTH"], "Số: 4/UBND-KTTH", "ỦY BAN NHÂN DÂN", "/UBND-KTTH"),
    "case of a known type": (["/TTR-sYT"], "Số: 9/TTr-SYT", "", "/TTr-SYT"),
    "majority of the looks": (["/SYT-NVY", "/SYT-NVY", "/SYT-NV"], "", "", "/SYT-NVY"),
    "spaces and a trailing stop": (["/ SYT- NVY."], "", "", "/SYT-NVY"),
    "a hyphen D stays D": (["/KH-DCT"], "Số: 7/KH-DCT", "", "/KH-DCT"),
    "junk behind the symbol": (["/CT-UBND.XR", "/CT-UBND"], "Số: M' /CT-UBND", "", "/CT-UBND"),
    "words behind the symbol": (["/CT-UBND Hà Ni"], "", "", "/CT-UBND"),
    "space before Đ": (["/TB- ĐHTĐ"], "", "", "/TB-ĐHTĐ"),
    "words glued to the symbol": (["/CT-UBNDHà"], "", "", "/CT-UBND"),
    "a bar that noise gave": (["/UBND-NC", "/UBND-NC"], "Số: 1/UBNĐ-NC", "UY BAN NHAN ĐAN", "/UBND-NC"),
    "nothing seen": ([""], "Số: 12", "", ""),
}


@pytest.mark.parametrize(("tails", "text", "issuer", "expected"), MERGED.values(), ids=MERGED)
def test_symbol_joins_letters_and_accents(tails: list[str], text: str, issuer: str, expected: str) -> None:
    """The recogniser's letters get the accents that Tesseract, the decree or the issuer's name give them."""
    names = [Line(tuple(Word(part, Box(0, 0, 1, 1)) for part in issuer.split()))] if issuer else []

    assert merge_symbol(tails, text, names) == expected


def test_average_counts_a_look_that_missed_a_text() -> None:
    """A text that only one of two looks saw gets half its probability."""
    assert average([{"12": 0.8}, {"12": 0.4, "13": 0.6}]) == pytest.approx({"12": 0.6, "13": 0.3})


def test_plain_means_every_look_is_certain_of_the_same() -> None:
    """Doubt in one look, or two looks that differ, asks for a closer one."""
    assert is_plain([{"12": 0.99}, {"12": 0.98}])
    assert not is_plain([{"12": 0.99}, {"13": 0.99}])
    assert not is_plain([{"12": 0.99}, {"12": 0.6}])
    assert not is_plain([{}, {}])
