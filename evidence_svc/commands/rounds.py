"""Rounds: create one over a criteria set, open agencies' assessments, move it along, take its rows out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from evidence_svc.commands.acting import ACTING, acting_as
from evidence_svc.commands.exporting import FORMATS, Exported, write_export, write_file
from evidence_svc.config import load_settings
from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.file_render import dump_yaml
from evidence_svc.domain.rounds import RoundState
from evidence_svc.operations.export_results import export_for_shell
from evidence_svc.operations.export_round import read_round
from evidence_svc.operations.rounds import advance_round, create_round, open_assessment
from evidence_svc.reports.export_json import rows_as_json
from evidence_svc.reports.export_round import round_table
from evidence_svc.reports.results_table import FORMS
from evidence_svc.services import open_services

DAY = click.DateTime(["%Y-%m-%d"])
KINDS = click.Choice([kind.value for kind in RoundKind])
STATES = click.Choice([state.value for state in RoundState])


@click.group("round")
def round_group() -> None:
    """Rounds: one scoring campaign over a criteria set."""


@round_group.command("create")
@click.argument("round_id")
@click.option("--set", "set_id", required=True, help="The published criteria set.")
@click.option("--title", required=True)
@click.option("--kind", type=KINDS, required=True)
@click.option("--from", "first", type=DAY, required=True, help="First day of the scored period.")
@click.option("--to", "last", type=DAY, required=True, help="Last day of the scored period.")
@ACTING
def create_command(
    round_id: str, set_id: str, title: str, kind: str, first: datetime, last: datetime, username: str
) -> None:
    """Create a round in draft."""
    services = open_services(load_settings())
    create_round(
        services,
        acting_as(services, username),
        round_id,
        title=title,
        criteria_set_id=set_id,
        kind=RoundKind(kind),
        starts_on=first.date(),
        ends_on=last.date(),
    )
    click.echo(f"{round_id}: {RoundState.DRAFT.value}")


@round_group.command("open")
@click.argument("round_id")
@click.option("--agency", "agencies", multiple=True, required=True, help="An agency of the register; may be repeated.")
@ACTING
def open_command(round_id: str, agencies: tuple[str, ...], username: str) -> None:
    """Start the assessments of AGENCIES in a round."""
    services = open_services(load_settings())
    request = acting_as(services, username)
    for agency in agencies:
        click.echo(f"{agency}: {open_assessment(services, request, round_id, agency)}")


@round_group.command("move")
@click.argument("round_id")
@click.argument("state", type=STATES)
@click.option("--reason", default="", help="Why a round is reopened, or moves on with criteria not appraised.")
@ACTING
def move_command(round_id: str, state: str, reason: str, username: str) -> None:
    """Move a round to its next state, or reopen it with a reason."""
    services = open_services(load_settings())
    advance_round(services, acting_as(services, username), round_id, RoundState(state), reason)
    click.echo(f"{round_id}: {state}")


@round_group.command("list")
def list_command() -> None:
    """Print the rounds, newest period first, with the agencies that take part."""
    with open_services(load_settings()).work.read() as unit:
        for each in unit.rounds.list():
            period = f"{each.starts_on} → {each.ends_on}"
            click.echo(f"{each.id}  {each.state}  {each.kind}  {period}  {each.criteria_set_id}  {each.title}")
            for assessment in unit.assessments.list(each.id):
                click.echo(f"  {assessment.agency_id}")


@round_group.command("export")
@click.argument("round_id")
@click.option("--agency", required=True, help="The agency whose rows are wanted.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; standard output if left.")
def export_command(round_id: str, agency: str, form: str, out: Path | None) -> None:
    """Write an agency's rows of a round."""
    found = read_round(open_services(load_settings()), round_id, agency)
    title = f"{found.agency.name} – {found.round.title}"
    places = found.criteria_set.scale.places
    record = rows_as_json(found.rows)
    write_export(form, out, Exported(record, dump_yaml(record), round_table(title, found.rows, places=places)))


@round_group.command("results")
@click.argument("round_id")
@click.option("--format", "form", type=click.Choice(sorted(FORMS)), default="csv", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; standard output if left.")
def results_command(round_id: str, form: str, out: Path | None) -> None:
    """Write a round's ranking, with every field and both readings of undecided exclusions."""
    content = export_for_shell(open_services(load_settings()), round_id, form)
    if out is None:
        click.echo(content, nl=False)
        return
    write_file(out, (content,))
    click.echo(str(out))
