"""PDFs as they come from the wild: broken at the end, under an owner's password, with odd pages, with other files."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from parsers.errors import EncryptedError, ParseError
from parsers.parse import ParseOptions, parse_document
from tests.documents import Letter, Stamp
from tests.papers import Paper

WITHOUT_OCR = ParseOptions(ocr=False)
PLAN = Paper().pdf()
LETTER = Letter().pdf()
BOX = b"/MediaBox [0 0 595 842]"


def rewritten(content: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_object_streams() -> bytes:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(PLAN)), writer_kwargs={"stream_xrefs": True})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_xfa(writer: PdfWriter) -> None:
    template = writer._add_object(DecodedStreamObject())
    parts = ArrayObject([TextStringObject("template"), template])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): parts})


def attach(writer: PdfWriter, *, as_collection: bool) -> None:
    writer.add_attachment("van ban.pdf", PLAN)
    if as_collection:
        writer.root_object[NameObject("/Collection")] = DictionaryObject({NameObject("/View"): NameObject("/D")})


AT_END = PLAN.rindex(b"startxref")
READABLE = {
    "no end marker": PLAN[: PLAN.rindex(b"%%EOF")],
    "no cross-reference offset": PLAN[:AT_END],
    "a wrong cross-reference offset": PLAN[:AT_END] + b"startxref\n999999\n%%EOF\n",
    "no cross-reference table": PLAN.replace(b"xref", b"????"),
    "zeros behind the end": PLAN + bytes(3000),
    "a web page behind the end": PLAN + b"<html></html>" * 300,
    "cross-reference streams": with_object_streams(),
    "no MediaBox": LETTER.replace(BOX, b""),
    "a huge MediaBox": LETTER.replace(BOX, b"/MediaBox [0 0 9999999 9999999]"),
    "a MediaBox upside down": LETTER.replace(BOX, b"/MediaBox [595 842 0 0]"),
    "a MediaBox beside the origin": LETTER.replace(BOX, b"/MediaBox [-100 -100 595 842]"),
    "a CropBox": LETTER.replace(BOX, BOX + b" /CropBox [50 50 590 840]"),
    "a UserUnit": LETTER.replace(BOX, BOX + b" /UserUnit 2"),
    "thousands of annotations": Letter().pdf(*(Stamp("x", 10 + at % 500, 700, "free-text") for at in range(3000))),
    "an XFA form beside its text": rewritten(PLAN, with_xfa),
    "an attachment": rewritten(PLAN, lambda writer: attach(writer, as_collection=False)),
    "a portfolio with a letter for its cover": rewritten(PLAN, lambda writer: attach(writer, as_collection=True)),
}


@pytest.mark.parametrize("name", READABLE)
def test_what_viewers_show_is_read(name: str) -> None:
    """A file that a viewer opens without a word gives number and date."""
    found = parse_document(READABLE[name], WITHOUT_OCR)
    assert (found.number.value, str(found.date.value)) == ("34/KH-VP", "2023-01-17")


ALGORITHMS = ("RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_file_that_opens_without_a_password_is_read(algorithm: str) -> None:
    """An owner's password forbids printing or copying; the file opens for everybody, so it is read."""
    content = rewritten(PLAN, lambda writer: writer.encrypt("", "owner", algorithm=algorithm))
    assert parse_document(content, WITHOUT_OCR).number.value == "34/KH-VP"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_file_that_needs_a_password_is_refused_by_name(algorithm: str) -> None:
    """Whatever the cipher."""
    content = rewritten(PLAN, lambda writer: writer.encrypt("x", "owner", algorithm=algorithm))
    with pytest.raises(EncryptedError) as caught:
        parse_document(content, WITHOUT_OCR)
    assert caught.value.reason == "encrypted-pdf"


def test_a_portfolio_with_an_empty_cover_is_refused_by_name() -> None:
    """The documents are files within the file, to be handed in one by one."""

    def cover(writer: PdfWriter) -> None:
        attach(writer, as_collection=True)
        writer.remove_page(0)
        writer.add_blank_page(595, 842)

    with pytest.raises(ParseError) as caught:
        parse_document(rewritten(PLAN, cover), WITHOUT_OCR)
    assert caught.value.reason == "portfolio"
