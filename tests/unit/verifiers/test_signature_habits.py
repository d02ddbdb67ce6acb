"""What honest programs do to a file around its signatures: no habit of a writer is a change of content."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields

from tests.pki import (
    NAME,
    NOW,
    annotate,
    append_objects,
    make_hierarchy,
    make_identity,
    make_pdf,
    sign,
    stamp_document,
    update,
)
from tests.written_pdfs import free_object, make_linearised_pdf, make_packed_pdf
from verifiers.signature.details import SignatureSet
from verifiers.signature.validation import examine

PDF = make_pdf("mot", "hai")
LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
SEAL_BOX = (250, 150, 330, 220)
SIGNED = sign(PDF, LEADER)
XMP = b"<< /Type /Metadata /Subtype /XML /Length 4 >>\nstream\n<b/>\nendstream"
CERTIFICATE = b"<< /Length 2 >>\nstream\nab\nendstream"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R %s >>"
POPUP = b"<< /Type /Annot /Subtype /Popup /Rect [60 300 500 640] >>"
FONTS = b"/Resources << /Font << /F1 3 0 R >> >>"


def _examine(content: bytes) -> SignatureSet:
    return examine(content, make_hierarchy().bundle, now=NOW)


def _form_of(pdf: bytes) -> bytes:
    """The catalog's entry for the interactive form."""
    return pdf[pdf.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"


def _with_catalog(pdf: bytes, extra: bytes, objects: dict[int, bytes] | None = None) -> bytes:
    form = _form_of(pdf) if b"/AcroForm" in pdf else b""
    return append_objects(pdf, {1: b"<< /Type /Catalog /Pages 2 0 R %s %s >>" % (form, extra), **(objects or {})})


def _sealed(pdf: bytes, **options: Any) -> bytes:
    return sign(pdf, AGENCY, field="Seal", box=SEAL_BOX, **options)


def _prepared(*, separate: bool) -> bytes:
    """Two empty signature fields, as templates have them."""

    def prepare(target: Any) -> None:
        for name, box in (("One", (340, 150, 490, 220)), ("Two", SEAL_BOX)):
            spec = fields.SigFieldSpec(name, box=box, combine_annotation=not separate)
            fields.append_signature_field(target, spec)

    return update(PDF, prepare)


def _encrypted() -> bytes:
    copy = writer.copy_into_new_writer(PdfFileReader(io.BytesIO(PDF)))
    copy.encrypt(owner_pass="chu", user_pass="", pdf_mac=False)
    output = io.BytesIO()
    copy.write(output)
    return output.getvalue()


def _tagged() -> bytes:
    """The structure tree learns of the signature's widget, as word processors' viewers do it."""
    tree = {
        30: b"<< /Type /StructTreeRoot /K [31 0 R] /ParentTree 32 0 R >>",
        31: b"<< /S /Document /P 30 0 R /K [] >>",
        32: b"<< /Nums [] >>",
    }
    signed = sign(_with_catalog(PDF, b"/MarkInfo << /Marked true >> /StructTreeRoot 30 0 R", tree), LEADER)
    grown = {
        31: b"<< /S /Document /P 30 0 R /K [333 0 R] >>",
        32: b"<< /Nums [0 333 0 R] >>",
        333: b"<< /S /Form /P 31 0 R /K << /Type /OBJR /Obj 4 0 R >> >>",
    }
    return _sealed(append_objects(signed, grown))


def _archived() -> bytes:
    """B-LTA: a store of validation data and a document timestamp, twice, the store's objects rewritten."""
    store = {
        420: b"<< /Type /DSS /Certs 421 0 R /VRI 422 0 R >>",
        421: b"[423 0 R]",
        422: b"<< /ABC << /Cert [423 0 R] /TU (D:2023) /TS 424 0 R >> >>",
        423: CERTIFICATE,
        424: CERTIFICATE,
    }
    signed = sign(PDF, LEADER, cades=True)
    first = stamp_document(_with_catalog(signed, b"/DSS 420 0 R", store))
    grown = {421: b"[423 0 R 525 0 R]", 525: CERTIFICATE, 422: b"<< /ABC 526 0 R >>", 526: b"<< /Cert [525 0 R] >>"}
    return stamp_document(append_objects(first, grown))


def _with_note(note: bytes, others: dict[int, bytes] | None = None, listed: bytes = b"530 0 R") -> bytes:
    """The second page of the signed file gets an annotation."""
    page = PAGE % (b"/Annots [" + listed + b"] " + FONTS)
    return append_objects(SIGNED, {6: page, 530: note, **(others or {})})


def _shifted_offsets() -> bytes:
    """A table that points to the line end before an object."""
    body, form = SIGNED + b"\n", _form_of(SIGNED)
    previous = int(SIGNED[SIGNED.rindex(b"startxref") :].split()[1])
    first = len(body) - 1
    body += b"530 0 obj\n" + XMP + b"\nendobj\n\n"
    second = len(body) - 1
    body += b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Metadata 530 0 R %s >>\nendobj\n" % form
    table = b"xref\n1 1\n%010d 00000 n \n530 1\n%010d 00000 n \n" % (second, first)
    trailer = b"trailer\n<< /Size 531 /Root 1 0 R /Prev %d /ID [<01><02>] >>\n" % previous
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)


