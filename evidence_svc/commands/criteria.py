"""Criteria sets as files."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_svc.commands.acting import FILE
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.lint import lint


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
