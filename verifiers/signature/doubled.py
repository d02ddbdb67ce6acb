"""Entries that stand twice in one dictionary and say different things: some readers take the first, others the last."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic, misc

from verifiers.signature.reader import CachingReader
from verifiers.signature.reasons import MalformedSignatureError

DEEPEST = 100
READ_NAME: Callable[[BytesIO], Any] = generic.NameObject.read_from_stream
END = re.compile(rb"(?<![^\x00\t\n\x0c\r >\])])(?:stream|endobj|startxref)")
ODD = re.compile(rb"[#(%]")
NAMES = re.compile(rb"/[^\x00\t\n\x0c\r /<>\[\]()%{}]*")
OBJECT, TRAILER = b"obj", b"trailer"


def has_doubled_entry(reader: CachingReader, key: tuple[int, int]) -> bool:
    """Whether a dictionary in this object has an entry twice, with different values (ISO 32000-2, 7.3.7).

    Raises whatever the library does for bytes that are no object.
    """
    packed = reader.packed_place(key)
    if packed is not None:
        return _is_doubled(reader, key, *packed)
    place = reader.xrefs[generic.Reference(*key, reader)]
    return isinstance(place, int) and has_doubled_at(reader, key, place, OBJECT)


def has_doubled_at(reader: CachingReader, key: tuple[int, int], place: int, word: bytes = TRAILER) -> bool:
    """The same of what follows the first `word` behind a place in the file."""
    content = reader.stream.getvalue()
    start = content.find(word, place)
    return start >= 0 and _is_doubled(reader, key, content, start + len(word))


def _is_doubled(reader: CachingReader, key: tuple[int, int], content: bytes, place: int) -> bool:
    end = END.search(content, place)
    head = content[place : end.start() if end else len(content)]
    names = NAMES.findall(head)
    if len(set(names)) == len(names) and not ODD.search(head):
        # No name stands there twice, however it is written, and no text can pass for the end.
        return False
    stream = BytesIO(content)
    stream.seek(place)
    return _Walk(stream, content, generic.Reference(*key, reader)).item(0)


class _Walk:
    """One walk over an object's bytes, without keeping it."""

    def __init__(self, stream: BytesIO, content: bytes, reference: Any) -> None:
        self.stream, self.content, self.reference = stream, content, reference

    def item(self, depth: int) -> bool:
        """Pass the next object; True as soon as an entry is met again with another value."""
        if depth > DEEPEST:
            raise MalformedSignatureError("objects nested too deep", reason="comparison-too-large")
        first = self._next()
        place = self.stream.tell()
        if self.content[place : place + 2] == b"<<":
            self.stream.seek(place + 2)
            return self._dictionary(depth)
        if first == b"[":
            self.stream.seek(place + 1)
            return self._array(depth)
        generic.read_object(self.stream, self.reference)
        return False

    def _dictionary(self, depth: int) -> bool:
        met: dict[str, bytes] = {}
        while self._next() != b">":
            name = str(READ_NAME(self.stream))
            self._next()
            start = self.stream.tell()
            if self.item(depth + 1):
                return True
            value = self.content[start : self.stream.tell()].strip()
            if met.setdefault(name, value) != value:
                return True
        self.stream.seek(2, 1)
        return False

    def _array(self, depth: int) -> bool:
        while self._next() != b"]":
            if self.item(depth + 1):
                return True
        self.stream.seek(1, 1)
        return False

    def _next(self) -> bytes:
        """The next byte that says something; the stream stands before it."""
        following: bytes = misc.read_non_whitespace(self.stream, seek_back=True)
        return following
