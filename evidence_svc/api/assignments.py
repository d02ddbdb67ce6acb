"""What appraisers and criterion owners are assigned."""

from __future__ import annotations

from typing import Annotated, Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field, StringConstraints

from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.api.rounds import Reason
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.assign import assign, end_assignment
from evidence_svc.operations.show_assignments import show_assignments
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "assignments_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="assignments")], abp_security=SIGNED_IN
)


class AssignmentPath(BaseModel):
    """An assignment's id."""

    assignment_id: Identifier


class NewAssignments(BaseModel):
    """One agency (null: all) with some fields, groups or criteria by id or path, or all of it where none is named.

    For a criterion owner the agency is their own, whatever is named here.
    """

    person: Identifier
    agency: str | None = Field(default=None, max_length=64)
    criteria: list[Annotated[str, StringConstraints(max_length=64)]] = Field(default=[], max_length=500)
    reason: str = Field(description=f"at least {MIN_REASON_LETTERS} characters", max_length=2000)


class Assigned(BaseModel):
    """How many assignments are new."""

    new: int


class AssignmentAnswer(BaseModel):
    """An assignment in force: an agency, or all, with a path of the tree, or the whole tree."""

    id: int
    agency: str | None
    path: str | None
    entry: int = Field(description="the log entry that gave it")


class AssigneeAnswer(BaseModel):
    """Somebody whose work this person gives out; without assignments all that their role may act on."""

    person: int
    name: str
    role: str
    agency: str | None
    assignments: list[AssignmentAnswer]


class Assignments(BaseModel):
    """Appraisers for those who run rounds, the agency's criterion owners for its leader."""

    people: list[AssigneeAnswer]


@resource.get("/assignments", responses={200: Assignments})
def show() -> dict[str, Any]:
    """Who has what."""
    page = show_assignments(services(), acting())
    found = [
        AssigneeAnswer(
            person=each.id,
            name=each.name,
            role=each.role,
            agency=each.agency_id,
            assignments=[
                AssignmentAnswer(
                    id=kept.id, agency=kept.assignment.agency_id, path=kept.assignment.path, entry=kept.entry
                )
                for kept in page.kept[each.id]
            ],
        )
        for each in page.people
    ]
    return Assignments(people=found).model_dump()


@resource.post("/assignments", responses={201: Assigned})
def add(body: NewAssignments) -> tuple[dict[str, Any], int]:
    """Assign; each is an entry of its own."""
    new = assign(
        services(), acting(), body.person, agency_id=body.agency or None, criteria=body.criteria, reason=body.reason
    )
    return Assigned(new=new).model_dump(), 201


@resource.delete("/assignments/<int:assignment_id>", responses={204: None})
def end(path: AssignmentPath, body: Reason) -> tuple[str, int]:
    """End one."""
    end_assignment(services(), acting(), path.assignment_id, body.reason)
    return "", 204
