"""Whatever a table holds, its import ends in a set or in a refusal that names why; bytes end in tables or a refusal."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence_svc.domain.errors import CriteriaFileError
from evidence_svc.importing.kinds import import_file
from evidence_svc.tables.read import read_tables
from evidence_svc.tables.rows import Table, TableError, TableFile, TableRow

KNOWN = {"id": "bo", "title": "Bộ", "legal_basis": "QĐ", "valid_from": "2023-01-01"}
HEADS = (
    ("STT", "Nội dung", "Điểm chuẩn", "Tài liệu kiểm chứng"),
    ("TT", "Tiêu chí", "Điểm tối đa", "Điểm tự đánh giá", "Giải trình", "Điểm thẩm định", "Ý kiến Hội đồng"),
    ("STT", "Nội dung", "Điểm chuẩn", "Cấp", "Đường dẫn", "Định danh", "Dữ liệu"),
    ("STT", "Tiêu chí", "Điểm chuẩn", "Điểm thẩm định", "Điểm bị trừ"),
    ("STT", "Các mục tiêu", "Đánh giá mức độ", "Thực trạng"),
)
CODES = st.sampled_from(["", "1", "1.1", "1.1", "1.2", "2", "I", "II", "a", "1.", "–", "Tổng điểm", "IV. Phần"])
NUMBERS = st.sampled_from(["", "0", "1", "1,5", "1.5", "1.125", "2,00", "-0,5", "hai", "100", "1e9", "99999999"])
WORDS = st.sampled_from(
    [
        "",
        "Kế hoạch",
        "Từ 80% đến dưới 90%",
        "Chậm dưới 10 ngày",
        "Không ban hành",
        "Chấm theo năm",
        "Chưa có kết quả",
        "Đang thực hiện",
        "<p>A</p>",
        "$x$",
        "Tài liệu kiểm chứng: 1_2_3_4_a.pdf.",
        '{"rule": {"kind": "fixed", "points": "1"}}',
        '{"under": "1"}',
        "[" * 5000,
        "Tiêu chí",
    ]
)
CELLS = st.one_of(CODES, NUMBERS, WORDS, st.text(max_size=12))


@st.composite
def files(draw: st.DrawFn) -> TableFile:
    """A table with a known head and rows of codes, words, numbers and anything."""
    head = draw(st.sampled_from(HEADS))
    rows = draw(st.lists(st.tuples(CODES, CELLS, NUMBERS, *[CELLS] * (len(head) - 3)), max_size=8))
    lines = [TableRow(number, cells) for number, cells in enumerate((head, *rows), start=1)]
    return TableFile((Table(tuple(lines)),), draw(st.sampled_from(["", "năm 2023 từ 15/11/2021 đến 14/10/2023"])))


@settings(max_examples=300, deadline=None)
@given(files())
def test_any_rows_end_in_a_value_or_a_refusal(file: TableFile) -> None:
    """No other error leaves the importers, and whatever is read is read again from its own text."""
    with suppress(TableError, CriteriaFileError):
        assert import_file(file, "bo.xlsx", {}, KNOWN).yaml


@settings(max_examples=200, deadline=None)
@example(b'"\t"')
@given(st.one_of(st.text(max_size=300).map(str.encode), st.binary(max_size=300)))
def test_any_text_ends_in_tables_or_a_refusal(content: bytes) -> None:
    """Bytes that are no document are read here, without a child."""
    if content.startswith(b"PK") or b"%PDF-" in content:
        return
    with suppress(TableError):
        assert read_tables(content, "tệp").tables
