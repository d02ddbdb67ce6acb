"""What kind of file some bytes are, judged by the bytes and never by a name."""

from __future__ import annotations

import io
import zipfile

from parsers.errors import DamagedError, EmptyFileError, EncryptedError, TooLargeError, UnsupportedTypeError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG, JPEG, TIFF = "image/png", "image/jpeg", "image/tiff"
IMAGES = frozenset((PNG, JPEG, TIFF))

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<!--", b"<?xml", b"<div")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Compound File: .doc, .xls, and Office files under a password
_RICH_TEXT = b"{\\rtf"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_ENTRIES = 20_000


def sniff(content: bytes) -> str:
    """Return the media type of `content`.

    Raises:
        ParseError: `empty-file`; `html-not-pdf` for a web page saved under another name; `encrypted-office`;
            `legacy-office` for .doc, .xls and .rtf; `damaged-file` for a broken archive; `too-large` for one that
            unpacks beyond 400 MB; `unsupported-type` for anything else.

    """
    if not content.strip(b"\x00 \t\r\n"):
        raise EmptyFileError("the file has no content")
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    for start, media_type in _STARTS:
        if content.startswith(start):
            return media_type
    # Before the mark of a PDF is looked for: a PDF packed without compression shows its own near the archive's begin.
    if content.startswith(b"PK\x03\x04"):
        return _sniff_package(content)
    if b"%PDF-" in content[:1029]:
        return PDF
    if head.lower().startswith(_MARKUP):
        raise UnsupportedTypeError("a web page, not a document", reason="html-not-pdf")
    if content.startswith(_OLE) and _ENCRYPTED_PACKAGE in content:
        raise EncryptedError("the Office file needs a password", reason="encrypted-office")
    if content.startswith(_OLE) or head.startswith(_RICH_TEXT):
        raise UnsupportedTypeError("a document of old Word or Excel, or rich text", reason="legacy-office")
    raise UnsupportedTypeError("no kind of file that evidence may have")


def _sniff_package(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DamagedError("the archive cannot be opened") from error
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise TooLargeError("the archive unpacks to more than is safe")
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    raise UnsupportedTypeError("an archive that is neither DOCX nor XLSX")
