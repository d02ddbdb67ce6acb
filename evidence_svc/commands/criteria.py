"""Criteria sets as files."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_svc.commands.acting import FILE
from evidence_svc.commands.exporting import FORMATS, Exported, write_export
from evidence_svc.config import load_settings
from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.file_render import render_criteria_set
from evidence_svc.domain.lint import lint
from evidence_svc.operations.find_criteria import find_criteria
from evidence_svc.reports.export_json import set_as_json
from evidence_svc.reports.export_set import set_table


@click.group("criteria")
def criteria_group() -> None:
    """Criteria sets as files."""


@criteria_group.command("lint")
@click.argument("files", nargs=-1, required=True, type=FILE)
def lint_command(files: tuple[Path, ...]) -> None:
    """Say what is wrong in criteria-set files. Exit 1 when anything was found."""
    found = 0
    for path in files:
        for problem in lint(parse_criteria_set(path.read_text(encoding="utf-8"), path.name)):
            found += 1
            click.echo(f"{path.name}: {problem.path or 'bộ tiêu chí'}: {problem.message} ({problem.reason})")
    raise SystemExit(1 if found else 0)


@criteria_group.command("export")
@click.argument("name", metavar="SET")
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; standard output if left.")
def export_command(name: str, form: str, out: Path | None) -> None:
    """Write SET: a file, a published set's id, or a sample's name."""
    found = get_set(name)
    write_export(form, out, Exported(set_as_json(found), render_criteria_set(found), set_table(found)))


def get_set(name: str) -> CriteriaSet:
    """The set in the file of that name, else the published or sample set; raises NotFoundError."""
    path = Path(name)
    if path.is_file():
        return parse_criteria_set(path.read_text(encoding="utf-8"), path.name)
    return find_criteria(load_settings().database, name)
