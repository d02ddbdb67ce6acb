"""Draw what a person looks at: a page of a document, or the picture that was submitted as one."""

from __future__ import annotations

import io

from PIL import Image, ImageFile

from evidence_svc.isolation import IsolationError, run_isolated
from evidence_svc.operations.context import Request
from evidence_svc.operations.show_evidence import WIDEST, NotDrawableError, draw_page, read_original
from evidence_svc.services import Services

_FORMATS = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS = 120_000_000


def draw_sheet(services: Services, request: Request, evidence_id: int, page: int, *, width: int) -> bytes:
    """A PNG of a page (from 1), `width` pixels wide; of a picture, its frame of that number.

    Raises NotFoundError, PermissionDeniedError and NotDrawableError.
    """
    with services.work.read() as unit:
        found = unit.verifications.latest(evidence_id)
    if found is None or not str(found.report["media_type"]).startswith("image/"):
        return draw_page(services, request, evidence_id, page, width=width)
    _, content = read_original(services, request, evidence_id)
    try:
        picture = run_isolated(lambda: _draw(content, page, min(width, WIDEST)), services.limits)
    except IsolationError as error:
        raise NotDrawableError from error
    if not picture:
        raise NotDrawableError
    return picture


def _draw(content: bytes, page: int, width: int) -> bytes:
    """In the child: a picture that cannot be decoded is an empty answer, which no picture is."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # what is there of a torn scan is worth seeing
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            image.seek(page - 1)
            if image.width * image.height > _MOST_PIXELS:
                return b""
            height = max(1, round(image.height * width / image.width))
            out = io.BytesIO()
            image.convert("RGB").resize((width, height)).save(out, "PNG")
            return out.getvalue()
    except (OSError, EOFError, SyntaxError, ValueError, Image.DecompressionBombError):
        return b""
