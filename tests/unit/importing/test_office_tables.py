"""Tables as offices keep them: what is repaired is said, what could be read in two ways stops the import."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from evidence_svc.domain.criteria import Level
from evidence_svc.domain.errors import CriteriaFileError
from evidence_svc.domain.lint import lint
from evidence_svc.domain.rule_shapes import LatenessRule
from evidence_svc.importing.cleaning import clean_cell
from evidence_svc.importing.sets import ImportedSet, import_set
from evidence_svc.tables.rows import Table, TableError, TableFile, TableRow

HEAD = ("STT", "Nội dung", "Điểm chuẩn", "Tài liệu kiểm chứng")
KNOWN = {"id": "bo", "title": "Bộ", "legal_basis": "QĐ", "valid_from": "2023-01-01"}
Cells = tuple[str, ...]


def file_of(*rows: Cells, head: Cells = HEAD, merged: tuple[int, ...] = ()) -> TableFile:
    """A worksheet with these rows; the last one's `merged` columns belong to the row above."""
    lines = [TableRow(number, cells, "trang tính “TC”") for number, cells in enumerate((head, *rows), start=1)]
    last = TableRow(lines[-1].line, lines[-1].cells, lines[-1].part, merged)
    return TableFile((Table((*lines[:-1], last)),))


def read(*rows: Cells, **more: Any) -> ImportedSet:
    """These rows as a set."""
    return import_set(file_of(*rows, **more), "bo.xlsx", head=KNOWN)


def kinds(found: ImportedSet) -> list[tuple[int, str]]:
    """Line and kind of every repair."""
    return [(repair.line, repair.kind) for repair in found.repairs]


def test_cases_become_a_rule() -> None:
    """Rows without a code are cases of the criterion above."""
    found = read(
        ("I", "PHẦN", "2", ""),
        ("1", "Báo cáo", "2", "Báo cáo trước ngày 20/01/2023"),
        ("", "Đúng thời gian quy định", "2", ""),
        ("", "Chậm dưới 10 ngày", "1", ""),
        ("", "Chậm từ 10 ngày trở lên hoặc không ban hành", "0", ""),
    )
    part, criterion = found.criteria_set.criteria

    assert (part.level, criterion.level, criterion.path) == (Level.PART, Level.CRITERION, "I.1")
    assert isinstance(criterion.rule, LatenessRule)
    assert [str(option.points) for option in criterion.options] == ["2.00", "1.00", "0.00"]
    assert criterion.slots[0].deadline is not None
    assert found.repairs == ()


@pytest.mark.parametrize(("phrase", "assumed"), [("trước ngày 20/01/2023", False), ("trước ngày 20/01", True)])
def test_a_year_that_is_not_written_is_an_assumption(phrase: str, assumed: bool) -> None:
    """The year of the set is taken, and whoever looks at the deadline sees that it was."""
    (node,) = read(
        ("1", "Kế hoạch", "2", f"Kế hoạch {phrase}"),
        ("", "Đúng thời gian quy định", "2", ""),
        ("", "Chậm dưới 10 ngày", "1", ""),
        ("", "Không ban hành", "0", ""),
    ).criteria_set.criteria

    assert node.slots[0].deadline is not None
    assert (str(node.slots[0].deadline.on), node.assumption) == ("2023-01-20", assumed)


