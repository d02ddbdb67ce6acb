"""Who mentions an object: found in the bytes of a revision, far cheaper than parsing every object of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.fields import Key
from verifiers.signature.objects import location, object_stream_numbers, read
from verifiers.signature.reader import CachingReader
from verifiers.signature.strays import object_offsets, table_offsets
from verifiers.signature.words import numbers_before

# White space and the letter are searched together, so binary data cost little.
ENDINGS = tuple(bytes([space]) + b"R" for space in b"\x00\t\n\x0c\r ")
MENTIONS = "mentions"
WORD = re.compile(rb"[A-Za-z0-9]")


def find_holders(reader: PdfFileReader, wanted: set[Key]) -> dict[Key, set[Key]]:
    """For each wanted object that some living object mentions: the keys of those that do."""
    found: dict[Key, set[Key]] = {}
    for key, holder in [*_in_file(reader, wanted), *_in_object_streams(reader, wanted)]:
        if holder != key:
            found.setdefault(key, set()).add(holder)
    return found


def mentions(content: bytes) -> Iterator[tuple[int, Key]]:
    """Every indirect reference in a piece of PDF, with its place."""
    for ending in ENDINGS:
        place = content.find(ending)
        while place >= 0:
            if not WORD.match(content, place + 2):
                yield from ((place + 1, (number, gen)) for number, gen, _ in numbers_before(content, place + 1))
            place = content.find(ending, place + 1)


def _all_mentions(reader: PdfFileReader, content: bytes) -> Iterable[tuple[int, Key]]:
    """The mentions in a file's bytes, found once for it and all its revisions, which begin with the same bytes."""
    if not isinstance(reader, CachingReader):
        return mentions(content)
    base = reader.whole or reader
    if MENTIONS not in base.remembered:
        base.remembered[MENTIONS] = list(mentions(base.stream.getvalue()))
    found: list[tuple[int, Key]] = base.remembered[MENTIONS]
    return found


def find_former(reader: PdfFileReader, wanted: set[Key]) -> set[Key]:
    """Those of the wanted objects that an object's earlier version mentions: they were in use once."""
    return {key for key, _, is_living in _placed(reader, wanted) if not is_living}


def _in_file(reader: PdfFileReader, wanted: set[Key]) -> Iterator[tuple[Key, Key]]:
    return ((key, holder) for key, holder, is_living in _placed(reader, wanted) if is_living)


def _placed(reader: PdfFileReader, wanted: set[Key]) -> Iterator[tuple[Key, Key, bool]]:
    """Each mention of a wanted object inside another: what, by whom, and whether that is its version in force."""
    content = reader.stream.getvalue()
    hits = [(place, key) for place, key in _all_mentions(reader, content) if place < len(content) and key in wanted]
    if not hits:
        return
    places = object_offsets(reader)
    starts, tables = sorted(places), table_offsets(reader)
    for place, key in hits:
        index = bisect_right(starts, place) - 1
        start = starts[index] if index >= 0 else -1
        # Between objects stand trailers.
        if start >= 0 and start not in tables and content.find(b"endobj", start, place) < 0:
            yield key, places[start], location(reader, places[start]) == start


def _in_object_streams(reader: PdfFileReader, wanted: set[Key]) -> Iterator[tuple[Key, Key]]:
    for number in sorted(object_stream_numbers(reader)):
        item = read(reader, (number, 0))
        if not isinstance(item, generic.StreamObject):
            continue
        content, first = item.data, int(item["/First"])
        hits = [(place, key) for place, key in mentions(content[first:]) if key in wanted]
        numbers = [int(word) for word in content[:first].split()] if hits else []
        starts = numbers[1::2]
        for place, key in hits:
            holder = (numbers[2 * (bisect_right(starts, place) - 1)], 0)
            if getattr(location(reader, holder), "obj_stream_id", None) == number:
                yield key, holder
