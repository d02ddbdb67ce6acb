"""The whole pipeline: any bytes end in a document or a ParseError, and the bytes given are described truly."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.document import TextOrigin
from parsers.errors import EmptyFileError, ParseError, TooLargeError, UnsupportedTypeError
from parsers.parse import ParseOptions, parse_document
from tests.documents import Letter, Sheet, Stamp, make_pdf
from tests.hostile import HOSTILE

LETTER = Letter(number="Số:        /KH-VP").pdf(Stamp("316", 148, 106))
WITHOUT_OCR = ParseOptions(ocr=False)


@pytest.mark.parametrize(
    ("content", "error", "reason"),
    [
        (b"", EmptyFileError, "empty-file"),
        (b"\x00" * 200, EmptyFileError, "empty-file"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", UnsupportedTypeError, "html-not-pdf"),
        (b"\xef\xbb\xbf  <html>", UnsupportedTypeError, "html-not-pdf"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", UnsupportedTypeError, "unsupported-type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word", UnsupportedTypeError, "legacy-office"),
        (b"{\\rtf1\\ansi S\\u7889?: 34/KH-VP}", UnsupportedTypeError, "legacy-office"),
        (b"PK\x03\x04 broken", ParseError, "damaged-file"),
        (b"\x89PNG\r\n\x1a\n broken", ParseError, "damaged-file"),
        (b"\xff\xd8\xff broken", ParseError, "damaged-file"),
        (b"II*\x00 broken", ParseError, "damaged-file"),
    ],
)
def test_bytes_that_are_no_document_are_refused_by_name(content: bytes, error: type[ParseError], reason: str) -> None:
    """Each kind of wrong content has its own reason code."""
    with pytest.raises(error) as caught:
        parse_document(content)
    assert caught.value.reason == reason


def test_an_archive_is_not_the_document_it_begins_with() -> None:
    """Packed without compression, the first document's own beginning stands near that of the archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("34-kh.pdf", LETTER)

    with pytest.raises(UnsupportedTypeError):
        parse_document(packed.getvalue(), WITHOUT_OCR)


def test_a_file_past_the_limit_is_refused() -> None:
    """The limit is on bytes and comes before any reading."""
    with pytest.raises(TooLargeError):
        parse_document(LETTER, ParseOptions(max_bytes=100))


def test_the_document_describes_its_bytes() -> None:
    """Digest, size, media type, pages and text origin are those of the file."""
    found = parse_document(LETTER)
    assert (found.sha256, found.size) == (hashlib.sha256(LETTER).hexdigest(), len(LETTER))
    assert (found.media_type, found.pages, found.text_origin) == ("application/pdf", 1, TextOrigin.TEXT)
    assert [(size.width, size.height) for size in found.page_sizes] == [(595.0, 842.0)]
    assert "Văn phòng xây dựng kế hoạch" in found.text


def test_the_same_bytes_give_the_same_document() -> None:
    """Nothing in the result depends on the run."""
    assert parse_document(LETTER) == parse_document(LETTER)


def test_the_file_name_is_a_prior_and_not_the_answer() -> None:
    """A name that contradicts the page changes nothing on the page."""
    found = parse_document(Letter().pdf(), ParseOptions(file_name="99-30.12 BC.pdf"))
    assert found.number.value == "34/KH-VP"
    assert found.file_name.number == 99


def test_the_number_in_a_file_name_is_only_proposed() -> None:
    """Where the page gives none, the name's number is a candidate with its origin, never the value."""
    found = parse_document(make_pdf(Sheet()), ParseOptions(file_name="QDVP_18_2023 x.pdf", ocr=False))
    assert found.number.value is None
    assert [(c.value, c.origin.value) for c in found.number.candidates] == [("18/QDVP", "file-name")]


def test_a_file_only_the_second_library_opens_is_read() -> None:
    """A catalogue that the first library cannot find is found by the second; a remark says so."""
    damaged = Letter().pdf().replace(b"/Kids [", b"/Kidz [")
    try:
        found = parse_document(damaged, WITHOUT_OCR)
    except ParseError as error:
        pytest.fail(f"refused as {error.reason}")
    assert found.number.value == "34/KH-VP"
    assert "fallback-reader" in [remark.reason for remark in found.remarks]


def test_an_object_that_refers_to_itself_ends_in_a_refusal() -> None:
    """Neither library follows it for ever."""
    assert outcome(HOSTILE["an object that refers to itself"]()) == "damaged-file"


def test_a_scan_without_ocr_says_so() -> None:
    """Where OCR is switched off the page is kept, and a remark names what is missing."""
    found = parse_document(make_pdf(Sheet()), WITHOUT_OCR)
    assert found.text_origin is TextOrigin.NONE
    assert [remark.reason for remark in found.remarks] == ["needs-ocr"]
    assert found.number.value is None


def outcome(content: bytes) -> str:
    """Return the digest of the document or the reason of the refusal; any other exception is the test's."""
    try:
        return parse_document(content, WITHOUT_OCR).sha256
    except ParseError as error:
        return error.reason


@given(st.binary(max_size=2000))
@settings(deadline=None)
def test_any_bytes_end_in_a_document_or_a_parse_error(content: bytes) -> None:
    """No other exception leaves the package."""
    for prefix in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00"):
        assert outcome(prefix + content)


@given(st.lists(st.tuples(st.integers(0, len(LETTER) - 1), st.integers(0, 255)), min_size=1, max_size=30))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_pdf_ends_in_a_document_or_a_parse_error(changes: list[tuple[int, int]]) -> None:
    """Flipping bytes of a real file breaks nothing but the file."""
    content = bytearray(LETTER)
    for position, value in changes:
        content[position] = value
    assert outcome(bytes(content))


@given(st.integers(0, len(LETTER)))
@settings(deadline=None)
def test_a_truncated_pdf_ends_in_a_document_or_a_parse_error(length: int) -> None:
    """A file cut anywhere is read as far as it goes, or refused."""
    assert outcome(LETTER[:length])


REAL = Path(__file__).resolve().parents[4] / "shared" / "real-documents"
if (REAL / "labels.jsonl").is_file():
    _LABELS = [json.loads(line) for line in (REAL / "labels.jsonl").read_text("utf-8").splitlines()]

    @pytest.mark.real_documents
    @pytest.mark.parametrize("label", [x for x in _LABELS if x["text_layer"] == "text"], ids=lambda x: x["file"])
    def test_number_and_date_of_born_digital_documents(label: dict[str, str | None]) -> None:
        """Number and date of every labelled document with a text layer are those on the paper."""
        found = parse_document((REAL / str(label["file"])).read_bytes())
        assert found.number.value == label["number"]
        assert (found.date.value.isoformat() if found.date.value else None) == label["date"]
