"""Published attacks on signed PDFs, built here: none passes, each is named by the finding that fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import cms, core
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from tests.pki import (
    HEADER_BOX,
    NAME,
    NOW,
    annotate,
    append_objects,
    make_hierarchy,
    make_identity,
    make_pdf,
    sign,
    update,
)
from verifiers.signature.details import Indication, SignatureDetails, SignatureSet
from verifiers.signature.reasons import CHANGED, DEFECTS, REASONS
from verifiers.signature.validation import examine

PDF = make_pdf("Diem: 10", "trang hai")
LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
STRANGER = make_identity("Nguyễn Văn An", "Stranger")
SIGNED = sign(PDF, LEADER)
BODY_BOX = (60, 300, 500, 640)
SEAL_BOX = (250, 150, 330, 220)
NEW_CONTENT = b"<< /Length 39 >>\nstream\nBT /F1 12 Tf 72 600 Td (Diem: 99) Tj ET\nendstream"
SECOND_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
)
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>"


def _examine(content: bytes) -> SignatureSet:
    result = examine(content, make_hierarchy().bundle, now=NOW)
    assert set(result.defects) <= set(DEFECTS)
    for signature in result.signatures:
        assert signature.reason in REASONS
        assert set(signature.changed) <= set(CHANGED)
    return result


def _judge(content: bytes) -> SignatureDetails:
    """The verdict on the first signature."""
    return _examine(content).signatures[0]


def _byte_range(content: bytes) -> tuple[int, ...]:
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content)
    assert found is not None
    return tuple(int(group) for group in found.groups())


def _with_byte_range(content: bytes, text: bytes) -> bytes:
    found = re.search(rb"/ByteRange\s*\[[^\]]*\]", content)
    assert found is not None
    old: bytes = found.group()
    # The writer leaves room behind the array.
    return content.replace(old, (b"/ByteRange " + text).ljust(len(old))[: len(old)], 1)


def _with_contents(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    _, start, end, _ = _byte_range(content)
    digits = content[start + 1 : end - 1]
    fresh = change(digits).ljust(len(digits), b"0")
    assert len(fresh) == len(digits)
    return content[: start + 1] + fresh + content[end - 1 :]


def _with_contents_of_last(content: bytes) -> bytes:
    """The file with the Contents of its last signature zeroed."""
    start = content.rindex(b"/ByteRange")
    _, first, second, _ = _byte_range(content[start:])
    return content[: first + 1] + b"0" * (second - first - 2) + content[second - 1 :]


INCREMENTAL = {
    "page-content": {5: NEW_CONTENT},
    "page-tree": {
        2: b"<< /Type /Pages /Kids [4 0 R 6 0 R 20 0 R] /Count 3 >>",
        20: PAGE % b"/Contents 21 0 R",
        21: NEW_CONTENT,
    },
    "page-resources": {3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"},
    "page-box": {6: SECOND_PAGE.replace(b"595 842", b"10 10")},
}


@pytest.mark.parametrize("area", sorted(INCREMENTAL))
def test_incremental_saving_is_a_change_of_content(area: str) -> None:
    """Content stream, page tree, font or page size replaced in an update after the signature."""
    signature = _judge(append_objects(SIGNED, INCREMENTAL[area]))

    assert (signature.indication, signature.reason) == (Indication.TOTAL_FAILED, "content-changed")
    assert area in signature.changed
    assert signature.intact


def test_changed_and_signed_again_by_a_stranger_still_fails() -> None:
    """A later signature over changed content does not heal the first."""
    content = sign(append_objects(SIGNED, INCREMENTAL["page-content"]), STRANGER, field="Again", box=None)

    assert _judge(content).reason == "content-changed"


def test_update_with_an_empty_table_is_found() -> None:
    """A verifier sees the old page, a viewer that repairs the file sees the new one."""
    result = _examine(append_objects(SIGNED, {5: NEW_CONTENT}, listed=False))

    assert result.defects == ("objects-outside-xref",)
    assert result.signatures[0].changed == ("objects-outside-xref",)
    assert result.signatures[0].indication is Indication.TOTAL_FAILED


def test_objects_without_any_table_are_found() -> None:
    """Trailing objects that no table names."""
    result = _examine(SIGNED + b"5 0 obj\n" + NEW_CONTENT + b"\nendobj\n")

    assert result.signatures[0].indication is not Indication.TOTAL_PASSED
    assert result.defects


def test_trailing_bytes_are_no_pass() -> None:
    """Junk behind the end: the last signature must cover the whole file."""
    result = _examine(SIGNED + b"%% junk behind the end\n")

    assert result.defects == ("bytes-after-signature",)
    assert result.signatures[0].reason == "bytes-after-signature"


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp", "/Highlight", "/Link"])
def test_evil_annotation_over_the_text(kind: str) -> None:
    """An annotation over the body is content, even when a later signature covers it."""
    content = sign(annotate(SIGNED, BODY_BOX, kind), AGENCY, field="Seal", box=SEAL_BOX)

    assert _judge(content).reason == "content-changed"


def test_small_stamp_among_the_text_is_content() -> None:
    """A figure changed by a little picture: neither header nor signature zone."""
    content = sign(annotate(SIGNED, (100, 480, 130, 495), "/Stamp"), AGENCY, field="Seal", box=SEAL_BOX)

    assert _judge(content).changed == ("annotation",)


def test_signature_hung_on_a_second_field_is_not_another_signature() -> None:
    """A field added later with the value of an older one does not stand in the revision that was signed."""

    def copy(writer: Any) -> None:
        form = writer.root["/AcroForm"]
        value = form["/Fields"][0].raw_get("/V")
        entries = {NAME("/FT"): NAME("/Sig"), NAME("/T"): generic.pdf_string("Copy"), NAME("/V"): value}
        fields = [*form["/Fields"].iterate(), writer.add_object(generic.DictionaryObject(entries))]
        form[NAME("/Fields")] = generic.ArrayObject(fields)
        writer.update_container(form)

    signatures = {s.field: s for s in _examine(update(SIGNED, copy)).signatures}

    assert signatures["Copy"].reason == "revision-not-covered"
    assert signatures["Signature1"].indication is not Indication.TOTAL_PASSED


def test_stamp_that_nobody_signed_for_is_content() -> None:
    """A number in the header without a later signature over it."""
    signature = _judge(annotate(SIGNED, HEADER_BOX))

    assert (signature.reason, signature.changed) == ("content-changed", ("stamp",))


def test_stamp_that_a_stranger_signed_for_is_content() -> None:
    """Whoever answers for a stamp must be somebody."""
    content = sign(annotate(SIGNED, HEADER_BOX), STRANGER, field="Seal", box=SEAL_BOX)

    assert _judge(content).reason == "content-changed"


@pytest.mark.parametrize("who", [AGENCY, STRANGER], ids=["known", "stranger"])
def test_sneaky_signature_over_the_page_is_content(who: Any) -> None:
    """A signature whose picture covers the page shows other text than was signed."""
    signature = _judge(sign(SIGNED, who, field="Sneaky", box=(*BODY_BOX[:2], 590, 840)))

    assert (signature.reason, signature.changed) == ("content-changed", ("annotation",))


def test_later_signature_by_a_stranger_takes_the_pass_away() -> None:
    """His picture stands on the page and nobody known answers for it."""
    assert _judge(sign(SIGNED, STRANGER, field="Other", box=SEAL_BOX)).reason == "later-signature-untrusted"


def test_later_field_with_a_broken_signature_takes_the_pass_away() -> None:
    """A field that only looks signed answers for nothing, not even for its own picture."""
    later = _with_contents_of_last(sign(SIGNED, AGENCY, field="Seal", box=SEAL_BOX))

    first, second = _examine(later).signatures

    assert first.reason == "later-signature-untrusted"
    assert second.indication is Indication.TOTAL_FAILED


def test_annotation_removed_is_content() -> None:
    """What stood on the page when it was signed stays."""
    content = sign(annotate(PDF, HEADER_BOX), LEADER)

    def remove(writer: Any) -> None:
        page = writer.find_page_for_modification(0)[0].get_object()
        page[NAME("/Annots")] = generic.ArrayObject([list(page["/Annots"].iterate())[-1]])
        writer.update_container(page)

    assert "annotation-removed" in _judge(update(content, remove)).changed


def test_signature_taken_out_of_the_form_is_content() -> None:
    """The first of two signatures removed by an update: the second tells."""
    content = sign(SIGNED, AGENCY, field="Seal", box=SEAL_BOX)

    def remove(writer: Any) -> None:
        form = writer.root["/AcroForm"]
        form[NAME("/Fields")] = generic.ArrayObject([list(form["/Fields"].iterate())[-1]])
        writer.update_container(form)

    assert "form-field-removed" in _judge(update(content, remove)).changed


def test_appearance_of_a_made_signature_may_not_change() -> None:
    """The signer's name in the picture is what people read."""

    def repaint(writer: Any) -> None:
        widget = writer.root["/AcroForm"]["/Fields"][0]
        widget[NAME("/AP")] = generic.DictionaryObject({NAME("/N"): generic.NullObject()})
        writer.update_container(widget)

    assert "signature-field" in _judge(update(SIGNED, repaint)).changed


