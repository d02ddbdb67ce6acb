"""Whether the service answers: for proxies and supervisors, without a session."""

from __future__ import annotations

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel

from evidence_svc.serving import services

resource = APIBlueprint("health", __name__, abp_tags=[Tag(name="health")])


class Health(BaseModel):
    """The service and its database answer."""

    status: str


@resource.get("/health", responses={200: Health})
def health() -> dict[str, str]:
    """Answer when the database can be read; 503 otherwise."""
    with services().work.read() as unit:
        unit.rounds.list()
    return {"status": "ok"}
