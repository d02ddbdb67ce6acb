"""The register of agencies and the people who act in them."""

from __future__ import annotations

import click

from evidence_svc.commands.acting import ACTING, acting_as
from evidence_svc.config import load_settings
from evidence_svc.domain.people import Role
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.assign import assign, end_assignment
from evidence_svc.operations.people import add_person
from evidence_svc.operations.rounds import register_agency
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assignments import Assignments
from evidence_svc.services import open_services

ROLES = click.Choice([role.value for role in Role])


@click.group("agency")
def agency_group() -> None:
    """The agencies that are scored and those that score them."""


@agency_group.command("add")
@click.argument("agency_id")
@click.option("--name", required=True)
@click.option("--kind", required=True, help="One of the kinds that criteria sets name, such as provincial-office.")
@click.option("--parent", help="The agency above it.")
@ACTING
def add_agency_command(agency_id: str, name: str, kind: str, parent: str | None, username: str) -> None:
    """Add an agency to the register."""
    services = open_services(load_settings())
    register_agency(services, acting_as(services, username), Agency(agency_id, name, kind, parent))
    click.echo(agency_id)


@agency_group.command("list")
def list_agencies_command() -> None:
    """Print the register by name."""
    with open_services(load_settings()).work.read() as unit:
        for agency in unit.agencies.list():
            click.echo(f"{agency.id}  {agency.kind}  {agency.name}")


@click.group("person")
def person_group() -> None:
    """The people who act, each in one role."""


@person_group.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", type=ROLES, required=True)
@click.option("--agency", help="The agency they work for.")
@click.password_option(prompt="Mật khẩu (ít nhất 10 ký tự)", confirmation_prompt="Nhập lại mật khẩu")
@ACTING
def add_person_command(login: str, name: str, role: str, agency: str | None, password: str, username: str) -> None:
    """Add a person who signs in as LOGIN."""
    services = open_services(load_settings())
    acting = acting_as(services, username)
    add_person(services, acting, username=login, name=name, password=password, role=Role(role), agency_id=agency)
    click.echo(login)


@person_group.command("assign")
@click.argument("login")
@click.option("--agency", help="The assessed agency; without it all of them, or the owner's own.")
@click.option("--criterion", "criteria", multiple=True, help="A field, group or criterion, by id or path; repeatable.")
@click.option("--reason", required=True)
@ACTING
def assign_command(login: str, agency: str | None, criteria: tuple[str, ...], reason: str, username: str) -> None:
    """Let LOGIN act only on what is assigned: to appraisers agencies and fields, to criterion owners criteria."""
    services = open_services(load_settings())
    with services.work.read() as unit:
        account = unit.people.find_by_username(login)
    if account is None:
        raise NotFoundError
    acting = acting_as(services, username)
    click.echo(assign(services, acting, account.id, agency_id=agency, criteria=criteria, reason=reason))


@person_group.command("assignments")
@click.argument("login")
def list_assignments_command(login: str) -> None:
    """Print what LOGIN is assigned: number, agency and path, of which each may stand for all of them."""
    with open_services(load_settings()).work.read() as unit:
        account = unit.people.find_by_username(login)
        kept = Assignments(unit.connection).in_force(account.id) if account else ()
    for one in kept:
        click.echo(f"{one.id}  {one.assignment.agency_id or '–'}  {one.assignment.path or '–'}")


@person_group.command("unassign")
@click.argument("assignment_id", type=int)
@click.option("--reason", required=True)
@ACTING
def unassign_command(assignment_id: int, reason: str, username: str) -> None:
    """End the assignment with that number."""
    services = open_services(load_settings())
    end_assignment(services, acting_as(services, username), assignment_id, reason)


@person_group.command("list")
def list_people_command() -> None:
    """Print the accounts by id."""
    with open_services(load_settings()).work.read() as unit:
        for number in sorted(unit.people.names()):
            account = unit.people.find(number)
            if account is not None:
                state = "" if account.active else "  (ngừng hoạt động)"
                click.echo(f"{account.username}  {account.role}  {account.agency_id or '–'}  {account.name}{state}")
