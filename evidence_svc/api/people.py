"""Accounts and the register of agencies."""

from __future__ import annotations

from typing import Any, Literal

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.api.rounds import Made, Reason
from evidence_svc.domain.people import Role
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.accounts import change_account, list_accounts, list_agencies, reset_password
from evidence_svc.operations.people import add_person
from evidence_svc.operations.rounds import register_agency
from evidence_svc.operations.second_factor import list_second_factors, reset_factor
from evidence_svc.persistence.agencies import Agency
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "people_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="people")], abp_security=SIGNED_IN
)


class PersonPath(BaseModel):
    """A person's id."""

    person_id: Identifier


class Membership(BaseModel):
    """Who a person is; `agency` null is none of the register."""

    name: str = Field(max_length=200)
    role: Role
    agency: str | None = Field(default=None, max_length=64)


class NewPerson(Membership):
    """An account with its first password."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=1000)


class ChangedPerson(Membership):
    """The account as it shall be; `active` false ends the right to sign in."""

    active: bool
    reason: str = Field(default="", max_length=2000)


class NewPassword(BaseModel):
    """A password to be told to the person in a safe way."""

    password: str = Field(max_length=1000)


class PersonAnswer(BaseModel):
    """An account, without its secrets."""

    id: int
    username: str
    name: str
    role: Role
    agency: str | None
    active: bool
    second_factor: bool


class People(BaseModel):
    """Every account, by name."""

    people: list[PersonAnswer]


class AgencyBody(BaseModel):
    """An agency of the register."""

    id: str = Field(max_length=64)
    name: str = Field(max_length=300)
    kind: Literal["provincial-office", "district", "commune", "other"]


class AgencyAnswer(BaseModel):
    """An agency as it is kept."""

    id: str
    name: str
    kind: str


class Agencies(BaseModel):
    """The register, by name."""

    agencies: list[AgencyAnswer]


@resource.get("/people", responses={200: People})
def list_all() -> dict[str, Any]:
    """Every account, for administrators."""
    factors = list_second_factors(services(), acting())
    found = [
        PersonAnswer(
            id=each.id,
            username=each.username,
            name=each.name,
            role=Role(each.role),
            agency=each.agency_id,
            active=each.active,
            second_factor=each.id in factors,
        )
        for each in list_accounts(services(), acting())
    ]
    return People(people=found).model_dump(mode="json")


@resource.post("/people", responses={201: Made})
def add(body: NewPerson) -> tuple[dict[str, Any], int]:
    """Add an account."""
    made = add_person(
        services(),
        acting(),
        username=body.username,
        name=body.name,
        password=body.password,
        role=body.role,
        agency_id=body.agency or None,
    )
    return Made(id=made).model_dump(), 201


@resource.put("/people/<int:person_id>", responses={204: None})
def change(path: PersonPath, body: ChangedPerson) -> tuple[str, int]:
    """Change name, role, agency, or whether the person may sign in; changed rights end the person's sessions."""
    change_account(
        services(),
        acting(),
        path.person_id,
        name=body.name,
        role=body.role,
        agency_id=body.agency or None,
        active=body.active,
        reason=body.reason,
    )
    return "", 204


@resource.put("/people/<int:person_id>/password", responses={204: None})
def put_password(path: PersonPath, body: NewPassword) -> tuple[str, int]:
    """Give somebody else a new password, which ends their sessions."""
    reset_password(services(), acting(), path.person_id, body.password)
    return "", 204


@resource.delete("/people/<int:person_id>/second-factor", responses={204: None})
def delete_second_factor(path: PersonPath, body: Reason) -> tuple[str, int]:
    """Take away the second factor of somebody else who lost it."""
    reset_factor(services(), acting(), path.person_id, body.reason)
    return "", 204


@resource.get("/agencies", responses={200: Agencies})
def list_register() -> dict[str, Any]:
    """The register, for those who run rounds or accounts."""
    found = [AgencyAnswer(id=each.id, name=each.name, kind=each.kind) for each in list_agencies(services(), acting())]
    return Agencies(agencies=found).model_dump()


@resource.post("/agencies", responses={204: None})
def add_agency(body: AgencyBody) -> tuple[str, int]:
    """Add an agency to the register."""
    register_agency(services(), acting(), Agency(body.id, body.name, body.kind))
    return "", 204
