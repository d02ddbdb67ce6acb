"""Builds the sample's YAML files from a folder of seeds: `python -m evidence_svc.samples.build FOLDER`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import click
import yaml

from evidence_svc.domain.criteria import CriteriaSet, RoundKind, find_sum_mismatches
from evidence_svc.domain.file_render import render_criteria_set, render_self_assessment
from evidence_svc.domain.numbers import Scale, parse_decimal
from evidence_svc.domain.self_assessment import SelfAssessment, states_of
from evidence_svc.domain.totals import Totals, compute_totals
from evidence_svc.samples.load import CRITERIA_FILE, SELF_ASSESSMENT_FILE, sample_text
from evidence_svc.samples.seed_reading import read_seed
from evidence_svc.samples.seed_table import Repair, SeedTable, SeedTableError, read_table

SEED = "000_c0fb1750a5dfd1c3.txt"
CORRECTIONS_FILE = "corrections-2023.yaml"
HERE = Path(__file__).parent

_SET_HEAD = """\
# The criteria set for the provincial offices of Quảng Trị, as its table of 2023 prints it.
# Made by evidence_svc.samples.build from the office's self-assessment; the table prints no deadline and no
# rule, the ones the demonstration assumes stand in assumptions-2023.yaml. `file_number` is the criterion's
# number in the names of uploaded files.
"""
_SELF_HEAD = """\
# The provincial office's self-assessment for the first half of 2023, leaf by leaf, as submitted.
# Made by evidence_svc.samples.build; the names of the evidence are kept to the letter.
"""
_LETTER_SUMS = {
    "total": r"Tổng số điểm của bộ chỉ số:\s*([\d.,]+)",
    "in_round": r"Số điểm đưa vào chấm 6 tháng:\s*([\d.,]+)",
    "excluded": r"Số điểm đề nghị trừ vào điểm tổng:\s*([\d.,]+)",
    "base": r"Số điểm áp dụng chấm điểm:\s*([\d.,]+)",
    "self": r"Tổng điểm tự chấm:\s*([\d.,]+)",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """What a seed's text becomes: the set, the self-assessment, and every repair on the way."""

    criteria_set: CriteriaSet
    self_assessment: SelfAssessment
    repairs: tuple[Repair, ...]


def build_sample(text: str, corrections: str) -> Sample:
    """The sample from a seed's text and the reviewed corrections (YAML).

    Raises SeedTableError if a row has two readings or a sum differs from what the letter prints.
    """
    table = read_table(text)
    reading = read_seed(table, yaml.safe_load(corrections)["corrections"])
    criteria_set = CriteriaSet(
        id="quang-tri-offices-2023",
        title="Bộ tiêu chí cải cách hành chính các cơ quan chuyên môn, cơ quan thuộc UBND tỉnh Quảng Trị",
        criteria=reading.criteria,
        scale=Scale(2),
        legal_basis="Quyết định số 1325/QĐ-UBND ngày 23/6/2023 của UBND tỉnh Quảng Trị",
        valid_from=date(2023, 1, 1),
        valid_to=date(2025, 12, 31),
        version="2023",
    )
    self_assessment = SelfAssessment(
        criteria_set=criteria_set.id,
        agency_id="van-phong-ubnd-tinh",
        agency_name="Văn phòng UBND tỉnh Quảng Trị",
        round_id="2023-h1",
        round_title="6 tháng đầu năm 2023",
        round_kind=RoundKind.HALF_YEAR,
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 6, 30),
        rows=reading.rows,
    )
    sample = Sample(criteria_set, self_assessment, reading.repairs)
    _check_sums(sample, table, text)
    return sample


def _check_sums(sample: Sample, table: SeedTable, text: str) -> None:
    """The leaves must give the letter's own sums and every parent its children's."""
    rows = sample.self_assessment.rows
    states = states_of(sample.criteria_set, sample.self_assessment.agency_id, rows)
    totals = compute_totals(sample.criteria_set, states).whole
    if find_sum_mismatches(sample.criteria_set):
        raise SeedTableError("a parent's maximum is not the sum of its children's")
    printed = tuple(parse_decimal(cell, mark=".") for cell in table.totals)
    if printed != (totals.total, totals.self_score) or letter_sums(text) != _computed(totals):
        raise SeedTableError("the sums of the leaves are not the sums printed")


def letter_sums(text: str) -> dict[str, Decimal]:
    """The five sums the covering letter states, in its own decimals (`82,5`, `53,5đ`)."""
    found = {name: re.search(pattern, text) for name, pattern in _LETTER_SUMS.items()}
    missing = [name for name, match in found.items() if match is None]
    if missing:
        raise SeedTableError(f"the letter states no {', '.join(missing)}")
    return {name: parse_decimal(match[1], mark=",") for name, match in found.items() if match}


def _computed(totals: Totals) -> dict[str, Decimal]:
    return {
        "total": totals.total,
        "in_round": totals.total - totals.yearly,
        "excluded": totals.excluded,
        "base": totals.base,
        "self": totals.self_score,
    }


def render_sample(sample: Sample) -> dict[str, str]:
    """The files of the sample by name."""
    return {
        CRITERIA_FILE: _SET_HEAD + render_criteria_set(sample.criteria_set),
        SELF_ASSESSMENT_FILE: _SELF_HEAD + render_self_assessment(sample.self_assessment),
    }


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=HERE, help="Where the files go.")
def main(folder: Path, to: Path) -> None:
    """Write the sample's YAML files from the seeds in FOLDER and list every repair."""
    sample = build_sample((folder / SEED).read_text(encoding="utf-8"), sample_text(CORRECTIONS_FILE))
    for name, content in render_sample(sample).items():
        (to / name).write_text(content, encoding="utf-8")
    for repair in sample.repairs:
        click.echo(str(repair))
    click.echo(f"{len(sample.repairs)} chỗ được sửa hoặc hiểu lại.")


if __name__ == "__main__":
    main()
