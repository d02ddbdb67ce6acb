"""Change what an agency says of its own score on a criterion."""

from __future__ import annotations

import unicodedata

from evidence_svc.domain.permissions import Action
from evidence_svc.errors import RefusedError
from evidence_svc.operations.context import Request, get_criterion_standing, require_at
from evidence_svc.operations.score import require_current
from evidence_svc.services import Services

LONGEST = 20_000
# Line breaks of other programs: Windows, old Macs, and Word's own within a paragraph and at the end of a page.
_BREAKS = ("\r\n", "\r", "\v", "\f")
_KEPT = frozenset("\n\t")


def change_explanation(
    services: Services, request: Request, row_id: int, text: str, *, version: int | None = None
) -> None:
    """Replace the explanation (plain text); the log keeps the one before. The same text again changes nothing.

    Raises PermissionDeniedError, NotFoundError, RefusedError (`text-too-long`) and ConflictError.
    """
    kept = _tidied(text)
    if len(kept) > LONGEST:
        raise RefusedError("Nội dung giải trình quá dài.", reason="text-too-long")
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_at(request, Action.EXPLAIN, place)
        if kept == place.row.explanation:  # a form sent twice
            return
        require_current(request, place, Action.EXPLAIN, version)
        before, after = {"explanation": place.row.explanation}, {"explanation": kept}
        unit.append(
            request.draft("assessment:explained", place.subject, before=before, after=after), now=services.now()
        )
        unit.assessments.change(place.row, explanation=kept)
        unit.commit()


def _tidied(text: str) -> str:
    """Composed, with one kind of line break, and without control characters: neither XML nor PostgreSQL takes them."""
    for mark in _BREAKS:
        text = text.replace(mark, "\n")
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if char in _KEPT or unicodedata.category(char) != "Cc").strip()
