"""Attacks that leave the page's own objects alone, and the honest use that stands beside each."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.pki import (
    NOW,
    SIGNED_AT,
    Identity,
    append_objects,
    make_hierarchy,
    make_identity,
    make_pdf,
    make_stamper,
    sign,
    stamp_document,
)
from tests.written_pdfs import free_object
from verifiers.signature.details import ChangesAfter, Indication, SignatureSet
from verifiers.signature.fields import open_reader
from verifiers.signature.revisions import compare_revisions
from verifiers.signature.validation import examine

PDF = make_pdf("Diem: 10", "trang hai")
LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
STRANGER = make_identity("Nguyễn Văn An", "Stranger")
SIGNED = sign(PDF, LEADER)
SEAL_BOX = (250, 150, 330, 220)
NEW = b"<< /Length 39 >>\nstream\nBT /F1 12 Tf 72 600 Td (Diem: 99) Tj ET\nendstream"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R %s >>"
FONTS = b"/Resources << /Font << /F1 3 0 R >> >>"
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)")
TEXT_FIELD = b"<< /FT /Tx /T (Ten) /V (10) /Type /Annot /Subtype /Widget /Rect [72 500 200 520] /P 4 0 R >>"


def _examine(content: bytes, now: datetime = NOW) -> SignatureSet:
    return examine(content, make_hierarchy().bundle, now=now)


def _catalog(pdf: bytes, extra: bytes) -> dict[int, bytes]:
    form = pdf[pdf.rindex(b"/AcroForm") :].split(b"R", 1)[0] + b"R"
    return {1: b"<< /Type /Catalog /Pages 2 0 R %s %s >>" % (form, extra)}


def _form(pdf: bytes, entry: bytes = b"", field: bytes = b"") -> dict[int, bytes]:
    """The interactive form with one more entry or field."""
    number = int(pdf[pdf.rindex(b"/AcroForm") + 9 :].split()[0])
    old = re.findall(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, pdf, re.DOTALL)[-1]
    return {number: b"<<" + re.sub(rb"/Fields\s*\[", b"/Fields [" + field + b" ", old) + entry + b">>"}


def _sealed(pdf: bytes) -> bytes:
    return sign(pdf, AGENCY, field="Seal", box=SEAL_BOX)


def _table(pdf: bytes, rows: bytes, previous: int) -> bytes:
    """An update that is a table and nothing else."""
    trailer = b"trailer\n<< /Size 900 /Root 1 0 R /Prev %d /ID [<01><02>] >>\n" % previous
    return pdf + b"xref\n" + rows + trailer + b"startxref\n%d\n%%%%EOF\n" % len(pdf)


def _last_table(pdf: bytes) -> int:
    return int(pdf[pdf.rindex(b"startxref") :].split()[1])


def _place(pdf: bytes, number: int) -> int:
    return [match.start() + 1 for match in re.finditer(rb"\n%d 0 obj" % number, pdf)][-1]


def _field_with(actions: bytes, box: bytes = b"0 0 0 0") -> bytes:
    """A new, empty signature field that runs something."""
    widget = b"<< /FT /Sig /T (Moi) /Type /Annot /Subtype /Widget /Rect [%s] /P 4 0 R %s >>" % (box, actions)
    return append_objects(SIGNED, {**_form(SIGNED, field=b"777 0 R"), 777: widget})


SCRIPT = b"<< /S /JavaScript /JS (x) >>"
ACTED = _field_with(b"/AA << /E %s >>" % SCRIPT, b"10 10 60 60")
TREE = b"/StructTreeRoot 40 0 R"
SPOKEN = append_objects(
    PDF,
    {
        1: b"<< /Type /Catalog /Pages 2 0 R " + TREE + b" >>",
        40: b"<< /Type /StructTreeRoot /K 41 0 R >>",
        41: b"<< /S /P /ActualText (10) >>",
    },
)
REVERTED = sign(append_objects(PDF, {5: NEW}), LEADER)
ATTACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "script in an empty field": (lambda: _field_with(b"/A " + SCRIPT), "form-field-added"),
    "script in a field signed later": (
        lambda: sign(ACTED, AGENCY, field="Moi", box=None, new_field=False),
        "form-field-added",
    ),
    "fields computed": (lambda: append_objects(SIGNED, _form(SIGNED, b" /CO [] ")), "form"),
    "pages left out in print": (
        lambda: append_objects(SIGNED, _catalog(SIGNED, b"/ViewerPreferences << /PrintPageRange [2 2] >>")),
        "catalog",
    ),
    "words for the blind exchanged": (
        lambda: append_objects(sign(SPOKEN, LEADER), {41: b"<< /S /P /ActualText (99) >>"}),
        "structure",
    ),
    "content freed": (lambda: free_object(SIGNED, 5), "page-content"),
    "table leads to another signed object": (
        lambda: _table(SIGNED, b"5 1\n%010d 00000 n \n" % _place(SIGNED, 7), _last_table(SIGNED)),
        "revision-unreadable",
    ),
    "pages change places in the table": (
        lambda: _table(
            SIGNED,
            b"4 1\n%010d 00000 n \n6 1\n%010d 00000 n \n" % (_place(SIGNED, 6), _place(SIGNED, 4)),
            _last_table(SIGNED),
        ),
        "revision-unreadable",
    ),
    "content behind a timestamp of the document": (
        lambda: append_objects(stamp_document(SIGNED), {5: NEW}),
        "page-content",
    ),
    "content before a timestamp of the document": (
        lambda: stamp_document(append_objects(SIGNED, {5: NEW})),
        "page-content",
    ),
}


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_attack_is_a_change_of_content(name: str) -> None:
    """The first signature fails, for the area that was attacked."""
    build, area = ATTACKS[name]

    signature = _examine(build()).signatures[0]

    assert (signature.reason, area in signature.changed) == ("content-changed", True)


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "table before it left out": lambda: _table(REVERTED, b"0 1\n0000000000 65535 f \n", _last_table(PDF)),
    "table that is its own predecessor": lambda: _table(SIGNED, b"0 1\n0000000000 65535 f \n", len(SIGNED)),
    "table before it nowhere": lambda: _table(SIGNED, b"0 1\n0000000000 65535 f \n", 999),
    "behind another document": lambda: make_pdf("Diem: 99") + SIGNED,
    "another document behind": lambda: SIGNED + make_pdf("Diem: 99"),
    "behind a small document": lambda: b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + SIGNED,
    "form taken away": lambda: append_objects(SIGNED, {1: b"<< /Type /Catalog /Pages 2 0 R >>", 5: NEW}),
    "end cut off": lambda: SIGNED[:-200],
    "an update without objects": lambda: append_objects(SIGNED, {}),
}


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_document_that_readers_may_read_otherwise_never_passes(name: str) -> None:
    """No signature passes, and the file has a defect or the signature a reason."""
    result = _examine(UNREADABLE[name]())

    assert not any(signature.indication is Indication.TOTAL_PASSED for signature in result.signatures)
    assert result.defects or result.signatures


def _form_file(form: str) -> bytes:
    base = make_pdf("mot", extra="/AcroForm 20 0 R")
    page = PAGE % (b"/Annots [21 0 R] " + FONTS)
    return append_objects(base, {4: page, 20: form.encode(), 21: TEXT_FIELD})


@pytest.mark.parametrize(("needed", "kind"), [("true", ChangesAfter.STAMPED), ("false", ChangesAfter.PERMITTED)])
def test_looks_of_values_that_viewers_draw_anew_are_the_values(needed: str, kind: ChangesAfter) -> None:
    """Another default font shows other letters where a viewer is asked to draw; where it is not, nothing changes."""
    form = f"<< /Fields [21 0 R] /NeedAppearances {needed} /DA (/%s 12 Tf) >>"
    signed = _form_file(form % "F1")

    step = compare_revisions(open_reader(signed), open_reader(append_objects(signed, {20: (form % "Evil").encode()})))

    assert step.kind is kind


def _locking(permission: int) -> bytes:
    widget = (
        b"<< /FT /Sig /T (S) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /P 4 0 R"
        b" /Lock << /Type /SigFieldLock /Action /All /P %d >> >>" % permission
    )
    base = make_pdf("mot", extra="/AcroForm << /Fields [22 0 R] >>")
    prepared = append_objects(base, {4: PAGE % (b"/Annots [22 0 R] " + FONTS), 22: widget})
    return _sealed(sign(prepared, LEADER, field="S", box=None, new_field=False))


@pytest.mark.parametrize(("permission", "reason"), [(1, "certification-exceeded"), (2, "signature-valid")])
def test_lock_may_forbid_later_signatures(permission: int, reason: str) -> None:
    """The permission in a field's lock counts as a certification's (ISO 32000-2, 12.7.5.5)."""
    assert _examine(_locking(permission)).signatures[0].reason == reason


def _rewritten(change: Callable[[Any], None], content: bytes = SIGNED) -> bytes:
    """The signed file with its CMS container changed."""
    found = RANGE.search(content)
    assert found is not None
    start, end = int(found[2]), int(found[3])
    info = cms.ContentInfo.load(bytes.fromhex(content[start + 1 : end - 1].decode()))
    info = cms.ContentInfo.load(info.dump())
    change(info["content"])
    fresh: bytes = info.dump(force=True).hex().encode()
    return content[: start + 1] + fresh.ljust(end - start - 2, b"0") + content[end - 1 :]


def _token(data: bytes, at: datetime = SIGNED_AT, digest: str = "sha256") -> Any:
    stamper = make_stamper(make_hierarchy(), at)
    return asyncio.run(stamper.async_timestamp(hashlib.new(digest, data).digest(), digest))


def _stamp_with(token: Callable[[bytes], Any]) -> Callable[[Any], None]:
    def change(signed_data: Any) -> None:
        signer = signed_data["signer_infos"][0]
        value = token(signer["signature"].native)
        attribute = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [value]})
        signer["unsigned_attrs"] = cms.CMSAttributes([attribute])

    return change


def _pss(name: str, kind: hashes.HashAlgorithm, at: datetime) -> Callable[[Any], None]:
    def change(signed_data: Any) -> None:
        signer = signed_data["signer_infos"][0]
        kept = [one for one in signer["signed_attrs"] if one["type"].native != "cms_algorithm_protection"]
        signer["signed_attrs"] = cms.CMSAttributes(kept)
        generation = {"algorithm": "mgf1", "parameters": {"algorithm": name}}
        parameters = {"hash_algorithm": {"algorithm": name}, "mask_gen_algorithm": generation, "salt_length": 20}
        signer["signature_algorithm"] = {"algorithm": "rsassa_pss", "parameters": parameters}
        covered = signer["signed_attrs"].untag().dump(force=True)
        signer["signature"] = LEADER.key.sign(covered, padding.PSS(padding.MGF1(kind), 20), kind)
        _stamp_with(lambda value: _token(value, at))(signed_data)

    return change


def _named(name: str, kind: hashes.HashAlgorithm, at: datetime) -> Callable[[Any], None]:
    """The signature algorithm names another digest than the one said beside it."""

    def change(signed_data: Any) -> None:
        signer = signed_data["signer_infos"][0]
        kept = [one for one in signer["signed_attrs"] if one["type"].native != "cms_algorithm_protection"]
        signer["signed_attrs"] = cms.CMSAttributes(kept)
        signer["signature_algorithm"] = {"algorithm": name}
        signer["signature"] = LEADER.key.sign(signer["signed_attrs"].untag().dump(force=True), padding.PKCS1v15(), kind)
        _stamp_with(lambda value: _token(value, at))(signed_data)

    return change


NEW_DAY = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_stamp_with(lambda _: _token(b"other")), "timestamp-invalid"),
        (_stamp_with(lambda value: _token(value, datetime(2031, 1, 1, tzinfo=UTC))), "timestamp-invalid"),
        (_stamp_with(lambda value: _token(value, digest="md5")), "timestamp-untrusted"),
        (_stamp_with(lambda value: _token(value, datetime(2015, 1, 1, tzinfo=UTC))), "certificate-not-yet-valid"),
        (_pss("sha256", hashes.SHA256(), NEW_DAY), "signature-valid"),
        (_pss("sha1", hashes.SHA1(), SIGNED_AT), "signature-valid"),
        (_pss("sha1", hashes.SHA1(), NEW_DAY), "algorithm-weak"),
        (_named("sha256_rsa", hashes.SHA256(), NEW_DAY), "signature-valid"),
        (_named("md5_rsa", hashes.MD5(), SIGNED_AT), "algorithm-weak"),
        (_named("sha1_rsa", hashes.SHA1(), NEW_DAY), "algorithm-weak"),
    ],
    ids=[
        "other data",
        "future",
        "weak imprint",
        "too early",
        "PSS",
        "PSS with SHA-1, old",
        "PSS with SHA-1, new",
        "RSA with SHA-256",
        "RSA with MD5 beside SHA-256",
        "RSA with SHA-1 beside SHA-256, new",
    ],
)
def test_container_that_brings_its_own_proof(change: Callable[[Any], None], reason: str) -> None:
    """A token over other data proves nothing; a signature algorithm's own digest is judged as the content's."""
    (signature,) = _examine(_rewritten(change), datetime(2026, 2, 1, tzinfo=UTC)).signatures

    assert signature.reason == reason


def _issued(key: Any, issuer: Identity, name: str = "Giả Mạo", *extensions: x509.ExtensionType) -> Identity:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return Identity(builder.sign(issuer.key, hashes.SHA256()), key)


def _under(authority: Identity) -> bytes:
    """Signed by somebody whom that authority of the trusted one certified."""
    return sign(PDF, _issued(AGENCY.key, authority), carried=(authority,))


def _authority(*extensions: x509.ExtensionType, bits: int = 2048) -> Identity:
    key = rsa.generate_private_key(65537, bits)
    return _issued(
        key, make_hierarchy().authority, "CA nhỏ", x509.BasicConstraints(ca=True, path_length=0), *extensions
    )


def _stamped_by(bits: int) -> bytes:
    """The timestamping service's key is of that size."""
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    service = _issued(rsa.generate_private_key(65537, bits), make_hierarchy().root, "TSA", purpose)
    return sign(PDF, LEADER, tsa=replace(make_hierarchy(), tsa=service))


