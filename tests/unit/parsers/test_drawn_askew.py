"""Pages whose letters are drawn askew, or say not what they mean: the file has text, and it is not simply there."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter, Transformation
from pypdf.generic import DictionaryObject

from parsers.document import TextOrigin
from parsers.parse import ParseOptions, parse_document
from tests.papers import Paper

WITHOUT_OCR = ParseOptions(ocr=False)


@pytest.mark.parametrize("degrees", [0.5, 2.0, -3.0, 90.0, 180.0])
def test_text_that_its_matrix_turns_reads_like_upright_text(degrees: float) -> None:
    """No /Rotate says so: the letters themselves lean, as scanners' programs that straighten pages leave them."""
    writer = PdfWriter(clone_from=io.BytesIO(Paper().pdf()))
    middle = Transformation().translate(-297, -421).rotate(degrees).translate(297, 421)
    writer.pages[0].add_transformation(middle)

    found = parse_document(saved(writer), WITHOUT_OCR)

    assert (found.number.value, str(found.date.value)) == ("34/KH-VP", "2023-01-17")
    assert (found.issuer.value, found.signer_name.value) == ("Văn phòng", "Trần Văn Mẫu")


def test_a_missing_to_unicode_makes_letters_no_text() -> None:
    """Glyph numbers that no table leads back to letters are not shown as a reading; the page waits for OCR."""
    writer = PdfWriter(clone_from=io.BytesIO(Paper().pdf()))
    resources = writer.pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    fonts = resources["/Font"]
    assert isinstance(fonts, DictionaryObject)
    for name in fonts:
        font = fonts[name]
        assert isinstance(font, DictionaryObject)
        del font["/ToUnicode"]

    found = parse_document(saved(writer), WITHOUT_OCR)

    assert (found.number.best, found.date.best, found.text_origin) == (None, None, TextOrigin.NONE)
    assert [remark.reason for remark in found.remarks] == ["needs-ocr"]


def saved(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
