"""The sheets of lost points and of targets: their control sums, and what a reader may not guess."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evidence_svc.domain.deadline_phrases import parse_phrase
from evidence_svc.domain.numbers import Scale, percentage
from evidence_svc.domain.remediation import (
    DeductionSheet,
    RowKind,
    TargetSheet,
    TargetStatus,
    add_up,
    add_up_fields,
    count_by_status,
)
from evidence_svc.domain.remediation_file import parse_deductions, parse_targets, render_deductions, render_targets
from evidence_svc.domain.schedules import Always, FromDate, Unstated, WithinInterval
from evidence_svc.importing.cleaning import clean_cell
from evidence_svc.importing.deductions import read_deductions
from evidence_svc.importing.joining import join_tables
from evidence_svc.importing.targets import read_targets
from evidence_svc.samples.build import build_sheet
from evidence_svc.samples.load import sample_text
from evidence_svc.samples.sources import LETTER, PLAN, TARGETS, SheetSource
from evidence_svc.tables.rows import Repair, TableError
from evidence_svc.tables.text import read_text

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
NOTHING: dict[str, Any] = {"cells": [], "merged": [], "tasks": []}


def plan() -> DeductionSheet:
    """The province's rows of the PAR Index."""
    return parse_deductions(sample_text(PLAN.file), PLAN.file)


def letter() -> DeductionSheet:
    """The district's 27 rows."""
    return parse_deductions(sample_text(LETTER.file), LETTER.file)


def targets() -> TargetSheet:
    """The 35 target rows."""
    return parse_targets(sample_text(TARGETS.file), TARGETS.file)


def test_the_plans_sums_hold() -> None:
    """100 points, 86.2482 earned, 13.7518 lost: in the fields and in the criteria, a subtotal not counted twice."""
    sheet = plan()
    kinds = Counter(row.kind for row in sheet.rows)
    fields, criteria = add_up(sheet.fields), add_up(sheet.criteria)

    assert (kinds[RowKind.FIELD], kinds[RowKind.SUBTOTAL], kinds[RowKind.CRITERION]) == (8, 1, 45)
    assert (fields.max_score, fields.appraised_score, fields.deducted) == tuple(
        map(Decimal, ("100", "86.2482", "13.7518"))
    )
    assert criteria.deducted == Decimal("13.7518")
    assert Scale(2).round(fields.appraised_score) == Decimal("86.25")
    lost = {row.code: row.deducted for row in sheet.fields}
    assert {code: sums.deducted for code, sums in add_up_fields(sheet).items()} == lost


def test_the_subtotal_is_the_sum_of_its_rows() -> None:
    """SIPAS: five indices make 7.9662 of 10."""
    sheet = plan()
    (subtotal,) = (row for row in sheet.rows if row.kind is RowKind.SUBTOTAL)
    parts = add_up(row for row in sheet.criteria if row.code.startswith("8.1."))

    assert (subtotal.code, subtotal.max_score, subtotal.appraised_score) == ("8.1", Decimal(10), Decimal("7.9662"))
    assert (parts.max_score, parts.appraised_score) == (subtotal.max_score, subtotal.appraised_score)


def test_the_plan_names_agencies_tasks_and_remedies() -> None:
    """16 agencies with 45 tasks; a lead agency for seven fields; merged cells given to every row they cover."""
    sheet = plan()
    rows = {row.code: row for row in sheet.rows}

    assert (len(sheet.agencies), sum(len(item.tasks) for item in sheet.agencies)) == (16, 45)
    assert [row.code for row in sheet.fields if not row.responsible] == ["1"]
    assert rows["3"].responsible == "Văn phòng UBND tỉnh"
    assert rows["4.1.4"].responsible == "Sở Nội vụ và các sở, ban, ngành cấp tỉnh, UBND cấp huyện"
    for first, last in (("2.4.1", "2.4.4"), ("4.1.4", "4.3.4"), ("5.2.3", "5.7.4"), ("6.1.4", "6.2.5")):
        assert (rows[first].measure, rows[first].time) == (rows[last].measure, rows[last].time) != ("", "")
    assert rows["8.1"].title == "Kết quả Chỉ số hài lòng (SIPAS)"
    assert [row.code for row in sheet.criteria if row.opinion and not row.time] == ["6.3.3", "7.1.2"]


def test_every_time_of_the_plan_is_read() -> None:
    """Quarters, a start, a whole year, nothing."""
    found = Counter(type(parse_phrase(row.time, 2024)) for row in plan().criteria)

    assert found == {Always: 28, WithinInterval: 9, FromDate: 1, Unstated: 7}


