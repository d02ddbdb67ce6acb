"""Ways to hide a change from whoever reads a signed file: odd syntax, odd tables, objects with two uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.sign import fields

from tests.pki import NAME, NOW, append_objects, make_hierarchy, make_identity, make_pdf, sign, update
from verifiers.signature.details import SignatureDetails, SignatureSet
from verifiers.signature.validation import examine
from verifiers.signature.words import numbers_before

PDF = make_pdf("Diem: 10", "trang hai")
LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
SIGNED = sign(PDF, LEADER)
SEAL_BOX = (250, 150, 330, 220)
DRAWING = b"<< /Length 39 >>\nstream\nBT /F1 12 Tf 72 600 Td (Diem: 99) Tj ET\nendstream"
FONTS = b"/Resources << /Font << /F1 3 0 R >> >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>"
FORM = b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 50] /Length %d >>\nstream\n%s\nendstream"


def _examine(content: bytes) -> SignatureSet:
    return examine(content, make_hierarchy().bundle, now=NOW)


def _first(content: bytes) -> SignatureDetails:
    return _examine(content).signatures[0]


def _form_of(pdf: bytes) -> bytes:
    return pdf[pdf.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"


MENTIONS = {
    "plain": b"90 0 R",
    "comment before the letter": b"90 0%note\nR",
    "comment between the numbers": b"90%note\r0 R",
    "comments, one after another": b"90 %a\n%b%c\n0 %d\n R",
    "per cent sign in a string before": b"5 0 R (50%) 90 0 %x\nR",
    "sign": b"+90 0 R",
    "zeros": b"000000000000090 0000000 R",
    "point": b"90. 0 R",
}


@pytest.mark.parametrize("name", sorted(MENTIONS))
def test_missing_object_is_known_however_its_mention_is_written(name: str) -> None:
    """A page names an object that comes only later, as a part of an innocent signature's picture."""
    entry = b"/Contents [7 0 R %s] " % MENTIONS[name]
    signed = sign(append_objects(PDF, {6: PAGE % (entry + FONTS)}), LEADER)
    catalog = b"<< /Type /Catalog /Pages 2 0 R /DSS << /Certs [90 0 R] >> %s >>" % _form_of(signed)

    signature = _first(append_objects(signed, {1: catalog, 90: DRAWING}))

    assert signature.reason == "content-changed"


HEADS = {
    "plain": b"5 0 obj",
    "comment before the word": b"5 0 %note\nobj",
    "comment between the numbers": b"5 %note\n0 obj",
    "zeros": b"0000000000000005 0000000 obj",
    "sign": b"+5 0 obj",
}


@pytest.mark.parametrize("name", sorted(HEADS))
def test_object_outside_the_table_is_found_however_its_head_is_written(name: str) -> None:
    """Between two signatures stands a page's content that no table names; the second signature covers it."""
    content = sign(SIGNED + HEADS[name] + b"\n" + DRAWING + b"\nendobj\n", AGENCY, field="Seal", box=SEAL_BOX)

    assert "objects-outside-xref" in _first(content).changed


def test_numbers_in_running_text_are_no_mentions() -> None:
    """Digits without white space or a comment between them and the letter say nothing."""
    assert [list(numbers_before(text, len(text) - 1)) for text in (b"word R", b"90 R", b"90 0R", b"/90 x R")] == [
        []
    ] * 4


def _prepared_field(box: tuple[int, int, int, int], appearance: bytes, *, shared: bytes = b"") -> bytes:
    """A page with an empty signature field that shows something before it is signed."""
    widget = (
        b"<< /FT /Sig /T (Two) /Type /Annot /Subtype /Widget /F 132 /P 4 0 R /Rect [%d %d %d %d] /AP 31 0 R >>" % box
    )
    base = make_pdf("mot", extra="/AcroForm << /SigFlags 3 /Fields [30 0 R] >> " + shared.decode())
    page = PAGE % (b"/Contents 5 0 R /Annots [30 0 R] " + FONTS)
    objects = {4: page, 30: widget, 31: b"<< /N 32 0 R >>", 32: FORM % (len(appearance), appearance)}
    return append_objects(base, objects)


def _sign_in_place(pdf: bytes) -> bytes:
    """The field signed with its picture drawn into the old object, as some writers do."""
    fresh = b"BT /F1 9 Tf (Nguyen Van An) Tj ET"
    return sign(append_objects(pdf, {32: FORM % (len(fresh), fresh)}), AGENCY, field="Two", box=None, new_field=False)


@pytest.mark.parametrize(
    ("box", "shared", "changed"),
    [
        ((20, 20, 220, 70), b"", ()),
        ((0, 0, 595, 842), b"", ("annotation",)),
        ((20, 20, 220, 70), b"/Foo 31 0 R", ("shared-object",)),
        ((20, 20, 220, 70), b"/Foo 32 0 R", ("shared-object",)),
    ],
    ids=["its own", "over the page", "dictionary shared", "drawing shared"],
)
def test_empty_field_drawn_anew_in_its_old_object(box: Any, shared: bytes, changed: tuple[str, ...]) -> None:
    """Signing may repaint the field's own picture, unless it covers the page or something else shows it."""
    signed = sign(_prepared_field(box, b"q Q", shared=shared), LEADER, box=None)

    assert _first(_sign_in_place(signed)).changed == changed


