"""End a session: nothing changes but the log, which keeps when it was."""

from __future__ import annotations

from evidence_svc.operations.context import Request
from evidence_svc.services import Services


def sign_out(services: Services, request: Request) -> None:
    """Keep that the person ended their session; raises DatabaseError."""
    with services.work.begin() as unit:
        unit.append(request.draft("session:signed-out", f"person:{request.actor.id}"), now=services.now())
        unit.commit()
