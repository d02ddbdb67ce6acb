"""The pipeline: bytes in, everything observed out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from parsers.agreement import Known
from parsers.document import ParsedDocument
from parsers.errors import TooLargeError
from parsers.fields import read_fields
from parsers.filename import parse_file_name
from parsers.images import read_image
from parsers.material import Limits, Material
from parsers.office import read_docx, read_xlsx
from parsers.pdf import read_pdf
from parsers.sniff import DOCX, IMAGES, XLSX, sniff


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """How to read a file: its name (a prior only), whether scans are read, and how much is read at most.

    `max_bytes` bounds the file, `max_pages_text` the pages whose text is searched, `max_pages_ocr` the
    pages read by OCR beside the first, `max_characters` the text kept. What else is known may be told, and
    is weighed with what is read: `known_names` (common names in the file's certificates), `known_symbols`
    (of other documents of the agency, `QĐ-UBND`), `earliest_signature` (aware; a document is dated before).
    """

    file_name: str = ""
    ocr: bool = True
    max_bytes: int = 200 * 1024 * 1024
    max_pages_text: int = 60
    max_pages_ocr: int = 4
    max_characters: int = 60_000
    known_names: tuple[str, ...] = ()
    known_symbols: tuple[str, ...] = ()
    earliest_signature: datetime | None = None

    @property
    def limits(self) -> Limits:
        """The limits in the form the readers take."""
        return Limits(self.max_pages_text, self.max_pages_ocr, self.max_characters, self.ocr)


def parse_document(content: bytes, options: ParseOptions = ParseOptions()) -> ParsedDocument:
    """Return everything observed in a PDF, DOCX, XLSX, PNG, JPEG or TIFF file.

    Raises:
        ParseError: with a reason code, when the bytes cannot be read as a document; nothing else.

    """
    if len(content) > options.max_bytes:
        raise TooLargeError(f"the file has more than {options.max_bytes} bytes")
    media_type = sniff(content)
    material = _read(content, media_type, options.limits)
    claim = parse_file_name(options.file_name)
    known = Known(claim, options.known_names, options.known_symbols, options.earliest_signature)
    fields = read_fields(material, known)
    return ParsedDocument(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        pages=material.pages,
        text_origin=material.text_origin,
        number=fields.number,
        date=fields.date,
        type=fields.type,
        issuer=fields.issuer,
        subject=fields.subject,
        signer_name=fields.signer_name,
        signer_title=fields.signer_title,
        authority=fields.authority,
        file_name=claim,
        page_sizes=material.sizes,
        text=material.text,
        remarks=(*material.remarks, *fields.remarks),
    )


def _read(content: bytes, media_type: str, limits: Limits) -> Material:
    if media_type in IMAGES:
        return read_image(content, limits)
    if media_type == DOCX:
        return read_docx(content, limits)
    if media_type == XLSX:
        return read_xlsx(content, limits)
    return read_pdf(content, limits)
