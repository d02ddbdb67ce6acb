"""Criteria an agency never has the task of, left out of its base in every new round."""

from __future__ import annotations

from typing import Annotated, Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field, StringConstraints

from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.api.rounds import Reason
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.preset_exclusions import lift_preset, preset_exclusions, show_presets
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "presets_api", __name__, url_prefix="/api/v1/agencies", abp_tags=[Tag(name="exclusions")], abp_security=SIGNED_IN
)


class AgencyPath(BaseModel):
    """An agency's id."""

    agency_id: str = Field(max_length=64)


class PresetPath(AgencyPath):
    """One of its exclusions."""

    exclusion_id: Identifier


class OfSet(BaseModel):
    """The criteria set, without its version; empty for the last published one."""

    set: str = Field(default="", max_length=80)


class NewPresets(BaseModel):
    """Leaves of a criteria set by id, and why the agency never has their task."""

    set: str = Field(max_length=80)
    criteria: list[Annotated[str, StringConstraints(max_length=64)]] = Field(max_length=500)
    reason: str = Field(description=f"at least {MIN_REASON_LETTERS} characters", max_length=2000)


class PresetAnswer(BaseModel):
    """One in force; `path` and `title` are null where the newest edition has the criterion no more."""

    id: int
    criterion: str
    path: str | None
    title: str | None
    reason: str
    entry: int = Field(description="the log entry that made it")


class PresetsAnswer(BaseModel):
    """What is left out of the agency's base in every round opened from now on."""

    agency: str
    criteria_set: str
    presets: list[PresetAnswer]


@resource.get("/<agency_id>/exclusions", responses={200: PresetsAnswer})
def show(path: AgencyPath, query: OfSet) -> dict[str, Any]:
    """What is left out of an agency's base."""
    page = show_presets(services(), acting(), path.agency_id, query.set)
    found = [
        PresetAnswer(
            id=each.exclusion.id,
            criterion=each.exclusion.criterion_id,
            path=each.criterion.path if each.criterion else None,
            title=each.criterion.title if each.criterion else None,
            reason=each.exclusion.reason,
            entry=each.exclusion.entry,
        )
        for each in page.kept
    ]
    return PresetsAnswer(agency=page.agency.id, criteria_set=page.set_id, presets=found).model_dump()


@resource.post("/<agency_id>/exclusions", responses={204: None})
def add(path: AgencyPath, body: NewPresets) -> tuple[str, int]:
    """Leave criteria out from now on, each with an entry of its own."""
    preset_exclusions(services(), acting(), path.agency_id, body.set, body.criteria, body.reason)
    return "", 204


@resource.delete("/<agency_id>/exclusions/<int:exclusion_id>", responses={204: None})
def end(path: PresetPath, body: Reason) -> tuple[str, int]:
    """Score the criterion again in rounds opened from now on."""
    lift_preset(services(), acting(), path.agency_id, path.exclusion_id, body.reason)
    return "", 204
