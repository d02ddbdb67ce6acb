"""Links between evidence and the criteria it supports."""

from __future__ import annotations

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.criteria import RowPath
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.link import link_evidence, unlink_evidence
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "links_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="links")], abp_security=SIGNED_IN
)


class LinkPath(BaseModel):
    """A link's id."""

    link_id: Identifier


class NewLink(BaseModel):
    """Which evidence, the name it is submitted with here (its own if empty), and its pages."""

    evidence: Identifier
    file_name: str = Field(default="", max_length=500, examples=["5355_11732_6140_1_34-17.01 Kế hoạch.pdf"])
    pages: str = Field(default="", max_length=100, description="which pages count, all if empty", examples=["1-3, 7"])


class EndLink(BaseModel):
    """Why the link ends."""

    reason: str = Field(max_length=2000)


class LinkId(BaseModel):
    """The new link."""

    id: int


@resource.post("/criteria/<int:row_id>/links", responses={201: LinkId})
def add_link(path: RowPath, body: NewLink) -> tuple[dict[str, int], int]:
    """Offer evidence for a criterion; 409 if it is offered there already."""
    return {
        "id": link_evidence(services(), acting(), body.evidence, path.row_id, body.file_name, pages=body.pages)
    }, 201


@resource.delete("/links/<int:link_id>", responses={204: None})
def end_link(path: LinkPath, body: EndLink) -> tuple[str, int]:
    """End a link with a reason; the evidence stays."""
    unlink_evidence(services(), acting(), path.link_id, body.reason)
    return "", 204
