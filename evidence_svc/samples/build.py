"""Builds the sample's YAML files from a folder of seeds: `python -m evidence_svc.samples.build FOLDER`.

Every file is what the importers read in a seed's text, with the reviewed corrections of that seed laid over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from evidence_svc.domain.criteria import CriteriaSet, RoundKind, find_sum_mismatches
from evidence_svc.domain.file_render import render_criteria_set, render_self_assessment
from evidence_svc.domain.numbers import parse_decimal
from evidence_svc.domain.self_assessment import SelfAssessment, states_of
from evidence_svc.domain.totals import Totals, compute_totals
from evidence_svc.importing.corrections import parse_corrections
from evidence_svc.importing.kinds import import_file
from evidence_svc.importing.self_rows import self_rows
from evidence_svc.importing.sets import ImportedSet, import_set
from evidence_svc.samples.load import CRITERIA_FILE, SELF_ASSESSMENT_FILE, sample_text
from evidence_svc.samples.sources import DISTRICT, OFFICE, SHEETS, SheetSource
from evidence_svc.tables.rows import Repair, TableError, TableFile
from evidence_svc.tables.text import read_text

HERE = Path(__file__).parent
DRAFT_FILE = "district-offices-2023-draft.yaml"
REVIEWED_FILE = "district-offices-2023.yaml"
_LETTER_SUMS = {
    "total": r"Tổng số điểm của bộ chỉ số:\s*([\d.,]+)",
    "in_round": r"Số điểm đưa vào chấm 6 tháng:\s*([\d.,]+)",
    "excluded": r"Số điểm đề nghị trừ vào điểm tổng:\s*([\d.,]+)",
    "base": r"Số điểm áp dụng chấm điểm:\s*([\d.,]+)",
    "self": r"Tổng điểm tự chấm:\s*([\d.,]+)",
}
_AS_PRINTED = ("draft", "every", "cells")


@dataclass(frozen=True, slots=True)
class Built:
    """The files that one seed becomes, by name, and every repair on the way."""

    files: Mapping[str, str]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class DistrictSample:
    """The district's set as printed and after review."""

    draft: CriteriaSet
    reviewed: CriteriaSet
    repairs: tuple[Repair, ...]


def build_office(text: str) -> Built:
    """The provincial set and self-assessment; raises TableError if a sum differs from what the letter prints."""
    corrections = read_corrections(OFFICE.corrections)
    imported = import_set(read_text(text), OFFICE.seed, corrections)
    assessment = _self_assessment(imported, corrections["assessment"])
    _check_sums(imported, assessment, text)
    files = {
        CRITERIA_FILE: OFFICE.comment + render_criteria_set(imported.criteria_set),
        SELF_ASSESSMENT_FILE: OFFICE.second_comment + render_self_assessment(assessment),
    }
    return Built(files, imported.repairs)


def build_district(text: str, corrections: Mapping[str, Any]) -> DistrictSample:
    """Both sets of the district: what the text prints, and the same with the reviewed corrections."""
    file = read_text(text)
    draft = import_set(file, DISTRICT.seed, {key: corrections[key] for key in _AS_PRINTED if key in corrections})
    reviewed = import_set(file, DISTRICT.seed, corrections)
    return DistrictSample(draft.criteria_set, reviewed.criteria_set, draft.repairs)


def render_district(sample: DistrictSample) -> dict[str, str]:
    """The files of both sets by name."""
    return {
        DRAFT_FILE: DISTRICT.comment + render_criteria_set(sample.draft),
        REVIEWED_FILE: DISTRICT.second_comment + render_criteria_set(sample.reviewed),
    }


def build_sheet(source: SheetSource, text: str) -> Built:
    """The file of a table of lost points or of targets; raises TableError."""
    file: TableFile = read_text(text)
    imported = import_file(file, source.seed, read_corrections(source.corrections))
    return Built({source.file: source.comment + imported.yaml}, imported.repairs)


def build_all(folder: Path) -> Iterable[Built]:
    """Every sample of the five seeds in a folder."""
    yield build_office(_text(folder, OFFICE.seed))
    district = build_district(_text(folder, DISTRICT.seed), read_corrections(DISTRICT.corrections))
    yield Built(render_district(district), district.repairs)
    for source in SHEETS:
        yield build_sheet(source, _text(folder, source.seed))


def read_corrections(name: str) -> dict[str, Any]:
    """A reviewed corrections file of the samples."""
    return parse_corrections(sample_text(name), name)


def letter_sums(text: str) -> dict[str, Decimal]:
    """The five sums the covering letter states, in its own decimals (`82,5`, `53,5đ`)."""
    found = {name: re.search(pattern, text) for name, pattern in _LETTER_SUMS.items()}
    missing = [name for name, match in found.items() if match is None]
    if missing:
        raise TableError(f"Thư không nêu: {', '.join(missing)}.", reason="sum-differs")
    return {name: parse_decimal(match[1], mark=",") for name, match in found.items() if match}


def _self_assessment(imported: ImportedSet, facts: Mapping[str, Any]) -> SelfAssessment:
    criteria_set = imported.criteria_set
    ids = {node.path: node.id for node in criteria_set.criteria}
    if imported.head is None:
        raise TableError("Bảng không có điểm tự đánh giá.", reason="table-missing")
    return SelfAssessment(
        criteria_set=criteria_set.id,
        agency_id=facts["agency"]["id"],
        agency_name=facts["agency"]["name"],
        round_id=facts["round"]["id"],
        round_title=facts["round"]["title"],
        round_kind=RoundKind(facts["round"]["kind"]),
        starts_on=_day(facts["round"]["starts_on"]),
        ends_on=_day(facts["round"]["ends_on"]),
        rows=self_rows(imported.placed, imported.head, imported.explained, ids, criteria_set.scale),
    )


def _check_sums(imported: ImportedSet, assessment: SelfAssessment, text: str) -> None:
    """The leaves must give the letter's own sums and every parent its children's."""
    criteria_set = imported.criteria_set
    states = states_of(criteria_set, assessment.agency_id, assessment.rows)
    totals = compute_totals(criteria_set, states).whole
    if find_sum_mismatches(criteria_set):
        raise TableError("Điểm của một mục cha không bằng tổng các mục con.", reason="sum-differs")
    if imported.total != (totals.total, totals.self_score) or letter_sums(text) != _computed(totals):
        raise TableError("Tổng các tiêu chí không bằng tổng đã in.", reason="sum-differs")


def _computed(totals: Totals) -> dict[str, Decimal]:
    return {
        "total": totals.total,
        "in_round": totals.total - totals.yearly,
        "excluded": totals.excluded,
        "base": totals.base,
        "self": totals.self_score,
    }


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _text(folder: Path, seed: str) -> str:
    return (folder / seed).read_text(encoding="utf-8")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=HERE, help="Where the files go.")
def main(folder: Path, to: Path) -> None:
    """Write the samples' YAML files from the seeds in FOLDER and list every repair."""
    for built in build_all(folder):
        for name, content in built.files.items():
            (to / name).write_text(content, encoding="utf-8")
        for repair in built.repairs:
            click.echo(str(repair))
        click.echo(f"{', '.join(built.files)}: {len(built.repairs)} chỗ được sửa hoặc hiểu lại.")


if __name__ == "__main__":
    main()
