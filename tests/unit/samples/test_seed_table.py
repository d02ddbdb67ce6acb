"""The importer on small tables of self-scores with one fault each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from evidence_svc.domain.criteria import Criterion, Level, RoundKind
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.self_assessment import SelfRow
from evidence_svc.importing.self_rows import self_rows
from evidence_svc.importing.sets import import_set
from evidence_svc.samples.build import letter_sums
from evidence_svc.tables.rows import Repair, TableError
from evidence_svc.tables.text import read_text

HEAD = "Lời dẫn\n\nSTT\tTIÊU CHÍ\tĐIỂM CHUẨN\tĐIỂM TỰ ĐÁNH GIÁ\tGIẢI TRÌNH\tĐIỂM THẨM ĐỊNH\tÝ KIẾN HỘI ĐỒNG\n"
TOTAL = "Tổng điểm\t3.00\t1.00\t\t\t\t\n"
PREFIX = "12_34_61_1_"


def table(*lines: str, total: str = TOTAL) -> str:
    """A seed's text with these rows; the first stands on line 4."""
    return HEAD + "".join(f"{line}\n" for line in lines) + total


SET_HEAD = {"id": "bo", "title": "Bộ", "legal_basis": "QĐ", "valid_from": "2023-01-01", "version": "1"}


@dataclass(frozen=True)
class Reading:
    """What a table's text becomes."""

    criteria: tuple[Criterion, ...]
    rows: tuple[SelfRow, ...]
    repairs: tuple[Repair, ...]


def read_whole(text: str, cells: list[dict[str, str]]) -> Reading:
    """Criteria, self-scores and repairs of a text."""
    found = import_set(read_text(text), "bang.txt", {"cells": cells}, SET_HEAD)
    assert found.head is not None
    ids = {node.path: node.id for node in found.criteria_set.criteria}
    rows = self_rows(found.placed, found.head, found.explained, ids, found.criteria_set.scale)
    return Reading(found.criteria_set.criteria, rows, found.repairs)


def read(*lines: str) -> Reading:
    """The rows read without corrections."""
    return read_whole(table(*lines), [])


def repairs_of(*lines: str) -> list[tuple[int, str, str]]:
    """Line, code and kind of every repair but that of the total row."""
    found = ((repair.line, repair.code, repair.kind) for repair in read(*lines).repairs)
    return [repair for repair in found if repair[1] != "Tổng điểm"]


def test_a_plain_row_needs_no_repair() -> None:
    """Code, title, maximum, self-score and the names of the evidence."""
    row = f"1.1\tKế hoạch\t0.50\t0.5\tĐã làm. Tài liệu kiểm chứng: {PREFIX}34-17.01 Kế hoạch..pdf.\tChưa có kết quả\t"
    reading = read("1\tLĩnh vực\t0.50\t0.5\t\t\t", row)
    field, criterion = reading.criteria
    (leaf,) = reading.rows

    assert (field.level, criterion.level, criterion.parent) == (Level.FIELD, Level.CRITERION, field.id)
    assert (criterion.id, criterion.title, criterion.max_score) == ("ke-hoach", "Kế hoạch", Decimal("0.50"))
    assert criterion.file_number == 61
    assert (leaf.self_score, leaf.status) == (Decimal("0.50"), ScoreStatus.SCORED)
    assert (leaf.explanation, leaf.evidence) == ("Đã làm.", (f"{PREFIX}34-17.01 Kế hoạch..pdf",))
    assert [repair.code for repair in reading.repairs] == ["Tổng điểm"]


def test_a_row_over_two_pages_is_one_row() -> None:
    """Title, a name of a file and "no result yet" are joined where the page cut them."""
    first = f"1\tKế hoạch\t1.00\t1\t<p>Tài liệu kiểm chứng: {PREFIX}05-04.01.2023 CV phoi hop</p>\tChưa có\t"
    second = "\tnăm 2023\t\t\t<p>trien khai.pdf.</p>\tkết quả\t"
    reading = read(first, "", second)

    assert reading.criteria[0].title == "Kế hoạch năm 2023"
    assert reading.rows[0].evidence == (f"{PREFIX}05-04.01.2023 CV phoi hop trien khai.pdf",)
    assert repairs_of(first, "", second) == [(4, "1", "tags"), (6, "1", "row-split")]


def test_paragraphs_become_lines() -> None:
    """Tags go, the break between paragraphs stays."""
    assert read("1\tA\t1.00\t1\t<p>Một.</p> <p>Hai.</p>\t\t").rows[0].explanation == "Một.\nHai."


def test_a_doubled_code_is_the_first_child() -> None:
    """The second 1.5 is 1.5.1 because 1.5.2 follows; the parent keeps its own maximum."""
    rows = ["1\tL\t2\t2\t\t\t", "1.5\tCha\t2\t2\t\t\t", "1.5\tCon một\t1\t1\t\t\t", "1.5.2\tCon hai\t1\t1\t\t\t"]
    reading = read(*rows)

    assert [node.code for node in reading.criteria] == ["1", "1.5", "1.5.1", "1.5.2"]
    assert [row.code for row in reading.rows] == ["1.5.1", "1.5.2"]
    assert repairs_of(*rows) == [(6, "1.5", "code-twice")]
    assert str(reading.repairs[0]) == "dòng 6: 1.5: mã 1.5 trùng, hiểu là 1.5.1."


