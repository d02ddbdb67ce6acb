"""The ByteRange of a signature: which bytes it covers, and whether the gap is its own Contents and no more."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import parser
from pyhanko.pdf_utils import generic, misc

from verifiers.signature.reasons import MalformedSignatureError

WHITESPACE = b"\x00\t\n\x0c\r "
SHAKE = "shake256"
DIGESTS = frozenset({*hashlib.algorithms_available, SHAKE}) - {"shake_128", "shake_256"}
TRACE = re.compile(rb"/ByteRange\s*\[")
USAGE = re.compile(rb"/UR3?(?![A-Za-z0-9])")
HEX = re.compile(rb"[0-9A-Fa-f\x00\t\n\x0c\r ]*\Z")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Offsets in bytes: content[0:gap_start] and content[gap_end:end] are signed."""

    gap_start: int
    gap_end: int
    end: int

    def digest(self, content: bytes, algorithm: str) -> bytes:
        """The digest of the covered bytes. Raises ValueError for an algorithm that is not known."""
        view = memoryview(content)
        return digest_of(algorithm, view[: self.gap_start], view[self.gap_end : self.end])


def digest_of(algorithm: str, *parts: bytes | memoryview) -> bytes:
    """The digest of the parts in a row; SHAKE256 with 64 bytes, as Ed448 uses it (RFC 8419, 2.3).

    Raises ValueError for an algorithm that is not known.
    """
    if algorithm == SHAKE:
        shake = hashlib.shake_256(usedforsecurity=False)
        for part in parts:
            shake.update(part)
        return shake.digest(64)
    state = hashlib.new(algorithm, usedforsecurity=False)
    for part in parts:
        state.update(part)
    return state.digest()


def read_byte_range(values: Sequence[object], size: int) -> ByteRange:
    """Check a /ByteRange array (ISO 32000-2, 12.8.1): two ranges in order, from the first byte, inside the file.

    Raises MalformedSignatureError (byte-range-invalid) for anything else.
    """
    numbers = [int(value) for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(values) != 4 or len(numbers) != 4:
        raise MalformedSignatureError("ByteRange is not four integers", reason="byte-range-invalid")
    start, first, second, length = numbers
    if start != 0 or first <= 0 or length < 0 or second <= first or second + length > size:
        raise MalformedSignatureError("ByteRange is out of order or out of file", reason="byte-range-invalid")
    return ByteRange(first, second, second + length)


def check_gap(content: bytes, covered: ByteRange, contents: bytes) -> None:
    """The unsigned gap must hold the hexadecimal Contents of this very signature and nothing else.

    This is what stops signature wrapping (a gap that hides a second document) and Contents taken from
    elsewhere. Raises MalformedSignatureError (byte-range-invalid).
    """
    gap = content[covered.gap_start : covered.gap_end].strip(WHITESPACE)
    held = _unescape(gap) if gap.startswith(b"(") else _unhex_string(gap)
    if held != contents:
        raise MalformedSignatureError("the gap is not this signature's Contents", reason="byte-range-invalid")


def _unescape(gap: bytes) -> bytes | None:
    """The bytes of a literal string (ISO 32000-2, 7.3.4.2) that fills the gap; few writers choose it."""
    stream = BytesIO(gap)
    try:
        text = generic.read_string_from_stream(stream)
    except misc.PdfError:
        return None
    return bytes(text.original_bytes) if stream.tell() == len(gap) else None


def _unhex_string(gap: bytes) -> bytes | None:
    gap = gap[1:] if gap.startswith(b"<") else gap
    gap = gap[:-1] if gap.endswith(b">") else gap
    return _unhex(gap) if HEX.match(gap) else None


def _unhex(text: bytes) -> bytes:
    digits = text.translate(None, WHITESPACE)
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


def has_padding(contents: bytes) -> bool:
    """Whether anything but zeros and white space follows the DER of a signature: room that nobody signed.

    Raises ValueError where the bytes are no DER.
    """
    return bool(contents[parser.peek(contents) :].strip(WHITESPACE))


def find_overlaps(ranges: Sequence[tuple[int, int, int]]) -> list[int]:
    """Which of the (gap start, gap end, end), in order of their end, begin their gap inside an earlier signature.

    Signatures follow each other: a later one covers all bytes of an earlier one. Two fields with the very same
    range share one signature.
    """
    unique = sorted(set(ranges), key=lambda item: item[2])
    return [n for n, (gap, _, _) in enumerate(unique) if n and gap < max(end for _, _, end in unique[:n])]


def has_traces(body: bytes) -> bool:
    """Whether the bytes hold a ByteRange that is no usage rights signature (ISO 32000-2, 12.8.2.3)."""
    return any(True for _ in find_traces(body))


def find_traces(body: bytes) -> Iterator[int]:
    """Where those ByteRanges stand."""
    return (match.start() for match in TRACE.finditer(body) if not _grants_usage(body, match.start()))


def _grants_usage(body: bytes, place: int) -> bool:
    start, end = body.rfind(b" obj", 0, place), body.find(b"endobj", place)
    return USAGE.search(body, max(start, 0), end if end > 0 else len(body)) is not None
