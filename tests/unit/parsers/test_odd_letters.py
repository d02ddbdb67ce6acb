"""Letters as odd files write them: hyphens of other names, marks apart, twice over itself, fonts that are missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Origin
from parsers.lines import Char, build_lines
from parsers.marks import has_stray_marks, put_on_letters
from parsers.parse import ParseOptions, parse_document
from tests.documents import Letter, Sheet, make_pdf

WITHOUT_OCR = ParseOptions(ocr=False)
BOX = b"/MediaBox [0 0 595 842]"


@pytest.mark.parametrize("hyphen", ["\u00ad", "\u2010", "\u2011", "\u2012", "\u2013", "\u2043", "\uff0d", "\uf02d"])
def test_a_hyphen_of_any_name_parts_the_groups_of_a_symbol(hyphen: str) -> None:
    """Many fonts call their hyphen a soft one; a symbol without it would be another one."""
    assert parse_document(Letter(number=f"Số: 34/KH{hyphen}VP").pdf(), WITHOUT_OCR).number.value == "34/KH-VP"


@pytest.mark.parametrize("slash", ["\u2044", "\u2215"])
def test_a_slash_of_any_name_parts_number_and_symbol(slash: str) -> None:
    """Fraction and division slash."""
    assert parse_document(Letter(number=f"Số: 34{slash}KH-VP").pdf(), WITHOUT_OCR).number.value == "34/KH-VP"


def test_a_letter_of_no_vietnamese_alphabet_makes_a_symbol_unsure() -> None:
    """A mark that fell on a consonant shows that the text layer is not to be trusted."""
    best = parse_document(Letter(number="Số: 34/KH-VṔ").pdf(), WITHOUT_OCR).number.best

    assert best is not None
    assert best.confidence < 0.9


@pytest.mark.parametrize("by", [0.0, 0.3, 0.8])
def test_text_drawn_twice_to_look_bold_is_read_once(by: float) -> None:
    """The second drawing comes right after the first, or after the whole page."""
    texts = Letter().texts()
    again = [replace(text, x=text.left + by, middle=None) for text in texts]
    for order in ([*texts, *again], [one for pair in zip(texts, again, strict=True) for one in pair]):
        found = parse_document(make_pdf(Sheet(order)), WITHOUT_OCR)
        assert (found.number.value, found.issuer.value) == ("34/KH-VP", "Văn phòng")
        assert found.signer_name.value == "Trần Văn Mẫu"


def test_letters_that_the_first_library_has_no_shape_for_are_read_by_the_second() -> None:
    """The font is not in the file and every letter stands by itself; pdfium then drops all Vietnamese ones."""
    content = make_pdf(Sheet([replace(text, glyph_by_glyph=True) for text in Letter().texts()]))
    found = parse_document(content, WITHOUT_OCR)

    assert (found.number.value, found.issuer.value) == ("34/KH-VP", "Văn phòng")
    assert [remark.reason for remark in found.remarks] == ["fallback-reader"]


@pytest.mark.parametrize("box", ["[0 0 0 0]", "[0 0 1 1]", "[10 10 10 10]", "[a b c d]"])
def test_a_page_without_area_is_read_as_a4(box: str) -> None:
    """Viewers show such a page on paper of a usual size."""
    found = parse_document(Letter().pdf().replace(BOX, f"/MediaBox {box}".encode()), WITHOUT_OCR)

    assert (found.number.value, str(found.date.value)) == ("34/KH-VP", "2023-01-17")
    assert (round(found.page_sizes[0].width), round(found.page_sizes[0].height)) == (595, 842)


def letter(text: str, x: float, width: float = 6.0) -> Char:
    return Char(text, x, 100.0, x + width, 112.0, 110.0, Origin.TEXT, spaced=False)


def test_marks_at_the_end_of_the_line_go_back_to_their_letters() -> None:
    """Older word processors write all letters of a line and then its marks."""
    word = [letter(text, 6.0 * at) for at, text in enumerate("Mâu so")]
    chars = [*(one for one in word if one.text != " "), letter("\u0303", 7.5, 3.0), letter("\u0302", 31.0, 3.0)]
    chars.append(letter("\u0301", 31.5, 3.0))

    assert has_stray_marks(chars)
    placed = [char for _, char in put_on_letters([*enumerate(chars)])]
    assert [line.text for line in build_lines(placed, 1)] == ["Mẫu số"]


def test_a_mark_right_behind_its_letter_is_no_stray() -> None:
    """That is the usual order, which needs no places."""
    assert not has_stray_marks([letter("o", 0.0), letter("\u0302", 6.0, 0.0), letter("\u0301", 6.0, 0.0)])
