"""Updates that lead a harmless entry to an object with another use and change that under its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from pyhanko.sign import fields

from tests.pki import NOW, SIGNED_AT, append_objects, make_hierarchy, make_identity, make_pdf, sign, update
from verifiers.signature.details import Indication, SignatureSet
from verifiers.signature.validation import examine

LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
PLACES = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
FONTS = "/Resources << /Font << /F1 3 0 R >> >>"


def _drawing(text: str, more: str = "") -> bytes:
    code = f"BT /F1 12 Tf 72 600 Td ({text}) Tj ET"
    return f"<< {more} /Length {len(code)} >>\nstream\n{code}\nendstream".encode()


NEW = _drawing("Diem: 99")
FORM_HEAD = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
TEXT_FIELD = "/FT /Tx /T (Ten) /Type /Annot /Subtype /Widget /Rect [72 500 200 520] /P 4 0 R"


def _examine(content: bytes) -> SignatureSet:
    return examine(content, make_hierarchy().bundle, now=NOW)


def _prepared(page: str = "/Contents 5 0 R " + FONTS, extra: str = "", **objects: str) -> bytes:
    """A document of one page made of given parts; `n30="…"` is object 30."""
    made = {int(name[1:]): item.encode() for name, item in objects.items()}
    return append_objects(make_pdf("Diem: 10", extra=extra), {4: f"<< {PLACES} {page} >>".encode(), **made})


def _catalog(signed: bytes, extra: str) -> dict[int, bytes]:
    form = signed[signed.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"
    return {1: b"<< /Type /Catalog /Pages 2 0 R %s %s >>" % (form, extra.encode())}


def _form_with(signed: bytes, entry: bytes) -> dict[int, bytes]:
    """The interactive form with one more entry."""
    number = int(signed[signed.rindex(b"/AcroForm") + 9 :].split()[0])
    old = re.findall(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, signed, re.DOTALL)[-1]
    return {number: b"<<" + old + entry + b">>"}


def _list_field(signed: bytes, entry: bytes) -> dict[int, bytes]:
    """The interactive form with one more field."""
    number = int(signed[signed.rindex(b"/AcroForm") + 9 :].split()[0])
    old = re.findall(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, signed, re.DOTALL)[-1]
    return {number: b"<<" + re.sub(rb"/Fields\s*\[", b"/Fields [" + entry + b" ", old) + b">>"}


def _signed(prepared: bytes, **options: object) -> bytes:
    return sign(prepared, LEADER, **options)  # type: ignore[arg-type] # options of `sign`


def _information() -> bytes:
    """The trailer's document information is the page."""
    signed = _signed(_prepared())
    content = append_objects(signed, {4: f"<< {PLACES} /Contents 90 0 R {FONTS} >>".encode(), 90: NEW})
    return content[: len(signed)] + content[len(signed) :].replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 4 0 R")


def _store(entry: str) -> Callable[[], bytes]:
    """Validation data that are the page, or what it draws."""

    def build() -> bytes:
        signed = _signed(_prepared("/Contents 8 0 R " + FONTS, n8="[5 0 R]"), box=None)
        page = {4: f"<< {PLACES} /Contents 90 0 R {FONTS} >>".encode()} if "4 0 R" in entry else {}
        return append_objects(signed, {**_catalog(signed, f"/DSS << {entry} >>"), 8: b"[90 0 R]", 90: NEW, **page})

    return build


def _catalog_entry(name: str) -> Callable[[], bytes]:
    """An entry about viewing that is the page's font."""

    def build() -> bytes:
        signed = _signed(_prepared(), box=None)
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"
        return append_objects(signed, {**_catalog(signed, f"/{name} 3 0 R"), 3: font})

    return build


