"""Hand an original to a person: who took which file when stands in the log."""

from __future__ import annotations

from evidence_svc.operations.context import Request
from evidence_svc.operations.show_evidence import read_original
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.services import Services

WHOLE = "original"


def open_original(
    services: Services, request: Request, evidence_id: int, *, part: str = WHOLE
) -> tuple[Evidence, bytes]:
    """The bytes as received, after an entry that says who took them; `part` names what of the file is handed out.

    Pictures of pages are looked at, not taken, and leave no entry. Raises NotFoundError, PermissionDeniedError and
    StorageError.
    """
    evidence, content = read_original(services, request, evidence_id)
    with services.work.begin() as unit:
        after = {"part": part}
        draft = request.draft("evidence:opened", f"evidence:{evidence_id}", after=after, evidence=(evidence.sha256,))
        unit.append(draft, now=services.now())
        unit.commit()
    return evidence, content