REPAIRED: dict[str, tuple[tuple[Cells, ...], list[tuple[int, str]], str]] = {
    "a code that a spreadsheet cut": (
        (("1", "L", "2", ""), *((f"1.{n}", f"C{n}", "0.2", "") for n in range(1, 10)), ("1.1", "C mười", "0.2", "")),
        [(12, "code-twice")],
        "trang tính “TC”, dòng 12: 1.1: mã 1.1 trùng, hiểu là 1.10.",
    ),
    "a point after the code": (
        (("1.", "L", "1", ""),),
        [(2, "code-point")],
        "trang tính “TC”, dòng 2: 1: mã “1.” hiểu là 1.",
    ),
    "a code and a title in one cell": (
        (("I. PHẦN MỘT", "", "1", ""),),
        [(2, "code-in-title")],
        "trang tính “TC”, dòng 2: I: mã và tên nằm chung một ô, tách thành “I” và “PHẦN MỘT”.",
    ),
    "a row moved to the right": (
        (("1", "L", "1", ""), ("", "1.1", "C", "1", "")),
        [(3, "column-shifted")],
        "trang tính “TC”, dòng 3: 1.1: hàng lệch một cột sang phải, đưa về.",
    ),
    "a head without points": (
        (("1", "L", "", ""), ("1.1", "C", "1,5", ""), ("1.2", "D", "0,5", "")),
        [(2, "points-missing")],
        "trang tính “TC”, dòng 2: 1: điểm chuẩn để trống, lấy tổng các mục con là 2.0.",
    ),
    "marks mixed": (
        (("1", "L", "0,5", ""), ("2", "M", "0,5", ""), ("3", "N", "0.5", "")),
        [(4, "mixed-decimals")],
        "trang tính “TC”, dòng 4: 3: điểm “0.5” dùng dấu chấm giữa các số dùng dấu phẩy.",
    ),
    "two titles alike": (
        (("1", "L", "1", ""), ("2", "L", "1", "")),
        [(3, "title-twice")],
        "trang tính “TC”, dòng 3: 2: trùng tên với mục khác, định danh thêm đuôi: l-2.",
    ),
    "letters in two pieces": (
        (("1", "Ke\u0302\u0301 hoa\u0323ch", "1", ""),),
        [(2, "unicode-form")],
        "trang tính “TC”, dòng 2: 1: chữ có dấu viết rời, đưa về dạng dựng sẵn (NFC).",
    ),
    "tags": ((("1", "<b>L</b>&nbsp;x", "1", ""),), [(2, "tags")], "trang tính “TC”, dòng 2: 1: bỏ thẻ HTML."),
    "tags around a code and points": (
        (("<p>1</p>", "<b>L</b>", "<p>1,0</p>", ""), ("", "Có", "<i>1</i>", ""), ("", "Không", "0", "")),
        [(2, "tags"), (3, "tags")],
        "trang tính “TC”, dòng 3: bỏ thẻ HTML.",
    ),
    "signatures below the total": (
        (("1", "L", "1", ""), ("", "Tổng cộng", "1", ""), ("", "NGƯỜI LẬP", "", "THỦ TRƯỞNG")),
        [(4, "below-table")],
        "trang tính “TC”, dòng 4: dòng dưới bảng, không đọc: “NGƯỜI LẬP THỦ TRƯỞNG”.",
    ),
    "a case of more points than there are": (
        (("1", "L", "1", ""), ("", "Có", "2", ""), ("", "Không", "0", "")),
        [(3, "rule-left-out")],
        "trang tính “TC”, dòng 3: 1: mức điểm 2 vượt điểm chuẩn 1: giữ các mức như đã in, không lập quy tắc.",
    ),
    "numbers of columns": (
        (("(1)", "(2)", "(3)", "(4)"), ("1", "L", "1", "")),
        [(2, "column-numbers")],
        "trang tính “TC”, dòng 2: bỏ dòng đánh số cột dưới tiêu đề.",
    ),
    "the head again": (
        (("1", "L", "1", ""), HEAD, ("2", "M", "1", "")),
        [(3, "head-repeated")],
        "trang tính “TC”, dòng 3: bỏ dòng tiêu đề bảng lặp lại ở trang mới.",
    ),
    "a row cut by a page": (
        (("1", "Kế hoạch", "1", "Báo"), HEAD, ("", "năm 2023", "", "cáo")),
        [(3, "head-repeated"), (4, "row-split")],
        "trang tính “TC”, dòng 4: 1: hàng bị ngắt qua trang, nối với hàng trên.",
    ),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_a_repair_is_reported_with_its_place(case: str) -> None:
    """What stood there, how it was understood, and on which line."""
    rows, expected, sentence = REPAIRED[case]
    found = read(*rows)

    assert kinds(found) == expected
    assert sentence in [str(repair) for repair in found.repairs]


def test_points_beyond_the_maximum_are_kept_for_the_linter() -> None:
    """A set that contradicts itself is read as printed; no rule is made that could give what does not exist."""
    found = read(("1", "L", "1", ""), ("", "Có", "2", ""), ("", "Không", "0", "")).criteria_set

    assert found.criteria[0].rule is None
    assert "points-outside-range" in {problem.reason for problem in lint(found)}


def tables_of(*tables: tuple[Cells, ...]) -> TableFile:
    """Several tables, each on a page of its own."""
    numbered = ((f"trang {page}", rows) for page, rows in enumerate(tables, start=1))
    return TableFile(
        tuple(
            Table(tuple(TableRow(line, cells, part) for line, cells in enumerate(rows, start=1)))
            for part, rows in numbered
        )
    )


FIRST = (HEAD, ("1", "L", "1", ""))


def test_a_table_of_something_else_is_left_out_and_said() -> None:
    """Whoever signs stands in a table, too."""
    found = import_set(tables_of(FIRST, (("Nơi nhận:", "TM. ỦY BAN"),)), "bo.pdf", head=KNOWN)

    assert [str(each) for each in found.repairs] == [
        "trang 2, dòng 1: bảng “Nơi nhận: TM. ỦY BAN” không thuộc mẫu, không đọc."
    ]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ((("2", "M", "1"),), "trang 2, dòng 1: bảng này có 3 cột, bảng trên có 4 cột"),
        ((("", "2", "M", "1", "x"),), "trang 2, dòng 1: bảng này có 5 cột, bảng trên có 4 cột"),
        ((("STT", "Tiêu chí", "Điểm tối đa"), ("1", "M", "1")), "trang 2, dòng 1: bảng này có tiêu đề khác"),
    ],
    ids=["narrower", "wider", "another head"],
)
def test_a_page_that_does_not_fit_stops_the_import(second: tuple[Cells, ...], words: str) -> None:
    """Rows that look like criteria are never dropped."""
    with pytest.raises(TableError, match=words):
        import_set(tables_of(FIRST, second), "bo.pdf", head=KNOWN)


