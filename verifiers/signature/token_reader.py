"""A faster reader of names, strings, numbers and white space for pyHanko, which reads them byte by byte.

The replacements give the same answer for every input (property tests compare them); whatever is not plain, and streams
that are not in memory, go to the originals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic, misc

UNTIL: Callable[..., tuple[bytes, bool]] = vars(misc)["_read_until_class"]
NEXT: Callable[..., bytes] = misc.read_non_whitespace
NAME: Callable[[bytes], Any] = vars(generic)["_decode_name"]
TEXT: Callable[[Any], str] = generic.decode_pdfdocencoding
ENDS = {
    misc.PDF_WHITESPACE: re.compile(rb"[ \n\r\t\f\x00]"),
    misc.PDF_WHITESPACE + misc.PDF_DELIMITERS: re.compile(rb"[ \n\r\t\f\x00()<>\[\]{}/%]"),
}
# A comment needs the original's care.
NEXT_PLAIN = re.compile(rb"[ \n\r\t\f\x00]*+([^ \n\r\t\f\x00%])", re.DOTALL)
NAME_PLAIN = re.compile(rb"[!-~]*")
NAME_SPECIAL = re.compile(rb"[#()<>\[\]{}/%]")
CHARACTERS: dict[int, str] = dict(enumerate(vars(generic)["_pdfDocEncoding"]))
UNDEFINED = re.compile(b"[" + b"".join(b"\\x%02x" % code for code, text in CHARACTERS.items() if text == "\0") + b"]")


def install() -> None:
    """Let pyHanko read tokens quickly, in this process, until `remove`."""
    _replace(read_until_class, read_non_whitespace, decode_name, decode_text)


def remove() -> None:
    """Give pyHanko its own readers back."""
    _replace(UNTIL, NEXT, NAME, TEXT)


def _replace(until: Any, following: Any, name: Any, text: Any) -> None:
    vars(misc)["_read_until_class"] = until
    vars(misc)["read_non_whitespace"] = vars(generic)["read_non_whitespace"] = following
    vars(generic)["_decode_name"], vars(generic)["decode_pdfdocencoding"] = name, text


def read_until_class(class_chars: bytes, stream: Any, maxchars: int | None = None) -> tuple[bytes, bool]:
    """The bytes before the next one of a class, which is read, too; and whether the stream ended before one came."""
    ends = ENDS.get(class_chars)
    if maxchars or ends is None or type(stream) is not BytesIO:
        return UNTIL(class_chars, stream, maxchars)
    content, start = stream.getvalue(), stream.tell()
    match = ends.search(content, start)
    if match is None:
        stream.seek(max(start, len(content)))
        return content[start:], True
    stream.seek(match.end())
    return content[start : match.start()], False


def read_non_whitespace(stream: Any, seek_back: bool = False, allow_eof: bool = False) -> bytes:
    """The next byte that is no white space; comments, and the end of the stream, are left to the original."""
    if type(stream) is not BytesIO:
        return NEXT(stream, seek_back, allow_eof)
    match = NEXT_PLAIN.match(stream.getvalue(), stream.tell())
    if match is None:
        return NEXT(stream, seek_back, allow_eof)
    stream.seek(match.end() - seek_back)
    return match[1]


def decode_name(name: bytes) -> Any:
    """The name that these bytes are, without the slash; one with escapes or odd bytes is left to the original."""
    if NAME_PLAIN.fullmatch(name) is None or NAME_SPECIAL.search(name):
        return NAME(name)
    return generic.NameObject("/" + name.decode("ascii"))


def decode_text(content: Any) -> str:
    """The text of bytes in PDFDocEncoding; what is undefined there is left to the original, which says where."""
    if not isinstance(content, bytes) or UNDEFINED.search(content):
        return TEXT(content)
    return content.decode("latin-1").translate(CHARACTERS)