def test_small_page_leaves_room_for_a_signature_of_usual_size() -> None:
    """On a page of receipt size a picture of 280 by 60 points is more than a third, and no attack."""
    small = PDF.replace(b"[0 0 595 842]", b"[0 0 300 144]")

    first, second = _examine(
        sign(sign(small, LEADER, box=(10, 10, 290, 70)), AGENCY, field="Two", box=(10, 74, 290, 134))
    ).signatures

    assert (first.reason, second.reason) == ("signature-valid", "signature-valid")


def _updated(change: Callable[[Any], None]) -> bytes:
    return update(SIGNED, change)


def _entry(name: str, value: Any) -> Callable[[Any], None]:
    def change(writer: Any) -> None:
        page = writer.find_page_for_modification(0)[0].get_object()
        page[NAME(name)] = value
        writer.update_container(page)

    return change


def _numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


def _encoding(writer: Any) -> None:
    font = writer.get_object(generic.Reference(3, 0, writer))
    font[NAME("/Encoding")] = generic.DictionaryObject({NAME("/Differences"): generic.ArrayObject()})
    writer.update_container(font)


def _turn_pages(writer: Any) -> None:
    tree = writer.root["/Pages"]
    tree[NAME("/Kids")] = generic.ArrayObject(reversed([tree["/Kids"].raw_get(n) for n in range(2)]))
    writer.update_container(tree)


def _drop_page(writer: Any) -> None:
    tree = writer.root["/Pages"]
    tree[NAME("/Kids")] = generic.ArrayObject([tree["/Kids"].raw_get(0)])
    tree[NAME("/Count")] = generic.NumberObject(1)
    writer.update_container(tree)


ACTION = generic.DictionaryObject({NAME("/O"): generic.DictionaryObject({NAME("/S"): NAME("/JavaScript")})})
CHANGES: dict[str, tuple[Callable[[Any], None], str]] = {
    "page turned": (_entry("/Rotate", generic.NumberObject(180)), "page-box"),
    "page cropped": (_entry("/CropBox", _numbers(0, 0, 595, 500)), "page-box"),
    "page enlarged": (_entry("/MediaBox", _numbers(0, 0, 595, 1684)), "page-box"),
    "units changed": (_entry("/UserUnit", generic.NumberObject(2)), "page-attributes"),
    "script at opening": (_entry("/AA", ACTION), "page-attributes"),
    "letters exchanged": (_encoding, "page-resources"),
    "pages in another order": (_turn_pages, "page-tree"),
    "page left out": (_drop_page, "page-tree"),
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_page_shown_otherwise_is_content(name: str) -> None:
    """Rotation, boxes, scripts, fonts and the order of pages decide what is seen."""
    change, area = CHANGES[name]

    signature = _first(_updated(change))

    assert (signature.reason, area in signature.changed) == ("content-changed", True)


def _attached(text: bytes) -> dict[int, bytes]:
    return {
        40: b"<< /Type /Filespec /F (bang.xls) /EF << /F 41 0 R >> >>",
        41: b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    }


OBJECTS: dict[str, tuple[bytes, dict[int, bytes], dict[int, bytes]]] = {
    "attachment exchanged": (
        b"/Names << /EmbeddedFiles << /Names [(bang.xls) 40 0 R] >> >>",
        _attached(b"diem 10"),
        {41: _attached(b"diem 99")[41]},
    ),
    "layer switched": (
        b"/OCProperties 40 0 R",
        {40: b"<< /OCGs [41 0 R] /D << /ON [41 0 R] >> >>", 41: b"<< /Type /OCG /Name (a) >>"},
        {40: b"<< /OCGs [41 0 R] /D << /OFF [41 0 R] >> >>"},
    ),
    "opening action exchanged": (b"/OpenAction 40 0 R", {40: b"[4 0 R /Fit]"}, {40: b"<< /S /JavaScript /JS (x) >>"}),
    "form data exchanged": (
        b"/AcroForm << /Fields [] /XFA 40 0 R >>",
        {40: b"<< /Length 4 >>\nstream\n<a/>\nendstream"},
        {40: b"<< /Length 4 >>\nstream\n<b/>\nendstream"},
    ),
}


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_what_the_catalog_leads_to_is_content(name: str) -> None:
    """Attachments, layers, actions and XFA data are what was signed, too."""
    extra, before, after = OBJECTS[name]
    signed = sign(append_objects(make_pdf("mot", extra=extra.decode()), before), LEADER)

    assert _first(append_objects(signed, after)).reason == "content-changed"


def _hybrid_update() -> bytes:
    """An update whose table is empty and whose hidden cross-reference stream puts new content in place."""
    head, previous = SIGNED, int(SIGNED[SIGNED.rindex(b"startxref") :].split()[1])
    at = len(head)
    head += b"5 0 obj\n" + DRAWING + b"\nendobj\n"
    table_at, rows = len(head), bytes([1, *at.to_bytes(3), 0])
    head += (
        b"400 0 obj\n<< /Type /XRef /W [1 3 1] /Index [5 1] /Size 401 /Length 5 >>\nstream\n"
        + rows
        + b"\nendstream\nendobj\n"
    )
    trailer = b"trailer\n<< /Size 401 /Root 1 0 R /Prev %d /XRefStm %d /ID [<01><02>] >>\n" % (previous, table_at)
    return head + b"xref\n0 1\n0000000000 65535 f \n" + trailer + b"startxref\n%d\n%%%%EOF\n" % len(head)


def _packed_update(page: bytes = PAGE % (b"/Contents 7 0 R " + FONTS)) -> bytes:
    """An update whose page stands in an object stream."""
    head, previous = SIGNED, int(SIGNED[SIGNED.rindex(b"startxref") :].split()[1])
    packed = b"4 0 " + page
    at = len(head)
    head += b"400 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(packed),
        packed,
    )
    table_at = len(head)
    rows = bytes([2, *(400).to_bytes(3), 0, 1, *at.to_bytes(3), 0, 1, *table_at.to_bytes(3), 0])
    entries = b"/Type /XRef /W [1 3 1] /Index [4 1 400 2] /Size 402 /Root 1 0 R /Prev %d /ID [<01><02>]" % previous
    head += b"401 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (entries, len(rows), rows)
    return head + b"startxref\n%d\n%%%%EOF\n" % table_at