def test_a_head_of_two_rows_comes_again_on_every_page() -> None:
    """It is the same head, and the rows under it go on."""
    head = (("STT", "Nội dung", "Điểm", "Minh chứng"), ("", "", "chuẩn", ""))
    found = import_set(tables_of((*head, ("1", "L", "1", "")), (*head, ("2", "M", "1", ""))), "bo.pdf", head=KNOWN)

    assert [node.code for node in found.criteria_set.criteria] == ["1", "2"]
    assert [repair.kind for repair in found.repairs] == ["head-repeated"]


def test_the_words_above_the_head_tell_of_the_set() -> None:
    """A workbook has no words outside its cells."""
    words = ("BỘ TIÊU CHÍ NĂM 2023 (Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/3/2023)",)
    found = import_set(tables_of((words, *FIRST)), "bo.xlsx").criteria_set

    assert (found.legal_basis, str(found.valid_from)) == ("Quyết định số 12/QĐ-UBND ngày 05/3/2023", "2023-01-01")


def test_a_picture_beside_words_may_be_the_table() -> None:
    """A letterhead is a table of its own: without the head of one that is wanted, the picture is named."""
    file = replace(tables_of((("UBND HUYỆN A", "CỘNG HÒA"),)), has_pictures=True)

    with pytest.raises(TableError, match="hình ảnh") as refusal:
        import_set(file, "bo.docx", head=KNOWN)
    assert refusal.value.reason == "table-is-picture"


def test_a_shifted_row_lands_in_its_columns() -> None:
    """The repaired row reads as if it had never moved."""
    node = read(("1", "L", "1", ""), ("", "1.1", "C", "1", "")).criteria_set.by_path("1.1")

    assert (node.title, node.max_score) == ("C", Decimal(1))