def test_the_letters_sums_hold() -> None:
    """27 rows: 40.00, 31.87 claimed, 16.59 given, 23.41 lost, 15.28 of it over-claimed; per field too."""
    sheet = letter()
    sums = add_up(sheet.criteria)

    assert [str(value) for value in (sums.max_score, sums.self_score, sums.appraised_score, sums.deducted)] == [
        "40.00",
        "31.87",
        "16.59",
        "23.41",
    ]
    assert sums.overclaimed == Decimal("15.28")
    assert {code: str(each.deducted) for code, each in add_up_fields(sheet).items()} == {
        "1": "7.05",
        "3": "4.86",
        "5": "4.00",
        "6": "3.65",
        "7": "3.85",
    }


def test_the_letters_losses_are_told_apart() -> None:
    """8 rows agreed, 15 lost by appraisal alone, 4 by both; 19 changed."""
    rows = letter().criteria
    agreed = [row for row in rows if row.self_score == row.appraised_score]
    by_council = [row for row in rows if row.self_score == row.max_score]

    assert (len(rows), len(agreed), len(by_council)) == (27, 8, 15)
    assert len(rows) - len(agreed) - len(by_council) == 4
    assert [row.code for row in rows if not row.opinion] == ["3.10.3", "6.1.4", "6.3.1"]
    assert all(row.responsible for row in rows)


def test_the_printed_index_fits_a_base_of_79() -> None:
    """23.41 lost and 70.37 % fit no other base in steps of half a point."""
    lost = add_up(letter().criteria).deducted
    bases = [Decimal(half) / 2 for half in range(150, 201)]

    assert [base for base in bases if percentage(base - lost, base) == Decimal("70.37")] == [Decimal(79)]


def test_the_targets_are_counted() -> None:
    """35 rows in groups of 3, 14, 2, 5, 3, 8; two are the province's; of the other 33, ten are done."""
    sheet = targets()

    assert [len(group.targets) for group in sheet.groups] == [3, 14, 2, 5, 3, 8]
    assert (len(sheet.targets), len(sheet.own_targets)) == (35, 33)
    assert count_by_status(sheet) == {TargetStatus.DONE: 10, TargetStatus.IN_PROGRESS: 23, TargetStatus.HIGHER_LEVEL: 2}
    higher = [target.path for target in sheet.targets if target.status is TargetStatus.HIGHER_LEVEL]
    assert higher == ["II.3", "V.3"]
    assert [group.title for group in sheet.groups][3] == "CẢI CÁCH CHẾ ĐỘ CÔNG VỤ"
    assert not any("<" in target.result for target in sheet.targets)


@pytest.mark.parametrize("source", [PLAN, LETTER, TARGETS], ids=lambda source: source.file)
def test_a_sheet_is_written_and_read_back_unchanged(source: SheetSource) -> None:
    """Nothing is lost between the file and the domain."""
    if source is TARGETS:
        assert parse_targets(render_targets(targets())) == targets()
    else:
        sheet = plan() if source is PLAN else letter()
        assert parse_deductions(render_deductions(sheet)) == sheet


HEAD = (
    "Lời dẫn\nSTT\tTIÊU CHÍ\tĐIỂM CHUẨN\tĐIỂM TỰ ĐÁNH GIÁ\tĐIỂM THẨM ĐỊNH\tĐIỂM BỊ TRỪ\tÝ KIẾN HỘI ĐỒNG\t"
    "ĐƠN VỊ CHỊU TRÁCH NHIỆM\n"
)
ROW = "1.1\tA\t1,00\t1\t0,5\t-0,5\tThiếu\tPhòng Nội vụ\n"


def deductions(text: str, corrections: dict[str, Any]) -> DeductionSheet:
    """The sheet of a text with a table of lost points."""
    return read_deductions(read_text(text), "thu.txt", corrections).sheet


def test_a_row_of_the_letter_is_read() -> None:
    """Comma decimals, claimed and given."""
    (row,) = deductions(HEAD + ROW, NOTHING).rows

    assert (row.max_score, row.self_score, row.appraised_score) == (Decimal(1), Decimal(1), Decimal("0.5"))
    assert (row.deducted, row.overclaimed, row.field_code) == (Decimal("0.5"), Decimal("0.5"), "1")


