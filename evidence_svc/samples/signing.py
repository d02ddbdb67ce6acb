"""Signing as offices sign: the leader, then number, day and month by the clerk, then the agency's seal.

Every act is a signature field of its own whose widget draws the stamp, which is how genuine files look:
after the leader has signed, the clerk's number exists nowhere but in a signature's appearance.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent, PdfResources, RawContent
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import StaticStampStyle

from evidence_svc.samples.letters import Place, SetLetter
from evidence_svc.samples.pki import DemoPki, Identity
from evidence_svc.samples.signers import LeafSigner, LocalTsa
from evidence_svc.samples.stamps import draw_stamp

PAGE_HEIGHT = 841.89
"""A4 in points; letters put their origin at the top left, PDF at the bottom left."""
HEX_DIGITS_RESERVED = 13_000
"""Room for the CMS with a leaf, a timestamp token, and the token's own two certificates."""
BASELINE = 10.0
"""Distance in points from the top of a blank to the line that its digits stand on."""


@dataclass(frozen=True, slots=True)
class SigningAct:
    """Who signs one letter, when and how. Instants are aware; `number`, `day`, `month` None are not stamped.

    `digest` is "sha256" or "sha1", `cades` chooses ETSI.CAdES.detached over adbe.pkcs7.detached. The
    clerk stamps at `stamped_at`, a few seconds apart; without `timestamped` no token proves any time.
    """

    leader: Identity
    agency: Identity
    signed_at: datetime
    stamped_at: datetime
    number: str | None = None
    day: str | None = None
    month: str | None = None
    leader_name: str = ""
    agency_name: str = ""
    digest: str = "sha256"
    cades: bool = False
    timestamped: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature field: its name, place on the page and drawing; an instant of its own."""

    field: str
    place: Place
    drawing: PdfContent
    at: datetime


def sign_like_a_clerk(letter: SetLetter, act: SigningAct, pki: DemoPki) -> bytes:
    """The letter signed by the leader, stamped and sealed by the clerk: two to five signatures."""
    signature = draw_stamp("signature", act.leader_name)
    leader = Signature("LanhDao", letter.places["signature"], _picture(signature), act.signed_at)
    pdf = add_signature(letter.pdf, leader, act.leader, act, pki)
    for stamp in _clerk_stamps(letter, act):
        pdf = add_signature(pdf, stamp, act.agency, act, pki)
    return pdf


def sign_annex(letter: SetLetter, act: SigningAct, pki: DemoPki) -> bytes:
    """An annex in a file of its own: the agency alone signs, as text at the top right (NĐ 30/2020, ô 14)."""
    note = f"{act.agency_name}\n{act.stamped_at:%d/%m/%Y; %H:%M:%S} +07:00"
    signature = Signature("CoQuan", letter.places["seal"], _picture(draw_stamp("note", note)), act.stamped_at)
    return add_signature(letter.pdf, signature, act.agency, act, pki)


def replace_first_page(signed: bytes, other: bytes) -> bytes:
    """The signed file with its first page redrawn as that of `other`, in an update that nobody signed."""
    writer: IncrementalPdfFileWriter = _Writer(io.BytesIO(signed))
    source = PdfFileReader(io.BytesIO(other)).root["/Pages"]["/Kids"][0]
    page_ref, _ = writer.find_page_for_modification(0)
    page = page_ref.get_object()
    for entry in ("/Contents", "/Resources"):
        page[generic.pdf_name(entry)] = writer.add_object(writer.import_object(source[entry]))
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _clerk_stamps(letter: SetLetter, act: SigningAct) -> Iterator[Signature]:
    at = act.stamped_at
    for field, value in (("number", act.number), ("day", act.day), ("month", act.month)):
        if value is not None:
            place = letter.places[field]
            yield Signature(field.capitalize(), _around(place), _digits(value, place), at)
            at += timedelta(seconds=4)
    yield Signature("CoQuan", letter.places["seal"], _picture(draw_stamp("seal")), at)


def add_signature(pdf: bytes, signature: Signature, identity: Identity, act: SigningAct, pki: DemoPki) -> bytes:
    """One more signature as an incremental update; the CMS embeds the leaf only, as genuine ones do."""
    writer = _Writer(io.BytesIO(pdf))
    spec = SigFieldSpec(signature.field, on_page=signature.place.page - 1, box=_pdf_box(signature.place))
    steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(signature.field, writer)
    next(steps)
    steps.send(_signature_object(signature, act))
    prepared, output = steps.send(SigIOSetup(md_algorithm=act.digest))
    steps.send(_cms(prepared.document_digest, signature.at, identity, act, pki))
    content: bytes = output.getvalue()
    return content


def _signature_object(signature: Signature, act: SigningAct) -> SigObjSetup:
    subfilter = SigSeedSubFilter.PADES if act.cades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    placeholder = SignatureObject(timestamp=signature.at, subfilter=subfilter, bytes_reserved=HEX_DIGITS_RESERVED)
    layout = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, inner_content_scaling=InnerScaling.STRETCH_FILL
    )
    style = StaticStampStyle(border_width=0, background=signature.drawing, background_layout=layout)
    return SigObjSetup(placeholder, appearance_setup=SigAppearanceSetup(style, signature.at, name=None))


def _cms(digest: bytes, at: datetime, identity: Identity, act: SigningAct, pki: DemoPki) -> cms.ContentInfo:
    work = LeafSigner(identity).async_sign(
        digest,
        act.digest,
        use_pades=act.cades,
        # The authority answers a little after it was asked.
        timestamper=LocalTsa(pki, at + timedelta(seconds=2)) if act.timestamped else None,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
    )
    return asyncio.run(work)


class _Writer(IncrementalPdfFileWriter):
    """An incremental writer that takes neither the clock nor chance into the file."""

    @classmethod
    def _handle_id(cls, prev: Any) -> generic.ArrayObject:
        first, _ = prev.trailer["/ID"]
        prev.stream.seek(0)
        second = hashlib.sha256(prev.stream.read()).digest()[:16]
        return generic.ArrayObject([first, generic.ByteStringObject(second)])

    def _update_meta(self) -> None:
        """Leave /Info and the XMP as they are: updating them would read the clock."""


def _picture(image: Image.Image) -> PdfContent:
    return PdfImage(image, name="Stamp", box=BoxConstraints(image.width, image.height))


def _digits(value: str, place: Place) -> PdfContent:
    font = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Font"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Type1"),
            generic.pdf_name("/BaseFont"): generic.pdf_name("/Times-Roman"),
            generic.pdf_name("/Encoding"): generic.pdf_name("/WinAnsiEncoding"),
        }
    )
    box = _around(place)
    left = max(1.0, (place.width - 6.5 * len(value)) / 2)
    drawing = f"BT /F1 13 Tf {left:.2f} {box.y + box.height - place.y - BASELINE:.2f} Td ({value}) Tj ET"
    resources = PdfResources()
    resources.font[generic.pdf_name("/F1")] = font
    return RawContent(drawing.encode("ascii"), resources, BoxConstraints(box.width, box.height))


def _around(blank: Place) -> Place:
    """A blank with the room that ascenders and descenders need."""
    return replace(blank, y=blank.y - 3.0, height=blank.height + 7.0)


def _pdf_box(place: Place) -> tuple[int, int, int, int]:
    top = round(PAGE_HEIGHT - place.y)
    left = round(place.x)
    return (left, top - round(place.height), left + round(place.width), top)