def test_letters_under_a_number_are_its_parts() -> None:
    """a), b) belong to the number above them."""
    found = read(("1", "L", "2", ""), ("1.1", "C", "2", ""), ("a)", "X", "1", ""), ("b)", "Y", "1", ""))

    assert [node.path for node in found.criteria_set.criteria] == ["1", "1.1", "1.1.a", "1.1.b"]


def test_a_column_that_nobody_knows_is_left_out_and_said() -> None:
    """Nothing of a table vanishes without a word."""
    found = read(("1", "L", "1", "", "x"), head=(*HEAD, "Ghi riêng"))

    assert [str(repair) for repair in found.repairs] == [
        "trang tính “TC”, dòng 1: cột “Ghi riêng” không thuộc mẫu, không đọc."
    ]


def test_a_head_of_two_rows_is_one() -> None:
    """The words of both rows are taken together, as merged heads come."""
    found = import_set(
        file_of(("", "", "chuẩn", ""), ("1", "L", "1", ""), head=("STT", "Nội dung", "Điểm", "Minh chứng")),
        "bo.xlsx",
        head=KNOWN,
    )

    assert [node.code for node in found.criteria_set.criteria] == ["1"]


AMBIGUOUS: dict[str, tuple[tuple[Cells, ...], str]] = {
    "no head": ((), "không có hàng nào"),
    "a code twice": ((("1", "L", "1", ""), ("1", "M", "1", "")), "dòng 3, cột “STT”: mã 1 đã có"),
    "a code that is none": ((("một", "L", "1", ""),), "dòng 2, cột “STT”: mã “một”"),
    "a code that became a date": ((("01/05/2023", "L", "1", ""),), "dòng 2, cột “STT”: mã “01/05/2023”"),
    "a code without a parent": ((("1.1", "L", "1", ""),), "dòng 2, cột “STT”: mã 1.1 không có mục cha 1"),
    "no points": ((("1", "L", "", ""),), "dòng 2, cột “Điểm chuẩn”: tiêu chí không có điểm chuẩn"),
    "points in words": ((("1", "L", "hai", ""),), "dòng 2, cột “Điểm chuẩn”: “hai”"),
    "points that could be thousands": ((("1", "L", "1.125", ""),), "dòng 2, cột “Điểm chuẩn”"),
    "a case or the rest of the row above": (
        (("1", "L", "1", ""), ("", "Có", "1", ""), ("", "trong năm", "", "")),
        "dòng 4, cột “Điểm chuẩn”: hàng không có mã và không có điểm",
    ),
    "a case before any criterion": ((("", "Có", "1", ""),), "dòng 2, cột “STT”"),
    "a cell too many": ((("1", "L", "1", "", "thừa"),), "dòng 2, cột “thừa”: có 5 ô"),
    "a row below the total": (
        (("1", "L", "1", ""), ("", "Tổng cộng", "1", ""), ("2", "M", "1", "")),
        "dòng 4: còn dòng sau dòng tổng điểm",
    ),
}


@pytest.mark.parametrize("case", AMBIGUOUS)
def test_what_could_be_read_in_two_ways_stops_with_its_place(case: str) -> None:
    """Row and column are named, and nothing is half-imported."""
    rows, words = AMBIGUOUS[case]

    with pytest.raises(TableError, match=words):
        read(*rows)


DATA_HEAD = (*HEAD, "Cấp", "Đường dẫn", "Định danh", "Dữ liệu")
BAD_DATA = {
    "an unknown rule": ('{"rule": {"kind": "magic"}}', "loại quy tắc này chưa được hỗ trợ"),
    "a band upside down": (
        '{"inputs": [{"name": "x", "title": "X", "unit": "percent"}], "rule": {"kind": "bands", '
        '"measure": {"value": "x"}, "bands": [{"span": "[90,80]", "points": "1"}]}}',
        "dòng 2: trang tính “TC”, cột “Dữ liệu”",
    ),
    "a gate that is the node itself": ('{"gated_by": "l"}', "không có tiêu chí khác mang định danh này"),
}


