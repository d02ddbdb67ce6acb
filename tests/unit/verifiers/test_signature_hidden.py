"""Content laid ready inside what was signed, room that nobody signed, ranges out of order; honest files beside them."""

from __future__ import annotations

import re

import pytest

from tests.pki import NOW, append_objects, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature.details import Indication, SignatureSet
from verifiers.signature.ranges import find_overlaps
from verifiers.signature.validation import examine

PDF = make_pdf("Diem: 10", "trang hai")
LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
SIGNED = sign(PDF, LEADER)
DRAWING = b"<< /Length 32 >>\nstream\nBT /F1 12 Tf 72 600 Td (99) Tj ET\n\nendstream"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [40 0 R] /D << %s >> >> >>"
MEMBERS = b"<< /Type /OCMD /OCGs [40 0 R] %s >>"
GROUP = b"<< /Type /OCG /Name (Lop) %s >>"


def _examine(content: bytes) -> SignatureSet:
    return examine(content, make_hierarchy().bundle, now=NOW)


def _hybrid() -> bytes:
    """A file as word processors write it: newer objects in an object stream that only a hybrid section names."""
    body = PDF[: PDF.index(b"xref\n")]
    offsets = {int(match[1]): match.start() for match in re.finditer(rb"(?m)^(\d+) 0 obj", body)}
    stream, table = len(offsets) + 2, len(offsets) + 3
    packed_at = len(body)
    body += b"%d 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length 10 >>\nstream\n%d 0 (dau)\n\nendstream\nendobj\n" % (
        stream,
        stream - 1,
    )
    rows = bytes([2, 0, stream, 0, 1, *packed_at.to_bytes(2), 0])
    table_at = len(body)
    head = b"%d 0 obj\n<< /Type /XRef /W [1 2 1] /Index [%d 2] /Size %d /Length 8 >>" % (table, stream - 1, table + 1)
    body += head + b"\nstream\n" + rows + b"\nendstream\nendobj\n"
    lines = b"".join(b"%d 1\n%010d 00000 n \n" % item for item in sorted(offsets.items()))
    trailer = b"<< /Size %d /Root 1 0 R /XRefStm %d /ID [<01><02>] >>" % (table + 1, table_at)
    end = b"startxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 1\n0000000000 65535 f \n" + lines + b"trailer\n" + trailer + b"\n" + end