def _new_metadata(pdf: bytes) -> bytes:
    def change(target: Any) -> None:
        entries = {NAME("/Type"): NAME("/Metadata"), NAME("/Subtype"): NAME("/XML")}
        stream = generic.StreamObject(generic.DictionaryObject(entries), stream_data=b"<b/>")
        target.root[NAME("/Metadata")] = target.add_object(stream)
        target.update_root()

    return update(pdf, change)


def _page_wide() -> bytes:
    spec = fields.SigFieldSpec("Wide", box=(0, 0, 595, 842))
    return update(PDF, lambda target: fields.append_signature_field(target, spec))


def _empty_field_added() -> bytes:
    spec = fields.SigFieldSpec("Later", box=(60, 300, 500, 640))
    return update(SIGNED, lambda target: fields.append_signature_field(target, spec))


def _nested_field() -> bytes:
    """A field added to a group whose kids stand in an array of their own."""
    widget = b"<< /Parent 23 0 R /FT /Tx /T (Ten) /Type /Annot /Subtype /Widget /Rect [72 500 200 520] /P 6 0 R >>"
    group = {20: b"<< /Fields [23 0 R] >>", 23: b"<< /T (G) /Kids 24 0 R >>", 24: b"[21 0 R]", 21: widget}
    prepared = append_objects(
        make_pdf("mot", "hai", extra="/AcroForm 20 0 R"), {6: PAGE % (b"/Annots [21 0 R] " + FONTS), **group}
    )
    return sign(sign(prepared, LEADER, box=None), AGENCY, field="G.Seal", box=SEAL_BOX)


DEVELOPER = b"<< /ADBE << /BaseVersion /1.7 /ExtensionLevel %d >> >>"
VIEWING = (
    b"/MarkInfo << /Marked true >> /Lang (vi) /ViewerPreferences << /DisplayDocTitle true >> /PageMode /UseNone"
    b" /PageLayout /SinglePage"
)
USAGE_RIGHTS = (
    b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 10 30 100]"
    b" /Contents <00112233> /Reference [ << /TransformMethod /UR3 >> ] >>"
)
RIGHTS = _with_catalog(PDF, b"/Perms << /UR3 40 0 R >>", {40: USAGE_RIGHTS})

HABITS: dict[str, Callable[[], bytes]] = {
    "linearised, two signatures": lambda: _sealed(sign(make_linearised_pdf(), LEADER)),
    "object streams, two signatures": lambda: _sealed(sign(make_packed_pdf(), LEADER)),
    "new metadata between signatures": lambda: _sealed(_new_metadata(sign(make_packed_pdf(), LEADER))),
    "old metadata freed": lambda: free_object(
        _with_catalog(
            sign(_with_catalog(PDF, b"/Metadata 30 0 R", {30: XMP}), LEADER), b"/Metadata 531 0 R", {531: XMP}
        ),
        30,
    ),
    "developer extensions rewritten": lambda: append_objects(
        sign(_with_catalog(PDF, b"/Extensions 30 0 R", {30: DEVELOPER % 3}), LEADER), {30: DEVELOPER % 8}
    ),
    "how the viewer opens": lambda: _with_catalog(SIGNED, VIEWING),
    "reader rights, then two signatures": lambda: _sealed(sign(RIGHTS, LEADER)),
    "reader rights taken away": lambda: _with_catalog(sign(RIGHTS, LEADER), b""),
    "numbers written otherwise": lambda: _sealed(
        append_objects(SIGNED, {6: (PAGE % FONTS).replace(b"0 0 595 842", b"0.0 0.00 595.0 842.00")})
    ),
    "text written otherwise": lambda: _with_catalog(
        sign(_with_catalog(PDF, b"/PieceInfo (vi)"), LEADER), b"/PieceInfo <feff00760069>"
    ),
    "values in objects of their own": lambda: append_objects(
        SIGNED,
        {
            6: (PAGE % b"/Resources 530 0 R").replace(b"[0 0 595 842]", b"531 0 R"),
            530: b"<< /Font << /F1 3 0 R >> >>",
            531: b"[0 0 595 842]",
        },
    ),
    "offsets at the line end before": _shifted_offsets,
    "an empty field for a later signer": _empty_field_added,
    "prepared fields": lambda: sign(
        sign(_prepared(separate=False), LEADER, field="One", new_field=False), AGENCY, field="Two", new_field=False
    ),
    "prepared fields, widgets apart": lambda: sign(
        sign(_prepared(separate=True), LEADER, field="One", new_field=False), AGENCY, field="Two", new_field=False
    ),
    "kids in an array of their own": _nested_field,
    "structure tree grows": _tagged,
    "long-term archive": _archived,
    "a note's window": lambda: _sealed(_with_note(POPUP)),
}


