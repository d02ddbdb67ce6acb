"""Files whose cross-reference table cannot be read: judged by a table made anew, and never passed for it."""

from __future__ import annotations

import re

import pytest

from tests.pki import NOW, make_hierarchy, make_identity, make_pdf, sign
from tests.written_pdfs import make_packed_pdf
from verifiers.signature.details import Indication, SignatureSet
from verifiers.signature.mending import mend
from verifiers.signature.validation import examine

LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
SEAL_BOX = (250, 150, 330, 220)
PLAIN = sign(make_pdf("mot", "hai"), LEADER)
PACKED = sign(make_packed_pdf(), LEADER)
CHANGED = b"5 0 obj\n<< /Length 39 >>\nstream\nBT /F1 12 Tf 72 600 Td (Diem: 99) Tj ET\nendstream\nendobj\n"


def _examine(content: bytes) -> SignatureSet:
    return examine(content, make_hierarchy().bundle, now=NOW)


def _lost(content: bytes) -> bytes:
    """What follows the last signature points nowhere, as after a careless conversion of line ends."""
    return content + b"startxref\n99999999\n%%EOF\n"


@pytest.mark.parametrize("content", [PLAIN, PACKED], ids=["plain", "object streams"])
def test_signature_is_judged_where_the_table_is_lost(content: bytes) -> None:
    """The covered bytes are the signed ones; that a table had to be made keeps it from passing."""
    result = _examine(_lost(content))

    assert result.defects == ("table-rebuilt",)
    assert [(s.reason, s.intact, s.valid, s.trusted) for s in result.signatures] == [
        ("table-rebuilt", True, True, True)
    ]
    assert result.signatures[0].indication is Indication.INDETERMINATE


def test_every_signature_is_found_in_a_mended_file() -> None:
    """Two signatures, the second one permitted for the first."""
    result = _examine(_lost(sign(PLAIN, AGENCY, field="Seal", box=SEAL_BOX)))

    assert [(s.field, s.reason) for s in result.signatures] == [
        ("Signature1", "table-rebuilt"),
        ("Seal", "table-rebuilt"),
    ]


def test_object_that_a_repairing_viewer_would_show_is_a_change() -> None:
    """New content behind the last signature and a broken table: viewers take the last object of a number."""
    (signature,) = _examine(_lost(PLAIN + CHANGED)).signatures

    assert (signature.reason, signature.changed) == ("content-changed", ("page-content",))


def test_readable_table_is_never_made_anew() -> None:
    """A revision without a table of its own inside a file that has one is not covered."""
    cut = re.sub(rb"startxref\n\d+\n%%EOF\n\Z", b"startxref\n99999999\n%%EOF\n", PLAIN)

    assert _examine(PLAIN).defects == ()
    assert [s.indication for s in _examine(cut).signatures] == [Indication.TOTAL_FAILED]


def test_unsigned_file_is_not_mended() -> None:
    """Whether a broken file is unsigned cannot be told."""
    result = _examine(_lost(make_pdf("mot")))

    assert (result.defects, result.examined) == (("unreadable-pdf",), False)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"1 0 obj", b"1 0 obj << >> stream", b"x" * 1000])
def test_nothing_to_list_gives_no_table(content: bytes) -> None:
    """Without a catalog there is no document."""
    assert mend(content) is None
