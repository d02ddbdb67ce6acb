"""Builds the sheets of deductions and of targets: `python -m evidence_svc.samples.build_sheets FOLDER`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from evidence_svc.domain.remediation_file import render_deductions, render_targets
from evidence_svc.samples.deduction_sheets import read_letter, read_plan
from evidence_svc.samples.load import sample_text
from evidence_svc.samples.seed_table import Repair
from evidence_svc.samples.target_sheet import read_target_sheet

HERE = Path(__file__).parent
Corrections = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A sheet's seed, its corrections, the file it becomes, and the comment at its head."""

    seed: str
    corrections: str
    file: str
    comment: str


PLAN = SheetSource(
    "002_f445ec3a9fe903d1.txt",
    "corrections-par-index-2023.yaml",
    "par-index-2023.yaml",
    "# The rows of the PAR Index 2023 in which Quảng Trị lost points, their remedies, and the tasks of 16 agencies.\n",
)
TARGETS = SheetSource(
    "003_74796ed9b4f247d0.txt",
    "corrections-targets-2023.yaml",
    "targets-2023.yaml",
    "# How far a district is with the targets of Nghị quyết 76/NQ-CP until 2025, as it answered.\n",
)
LETTER = SheetSource(
    "004_80b7831fe2ff1271.txt",
    "corrections-vinh-linh-2023.yaml",
    "vinh-linh-2023-h1.yaml",
    "# The 27 criteria in which huyện Vĩnh Linh lost points in the first half of 2023, as its letter lists them.\n",
)
_MADE = "# Made by evidence_svc.samples.build_sheets from the seed and its reviewed corrections.\n"


def build_sheet(source: SheetSource, text: str) -> tuple[str, tuple[Repair, ...]]:
    """A sheet's file and every repair; raises SeedTableError."""
    corrections: Corrections = yaml.safe_load(sample_text(source.corrections))
    head = source.comment + _MADE
    if source is TARGETS:
        targets = read_target_sheet(text, corrections)
        return head + render_targets(targets.sheet), targets.repairs
    reading = read_plan(text, corrections) if source is PLAN else read_letter(text, corrections)
    return head + render_deductions(reading.sheet), reading.repairs


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=HERE, help="Where the files go.")
def main(folder: Path, to: Path) -> None:
    """Write the sheets' YAML files from the seeds in FOLDER and list every repair."""
    for source in (PLAN, TARGETS, LETTER):
        content, repairs = build_sheet(source, (folder / source.seed).read_text(encoding="utf-8"))
        (to / source.file).write_text(content, encoding="utf-8")
        for repair in repairs:
            click.echo(f"{source.file}, {repair}")
        click.echo(f"{source.file}: {len(repairs)} chỗ được sửa hoặc hiểu lại.")


if __name__ == "__main__":
    main()