@pytest.mark.parametrize("name", sorted(HABITS))
def test_habit_of_an_honest_writer_passes(name: str) -> None:
    """All signatures pass, and the file has no defect."""
    result = _examine(HABITS[name]())

    assert result.defects == ()
    assert result.signatures
    assert [(s.reason, s.changed) for s in result.signatures] == [("signature-valid", ())] * len(result.signatures)


def test_encrypted_with_an_empty_password_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature's Contents are the only string that is not encrypted; two signatures compare all the same."""
    writers = sign.__globals__["_Writer"]

    class Unlocked(writers):  # type: ignore[misc, valid-type] # a class found at run time
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.encrypt(b"")

    monkeypatch.setitem(sign.__globals__, "_Writer", Unlocked)

    result = _examine(_sealed(sign(_encrypted(), LEADER)))

    assert [s.reason for s in result.signatures] == ["signature-valid"] * 2
    assert result.defects == ()


def test_reader_rights_alone_are_no_trace_of_a_signature() -> None:
    """A form that a viewer may save (usage rights) is unsigned and nothing is wrong with it."""
    assert _examine(RIGHTS).unsigned


def _form(value: str = "") -> bytes:
    prepared = make_pdf("don", extra="/AcroForm 20 0 R")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Annots [21 0 R] >>"
    form = b"<< /Fields [21 0 R] /DA (/Helv 0 Tf 0 g) >>"
    return append_objects(prepared, {4: page, 20: form, 21: _field(value), 22: _appearance("")})


def _field(value: str, more: str = "", appearance: int = 22) -> bytes:
    place = "/Type /Annot /Subtype /Widget /Rect [72 500 200 520] /P 4 0 R"
    return f"<< /FT /Tx /T (Ten) {place} /V ({value}) /AP << /N {appearance} 0 R >> {more} >>".encode()


def _appearance(value: str) -> bytes:
    drawing = f"/Tx BMC BT ({value}) Tj ET EMC"
    head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 128 20] /Length {len(drawing)} >>"
    return f"{head}\nstream\n{drawing}\nendstream".encode()


def _needing_appearances(signed: bytes) -> bytes:
    number = int(_form_of(signed).split()[1])
    form = re.findall(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, signed, re.DOTALL)[-1]
    return append_objects(signed, {number: b"<<" + form + b" /NeedAppearances true >>"})


CERTIFIED = sign(_form(), LEADER, certify=2, box=None)
FILLED = {
    "appearance drawn anew in place": append_objects(CERTIFIED, {21: _field("An"), 22: _appearance("An")}),
    "appearance in a new object": append_objects(CERTIFIED, {21: _field("An", appearance=530), 530: _appearance("An")}),
    "field made read-only": append_objects(
        CERTIFIED, {21: _field("An", "/Ff 1 /F 4 /MK << >> /Q 0"), 22: _appearance("An")}
    ),
    "filled in, then signed": _sealed(append_objects(CERTIFIED, {21: _field("An"), 22: _appearance("An")})),
    "viewer asked to draw": _needing_appearances(append_objects(CERTIFIED, {21: _field("An"), 22: _appearance("An")})),
    "a default replaced": append_objects(
        sign(_form("0"), LEADER, certify=2, box=None), {21: _field("5"), 22: _appearance("5")}
    ),
}


@pytest.mark.parametrize("name", sorted(FILLED))
def test_certified_form_filled_in_passes(name: str) -> None:
    """DocMDP 2 lets a form be filled in, whichever way a viewer writes that down."""
    result = _examine(FILLED[name])

    assert result.defects == ()
    assert {s.reason for s in result.signatures} == {"signature-valid"}
    assert "form-filled" in result.signatures[0].warnings


