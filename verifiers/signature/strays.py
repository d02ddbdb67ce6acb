"""Objects that stand in a revision's bytes but not in its cross-reference table: some viewers show them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.fields import Key
from verifiers.signature.objects import location, read
from verifiers.signature.ranges import WHITESPACE
from verifiers.signature.words import numbers_before

WORD = re.compile(rb"[A-Za-z0-9]")


def has_stray_objects(body: bytes, start: int, end: int, reader: PdfFileReader) -> bool:
    """Whether body[start:end] holds an object header that the table of `reader` does not point to.

    One published attack appends the new page with an empty cross-reference section: a verifier sees the old
    page, a viewer that repairs the file shows the new one.
    """
    met = list(_object_heads(body, start, end))
    if not met:
        return False
    known = object_offsets(reader)
    places = sorted(known)
    unknown = [place for place in met if not _is_known(body, known, places, place)]
    return any(not _inside_stream(reader, known, places, place) for place in unknown)


def _object_heads(body: bytes, start: int, end: int) -> Iterator[int]:
    """Where `1 0 obj` stands: the letters are searched first, so binary data cost little."""
    place = body.find(b"obj", start, end)
    while place >= 0:
        if not WORD.match(body, place + 3):
            yield from (head for _, _, head in numbers_before(body, place, start))
        place = body.find(b"obj", place + 3, end)


def _is_known(body: bytes, known: dict[int, Key], places: list[int], place: int) -> bool:
    """Whether a table points here, or to the white space just before, as several writers do."""
    index = bisect_right(places, place) - 1
    return place in known or (index >= 0 and not body[places[index] : place].strip(WHITESPACE))


def object_offsets(reader: PdfFileReader) -> dict[int, Key]:
    """Where objects start, for every revision of the file."""
    found: dict[int, Key] = {}
    for revision in range(reader.xrefs.total_revisions):
        data, place = reader.xrefs.get_xref_data(revision), reader.xrefs.get_xref_container_info(revision)
        found |= _section_offsets(data, place)
        if data.hybrid is not None:
            # Word processors hide the objects of newer PDF versions from older readers (7.5.8.4).
            found |= _section_offsets(data.hybrid.xref_data, data.hybrid.meta_info)
    return found


def table_offsets(reader: PdfFileReader) -> set[int]:
    """Where cross-reference streams start: numbers in them are no mentions of objects."""
    found = set()
    for revision in range(reader.xrefs.total_revisions):
        data, place = reader.xrefs.get_xref_data(revision), reader.xrefs.get_xref_container_info(revision)
        places = [place] + ([data.hybrid.meta_info] if data.hybrid is not None else [])
        found |= {one.start_location for one in places if one.stream_ref is not None}
    return found


def _section_offsets(data: Any, place: Any) -> dict[int, Key]:
    found = {offset: (number, gen) for number, (gen, offset) in data.standard_xrefs.items()}
    if place.stream_ref is not None:
        found[place.start_location] = (place.stream_ref.idnum, place.stream_ref.generation)
    return found


def _inside_stream(reader: PdfFileReader, known: dict[int, Key], places: list[int], place: int) -> bool:
    """Uncompressed attachments may hold text that looks like an object."""
    index = bisect_right(places, place) - 1
    if index < 0:
        return False
    start = places[index]
    if location(reader, known[start]) != start:
        return False
    item = read(reader, known[start])
    return isinstance(item, generic.StreamObject) and place < start + len(item.encoded_data)
