"""Builds the district's draft and reviewed sets: `python -m evidence_svc.samples.build_district FOLDER`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
import yaml

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.file_render import render_criteria_set
from evidence_svc.samples.district_set import read_district
from evidence_svc.samples.load import sample_text
from evidence_svc.samples.patches import correct_set
from evidence_svc.samples.seed_cells import read_cells
from evidence_svc.samples.seed_table import Repair

SEED = "001_1d2ed02fd101ed54.txt"
DRAFT_FILE = "district-offices-2023-draft.yaml"
REVIEWED_FILE = "district-offices-2023.yaml"
CORRECTIONS_FILE = "corrections-district-2023.yaml"
HERE = Path(__file__).parent

_DRAFT_HEAD = """\
# The draft criteria set for the offices of huyện Quảng Điền, as its web page prints it, contradictions included.
# Made by evidence_svc.samples.build_district; the rules are those the printed cases state, gaps and overlaps too.
# `evidence-svc criteria lint` says what is wrong with it.
"""
_REVIEWED_HEAD = """\
# The same set after review: sums and wordings corrected, open cases decided and marked as assumptions.
# Made by evidence_svc.samples.build_district from the draft and corrections-district-2023.yaml.
"""


@dataclass(frozen=True, slots=True)
class DistrictSample:
    """The set as printed, the set after review, and every repair on the way to the first."""

    draft: CriteriaSet
    reviewed: CriteriaSet
    repairs: tuple[Repair, ...]


def build_district(text: str, corrections: str) -> DistrictSample:
    """Both sets from a seed's text and the reviewed corrections (YAML); raises SeedTableError."""
    reading = read_district(read_cells(text))
    reviewed = correct_set(reading.criteria_set, yaml.safe_load(corrections))
    return DistrictSample(reading.criteria_set, reviewed, reading.repairs)


def render_district(sample: DistrictSample) -> dict[str, str]:
    """The files of the sample by name."""
    return {
        DRAFT_FILE: _DRAFT_HEAD + render_criteria_set(sample.draft),
        REVIEWED_FILE: _REVIEWED_HEAD + render_criteria_set(sample.reviewed),
    }


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=HERE, help="Where the files go.")
def main(folder: Path, to: Path) -> None:
    """Write the district's YAML files from the seeds in FOLDER and list every repair."""
    sample = build_district((folder / SEED).read_text(encoding="utf-8"), sample_text(CORRECTIONS_FILE))
    for name, content in render_district(sample).items():
        (to / name).write_text(content, encoding="utf-8")
    for repair in sample.repairs:
        click.echo(str(repair))
    click.echo(f"{len(sample.repairs)} chỗ được sửa hoặc hiểu lại.")


if __name__ == "__main__":
    main()
