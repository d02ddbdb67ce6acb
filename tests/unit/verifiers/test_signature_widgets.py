"""Widgets that borrow a signature: only what a field signed since brings along is explained by its signing."""

from __future__ import annotations

import re

import pytest

from tests.pki import NOW, append_objects, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature.details import ChangesAfter, SignatureSet
from verifiers.signature.validation import examine

LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
SEAL_BOX = (250, 150, 330, 220)
# Over the body of the page: neither header nor signature zone.
PLACE = b"70 395 170 415"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << >> /Annots %s >>"
DRAWING = b"1 1 1 rg 0 0 100 20 re f"
PICTURE = b"<< /Type /XObject /Subtype /Form /BBox [0 0 100 20] /Length %d >>\nstream\n%s\nendstream" % (
    len(DRAWING),
    DRAWING,
)
# One field with its widgets apart, in arrays of their own, as some writers lay them out.
PREPARED = append_objects(
    make_pdf("Diem: 10"),
    {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm 20 0 R >>",
        4: PAGE % b"24 0 R",
        20: b"<< /Fields 25 0 R /SigFlags 3 >>",
        21: b"<< /FT /Sig /T (Ky) /Kids 23 0 R >>",
        22: b"<< /Type /Annot /Subtype /Widget /Parent 21 0 R /Rect [340 150 490 220] /P 4 0 R >>",
        23: b"[22 0 R]",
        24: b"[22 0 R]",
        25: b"[21 0 R]",
    },
)
SIGNED = sign(PREPARED, LEADER, field="Ky", box=None, new_field=False)
VALUE = re.findall(rb"/V (\d+ 0 R)", SIGNED)[-1]


def _examine(content: bytes) -> SignatureSet:
    return examine(content, make_hierarchy().bundle, now=NOW)


def _with(widget: bytes, arrays: tuple[int, ...]) -> bytes:
    """One more widget on the page, with a picture, listed in some of the arrays: kids, annotations, fields."""
    listed = {23: b"[22 0 R 900 0 R]", 24: b"[22 0 R 900 0 R]", 25: b"[21 0 R 900 0 R]"}
    node = b"<< /Type /Annot /Subtype /Widget /Rect [%s] /P 4 0 R /AP << /N 901 0 R >> %s >>" % (PLACE, widget)
    return append_objects(SIGNED, {**{n: listed[n] for n in arrays}, 900: node, 901: PICTURE})


ATTACKS: dict[str, tuple[bytes, tuple[int, ...]]] = {
    "kid of a signed field": (b"/Parent 21 0 R", (23, 24)),
    "kid that names no parent": (b"", (23, 24)),
    "widget that names the field, which does not list it": (b"/Parent 21 0 R", (24,)),
    "empty field of the same name": (b"/FT /Sig /T (Ky)", (24, 25)),
    "field that no form lists, with a value of its own": (b"/FT /Sig /T (Moi) /V << /Type /Sig >>", (24,)),
    "field that no form lists, with the value signed": (b"/FT /Sig /V " + VALUE, (24,)),
}


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_widget_that_borrows_a_signature_is_content(name: str) -> None:
    """Whether nobody signs for it later or somebody does."""
    attacked = _with(*ATTACKS[name])
    sealed = sign(attacked, AGENCY, field="Seal", box=SEAL_BOX)

    assert [_examine(one).signatures[0].changes_after for one in (attacked, sealed)] == [ChangesAfter.CONTENT] * 2


def test_widgets_of_a_field_signed_later_are_its_own() -> None:
    """A field with two pictures, one of them without a word about its field, is signed by the next signer."""
    form = {
        25: b"[21 0 R 30 0 R]",
        24: b"[22 0 R 31 0 R 32 0 R]",
        30: b"<< /FT /Sig /T (Dau) /Kids [31 0 R 32 0 R] >>",
        31: b"<< /Type /Annot /Subtype /Widget /Parent 30 0 R /Rect [250 150 330 220] /P 4 0 R /AP << /N 33 0 R >> >>",
        32: b"<< /Type /Annot /Subtype /Widget /Rect [%s] /P 4 0 R /AP << /N 33 0 R >> >>" % PLACE,
        33: PICTURE,
    }
    prepared = append_objects(SIGNED, form)
    signed = sign(prepared, AGENCY, field="Dau", box=None, new_field=False)

    assert [one.reason for one in _examine(signed).signatures] == ["signature-valid"] * 2
