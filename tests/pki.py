"""A throw-away PKI, small PDFs and signatures over them, honest and not, for tests of verdicts."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import fields
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from verifiers.signature.trust import TrustBundle, make_bundle

SIGNED_AT = datetime(2023, 6, 5, 3, 0, 0, tzinfo=UTC)
NOW = datetime(2023, 9, 1, tzinfo=UTC)
NAME = generic.pdf_name
HEADER_BOX = (90, 750, 130, 765)
SIGNATURE_BOX = (340, 150, 490, 220)


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Root, issuing authority and timestamping authority, with the bundle that trusts them."""

    root: Identity
    authority: Identity
    tsa: Identity
    bundle: TrustBundle


def make_hierarchy(label: str = "Test") -> Hierarchy:
    """A hierarchy of the usual shape; one per label and process."""
    return _hierarchy(label)


@lru_cache(maxsize=4)
def _hierarchy(label: str) -> Hierarchy:
    root = _issue(f"{label} Root CA", None, authority=True)
    authority = _issue(f"{label} Issuing CA", root, authority=True)
    tsa = _issue(f"{label} TSA", root, stamping=True)
    return Hierarchy(root, authority, tsa, make_bundle([root.der, authority.der]))


@lru_cache(maxsize=64)
def make_identity(
    name: str,
    label: str = "Test",
    *,
    since: datetime = datetime(2020, 1, 1, tzinfo=UTC),
    until: datetime = datetime(2030, 1, 1, tzinfo=UTC),
    signing: bool = True,
) -> Identity:
    """A signer's certificate under the hierarchy of that label."""
    return _issue(name, make_hierarchy(label).authority, since=since, until=until, signing=signing)


