"""Who mentions an object: found in the bytes of a revision, far cheaper than parsing every object of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.fields import Key
from verifiers.signature.objects import location, object_keys, read

# The engine looks for the single letter first, so binary data costs little.
MENTION_END = re.compile(rb"R(?![A-Za-z0-9])")
MENTION = re.compile(rb"(?<![0-9])(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+R\Z")
LONGEST_MENTION = 40


def find_holders(reader: PdfFileReader, wanted: set[Key]) -> dict[Key, set[Key]]:
    """For each wanted object that some living object mentions: the keys of those that do."""
    found: dict[Key, set[Key]] = {}
    for key, holder in [*_in_file(reader, wanted), *_in_object_streams(reader, wanted)]:
        if holder != key:
            found.setdefault(key, set()).add(holder)
    return found


def mentions(content: bytes) -> Iterator[tuple[int, Key]]:
    """Every indirect reference in a piece of PDF, with its place."""
    for end in MENTION_END.finditer(content):
        place = end.start()
        match = MENTION.search(content[max(0, place - LONGEST_MENTION) : place + 1])
        if match is not None:
            yield place, (int(match[1]), int(match[2]))


def _in_file(reader: PdfFileReader, wanted: set[Key]) -> Iterator[tuple[Key, Key]]:
    content = reader.stream.getvalue()
    hits = [(place, key) for place, key in mentions(content) if key in wanted]
    if not hits:
        return
    places = {place: key for key in object_keys(reader) if isinstance(place := location(reader, key), int)}
    starts = sorted(places)
    for place, key in hits:
        index = bisect_right(starts, place) - 1
        start = starts[index] if index >= 0 else -1
        # Between objects stand superseded ones and trailers.
        if start >= 0 and content.find(b"endobj", start, place) < 0 and not _is_table(reader, places[start]):
            yield key, places[start]


def _is_table(reader: PdfFileReader, key: Key) -> bool:
    item = read(reader, key)
    return isinstance(item, generic.StreamObject) and dict.get(item, "/Type") == "/XRef"


def _in_object_streams(reader: PdfFileReader, wanted: set[Key]) -> Iterator[tuple[Key, Key]]:
    revisions = range(reader.xrefs.total_revisions)
    streams = {ref.idnum for n in revisions for ref in reader.xrefs.object_streams_used_in(n)}
    for number in sorted(streams):
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
