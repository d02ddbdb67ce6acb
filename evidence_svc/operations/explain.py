"""Change what an agency says of its own score on a criterion."""

from __future__ import annotations

import unicodedata

from evidence_svc.domain.permissions import Action
from evidence_svc.errors import RefusedError
from evidence_svc.operations.context import Request, get_criterion_standing
from evidence_svc.operations.score import require_current
from evidence_svc.services import Services

LONGEST = 20_000


def change_explanation(
    services: Services, request: Request, row_id: int, text: str, *, version: int | None = None
) -> None:
    """Replace the explanation (plain text); the log keeps the one before.

    Raises PermissionDeniedError, NotFoundError, RefusedError (`text-too-long`) and ConflictError.
    """
    kept = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if len(kept) > LONGEST:
        raise RefusedError("Nội dung giải trình quá dài.", reason="text-too-long")
    with services.work.begin() as unit:
        place = get_criterion_standing(unit, row_id)
        require_current(request, place, Action.EXPLAIN, version)
        before, after = {"explanation": place.row.explanation}, {"explanation": kept}
        unit.append(
            request.draft("assessment:explained", place.subject, before=before, after=after), now=services.now()
        )
        unit.assessments.change(place.row, explanation=kept)
        unit.commit()