@pytest.mark.parametrize("case", BAD_DATA)
def test_bad_rules_in_a_table_are_refused_with_row_and_column(case: str) -> None:
    """The file's own parser has the last word, and its problems name the table's rows."""
    data, words = BAD_DATA[case]

    with pytest.raises(CriteriaFileError, match=words):
        read(("1", "L", "1", "", "Lĩnh vực", "1", "l", data), head=DATA_HEAD)


@pytest.mark.parametrize("data", ["{", "[1]", "[" * 100_000, '{"title": "B"}'], ids=["cut", "list", "deep", "title"])
def test_data_that_is_no_mapping_is_refused(data: str) -> None:
    """Row and column again; what people read in a column cannot be something else for the program."""
    with pytest.raises(TableError, match="dòng 2, cột “Dữ liệu”"):
        read(("1", "L", "1", "", "Lĩnh vực", "1", "l", data), head=DATA_HEAD)


def test_a_node_above_itself_is_refused() -> None:
    """A cycle cannot be drawn in a table: the node above must stand above."""
    with pytest.raises(TableError, match="không có mục cha"):
        read(("1", "L", "1", "", "Lĩnh vực", "1", "l", '{"under": "1"}'), head=DATA_HEAD)


def test_the_words_before_the_table_tell_what_they_can() -> None:
    """Basis, date and year are taken from there and said; without a year nothing is assumed."""
    table = file_of(("1", "L", "1", ""))
    text = "Kế hoạch năm 2023 (Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 5 tháng 3 năm 2023 của UBND huyện A)"
    found = import_set(TableFile(table.tables, text), "Bo huyen A.xlsx").criteria_set

    assert (found.id, str(found.issued_on), str(found.valid_from)) == ("bo-huyen-a", "2023-03-05", "2023-01-01")
    assert found.legal_basis == "Quyết định số 12/QĐ-UBND ngày 5 tháng 3 năm 2023 của UBND huyện A"
    with pytest.raises(TableError, match="Áp dụng từ"):
        import_set(table, "bo.xlsx")


def test_corrections_must_fit_and_are_reported() -> None:
    """A reviewed correction is a repair like any other."""
    good = {"code": "1", "column": "title", "wrong": "Ke", "right": "Kế"}
    found = import_set(file_of(("1", "Ke hoạch", "1", "")), "bo.xlsx", {"cells": [good]}, KNOWN)

    assert (found.criteria_set.criteria[0].title, kinds(found)) == ("Kế hoạch", [(2, "misread-letters")])
    with pytest.raises(TableError):
        import_set(file_of(("1", "Khác", "1", "")), "bo.xlsx", {"cells": [good]}, KNOWN)


BAD_FACTS = {
    "a scale that is none": (("Số chữ số thập phân", "hai"), ("Làm tròn", "half-up")),
    "a rounding that is none": (("Số chữ số thập phân", "2"), ("Làm tròn", "lên")),
    "a day that is none": (("Áp dụng từ", "31/02/2023"),),
    "more that is no mapping": (("Dữ liệu khác", "[1]"),),
    "more that says a title again": (("Dữ liệu khác", '{"title": "B"}'),),
}


@pytest.mark.parametrize("case", BAD_FACTS)
def test_a_head_that_cannot_be_read_is_refused(case: str) -> None:
    """Nothing is assumed in the place of what is written wrong."""
    facts = Table(tuple(TableRow(number, cells) for number, cells in enumerate(BAD_FACTS[case], start=1)))
    known = {key: value for key, value in KNOWN.items() if key != "valid_from" or case != "a day that is none"}

    with pytest.raises(TableError):
        import_set(TableFile((facts, *file_of(("1", "L", "1", "")).tables)), "bo.xlsx", head=known)


def test_long_runs_cost_no_more_than_their_length() -> None:
    """A cell of hundreds of thousands of spaces, tags or marks is cleaned at once."""
    for piece in (" ", "<p>", "<", "$", "&#"):
        assert len(clean_cell(piece * 200_000 + "<p")) <= 200_000 * len(piece) + 2