PREPARED = {
    "twin-objects": append_objects(PDF, {5: DRAWING}, listed=False),
    "unreferenced-content (stream)": append_objects(PDF, {40: DRAWING}),
    "unreferenced-content (page)": append_objects(PDF, {40: PAGE % 5}),
    "unreferenced-content (page tree)": append_objects(
        PDF, {40: b"<< /Type /Pages /Kids [41 0 R] /Count 1 >>", 41: (PAGE % 5).replace(b"2 0 R", b"40 0 R")}
    ),
    "unreferenced-content (catalog)": append_objects(PDF, {40: b"<< /Type /Catalog /Pages 2 0 R >>"}),
    "hidden-layers (off)": append_objects(PDF, {1: CATALOG % b"/OFF [40 0 R]", 40: GROUP % b""}),
    "hidden-layers (base state)": append_objects(PDF, {1: CATALOG % b"/BaseState /OFF", 40: GROUP % b""}),
    "hidden-layers (print only)": append_objects(
        PDF, {1: CATALOG % b"", 40: GROUP % b"/Usage << /View << /ViewState /OFF >> >>"}
    ),
    "hidden-layers (at some sizes)": append_objects(
        PDF, {1: CATALOG % b"", 40: GROUP % b"/Usage << /Zoom << /min 3 >> >>"}
    ),
    "hidden-layers (shown while off)": append_objects(
        PDF, {1: CATALOG % b"/ON [40 0 R]", 40: GROUP % b"", 41: MEMBERS % b"/P /AllOff"}
    ),
    "hidden-layers (shown while not on)": append_objects(
        PDF,
        {
            1: CATALOG % b"/ON [40 0 R]",
            40: GROUP % b"",
            41: MEMBERS % b"/VE 42 0 R",
            42: b"[/And 42 0 R [/Not 40 0 R]]",
        },
    ),
}
HONEST = {
    "plain": PDF,
    "layers that all show": append_objects(
        PDF, {1: CATALOG % b"/ON [40 0 R]", 40: GROUP % b"", 41: MEMBERS % b"/P /AnyOn /VE [/Or 40 0 R]"}
    ),
    "an object edited before signing": append_objects(PDF, {5: DRAWING}),
    "a page taken out before signing": append_objects(PDF, {2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"}),
    "a page's content replaced before signing": append_objects(
        PDF, {6: (PAGE % 40).replace(b">>", b"/Resources << /Font << /F1 3 0 R >> >> >>"), 40: DRAWING}
    ),
    "a forgotten picture": append_objects(
        PDF, {40: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 >>\nstream\n/A Do\nendstream"}
    ),
    "hybrid tables": _hybrid(),
    "text of an object at the end of a stream": append_objects(
        make_pdf("mot", extra="/Metadata 40 0 R"),
        {40: b"<< /Type /Metadata /Subtype /XML /Length 29 >>\nstream\naaaaaaaaaa 9 0 obj << >> endobj\nendstream"},
    ),
    "text of an object inside a stream": append_objects(
        make_pdf("mot", extra="/Metadata 40 0 R"),
        {40: b"<< /Type /Metadata /Subtype /XML /Length 19 >>\nstream\n9 0 obj << >> endobj\nendstream"},
    ),
}


@pytest.mark.parametrize("name", sorted(PREPARED))
def test_signed_file_prepared_for_a_switch_is_named(name: str) -> None:
    """Shadow attacks, before the switch: the signature holds and the file says what lies in it."""
    result = _examine(sign(PREPARED[name], LEADER))

    assert result.defects == (name.split(" ", maxsplit=1)[0],)
    assert result.signatures[0].intact


@pytest.mark.parametrize("name", sorted(HONEST))
def test_honest_neighbour_has_no_defect(name: str) -> None:
    """What editors and word processors leave in a file is no preparation."""
    result = _examine(sign(HONEST[name], LEADER))

    assert result.defects == ()
    assert result.signatures[0].reason == "signature-valid"


def test_room_behind_a_signature_must_be_empty() -> None:
    """Nobody signs for the gap: anything but zeros behind the signature's DER is named."""
    place = SIGNED.index(b"0" * 200 + b">")

    (signature,) = _examine(SIGNED[: place + 150] + b"ab" + SIGNED[place + 152 :]).signatures

    assert (signature.reason, signature.intact) == ("contents-padding", True)
    assert signature.indication is Indication.INDETERMINATE


def test_white_space_behind_a_signature_is_empty() -> None:
    """Some signers end their DER with a line end."""
    place = SIGNED.index(b"0" * 200 + b">")

    (signature,) = _examine(SIGNED[: place + 150] + b"0a" + SIGNED[place + 152 :]).signatures

    assert signature.reason == "signature-valid"


@pytest.mark.parametrize(
    ("ranges", "overlapping"),
    [
        ([(10, 20, 50), (60, 70, 100)], []),
        ([(10, 20, 50), (10, 20, 50)], []),
        ([(10, 20, 50), (30, 40, 100)], [1]),
        ([(10, 20, 90), (30, 40, 90)], [1]),
        ([(10, 20, 50), (60, 70, 100), (55, 58, 200)], [2]),
        ([], []),
    ],
)
def test_gaps_follow_the_signatures_before_them(ranges: list[tuple[int, int, int]], overlapping: list[int]) -> None:
    """A later signature's gap lies behind everything that an earlier one covers."""
    assert find_overlaps(ranges) == overlapping


def test_overlapping_byte_ranges_are_a_defect_of_the_file() -> None:
    """A second signature whose range begins its gap inside the first."""
    both = sign(SIGNED, AGENCY, field="Seal", box=(250, 150, 330, 220))
    ranges = list(re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", both))
    first, last = ranges[0], ranges[-1]
    end = int(last[3]) + int(last[4])
    wide = b"/ByteRange [0 %s %s %d]" % (first[2], first[3], end - int(first[3]))
    content = both[: first.start()] + wide.ljust(len(first[0])) + both[first.start() + len(wide) :]

    result = _examine(content)

    assert "byte-ranges-overlap" in result.defects
    assert all(s.indication is Indication.TOTAL_FAILED for s in result.signatures)