NOTE = b"<< /Type /Annot /Subtype /FreeText /Rect [72 300 200 320] /Contents (%d) >>"
STACKED = sign(_with_note(NOTE % 10, {531: NOTE % 99}, b"530 0 R 531 0 R"), AGENCY, field="Last", box=None)
SIGNED_FORM = sign(_form("10"), LEADER, box=None)
WIDE = sign(append_objects(_form(), {21: _field("").replace(b"72 500 200 520", b"0 0 595 842")}), LEADER, box=None)
ALTERED = {
    "value drawn as another": (
        append_objects(SIGNED_FORM, {21: _field("10", appearance=530), 530: _appearance("99")}),
        "form-value",
    ),
    "value in other letters": (append_objects(SIGNED_FORM, {21: _field("10", "/DA (/Symbol 0 Tf)")}), "form-value"),
    "value hidden": (append_objects(SIGNED_FORM, {21: _field("10", "/F 2")}), "form-value"),
    "value hidden where filling in is allowed": (
        append_objects(sign(_form("10"), LEADER, certify=2, box=None), {21: _field("10", "/F 2")}),
        "form-field",
    ),
    "notes laid upon each other in another order": (
        append_objects(STACKED, {6: PAGE % (b"/Annots [531 0 R 530 0 R] " + FONTS)}),
        "annotation",
    ),
    "note laid upon another once more": (
        append_objects(STACKED, {6: PAGE % (b"/Annots [530 0 R 531 0 R 530 0 R] " + FONTS)}),
        "annotation",
    ),
    "structure of other words": (
        append_objects(_tagged(), {31: b"<< /S /Document /P 30 0 R /K [334 0 R] >>", 334: b"<< /ActualText (99) >>"}),
        "structure",
    ),
    "structure with another root": (
        _with_catalog(
            _tagged(), b"/StructTreeRoot 335 0 R", {335: b"<< /K 336 0 R >>", 336: b"<< /ActualText (99) >>"}
        ),
        "structure",
    ),
    "value as a password": (append_objects(SIGNED_FORM, {21: _field("10", "/Ff 8192")}), "form-value"),
    "entry over the whole page": (
        append_objects(WIDE, {21: _field("99").replace(b"72 500 200 520", b"0 0 595 842"), 22: _appearance("99")}),
        "form-value",
    ),
    "prepared signature over the whole page": (
        sign(sign(_page_wide(), LEADER), AGENCY, field="Wide", new_field=False),
        "annotation",
    ),
    "value redrawn": (_needing_appearances(SIGNED_FORM), "form-value"),
    "value replaced": (append_objects(SIGNED_FORM, {21: _field("99"), 22: _appearance("99")}), "form-value"),
    "picture of the value": (append_objects(SIGNED_FORM, {22: _appearance("99")}), "form-field"),
    "appearance shared with the page": (
        append_objects(
            sign(append_objects(_form(), {4: PAGE.replace(b"7 0 R", b"22 0 R") % b"/Annots [21 0 R]"}), LEADER),
            {21: _field("99"), 22: _appearance("99")},
        ),
        "shared-object",
    ),
    "number of another generation": (
        append_objects(SIGNED, {5: CERTIFICATE})
        .replace(b"5 0 obj\n" + CERTIFICATE, b"5 1 obj\n" + CERTIFICATE)
        .replace(b"%010d 00000 n" % len(SIGNED), b"%010d 00001 n" % len(SIGNED)),
        "object-generation",
    ),
    "popup that draws": (annotate(SIGNED, (60, 300, 500, 640), "/Popup"), "annotation"),
    "popup that says something": (
        _with_note(POPUP.replace(b">>", b"/Open true /Contents (Diem: 99) >>")),
        "annotation",
    ),
    "popup of a note that the page does not list": (
        _with_note(POPUP.replace(b">>", b"/Parent 541 0 R >>"), {541: b"<< /Subtype /Text /Contents (Diem: 99) >>"}),
        "annotation",
    ),
    "certification disowned": (
        append_objects(CERTIFIED, {1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % _form_of(CERTIFIED)}),
        "catalog",
    ),
}


@pytest.mark.parametrize("name", sorted(ALTERED))
def test_the_same_ways_used_to_deceive_are_content(name: str) -> None:
    """Each rule for an honest habit stops where what was signed would look otherwise."""
    content, area = ALTERED[name]

    signature = _examine(content).signatures[-1 if name.startswith("note") else 0]

    assert signature.reason == "content-changed"
    assert area in signature.changed


def test_field_locked_by_a_viewer_is_not_filled_in() -> None:
    """The read-only flag alone says nothing new, whatever the field's value."""
    (signature,) = _examine(append_objects(SIGNED_FORM, {21: _field("10", "/Ff 1")})).signatures

    assert (signature.reason, signature.warnings) == ("signature-valid", ("revocation-not-checked",))


@pytest.mark.parametrize(("signed_for", "reason"), [(True, "signature-valid"), (False, "form-filled-unsigned")])
def test_form_filled_in_without_certification_needs_somebody_to_sign_for_it(*, signed_for: bool, reason: str) -> None:
    """Nobody invited the entry: it is permitted, and doubtful until a known signer covers it."""
    filled = append_objects(sign(_form(), LEADER, box=None), {21: _field("An"), 22: _appearance("An")})

    signature = _examine(_sealed(filled) if signed_for else filled).signatures[0]

    assert (signature.reason, signature.changes_after.value) == (reason, "permitted")