@pytest.mark.parametrize("page", [b"%", b"% a comment without an end", b"%\n% \r%"])
def test_packed_object_that_is_a_comment_without_an_end_is_content(page: bytes) -> None:
    """The page is gone, and reading it comes to an end."""
    assert _first(_packed_update(page)).reason == "content-changed"


def test_comment_before_a_packed_object_is_no_part_of_it() -> None:
    """The page is the one behind the comment, the one that was signed."""
    own = SIGNED[SIGNED.rindex(b"\n4 0 obj") + 8 :].partition(b"endobj")[0]

    assert _first(_packed_update(b"% the page\n" + own.strip())).reason != "content-changed"


def _catalog_elsewhere() -> bytes:
    """The trailer of an update names another catalog."""
    content = append_objects(SIGNED, {40: b"<< /Type /Catalog /Pages 2 0 R %s >>" % _form_of(SIGNED)})
    return content[: len(SIGNED)] + content[len(SIGNED) :].replace(b"/Root 1 0 R", b"/Root 40 0 R")


TABLES = {"hybrid": _hybrid_update, "object stream": _packed_update, "another catalog": _catalog_elsewhere}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_change_through_an_unusual_table_is_content(name: str) -> None:
    """Whichever kind of table brings the new object into force."""
    assert _first(TABLES[name]()).reason == "content-changed"


def test_locked_document_may_not_be_filled_in_through_the_parent() -> None:
    """A lock on a group holds for the fields in it."""
    lock = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, ["G"])
    group = {
        20: b"<< /Fields [23 0 R] >>",
        23: b"<< /T (G) /Kids [21 0 R] >>",
        21: b"<< /Parent 23 0 R /FT /Tx /T (Ten) /Type /Annot /Subtype /Widget /Rect [72 500 200 520] /P 4 0 R >>",
        4: PAGE % (b"/Contents 5 0 R /Annots [21 0 R] " + FONTS),
    }
    signed = sign(append_objects(make_pdf("mot", extra="/AcroForm 20 0 R"), group), LEADER, lock=lock, box=None)

    assert _first(append_objects(signed, {21: group[21].replace(b">>", b"/V (An) >>")})).reason == "content-changed"


def _unlist(writer: Any) -> None:
    """The field leaves the form and stays on its page."""
    form = writer.root["/AcroForm"]
    form[NAME("/Fields")] = generic.ArrayObject([form["/Fields"].raw_get(0)])
    writer.update_container(form)


def _clear(writer: Any) -> None:
    """The second signature is taken out of its field, as viewers do it before signing anew."""
    widget = writer.root["/AcroForm"]["/Fields"][1]
    del widget["/V"]
    writer.update_container(widget)


@pytest.mark.parametrize(
    ("change", "defects"), [(_unlist, ("dangling-byterange",)), (_clear, ())], ids=["on the page", "cleared"]
)
def test_signature_shown_and_not_listed_is_found(change: Callable[[Any], None], defects: tuple[str, ...]) -> None:
    """Two signatures, then the second leaves the form: a widget that still holds it is what some viewers show."""
    content = update(sign(SIGNED, AGENCY, field="Seal", box=SEAL_BOX), change)

    result = _examine(sign(content, AGENCY, field="Last", box=None))

    assert tuple(defect for defect in result.defects if defect == "dangling-byterange") == defects
