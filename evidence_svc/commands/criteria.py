"""Criteria sets as files: import, lint, explain, export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from evidence_svc.commands.acting import FILE, acting_as
from evidence_svc.commands.explaining import explain, find_node
from evidence_svc.commands.exporting import FORMATS, Exported, write_export
from evidence_svc.commands.summing import describe_deductions, describe_targets
from evidence_svc.config import load_settings
from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.file_render import render_criteria_set
from evidence_svc.domain.lint import lint
from evidence_svc.domain.lint_problem import LintProblem
from evidence_svc.domain.lint_sheets import lint_deductions, lint_targets
from evidence_svc.domain.people import Role
from evidence_svc.domain.remediation import DeductionSheet, TargetSheet
from evidence_svc.importing.kinds import FileKind, Imported
from evidence_svc.operations.find_criteria import find_criteria
from evidence_svc.operations.import_criteria import ImportWishes, publish_import, read_import
from evidence_svc.reports.export_json import set_as_json
from evidence_svc.reports.export_set import set_table
from evidence_svc.services import Services, open_services


@click.group("criteria")
def criteria_group() -> None:
    """Criteria sets as files."""


@criteria_group.command("import")
@click.argument("file", type=FILE)
@click.option("--as", "username", help="The account in whose name the log keeps this; the only administrator if left.")
@click.option("--id", "set_id", help="The set's id; the file's own, or one of its name, if left.")
@click.option("--title", help="The set's title.")
@click.option("--valid-from", help="First day the set is valid, such as 2023-01-01.")
@click.option("--corrections", type=FILE, help="Reviewed corrections of this file (YAML).")
@click.option("--dry-run", is_flag=True, help="Print the set as YAML and publish nothing.")
def import_command(
    file: Path,
    username: str | None,
    set_id: str | None,
    title: str | None,
    valid_from: str | None,
    corrections: Path | None,
    dry_run: bool,
) -> None:
    """Publish the criteria set in FILE (XLSX, DOCX, PDF, text or YAML); every repair is printed."""
    head = {"id": set_id, "title": title, "valid_from": valid_from}
    known = {key: value for key, value in head.items() if value is not None}
    text = corrections.read_text(encoding="utf-8") if corrections is not None else ""
    imported = read_import(file.read_bytes(), file.name, ImportWishes(text, known))
    printed = dry_run or imported.kind is not FileKind.CRITERIA
    for repair in imported.repairs:
        click.echo(str(repair), err=printed)
    click.echo(f"{len(imported.repairs)} chỗ được sửa hoặc hiểu lại.", err=printed)
    if printed:
        for line in _summed(imported):
            click.echo(line, err=True)
        click.echo(imported.yaml, nl=False)
        return
    services = open_services(load_settings())
    request = acting_as(services, username or _only_administrator(services))
    click.echo(f"Đã công bố bộ tiêu chí {publish_import(services, request, imported)}.")


def _summed(imported: Imported) -> Iterator[str]:
    """What a table that is no criteria set adds up to, and that it is none."""
    match imported.value:
        case DeductionSheet() as sheet:
            yield from describe_deductions(sheet)
        case TargetSheet() as targets:
            yield from describe_targets(targets)
        case _:
            return
    yield "Bảng này không phải bộ tiêu chí nên chỉ được in ra, không công bố."


@criteria_group.command("lint")
@click.argument("files", nargs=-1, required=True)
@click.option("--corrections", type=FILE, help="Reviewed corrections laid over the file first.")
def lint_command(files: tuple[str, ...], corrections: Path | None) -> None:
    """Say what is wrong in FILES, or in published or sample sets. Exit 1 when anything was found."""
    found = 0
    text = corrections.read_text(encoding="utf-8") if corrections is not None else ""
    for name in files:
        imported = _imported(name, text)
        for repair in imported.repairs if imported is not None else ():
            click.echo(f"{name}: {repair} ({repair.kind})", err=True)
        for problem in _problems(name, imported):
            found += 1
            place = problem.path or "bộ tiêu chí"
            click.echo(f"{name}: {place}: {problem.message} ({problem.reason}) [{problem.severity.value}]")
    raise SystemExit(1 if found else 0)


@criteria_group.command("explain")
@click.argument("criterion", metavar="ID")
@click.option("--set", "set_name", help="The set the criterion is in; every sample is searched if left.")
@click.option("--input", "inputs", multiple=True, metavar="NAME=VALUE", help="An input of the rule, or days late.")
def explain_command(criterion: str, set_name: str | None, inputs: tuple[str, ...]) -> None:
    """Print how the rule of criterion ID (its id or path) computes, and its result for the inputs.

    For a document of a slot, NAME is the slot's key and VALUE its days late, or "missing".
    """
    criteria_set, node = find_node(criterion, set_name, get_set)
    for line in explain(criteria_set, node, dict(_pair(each) for each in inputs)):
        click.echo(line)


@criteria_group.command("export")
@click.argument("name", metavar="SET")
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; standard output if left.")
def export_command(name: str, form: str, out: Path | None) -> None:
    """Write SET: a published set's id, a sample's name, or a file."""
    found = get_set(name)
    write_export(form, out, Exported(set_as_json(found), render_criteria_set(found), set_table(found)))


def get_set(name: str) -> CriteriaSet:
    """The set in the file of that name, else the published or sample set; raises NotFoundError and TableError."""
    imported = _imported(name, "")
    if imported is None:
        return find_criteria(load_settings().database, name)
    if not isinstance(imported.value, CriteriaSet):
        raise click.UsageError(f"{name} holds no criteria set.")
    return imported.value


def _imported(name: str, corrections: str) -> Imported | None:
    """What the file of that name holds, None if there is no such file."""
    path = Path(name)
    if not path.is_file():
        return None
    return read_import(path.read_bytes(), path.name, ImportWishes(corrections))


def _problems(name: str, imported: Imported | None) -> Iterable[LintProblem]:
    value = find_criteria(load_settings().database, name) if imported is None else imported.value
    if isinstance(value, CriteriaSet):
        return lint(value)
    return lint_deductions(value) if isinstance(value, DeductionSheet) else lint_targets(value)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--input {text}: NAME=VALUE is wanted")
    return name.strip(), value.strip()


def _only_administrator(services: Services) -> str:
    """Who else could it be: the account of an installation that has one administrator."""
    with services.work.read() as unit:
        accounts = [unit.people.find(number) for number in unit.people.names()]
    found = [each.username for each in accounts if each and each.active and each.role == Role.ADMINISTRATOR.value]
    if len(found) != 1:
        raise click.UsageError("--as USERNAME is needed: the log keeps in whose name a set is published.")
    return found[0]