def _default_resources() -> bytes:
    """The form's default resources are the page's."""
    signed = _signed(_prepared("/Contents 5 0 R /Resources 8 0 R", n8="<< /Font << /F1 3 0 R >> >>"), box=None)
    fresh = {8: b"<< /Font << /F1 91 0 R >> >>", 91: b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"}
    return append_objects(signed, {**_form_with(signed, b" /DR 8 0 R "), **fresh})


def _field_that_is_a_page() -> bytes:
    """A new, empty signature field is the page itself."""
    signed = _signed(_prepared(), box=None)
    page = f"<< {PLACES} /Contents 90 0 R {FONTS} /FT /Sig /T (Moi) >>".encode()
    return append_objects(signed, {**_list_field(signed, b"4 0 R"), 4: page, 90: NEW})


def _group_that_is_a_page() -> bytes:
    """A new group of fields is the page itself."""
    signed = _signed(_prepared(), box=None)
    page = f"<< {PLACES} /Contents 90 0 R {FONTS} /T (Moi) /Kids [] >>".encode()
    return append_objects(signed, {**_list_field(signed, b"4 0 R"), 4: page, 90: NEW})


def _kids_that_are_pages() -> bytes:
    """A group's kids are the page tree's."""
    tree = "<< /Type /Pages /Kids 8 0 R /Count 1 >>"
    group = "<< /T (Nhom) /Kids [] >>"
    prepared = append_objects(
        make_pdf("Diem: 10", extra="/AcroForm 20 0 R"),
        {2: tree.encode(), 8: b"[4 0 R]", 20: b"<< /Fields [30 0 R] >>", 30: group.encode()},
    )
    signed = _signed(prepared, box=None)
    page = f"<< {PLACES} /Contents 91 0 R {FONTS} >>".encode()
    return append_objects(signed, {30: b"<< /T (Nhom) /Kids 8 0 R >>", 8: b"[90 0 R]", 90: page, 91: NEW})


def _appearance_that_is_the_page(*, certified: bool) -> Callable[[], bytes]:
    """A field is filled in, and its picture is what the page draws."""

    def build() -> bytes:
        prepared = _prepared(
            f"/Contents 5 0 R /Annots [21 0 R] {FONTS}",
            "/AcroForm 20 0 R",
            n20="<< /Fields [21 0 R] >>",
            n21=f"<< {TEXT_FIELD} >>",
        )
        signed = _signed(prepared, box=None, certify=2 if certified else None)
        filled = {21: f"<< {TEXT_FIELD} /V (An) /AP << /N 5 0 R >> >>".encode(), 5: _drawing("Diem: 99", FORM_HEAD)}
        content = append_objects(signed, filled)
        later = {"at": SIGNED_AT + timedelta(hours=1), "field": "Seal"}
        return content if certified else sign(content, AGENCY, box=None, **later)  # type: ignore[arg-type]

    return build


def _signature_that_is_the_page() -> bytes:
    """An empty field is signed, and its picture is what the page draws."""
    empty = update(
        _prepared(),
        lambda target: fields.append_signature_field(target, fields.SigFieldSpec("Two", box=(20, 20, 220, 70))),
    )
    signed = _signed(empty, box=None)
    number = int(re.findall(rb"\n(\d+) 0 obj\s*<<[^>]*/T \(Two\)", signed)[-1])
    widget = re.findall(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, signed, re.DOTALL)[-1]
    widget = re.sub(rb"/AP\s+(\d+ 0 R|<<.*?>>)", b"", widget, flags=re.DOTALL)
    painted = {number: b"<<" + widget + b" /AP << /N 5 0 R >> >>", 5: _drawing("Diem: 99", FORM_HEAD)}
    return sign(append_objects(signed, painted), AGENCY, field="Two", box=None, new_field=False)


ATTACKS: dict[str, Callable[[], bytes]] = {
    "document information": _information,
    "store, array": _store("/Certs 8 0 R"),
    "store, page": _store("/VRI 4 0 R /Certs 8 0 R"),
    "marks": _catalog_entry("MarkInfo"),
    "extensions": _catalog_entry("Extensions"),
    "viewing": _catalog_entry("ViewerPreferences"),
    "default resources": _default_resources,
    "field": _field_that_is_a_page,
    "group": _group_that_is_a_page,
    "kids": _kids_that_are_pages,
    "certified form": _appearance_that_is_the_page(certified=True),
    "form signed for": _appearance_that_is_the_page(certified=False),
    "later signature": _signature_that_is_the_page,
}


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_object_with_another_use_is_content_whatever_leads_to_it_now(name: str) -> None:
    """What an object was to the signed revision decides, not what an update calls it."""
    signature = _examine(ATTACKS[name]()).signatures[0]

    assert (signature.indication, signature.reason) == (Indication.TOTAL_FAILED, "content-changed")


def _wide_store() -> bytes:
    """Validation data in arrays of a thousand references to the next array, four deep."""
    signed = _signed(_prepared())
    levels = {60 + n: b"[" + b" ".join([b"%d 0 R" % (61 + n)] * 1000) + b"]" for n in range(4)}
    return append_objects(signed, {**_catalog(signed, "/DSS << /Certs 60 0 R >>"), **levels, 64: b"[]"})


def _wide_appearance() -> bytes:
    """A field whose picture has a thousand states of a thousand states of a thousand states."""
    states = {60 + n: "".join(f"/S{i} {61 + n} 0 R " for i in range(1000)) for n in range(3)}
    field = f"<< {TEXT_FIELD} /V (%s) /AP << /N 60 0 R >> >>"
    page = f"/Contents 5 0 R /Annots [21 0 R] {FONTS}"
    prepared = _prepared(page, "/AcroForm 20 0 R", n20="<< /Fields [21 0 R] >>", n21=field % "")
    levels = {number: f"<< {text}>>".encode() for number, text in states.items()}
    signed = _signed(append_objects(prepared, {**levels, 63: _drawing("a", FORM_HEAD)}), box=None)
    return append_objects(signed, {21: (field % "An").encode(), 63: _drawing("b", FORM_HEAD)})


@pytest.mark.parametrize("build", [_wide_store, _wide_appearance], ids=["store", "appearance"])
def test_wide_and_deep_references_come_to_an_end(build: Callable[[], bytes]) -> None:
    """Paths by the thousand million between a handful of objects: each object is looked at once."""
    assert _examine(build()).signatures