REFUSED = {
    "no table": "Lời dẫn\n",
    "a subtraction that does not hold": HEAD + ROW.replace("-0,5", "-0,4"),
    "a cell too many": HEAD + ROW.replace("Thiếu", "Thiếu\tthừa"),
    "a page that begins with nothing above": HEAD + "\tA\t\t\t\t\t\t\n",
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_table_that_does_not_hold_stops_the_reader(case: str) -> None:
    """Nothing ambiguous is guessed."""
    with pytest.raises(TableError):
        deductions(REFUSED[case], NOTHING)


BAD_CORRECTIONS: dict[str, dict[str, Any]] = {
    "no such place": {**NOTHING, "cells": [{"code": "1.1", "column": "title", "wrong": "B", "right": "C"}]},
    "no such row": {**NOTHING, "cells": [{"code": "9", "column": "title", "wrong": "A", "right": "C"}]},
    "merged over nothing": {**NOTHING, "merged": [{"first": "1.1", "last": "1.9", "columns": "responsible"}]},
}


@pytest.mark.parametrize("case", BAD_CORRECTIONS)
def test_a_correction_must_fit(case: str) -> None:
    """A correction that fits no place is an error, not a no-op."""
    with pytest.raises(TableError):
        deductions(HEAD + ROW, BAD_CORRECTIONS[case])


def test_tags_and_formulas_are_taken_off() -> None:
    """Paragraphs become lines, TeX its text."""
    assert clean_cell("<p>Một.</p> <p>Hai.</p>") == "Một.\nHai."
    assert clean_cell("$325/408=79.66\\%$ đạt") == "325/408=79.66% đạt"
    assert clean_cell('<ul style="x"> <li>Một</li><li>Hai</li></ul>') == "Một\nHai"


def test_a_row_over_two_pages_is_one_row() -> None:
    """The head comes again between the halves, and is dropped."""
    repairs: list[Repair] = []
    second = "\tđuôi\t\t\t\t\t<p>thêm</p>\t\n"
    again = HEAD.partition("\n")[2]
    (row,) = join_tables(read_text(HEAD + ROW + "\n" + again + second), repairs).rows

    assert (row.cells[1], row.cells[6]) == ("A đuôi", "Thiếu thêm")
    assert [repair.kind for repair in repairs] == ["head-repeated", "row-split", "tags"]


def test_a_status_that_is_unknown_stops_the_reader() -> None:
    """A target is done, under way or somebody else's."""
    head = "Tính từ 15/11/2021 đến 14/10/2023\nSTT\tMục tiêu\tĐánh giá mức độ\tThực trạng\nI\tNHÓM\t\t\n"

    assert targets_in(f"{head}1\tA\tĐang thực hiện\t\n").targets[0].path == "I.1"
    with pytest.raises(TableError, match="dòng 4, cột “Đánh giá mức độ”: “Gần xong”"):
        targets_in(f"{head}1\tA\tGần xong\t\n")


def test_targets_without_a_window_of_days_are_refused() -> None:
    """Which days a status is of is not guessed."""
    with pytest.raises(TableError):
        targets_in("Lời dẫn\nSTT\tMục tiêu\tĐánh giá mức độ\tThực trạng\nI\tNHÓM\t\t\n")


def targets_in(text: str) -> TargetSheet:
    """The sheet of a text with a table of targets."""
    return read_targets(read_text(text), "muc-tieu.txt", NOTHING).sheet


def test_a_correction_of_tasks_needs_tasks() -> None:
    """A plan whose part of tasks is missing is not what was reviewed."""
    tasks = [{"agency": 1, "task": 1, "wrong": "nghiêm yết", "right": "niêm yết"}]
    with pytest.raises(TableError):
        deductions(HEAD + ROW, {**NOTHING, "tasks": tasks})


if SEEDS.is_dir():

    @pytest.mark.parametrize("source", [PLAN, LETTER, TARGETS], ids=lambda source: source.file)
    def test_the_seed_gives_the_committed_sheet(source: SheetSource) -> None:
        """Building again changes nothing, so the files were not edited by hand."""
        built = build_sheet(source, (SEEDS / source.seed).read_text(encoding="utf-8"))

        assert {source.file: sample_text(source.file)} == built.files

    KINDS = {
        PLAN.file: {
            "mixed-decimals": 39,
            "head-repeated": 11,
            "column-shifted": 7,
            "row-split": 5,
            "paragraph-split": 4,
            "sign-missing": 4,
            "cells-merged": 4,
            "code-point": 1,
            "tex": 1,
            "misread-letters": 16,
        },
        TARGETS.file: {"status-wording": 12, "row-split": 3, "tags": 2, "misread-letters": 9},
        LETTER.file: {"tags": 5, "tex": 4, "mixed-decimals": 1, "cells-merged": 2, "misread-letters": 6},
    }

    @pytest.mark.parametrize("source", [PLAN, LETTER, TARGETS], ids=lambda source: source.file)
    def test_every_repair_of_a_sheet_is_reported(source: SheetSource) -> None:
        """What kinds of repair each seed needed, and how often."""
        repairs = build_sheet(source, (SEEDS / source.seed).read_text(encoding="utf-8")).repairs

        assert Counter(repair.kind for repair in repairs) == KINDS[source.file]
        assert all(repair.line > 0 and repair.message.endswith(".") for repair in repairs)
