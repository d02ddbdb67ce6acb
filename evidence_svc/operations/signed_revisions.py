"""One signature of a piece of evidence: the bytes that it covers, and pictures of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.isolation import IsolationError, Limits, run_isolated, run_isolated_json
from evidence_svc.operations.context import Request
from evidence_svc.operations.open_original import open_original
from evidence_svc.operations.show_evidence import WIDEST, EvidencePage, NotDrawableError, read_original, show_evidence
from evidence_svc.services import Services
from parsers.errors import ParseError
from parsers.reader import render_png
from verifiers.errors import VerifierError
from verifiers.signature.revisions import signed_revision

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SignatureOf:
    """A signature of the newest report, by its number (from 1) in the order of signing."""

    page: EvidencePage
    number: int
    signature: Json

    @property
    def field(self) -> str:
        """The signature field's name."""
        return str(self.signature["field"])


class NoRevisionError(RefusedError):
    """What the signature covers cannot be told."""

    reason = "no-signed-revision"
    message = "Không xác định được phần tệp mà chữ ký này bảo vệ."


def find_signature(services: Services, request: Request, evidence_id: int, number: int) -> SignatureOf:
    """A signature by its number; raises NotFoundError and PermissionDeniedError."""
    page = show_evidence(services, request, evidence_id)
    signatures = page.verification.report["signatures"] if page.verification else []
    if not 1 <= number <= len(signatures):
        raise NotFoundError
    return SignatureOf(page, number, signatures[number - 1])


def open_signed_revision(services: Services, request: Request, evidence_id: int, number: int) -> tuple[str, bytes]:
    """The document as it was when this signature was made, under a name of its own; logged as an opening.

    Raises NotFoundError, PermissionDeniedError, StorageError and NoRevisionError.
    """
    found = find_signature(services, request, evidence_id, number)
    _, content = read_original(services, request, evidence_id)
    start, end = locate_revision(content, found.field, services.limits)
    open_original(services, request, evidence_id, part=f"signature-{number}")
    stem = PurePath(found.page.evidence.file_name).stem
    return f"{stem} - chu ky {number}.pdf", content[start:end]


def draw_revision(
    services: Services, request: Request, evidence_id: int, number: int, page: int, *, width: int
) -> bytes:
    """A PNG of a page (from 1) as it was when the signature was made; raises as above, and NotDrawableError."""
    found = find_signature(services, request, evidence_id, number)
    _, content = read_original(services, request, evidence_id)
    try:
        picture = run_isolated(partial(_draw, content, found.field, page, min(width, WIDEST)), services.limits)
    except IsolationError as error:
        raise NotDrawableError from error
    if not picture:
        raise NotDrawableError
    return picture


def locate_revision(content: bytes, field: str, limits: Limits) -> tuple[int, int]:
    """Where in the file the signed document begins and ends; found in a child. Raises NoRevisionError."""
    try:
        found = run_isolated_json(partial(_locate, content, field), limits)
    except IsolationError as error:
        raise NoRevisionError from error
    if found["end"] is None:
        raise NoRevisionError
    return int(found["start"]), int(found["end"])


def _locate(content: bytes, field: str) -> Json:
    try:
        signed = signed_revision(content, field)
    except VerifierError:
        return {"start": None, "end": None}
    start = content.index(signed)  # what stands before the header is no part of the document
    return {"start": start, "end": start + len(signed)}


def _draw(content: bytes, field: str, page: int, width: int) -> bytes:
    """In the child: a page that cannot be drawn is an empty answer, which no picture is."""
    try:
        return render_png(signed_revision(content, field), page, width)
    except (ParseError, VerifierError):
        return b""
