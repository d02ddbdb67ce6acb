"""Objects that stand in a revision's bytes but not in its cross-reference table: some viewers show them."""

from __future__ import annotations

import re
from bisect import bisect_right

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.fields import Key
from verifiers.signature.objects import location, read

OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj\b")


def has_stray_objects(body: bytes, start: int, end: int, reader: PdfFileReader) -> bool:
    """Whether body[start:end] holds an object header that the table of `reader` does not point to.

    One published attack appends the new page with an empty cross-reference section: a verifier sees the old
    page, a viewer that repairs the file shows the new one.
    """
    met = [(match.start(), (int(match[1]), int(match[2]))) for match in OBJECT.finditer(body, start, end)]
    if not met:
        return False
    known = _offsets(reader)
    places = sorted(known)
    return any(place not in known and not _inside_stream(reader, known, places, place) for place, _ in met)


def _offsets(reader: PdfFileReader) -> dict[int, Key]:
    """Where objects start, for every revision of the file."""
    found: dict[int, Key] = {}
    for revision in range(reader.xrefs.total_revisions):
        data = reader.xrefs.get_xref_data(revision)
        found |= {offset: (number, gen) for number, (gen, offset) in data.standard_xrefs.items()}
        stream = reader.xrefs.get_xref_container_info(revision)
        if stream.stream_ref is not None:
            found[stream.start_location] = (stream.stream_ref.idnum, stream.stream_ref.generation)
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