@pytest.mark.parametrize(
    "entry",
    ["/OCProperties << /D << /OFF [3 0 R] >> >>", "/OpenAction << /S /JavaScript /JS (x) >>", "/Names << >>"],
)
def test_catalog_entries_added_later_are_content(entry: str) -> None:
    """Layers, actions and name trees decide what a viewer shows."""
    form = SIGNED[SIGNED.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"
    catalog = b"<< /Type /Catalog /Pages 2 0 R %s %s >>" % (form, entry.encode())

    assert "catalog" in _judge(append_objects(SIGNED, {1: catalog})).changed


def test_hide_and_replace_is_content() -> None:
    """Shadow attack: a twin of the page tree stands ready in the signed file and the update switches to it."""
    twin = append_objects(
        PDF, {20: b"<< /Type /Pages /Kids [21 0 R] /Count 1 >>", 21: PAGE % b"/Contents 22 0 R", 22: NEW_CONTENT}
    )
    signed = sign(twin, LEADER)
    form = signed[signed.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"

    signature = _judge(append_objects(signed, {1: b"<< /Type /Catalog /Pages 20 0 R %s >>" % form}))

    assert signature.reason == "content-changed"


def test_missing_object_named_before_signing_may_not_come_later() -> None:
    """A page that names a missing object shows nothing of it when signed, and something when an update brings it."""
    prepared = append_objects(PDF, {4: PAGE % b"/Contents [5 0 R 90 0 R] /Resources << /Font << /F1 3 0 R >> >>"})
    signed = sign(prepared, LEADER)

    signature = _judge(append_objects(signed, {90: NEW_CONTENT}))

    assert (signature.reason, signature.changed) == ("content-changed", ("dangling-reference",))


def test_object_shared_by_metadata_and_page_may_not_change() -> None:
    """The metadata may be rewritten, a page's content may not: one object cannot be both."""
    prepared = append_objects(PDF, {1: b"<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R >>"})
    signed = sign(prepared, LEADER)

    assert "shared-object" in _judge(append_objects(signed, {5: NEW_CONTENT})).changed


def test_stream_dressed_as_a_widget_is_content() -> None:
    """An object that is a page's content as well as a signature's widget."""
    form = SIGNED[SIGNED.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"
    number = int(form.split()[1])
    old = re.findall(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, SIGNED, re.DOTALL)[-1]
    widget = b"<< /FT /Sig /T (X) /Type /Annot /Subtype /Widget /Rect [0 0 1 1] /Length 0 >>\nstream\n\nendstream"
    fields = re.sub(rb"/Fields \[", b"/Fields [91 0 R ", old)

    assert _judge(append_objects(SIGNED, {number: b"<<" + fields + b">>", 91: widget})).reason == "content-changed"


START, GAP, END, LENGTH = _byte_range(SIGNED)
MALFORMED_RANGES = {
    "empty": b"[]",
    "three": b"[0 %d %d]" % (GAP, END),
    "negative": b"[0 %d %d -1]" % (GAP, END),
    "not from the start": b"[1 %d %d %d]" % (GAP, END, LENGTH),
    "past the end": b"[0 %d %d 999]" % (GAP, END),
    "overlapping": b"[0 %d %d %d]" % (END, GAP, LENGTH),
    "second part moved": b"[0 %d %d %d]" % (GAP, END + 20, LENGTH - 20),
    "gap too wide": b"[0 %d %d %d]" % (GAP - 40, END, LENGTH),
    "gap too narrow": b"[0 %d %d %d]" % (GAP, END - 200, LENGTH + 200),
    "null": b"null",
    "names": b"[/A /B /C /D]",
    "reals": b"[0.5 1.5 2.5 3.5]",
}


@pytest.mark.parametrize("name", sorted(MALFORMED_RANGES))
def test_odd_byte_range_fails_by_its_name(name: str) -> None:
    """Universal forgery and wrapping: the gap must be this signature's Contents and nothing else."""
    signature = _judge(_with_byte_range(SIGNED, MALFORMED_RANGES[name]))

    assert (signature.indication, signature.sub_indication) == (Indication.TOTAL_FAILED, "FORMAT_FAILURE")
    assert signature.reason == "byte-range-invalid"
    assert not signature.intact


def test_short_second_range_does_not_cover_the_revision() -> None:
    """A range that ends before the table leaves the table open to anybody."""
    signature = _judge(_with_byte_range(SIGNED, b"[0 %d %d %d]" % (GAP, END, LENGTH - 30)))

    assert signature.indication is Indication.TOTAL_FAILED


MALFORMED_CONTENTS: dict[str, Callable[[bytes], bytes]] = {
    "zeroed": lambda digits: b"0" * len(digits),
    "truncated": lambda digits: digits[:400],
    "first byte": lambda digits: b"31" + digits[2:],
    "random": lambda digits: b"a1b2" * (len(digits) // 4),
    "short length": lambda _: b"3003020100",
}


@pytest.mark.parametrize("name", sorted(MALFORMED_CONTENTS))
def test_broken_contents_fail_as_malformed(name: str) -> None:
    """Zeroed, cut or scrambled Contents end in a failed verdict, not in an exception and not in "unsigned"."""
    signature = _judge(_with_contents(SIGNED, MALFORMED_CONTENTS[name]))

    assert signature.indication is Indication.TOTAL_FAILED
    assert signature.reason in {"contents-invalid", "signature-unreadable", "crypto-failure"}


@pytest.mark.parametrize(("old", "new"), [(b"/ByteRange", b"/BiteRange"), (b"/Contents <", b"/Kontents <")])
def test_missing_entries_fail_as_malformed(old: bytes, new: bytes) -> None:
    """A signature dictionary without ByteRange or Contents is a broken signature, not none."""
    signature = _judge(SIGNED.replace(old, new))

    assert signature.indication is Indication.TOTAL_FAILED


def _change_cms(content: bytes, change: Callable[[Any], None]) -> bytes:
    def rewrite(digits: bytes) -> bytes:
        info = cms.ContentInfo.load(bytes.fromhex(digits.decode()))
        fresh = cms.ContentInfo.load(info.dump())
        change(fresh["content"])
        return bytes(fresh.dump(force=True)).hex().encode()

    return _with_contents(content, rewrite)


def test_two_signers_in_one_container_fail() -> None:
    """ISO 32000 allows one SignerInfo; a second could be the one another reader checks."""

    def double(signed_data: Any) -> None:
        one = signed_data["signer_infos"][0]
        signed_data["signer_infos"] = cms.SignerInfos([one.copy(), one.copy()])

    # Two equal members of a SET OF stay two members.
    assert _judge(_change_cms(SIGNED, double)).reason == "several-signers"


def test_container_without_the_signers_certificate() -> None:
    """Nobody to hold the signature against: indeterminate, named."""

    def strip(signed_data: Any) -> None:
        signed_data["certificates"] = cms.CertificateSet([])

    signature = _judge(_change_cms(SIGNED, strip))

    assert (signature.reason, signature.indication) == ("certificate-missing", Indication.INDETERMINATE)


def test_content_inside_a_detached_container_is_refused() -> None:
    """A signature over its own content says nothing of the file."""

    def attach(signed_data: Any) -> None:
        signed_data["encap_content_info"]["content"] = core.OctetString(b"anything")

    assert _judge(_change_cms(SIGNED, attach)).indication is Indication.TOTAL_FAILED


def test_one_flipped_byte_breaks_every_signature_that_covers_it() -> None:
    """Intact is false for both; the second is not called changed by the first."""
    content = sign(SIGNED, AGENCY, field="Seal", box=SEAL_BOX).replace(b"(Diem: 10)", b"(Diem: 19)")

    assert [s.reason for s in _examine(content).signatures] == ["digest-mismatch", "digest-mismatch"]


def test_signature_value_of_another_document_fails() -> None:
    """Contents lifted from another file by the same signer."""
    other = sign(make_pdf("Diem: 99", "trang hai"), LEADER)
    _, start, end, _ = _byte_range(other)

    signature = _judge(_with_contents(SIGNED, lambda _: other[start + 1 : end - 1]))

    assert signature.reason == "digest-mismatch"


def test_imposter_authority_of_the_same_name_is_not_trusted() -> None:
    """Names do not make a chain."""
    signature = _judge(sign(PDF, STRANGER))

    assert not signature.trusted
    assert signature.indication is Indication.INDETERMINATE


def test_diamond_references_end_in_time() -> None:
    """Forty levels of objects that each name the next twice: 2^40 paths, forty objects."""
    levels = {100 + n: b"<< /A %d 0 R /B %d 0 R >>" % (101 + n, 101 + n) for n in range(40)}
    levels[140] = b"<< >>"
    prepared = append_objects(PDF, {**levels, 1: b"<< /Type /Catalog /Pages 2 0 R /PieceInfo 100 0 R >>"})

    result = _examine(append_objects(sign(prepared, LEADER), {**levels, 140: b"<< /C 1 >>", 5: NEW_CONTENT}))

    assert result.signatures[0].reason == "content-changed"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html></html>", b"%PDF-1.7", b"%PDF-1.7\nstartxref\n0\n%%EOF", b"%PDF-" * 1000, SIGNED[:300]],
    ids=["empty", "html", "header only", "loop", "headers", "cut"],
)
def test_what_is_no_readable_pdf_is_not_examined(content: bytes) -> None:
    """Neither signed nor unsigned: it could not be examined, for a named reason."""
    result = _examine(content)

    assert not result.examined
    assert not result.unsigned
    assert result.defects


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_damage_to_what_is_signed_passes(data: st.DataObject) -> None:
    """Any single byte outside Contents changed: never an exception, never a pass."""
    place = data.draw(st.one_of(st.integers(0, GAP - 1), st.integers(END, len(SIGNED) - 8)))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != SIGNED[place]))

    result = _examine(SIGNED[:place] + bytes([value]) + SIGNED[place + 1 :])

    assert not any(s.indication is Indication.TOTAL_PASSED for s in result.signatures)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_damage_to_the_signature_itself_raises(data: st.DataObject) -> None:
    """A byte inside Contents changed ends in a result; much of a CMS is signed by nobody, so some still pass."""
    place = data.draw(st.integers(GAP, END - 1))
    value = data.draw(st.integers(0, 255))

    result = _examine(SIGNED[:place] + bytes([value]) + SIGNED[place + 1 :])

    assert result.signatures or result.defects


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_result(content: bytes) -> None:
    """Random bytes behind a header."""
    assert isinstance(_examine(b"%PDF-1.7\n" + content), SignatureSet)
