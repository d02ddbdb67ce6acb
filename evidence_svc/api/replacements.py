"""Replacing evidence by newer evidence."""

from __future__ import annotations

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.api.evidence import EvidencePath
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.supersede import supersede_evidence, withdraw_replacement
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "replacements_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="evidence")], abp_security=SIGNED_IN
)


class NewReplacement(BaseModel):
    """Which evidence counts instead, why, and for which criteria's rows; all of the older one's if `rows` is absent."""

    newer: Identifier
    reason: str = Field(max_length=2000)
    rows: list[Identifier] | None = None


class ReplacementAnswer(BaseModel):
    """How many criteria the newer evidence takes over."""

    criteria: int


class EndReplacement(BaseModel):
    """Why the older evidence may be used again."""

    reason: str = Field(max_length=2000)


@resource.put("/evidence/<int:evidence_id>/replacement", responses={200: ReplacementAnswer})
def replace_evidence(path: EvidencePath, body: NewReplacement) -> dict[str, int]:
    """Let newer evidence of the same assessment count instead; 409 if either is replaced already."""
    taken = supersede_evidence(services(), acting(), path.evidence_id, body.newer, body.reason, row_ids=body.rows)
    return {"criteria": taken}


@resource.delete("/evidence/<int:evidence_id>/replacement", responses={204: None})
def end_replacement(path: EvidencePath, body: EndReplacement) -> tuple[str, int]:
    """Let the older evidence be used again; its links are not restored."""
    withdraw_replacement(services(), acting(), path.evidence_id, body.reason)
    return "", 204
