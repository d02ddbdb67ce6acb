"""Objects that stand in a revision's bytes but not in its cross-reference table: some viewers show them."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.fields import Key
from verifiers.signature.objects import location, read
from verifiers.signature.ranges import WHITESPACE
from verifiers.signature.words import object_heads

STREAM = b"stream"


def has_stray_objects(body: bytes, start: int, end: int, reader: PdfFileReader) -> bool:
    """Whether body[start:end] holds an object header that the table of `reader` does not point to.

    One published attack appends the new page with an empty cross-reference section: a verifier sees the old
    page, a viewer that repairs the file shows the new one.
    """
    if getattr(reader, "is_mended", False):
        # The table was made from the very objects that stand there.
        return False
    met = [place for _, _, place in object_heads(body, start, end)]
    if not met:
        return False
    known = object_offsets(reader)
    places = sorted(known)
    unknown = [place for place in met if not _is_known(body, known, places, place)]
    return any(not _inside_stream(body, reader, known, places, place) for place in unknown)


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


def _inside_stream(body: bytes, reader: PdfFileReader, known: dict[int, Key], places: list[int], place: int) -> bool:
    """Uncompressed attachments may hold text that looks like an object."""
    index = bisect_right(places, place) - 1
    if index < 0:
        return False
    start = places[index]
    if location(reader, known[start]) != start:
        return False
    item = read(reader, known[start])
    return isinstance(item, generic.StreamObject) and place < body.find(STREAM, start) + len(item.encoded_data)