def _by_leaf() -> bytes:
    """A certificate that another signer issued, who is no authority."""
    forged = _issued(AGENCY.key, LEADER)

    def bring(signed_data: Any) -> None:
        certificate = asn1_x509.Certificate.load(LEADER.der)
        signed_data["certificates"].append(cms.CertificateChoices("certificate", certificate))

    return _rewritten(bring, sign(PDF, forged))


NEAR = _authority()
FURTHER = _issued(AGENCY.key, NEAR, "CA nhỏ hơn", x509.BasicConstraints(ca=True, path_length=None))
ABROAD = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "DE")])


def _by_dsa(bits: int) -> bytes:
    """A key of a kind that is no longer approved; a test signer cannot make it, so it is put in afterwards."""
    key = dsa.generate_private_key(bits)
    certificate = asn1_x509.Certificate.load(_issued(key, make_hierarchy().authority).der)

    def change(signed_data: Any) -> None:
        signer, dropped = signed_data["signer_infos"][0], {"cms_algorithm_protection", "signing_certificate_v2"}
        signed_data["certificates"] = [cms.CertificateChoices("certificate", certificate)]
        named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
        signer["sid"] = cms.SignerIdentifier("issuer_and_serial_number", named)
        signer["signed_attrs"] = cms.CMSAttributes(
            [one for one in signer["signed_attrs"] if one["type"].native not in dropped]
        )
        signer["signature_algorithm"] = {"algorithm": "sha256_dsa"}
        signer["signature"] = key.sign(signer["signed_attrs"].untag().dump(force=True), hashes.SHA256())
        _stamp_with(lambda value: _token(value, NEW_DAY))(signed_data)

    return _rewritten(change)


SIGNERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "issued by a signer": (_by_leaf, "chain-invalid"),
    "short RSA key": (
        lambda: sign(PDF, _issued(rsa.generate_private_key(65537, 1024), make_hierarchy().authority)),
        "algorithm-weak",
    ),
    "short curve": (
        lambda: sign(PDF, _issued(ec.generate_private_key(ec.SECP192R1()), make_hierarchy().authority)),
        "algorithm-weak",
    ),
    "DSA key": (lambda: _by_dsa(1024), "algorithm-weak"),
    "authority with a short key": (lambda: _under(_authority(bits=1024)), "algorithm-weak"),
    "authority of another country's names": (
        lambda: _under(_authority(x509.NameConstraints([x509.DirectoryName(ABROAD)], None))),
        "chain-invalid",
    ),
    "authority's path too long": (
        lambda: sign(
            PDF,
            _issued(AGENCY.key, FURTHER),
            carried=(FURTHER, NEAR),
        ),
        "chain-invalid",
    ),
    "timestamp under a short key": (lambda: _stamped_by(1024), "timestamp-untrusted"),
    "certificate for a gateway": (
        lambda: sign(
            PDF,
            _issued(
                LEADER.key,
                make_hierarchy().authority,
                "Cổng",
                x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.17")]),
            ),
        ),
        "certificate-usage",
    ),
    "weak digest": (lambda: sign(PDF, LEADER, digest="md5"), "algorithm-weak"),
    "expired before a timestamp of the document": (
        lambda: stamp_document(
            sign(PDF, make_identity("Trần Bình", until=SIGNED_AT + timedelta(days=1)), stamped=False),
            at=SIGNED_AT + timedelta(days=20),
        ),
        "certificate-expired",
    ),
    "stranger behind a certification": (
        lambda: sign(sign(PDF, LEADER, certify=3), STRANGER, field="X", box=SEAL_BOX),
        "later-signature-untrusted",
    ),
}