def _issue(
    name: str,
    issuer: Identity | None,
    *,
    authority: bool = False,
    stamping: bool = False,
    signing: bool = True,
    since: datetime = datetime(2010, 1, 1, tzinfo=UTC),
    until: datetime = datetime(2045, 1, 1, tzinfo=UTC),
) -> Identity:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority=authority, signing=signing), critical=True)
    )
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _usage(*, authority: bool, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority and signing,
        content_commitment=not authority and signing,
        key_encipherment=not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def make_pdf(*texts: str, extra: str = "") -> bytes:
    """A plain PDF, one page a text (ASCII), classic cross-reference table; `extra` goes into the catalog."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(texts)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
    ]
    for n, text in enumerate(texts):
        drawing = f"BT /F1 12 Tf 72 600 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    return assemble([item.encode("latin-1") for item in objects])


def assemble(objects: list[bytes], *, header: bytes = b"%PDF-1.7\n") -> bytes:
    """Objects 1, 2, … with the first as catalog, behind a header, with their table."""
    content, offsets = header, []
    for number, item in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    return content + _table(content, dict(enumerate(offsets, start=1)), len(objects) + 1, previous=None)


def _table(content: bytes, offsets: dict[int, int], size: int, *, previous: int | None) -> bytes:
    lines = b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in sorted(offsets.items()):
        lines += b"%d 1\n%010d 00000 n \n" % (number, offset)
    before = b" /Prev %d" % previous if previous is not None else b""
    trailer = b"trailer\n<< /Size %d /Root 1 0 R%s /ID [<01><02>] >>\n" % (size, before)
    return lines + trailer + b"startxref\n%d\n%%%%EOF\n" % len(content)


def append_objects(pdf: bytes, objects: dict[int, bytes], *, listed: bool = True) -> bytes:
    """An incremental update written by hand; with `listed=False` its table names none of the objects."""
    previous = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    content, offsets = pdf, {}
    for number, item in objects.items():
        offsets[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    sizes = [int(found) for found in re.findall(rb"/Size (\d+)", pdf)]
    size = max(*sizes, *(number + 1 for number in objects), 201)
    return content + _table(content, offsets if listed else {}, size, previous=previous)


class _Writer(IncrementalPdfFileWriter):
    """A writer that leaves /Info and the XMP alone."""

    def _update_meta(self) -> None:
        """Touch nothing that the test did not ask for."""


def update(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """An incremental update through pyHanko's writer."""
    writer = _Writer(io.BytesIO(pdf), strict=False)
    change(writer)
    output = io.BytesIO()
    write: Callable[[io.BytesIO], None] = writer.write
    write(output)
    return output.getvalue()


def annotate(pdf: bytes, box: tuple[int, int, int, int], kind: str = "/FreeText", text: str = "316") -> bytes:
    """One more annotation with an appearance on the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page_ref, _ = writer.find_page_for_modification(0)
        page = page_ref.get_object()
        drawing = RawContent(b"BT ET", box=BoxConstraints(box[2] - box[0], box[3] - box[1])).as_form_xobject()
        note = generic.DictionaryObject(
            {
                NAME("/Type"): NAME("/Annot"),
                NAME("/Subtype"): NAME(kind),
                NAME("/Rect"): generic.ArrayObject(map(generic.NumberObject, box)),
                NAME("/Contents"): generic.pdf_string(text),
                NAME("/AP"): generic.DictionaryObject({NAME("/N"): writer.add_object(drawing)}),
            }
        )
        notes = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
        page[NAME("/Annots")] = generic.ArrayObject([*notes.iterate(), writer.add_object(note)])
        writer.update_container(page)

    return update(pdf, change)


def sign(
    pdf: bytes,
    identity: Identity,
    *,
    field: str = "Signature1",
    at: datetime = SIGNED_AT,
    claimed: datetime | None = None,
    stamped: bool = True,
    tsa: Hierarchy | None = None,
    digest: str = "sha256",
    cades: bool = False,
    certify: int | None = None,
    lock: fields.FieldMDPSpec | None = None,
    box: tuple[int, int, int, int] | None = SIGNATURE_BOX,
    new_field: bool = True,
    carried: tuple[Identity, ...] = (),
) -> bytes:
    """One signature as an incremental update: leaf only or `carried` too, timestamp at `at`, claimed time `claimed`."""
    writer = _Writer(io.BytesIO(pdf), strict=False)
    mdp = SigMDPSetup(
        md_algorithm=digest,
        certify=certify is not None,
        field_lock=lock,
        docmdp_perms=fields.MDPPerm(certify) if certify else None,
    )
    spec = fields.SigFieldSpec(field, box=box, on_page=0) if new_field else None
    steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(field, writer)
    next(steps)
    subfilter = fields.SigSeedSubFilter.PADES if cades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    value = SignatureObject(timestamp=claimed or at, subfilter=subfilter, bytes_reserved=24_000)
    drawing = RawContent(b"BT ET", box=BoxConstraints(100, 50))
    look = SigAppearanceSetup(StaticStampStyle(border_width=0, background=drawing), at, name=None) if box else None
    steps.send(SigObjSetup(value, appearance_setup=look, mdp_setup=mdp))
    prepared, output = steps.send(SigIOSetup(md_algorithm=digest))
    stamper = make_stamper(tsa or make_hierarchy(), at) if stamped else None
    work = make_signer(identity, carried).async_sign(
        prepared.document_digest,
        digest,
        use_pades=cades,
        timestamper=stamper,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=claimed or at),
    )
    steps.send(asyncio.run(work))
    return bytes(output.getvalue())


def stamp_document(pdf: bytes, *, at: datetime = SIGNED_AT, tsa: Hierarchy | None = None) -> bytes:
    """A document timestamp as an incremental update."""
    writer = _Writer(io.BytesIO(pdf), strict=False)
    spec = fields.SigFieldSpec(f"Timestamp{len(pdf)}")
    steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(spec.sig_field_name, writer)
    next(steps)
    steps.send(SigObjSetup(DocumentTimestamp(bytes_reserved=24_000)))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256"))
    stamper = make_stamper(tsa or make_hierarchy(), at)
    steps.send(asyncio.run(stamper.async_timestamp(prepared.document_digest, "sha256")))
    return bytes(output.getvalue())


def make_signer(identity: Identity, carried: tuple[Identity, ...] = ()) -> SimpleSigner:
    """A pyHanko signer that embeds the leaf only, as the government's tools do, or others beside it."""
    return SimpleSigner(
        _certificate(identity), _key(identity), SimpleCertificateStore.from_certs(map(_certificate, carried))
    )


def make_stamper(hierarchy: Hierarchy, at: datetime) -> DummyTimeStamper:
    """A timestamping authority whose clock stands at `at`; its token carries the root."""
    store = SimpleCertificateStore.from_certs([_certificate(hierarchy.root)])
    return DummyTimeStamper(_certificate(hierarchy.tsa), _key(hierarchy.tsa), store, fixed_dt=at)


def _certificate(identity: Identity) -> Any:
    return asn1_x509.Certificate.load(identity.der)


def _key(identity: Identity) -> Any:
    form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return asn1_keys.PrivateKeyInfo.load(identity.key.private_bytes(*form))
