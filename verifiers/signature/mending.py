"""A cross-reference table for a file whose own cannot be read: its objects, found where they stand, the last first."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator

from verifiers.signature.words import object_heads

MOST_OBJECTS = 50_000
LARGEST_STREAM = 20_000_000
# Far from any number that a document uses, and another for each length, so that revisions do not share it.
FIRST_NUMBER, NUMBERS = 5_000_000, 3_000_000
LONGEST_HEAD = 4_000
STREAM = re.compile(rb"stream\r?\n")
PACKED = re.compile(rb"/Type\s*/ObjStm\b")
CATALOG = re.compile(rb"/Type\s*/Catalog\b")
ENTRIES = tuple(re.compile(rb"/%s\s*(\d+\s+\d+\s+R|\[[^\]]{0,200}\])" % name) for name in (b"Root", b"Encrypt", b"ID"))
FIRST, COUNT = re.compile(rb"/First\s+(\d+)"), re.compile(rb"/N\s+(\d+)")

Row = tuple[int, int, int]


def mend(content: bytes) -> bytes | None:
    """The same bytes with a new table behind them (ISO 32000-2, 7.5.8); None where there is nothing to list.

    Of several objects with one number the last counts, as repairing viewers have it. Offsets stay what they were.
    """
    rows: dict[int, Row] = {}
    catalog = None
    for number, generation, place in _objects(content):
        rows[number] = (1, place, generation)
        head = content[place : place + LONGEST_HEAD].partition(b"endobj")[0]
        catalog = b"%d %d R" % (number, generation) if CATALOG.search(head) else catalog
        rows |= {inner: (2, number, index) for index, inner in enumerate(_packed(content, place, head))}
        if len(rows) > MOST_OBJECTS:
            return None
    entries = _entries(content, catalog)
    return content + _table(len(content), rows, entries) if rows and entries else None


def _objects(content: bytes) -> Iterator[Row]:
    """Number, generation and place of every object, those inside streams left out."""
    heads = sorted(object_heads(content, 0, len(content)), key=lambda head: head[2])
    places = [place for _, _, place in heads]
    index = 0
    while index < len(heads):
        yield heads[index]
        place = places[index]
        begin, end = content.find(b"stream", place), content.find(b"endobj", place)
        if 0 <= begin < (end if end >= 0 else len(content)):
            after = content.find(b"endstream", begin)
            index = max(index + 1, bisect_right(places, after if after >= 0 else begin))
        else:
            index += 1


def _packed(content: bytes, place: int, head: bytes) -> list[int]:
    """The numbers of the objects in an object stream; none for anything else, or what does not unpack."""
    begin = STREAM.search(head)
    first, count = FIRST.search(head), COUNT.search(head)
    if not (PACKED.search(head) and begin and first and count):
        return []
    start = place + begin.end()
    data = content[start : content.find(b"endstream", start)]
    if b"/Filter" in head[: begin.start()]:
        try:
            data = zlib.decompressobj().decompress(data, LARGEST_STREAM)
        except zlib.error:
            return []
    words = data[: int(first[1])].split()[: 2 * int(count[1]) : 2]
    return [int(word) for word in words if word.isdigit()]


def _entries(content: bytes, catalog: bytes | None) -> bytes:
    """Root, Encrypt and ID as the last trailer that names them has them; the last catalog where none does."""
    found = [list(entry.finditer(content)) for entry in ENTRIES]
    parts = [matches[-1][0] for matches in found if matches]
    if not found[0] and catalog is not None:
        parts.append(b"/Root " + catalog)
    return b" ".join(parts) if found[0] or catalog is not None else b""


def _table(size: int, rows: dict[int, Row], entries: bytes) -> bytes:
    own = FIRST_NUMBER + size % NUMBERS
    rows = {**rows, own: (1, size + 1, 0)}
    numbers = sorted(number for number in rows if 0 < number <= own)
    index = b" ".join(b"%d 1" % number for number in numbers)
    data = b"".join(_row(*rows[number]) for number in numbers)
    head = b"<< /Type /XRef /W [1 6 3] /Index [%s] /Size %d /Length %d %s >>" % (index, own + 1, len(data), entries)
    end = b"startxref\n%d\n%%%%EOF\n" % (size + 1)
    return b"\n%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n%s" % (own, head, data, end)


def _row(kind: int, place: int, more: int) -> bytes:
    return bytes([kind]) + place.to_bytes(6) + min(more, 0xFFFF).to_bytes(3)