LATER = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(SIGNERS))
def test_signer_who_may_not_be_relied_on(name: str) -> None:
    """Never a pass, each for its reason."""
    build, reason = SIGNERS[name]

    assert _examine(build(), LATER).signatures[0].reason == reason


DARK = b"<< /BM /Multiply >>"


def _highlighted(drawing: bytes, mode: bytes = DARK, *, more: bytes = b"", signer: Identity = AGENCY) -> bytes:
    """Words on the first page highlighted after signing, then sealed."""
    note = b"<< /Type /Annot /Subtype /Highlight /Rect [70 595 200 612] /P 4 0 R /C [1 1 0] /AP << /N 801 0 R >> >>"
    head = b"<< /Type /XObject /Subtype /Form /BBox [70 595 200 612] /Resources << /ExtGState << /G %s >> >> %s" % (
        mode,
        more,
    )
    form = b"%s /Length %d >>\nstream\n%s\nendstream" % (head, len(drawing), drawing)
    page = re.findall(rb"\n4 0 obj\s*<<(.*?)>>\s*endobj", SIGNED, re.DOTALL)[-1]
    shown = re.sub(rb"/Annots\s*\[", b"/Annots [800 0 R ", page)
    marked = append_objects(SIGNED, {4: b"<<" + shown + b">>", 800: note, 801: form})
    return sign(marked, signer, field="Seal", box=SEAL_BOX)


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        (_highlighted(b"/G gs 1 1 0 rg 70 595 130 17 re f"), ChangesAfter.STAMPED),
        (_highlighted(b"q /G gs 1 1 0 rg 70 595 130 17 re f Q"), ChangesAfter.STAMPED),
        (_highlighted(b"/G gs 1 1 0 rg 70 595 130 17 re f", signer=STRANGER), ChangesAfter.STAMPED),
        (_highlighted(b"q /G gs Q 1 1 1 rg 70 595 130 17 re f"), ChangesAfter.CONTENT),
        (_highlighted(b"/G gs BT /F1 12 Tf (99) Tj ET"), ChangesAfter.CONTENT),
        (_highlighted(b"/G gs /Im Do"), ChangesAfter.CONTENT),
        (_highlighted(b"1 1 1 rg 70 595 130 17 re f"), ChangesAfter.CONTENT),
        (_highlighted(b"/G gs 1 1 1 rg 70 595 130 17 re f", b"<< /BM /Normal >>"), ChangesAfter.CONTENT),
        (_highlighted(b"/G gs 1 1 1 rg 70 595 130 17 re f", more=b"/Group << >>"), ChangesAfter.CONTENT),
    ],
    ids=[
        "yellow", "in a state of its own", "signed for by a stranger", "white, state given back", "words",
        "picture", "white", "white, plain", "white, group of its own",
    ],
)  # fmt: skip
def test_highlight_that_hides_nothing_is_a_mark(content: bytes, changes: ChangesAfter) -> None:
    """Whoever highlights changes no word, once a signature holds over it; whoever paints over does."""
    first = _examine(content).signatures[0]

    assert first.changes_after is changes
    assert first.indication is not Indication.TOTAL_PASSED


def test_highlight_that_nobody_signed_for_is_content() -> None:
    """Without a later signature anybody may have made it."""
    marked = _highlighted(b"/G gs 1 1 0 rg 70 595 130 17 re f")
    end = marked.index(b"%%EOF", len(SIGNED)) + 6

    assert _examine(marked[:end]).signatures[0].changes_after is ChangesAfter.CONTENT
