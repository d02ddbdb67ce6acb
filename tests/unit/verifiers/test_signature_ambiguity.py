"""Updates that one reader takes for nothing and another for a new page: what is ambiguous is a change."""

from __future__ import annotations

import pytest

from tests.pki import NOW, append_objects, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature.details import ChangesAfter, Indication, SignatureDetails
from verifiers.signature.doubled import has_doubled_entry
from verifiers.signature.fields import open_reader
from verifiers.signature.validation import examine

SIGNED = sign(make_pdf("Diem: 10", "Diem: 99"), make_identity("Nguyễn Văn An"), box=None)
CATALOG = SIGNED[SIGNED.rindex(b"\n1 0 obj") :].partition(b"obj")[2].partition(b"endobj")[0].strip()
FONTS = b"/Resources << /Font << /F1 3 0 R %s>> >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R " + FONTS + b" %s >>"
SAME = PAGE % (b"", b"/Annots [10 0 R]")
OTHER = PAGE.replace(b"5 0 R", b"7 0 R") % (b"", b"/Annots [10 0 R]")


def _first(content: bytes) -> SignatureDetails:
    return examine(content, make_hierarchy().bundle, now=NOW).signatures[0]


def _update(entries: bytes, *, size: int = 999) -> bytes:
    """An update that writes the document information, with more words in its trailer."""
    updated = append_objects(SIGNED, {801: b"<< /Producer (x) >>"})
    place = updated.rindex(b"/Size")
    trailer = b"/Size %d /Root 1 0 R /Info 801 0 R %s /Prev" % (size, entries)
    return updated[:place] + trailer + updated[updated.index(b"/Prev", place) + len(b"/Prev") :]


def _packed(*objects: tuple[int, bytes], index: int) -> bytes:
    """An update in an object stream; the table says that page 4 is the object at that index."""
    head, data = b"", b""
    for number, item in objects:
        head += b"%d %d " % (number, len(data))
        data += item + b" "
    stream = b"891 0 obj\n<< /Type /ObjStm /N %d /First %d /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        (len(objects), len(head), len(head + data), head + data)
    )
    start = len(SIGNED) + len(stream)
    rows = b"".join(
        bytes([kind]) + place.to_bytes(4) + more.to_bytes(2)
        for kind, place, more in ((2, 891, index), (1, start, 0), (1, len(SIGNED), 0))
    )
    previous = int(SIGNED[SIGNED.rindex(b"startxref") :].split()[1])
    head = b"/Type /XRef /W [1 4 2] /Index [4 1 890 2] /Size 900 /Root 1 0 R /Prev %d /Length %d"
    table = b"890 0 obj\n<< " + head + b" >>\nstream\n"
    body = table % (previous, len(rows)) + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return SIGNED + stream + body


def _page(fonts: bytes = b"", entries: bytes = b"/Annots [10 0 R]") -> bytes:
    return append_objects(SIGNED, {4: PAGE % (fonts, entries), 902: b"<< /Type /Font >>"})


ATTACKS = {
    "contents twice": _page(entries=b"/Annots [10 0 R] /Contents 7 0 R"),
    "contents twice, one with an escape": _page(entries=b"/Annots [10 0 R] /C#6fntents 7 0 R"),
    "font twice": _page(fonts=b"/F1 902 0 R "),
    "entry twice in an array": _page(entries=b"/Annots [10 0 R] /B [<< /A 1 /A 2 >>]"),
    "behind words that could end the object": _page(entries=b"/Annots [10 0 R] /X (endobj) /Contents 7 0 R"),
    "page tree twice in the catalog": append_objects(SIGNED, {1: CATALOG[:-2] + b" /Pages 6 0 R >>"}),
    "root twice in the trailer": _update(b"/Root 6 0 R"),
    "numbers in use beyond the size": _update(b"", size=4),
    "another object at the place in the stream": _packed((6, OTHER), (4, SAME), index=0),
}


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_what_readers_read_otherwise_is_content(name: str) -> None:
    """One reader takes the first entry, the number or the old size, another the last, the place or the new one."""
    assert _first(ATTACKS[name]).changes_after is ChangesAfter.CONTENT


@pytest.mark.parametrize(
    "content",
    [
        _page(entries=b"/Annots [10 0 R] /Contents 5 0 R"),
        _update(b"/Root 1 0 R"),
        _packed((6, OTHER), (4, SAME), index=1),
    ],
    ids=["entry twice", "trailer's entry twice", "stream"],
)
def test_what_all_readers_read_alike_is_no_change(content: bytes) -> None:
    """The same value twice is a writer's carelessness, and an object in its place is an object."""
    first = _first(content)

    assert first.changes_after in {ChangesAfter.NONE, ChangesAfter.PERMITTED}
    assert first.indication is Indication.TOTAL_PASSED


def test_deep_nesting_comes_to_an_end() -> None:
    """Ten thousand arrays in one another end in a verdict."""
    nested = b"[" * 10_000 + b"]" * 10_000

    assert _first(_page(entries=b"/Annots [10 0 R] /B (x) /Z " + nested)).changes_after is ChangesAfter.CONTENT


def test_an_object_in_a_stream_is_looked_at_there() -> None:
    """The entry stands twice in the packed page."""
    twice = SAME[:-2] + b"/Contents 7 0 R >>"

    assert has_doubled_entry(open_reader(_packed((4, twice), index=0)), (4, 0))
    assert not has_doubled_entry(open_reader(_packed((4, SAME), index=0)), (4, 0))