def test_a_shifted_column_is_put_back() -> None:
    """The words "no result yet" one column too far right are reported, row by row."""
    assert repairs_of("1\tA\t1\t1\t\t\tChưa có kết quả") == [(4, "1", "column-shifted")]


ZEROS = {
    "yearly": ("Chấm theo năm", ScoreStatus.YEARLY, ["zero-told-apart"]),
    "yearly, misread": ("Chăm theo năm", ScoreStatus.YEARLY, ["misread-letters", "zero-told-apart"]),
    "exclusion": ("Không có. Đề nghị trừ vào điểm tổng.", ScoreStatus.EXCLUSION_REQUESTED, ["zero-told-apart"]),
}


@pytest.mark.parametrize("case", ZEROS)
def test_zeros_are_told_apart(case: str) -> None:
    """A zero with such words is no score; a yearly criterion belongs to the annual round only."""
    words, status, kinds = ZEROS[case]
    row = f"1\tA\t1.00\t0\t{words}\t\t"
    reading = read(row)

    assert (reading.rows[0].status, reading.rows[0].self_score) == (status, None)
    assert [kind for _, _, kind in repairs_of(row)] == kinds
    assert (reading.criteria[0].rounds == (RoundKind.YEAR,)) == (status is ScoreStatus.YEARLY)


def test_a_zero_without_such_words_is_a_true_zero() -> None:
    """The agency gave itself nothing."""
    row = read("1\tA\t1.00\t0\tChưa thực hiện.\t\t").rows[0]

    assert (row.status, row.self_score) == (ScoreStatus.SCORED, Decimal(0))


def test_names_are_split_at_the_prefix_only() -> None:
    """Full stops inside a name do not end it; a name may begin with the words of the list."""
    names = [f"{PREFIX}234.2019. QC.pdf", f"{PREFIX}Tài liệu kiểm chứng (1).xlsx", f"{PREFIX}a..PDF"]
    cell = " ".join(f"{name}." for name in names)

    assert read(f"1\tA\t1\t1\tTài liệu kiểm chứng: {cell}\t\t").rows[0].evidence == tuple(names)


def test_a_file_of_another_criterion_is_kept_and_reported() -> None:
    """The number most files carry is the criterion's; the odd one stays where it was submitted."""
    row = "1\tA\t1\t1\tTài liệu kiểm chứng: 1_2_99_1_a.pdf. 1_2_61_1_b.pdf. 1_2_61_1_c.pdf.\t\t"
    reading = read(row)

    assert reading.criteria[0].file_number == 61
    assert len(reading.rows[0].evidence) == 3
    assert repairs_of(row) == [(4, "1", "other-criterion-number")]


UNREADABLE = {
    "no table": "Lời dẫn\n",
    "a row below the total": table("1\tA\t1\t1\t\t\t") + "2\tB\t1\t1\t\t\t\n",
    "a code without its parent": table("1\tA\t1\t1\t\t\t", "2.1\tB\t1\t1\t\t\t"),
    "points that are no number": table("1\tA\thai\t1\t\t\t"),
    "points that could be two numbers": table("1\tA\t1.125\t1\t\t\t"),
    "a page that begins with nothing above": table("\ttiếp\t\t\t\t\t"),
    "a code twice without a second child": table("1\tA\t1\t1\t\t\t", "1\tB\t1\t1\t\t\t"),
    "words in no known column": table("1\tA\t1\t1\t\tĐạt\t"),
    "a yearly criterion with a score": table("1\tA\t1\t1\tChấm theo năm\t\t"),
    "a name without an extension": table(f"1\tA\t1\t1\tTài liệu kiểm chứng: {PREFIX}không tên\t\t"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_has_two_readings_stops_the_reader(case: str) -> None:
    """Nothing ambiguous is guessed."""
    with pytest.raises(TableError):
        read_whole(UNREADABLE[case], [])


def test_a_correction_must_fit_once() -> None:
    """A reviewed correction is applied and reported; one that fits no place is an error."""
    text = table("1\tThông kê\t1\t1\t\t\t")
    good = {"code": "1", "column": "title", "wrong": "Thông kê", "right": "Thống kê"}

    assert read_whole(text, [good]).criteria[0].title == "Thống kê"
    with pytest.raises(TableError):
        read_whole(text, [{**good, "wrong": "đơn đốc"}])


def test_the_letters_own_sums_are_read() -> None:
    """Numbers as `82,5` and `53,5đ`; a sum not stated is an error."""
    letter = (
        "Tổng số điểm của bộ chỉ số: 100 điểm\nSố điểm đưa vào chấm 6 tháng: 82,5 điểm;\n"
        "Số điểm đề nghị trừ vào điểm tổng: 27 điểm;\nSố điểm áp dụng chấm điểm: 55,5 điểm;\n"
        "Tổng điểm tự chấm: 53,5đ.\n"
    )

    assert [str(value) for value in letter_sums(letter).values()] == ["100", "82.5", "27", "55.5", "53.5"]
    with pytest.raises(TableError):
        letter_sums(letter.replace("Tổng điểm tự chấm", "Điểm"))
