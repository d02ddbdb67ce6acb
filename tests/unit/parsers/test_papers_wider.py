"""More of what offices write: joint papers, numbers and dates in odd places, blocks above the recipients."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from parsers.document import Box, Origin, PageSize
from parsers.noise import strip_noise
from parsers.parse import ParseOptions, parse_document
from parsers.words import Line, Word
from tests.papers import GROUNDS, PARTY, RUNNING, Block, Paper, quoted, typeset

WITHOUT_OCR = ParseOptions(ocr=False)
PLAN = Paper()
LETTER = replace(PLAN, title="", subject=(), number="Số: 870/SNV-CCHC", addressed=("Kính gửi: Các sở, ban, ngành",))
DECISION = replace(PLAN, title="QUYẾT ĐỊNH", number="Số: 15/QĐ-VP", body=(*GROUNDS, "QUYẾT ĐỊNH:", *RUNNING))
JOINT = replace(
    PLAN,
    parent=(),
    agency=("BỘ TÀI CHÍNH", "BỘ NỘI VỤ"),
    number="Số: 51/2013/TTLT-BTC-BNV",
    title="THÔNG TƯ LIÊN TỊCH",
    dated="Hà Nội, ngày 19 tháng 5 năm 2013",
)
TWO = (
    Block(("KT. BỘ TRƯỞNG BỘ TÀI CHÍNH", "THỨ TRƯỞNG"), "Trần Văn Mẫu"),
    Block(("KT. BỘ TRƯỞNG BỘ NỘI VỤ", "THỨ TRƯỞNG"), "Lê Thị Mẫu"),
)


@dataclass(frozen=True)
class Row:
    """A paper, and what is read of it: names of fields of the parsed document and their values."""

    name: str
    paper: Paper
    reads: dict[str, Any] = field(default_factory=dict)


def signed(*titles: str, name: str = "Trần Văn Mẫu") -> Paper:
    return replace(PLAN, blocks=(Block(titles, name),))


ROWS = (
    Row("two ministries issue together", JOINT, {"issuer": "Bộ Tài chính - Bộ Nội vụ", "type": "thông tư liên tịch"}),
    Row("a command under its ministry is one issuer",
        replace(PLAN, parent=("BỘ CÔNG AN",), agency=("BỘ TƯ LỆNH CẢNH SÁT CƠ ĐỘNG",)),
        {"issuer": "Bộ Tư lệnh cảnh sát cơ động"}),
    Row("the recipients stand below two blocks",
        replace(JOINT, blocks=TWO, recipients=(), below="Nơi nhận: \\ - Như trên; \\ - Lưu: VT."),
        {"signer_name": "Trần Văn Mẫu; Lê Thị Mẫu",
         "signer_title": "KT. BỘ TRƯỞNG BỘ TÀI CHÍNH, THỨ TRƯỞNG; KT. BỘ TRƯỞNG BỘ NỘI VỤ, THỨ TRƯỞNG"}),
    Row("the day behind the number",
        replace(PLAN, number="Số: 34/KH-VP ngày 17/01/2023", dated=""), {"number": "34/KH-VP", "date": "2023-01-17"}),
    Row("the day behind the number goes on in the next line",
        replace(PLAN, number="Số: 34/KH-VP, ngày 17", about=("tháng 01 năm 2023",), dated=""), {"date": "2023-01-17"}),
    Row("the day of a cited act beside a blank number dates nothing",
        replace(LETTER, number="Số:      /SNV-CCHC", dated="", about=("V/v thực hiện Kế hoạch", "ngày 11/01/2023")),
        {"number": None, "date": None}),
    Row("the day of a cited act under the title dates nothing",
        replace(DECISION, dated="", subject=("Sửa đổi Quy chế ban hành kèm theo Quyết định số 08/2019/QĐ-UBND",
                                             "ngày 12 tháng 3 năm 2019")),
        {"date": None}),
    Row("the day in a stamp of arrival dates nothing",
        replace(PLAN, dated="", above="#text(size: 9pt)[CÔNG VĂN ĐẾN \\ Số: 1077 \\ Ngày: 29/12/2026]"),
        {"number": "34/KH-VP", "date": None}),
    Row("a resolution dated above its signature",
        replace(PLAN, title="NGHỊ QUYẾT", number="Số: 12/NQ-BCH", dated="",
                blocks=(Block(("Bình Nguyên, ngày 10 tháng 3 năm 2016", "CHỦ TỊCH"), "Trần Văn Mẫu"),)),
        {"date": "2016-03-10"}),
    Row("a date above the signature that breaks before its year",
        replace(PLAN, dated="", blocks=(Block(("Bình Nguyên, ngày 10 tháng 3 năm", "2016", "CHỦ TỊCH"),
                                              "Trần Văn Mẫu"),)),
        {"date": "2016-03-10"}),
    Row("number and day under the title",
        replace(PLAN, number="", dated="", subject=("Số: 34/KH-VP", "Cải cách hành chính năm 2023"),
                competent="", addressed=(), body=RUNNING),
        {"number": "34/KH-VP", "subject": "Cải cách hành chính năm 2023"}),
    Row("a number whose year stands first", replace(PLAN, number="Số: 2024/215/KH"), {"number": "2024/215/KH"}),
    Row("a number that ends in the year", replace(PLAN, number="Số: 175/KH-VP/2021"), {"number": "175/KH-VP/2021"}),
    Row("the clerk's letters behind the symbol", replace(PLAN, number="Số: 85/TB-VP(TH)"), {"number": "85/TB-VP(TH)"}),
    Row("a label in two languages", replace(PLAN, number="Số/No.: 34/KH-VP"), {"number": "34/KH-VP"}),
    Row("a Party number that breaks behind its hyphen",
        replace(PLAN, heading=PARTY, number="Số 34-", about=("KH/VPTU",)), {"number": "34-KH/VPTU"}),
    Row("an office whose name begins like the label",
        replace(PLAN, agency=("SỞ THÔNG TIN VÀ TRUYỀN THÔNG",), number="",
                subject=("Số: 34/KH-STTTT", "Cải cách hành chính năm 2023")),
        {"number": "34/KH-STTTT"}),
    Row("the ordinal of a school in the next line",
        replace(PLAN, agency=("TRƯỜNG TIỂU HỌC SỐ", "1 XÃ TÂN AN")), {"issuer": "Trường Tiểu học Số 1 xã Tân An"}),
    Row("one letter of a name in the next line",
        replace(PLAN, agency=("CHI CỤC CHĂN NUÔI VÀ THÚ", "Y")), {"issuer": "Chi cục Chăn nuôi và Thú y"}),
    Row("a name in capitals that goes on with VỀ above a letter's subject",
        replace(LETTER, agency=("PHÒNG QUẢN LÝ HÀNH CHÍNH", "VỀ TRẬT TỰ XÃ HỘI"), about=("V/v trả lời kiến nghị",)),
        {"subject": "V/v trả lời kiến nghị"}),
    Row("a subject in the middle above Kính gửi",
        replace(LETTER, addressed=("V/v báo cáo định kỳ", "Kính gửi: Các sở, ban, ngành")),
        {"subject": "V/v báo cáo định kỳ", "type": "công văn"}),
    Row("a letter about something of an inspectorate is no submission",
        replace(LETTER, number="Số: 07/TTr-TH", about=("Về việc hướng dẫn phần mềm",)), {"type": "công văn"}),
    Row("whose decision it is stands under the title",
        replace(DECISION, subject=("CỦA VĂN PHÒNG", "Về việc ban hành Quy chế làm việc")),
        {"subject": "Về việc ban hành Quy chế làm việc"}),
    Row("whose decision it is stands in the title",
        replace(DECISION, title="QUYẾT ĐỊNH CỦA VĂN PHÒNG", subject=("Về việc ban hành Quy chế làm việc",)),
        {"type": "quyết định", "subject": "Về việc ban hành Quy chế làm việc"}),
    Row("the agency once more under a subject in capitals",
        replace(DECISION, agency=("BCH ĐOÀN TỈNH BÌNH NGUYÊN",), subject=("BAN HÀNH QUY CHẾ LÀM VIỆC",),
                competent="BCH ĐOÀN TỈNH BÌNH NGUYÊN"),
        {"subject": "Ban hành quy chế làm việc"}),
    Row("a subject in capitals goes on with a committee",
        replace(DECISION, subject=("BÃI BỎ QUYẾT ĐỊNH CỦA CHỦ TỊCH", "ỦY BAN NHÂN DÂN TỈNH")),
        {"subject": "Bãi bỏ quyết định của chủ tịch ủy ban nhân dân tỉnh"}),
    Row("a subject goes on with kèm theo",
        replace(DECISION, subject=("Sửa đổi Quy chế làm việc ban hành", "kèm theo Quyết định số 08/2019/QĐ-UBND")),
        {"subject": "Sửa đổi Quy chế làm việc ban hành kèm theo Quyết định số 08/2019/QĐ-UBND"}),
    Row("a subject goes on with bản sao",
        replace(PLAN, subject=("Hướng dẫn trình bày văn bản hành chính và", "bản sao văn bản")),
        {"subject": "Hướng dẫn trình bày văn bản hành chính và bản sao văn bản"}),
    Row("the words that open the articles are no subject",
        replace(PLAN, title="NGHỊ QUYẾT", number="Số: 12/NQ-BCH", competent="QUYẾT NGHỊ:"),
        {"subject": "Cải cách hành chính của cơ quan năm 2023"}),
    Row("a subject about what happened in a time",
        replace(PLAN, subject=("Trong thời gian nghỉ Tết Nguyên đán: phân công trực",)),
        {"subject": "Trong thời gian nghỉ Tết Nguyên đán: phân công trực"}),
    Row("a subject about what something is based on",
        replace(PLAN, subject=("Căn cứ xác định mức thu học phí năm học 2023 - 2024",)),
        {"subject": "Căn cứ xác định mức thu học phí năm học 2023 - 2024"}),
    Row("a subject in capitals that begins like a body and fills its lines",
        replace(PLAN, subject=("TRIỂN KHAI CHƯƠNG TRÌNH HÀNH ĐỘNG QUỐC GIA VỀ ĐĂNG KÝ VÀ THỐNG KÊ HỘ TỊCH "
                               "GIAI ĐOẠN 2017 - 2024 TRÊN ĐỊA BÀN TỈNH",)),
        {"subject": "Triển khai chương trình hành động quốc gia về đăng ký và thống kê hộ tịch giai đoạn 2017 - 2024 "
                    "trên địa bàn tỉnh"}),
    Row("a chapter in capitals in the middle is no more of the subject",
        replace(PLAN, title="QUY CHẾ", competent="CHƯƠNG I"), {"subject": PLAN.subject[0]}),
    Row("the heading of the Youth Union",
        replace(PLAN, parent=(), agency=("Tỉnh đoàn Bình Nguyên",), heading=("ĐOÀN TNCS HỒ CHÍ MINH",),
                number="Số: 12-KH/TĐTN-VP"),
        {"number": "12-KH/TĐTN-VP", "date": "2023-01-17", "issuer": "Tỉnh đoàn Bình Nguyên"}),
    Row("three sign abreast",
        replace(PLAN, recipients=(), blocks=(Block(("NGƯỜI LẬP BIỂU",), "Trần Văn Mẫu"),
                                             Block(("KẾ TOÁN TRƯỞNG",), "Lê Thị Mẫu"),
                                             Block(("GIÁM ĐỐC",), "Vàng A Mẫu"))),
        {"signer_name": "Trần Văn Mẫu; Lê Thị Mẫu; Vàng A Mẫu",
         "signer_title": "NGƯỜI LẬP BIỂU; KẾ TOÁN TRƯỞNG; GIÁM ĐỐC"}),
    Row("a rule of letters under the agency", replace(PLAN, agency=("SỞ NỘI VỤ", "-----oOo-----")),
        {"issuer": "Sở Nội vụ"}),
    Row("a date without its first word", replace(PLAN, dated="Bình Nguyên, 17 tháng 01 năm 2023"),
        {"date": "2023-01-17"}),
    Row("a label with the name of the type", replace(LETTER, number="Công văn số: 12/SNV-TH"), {"number": "12/SNV-TH"}),
    Row("a label of another word", replace(PLAN, number="Số ký hiệu: 34/KH-VP"), {"number": "34/KH-VP"}),
    Row("a cited number that begins a line of a letter's subject fills no blank",
        replace(LETTER, number="Số:      /SNV-CCHC", about=("V/v đính chính Quyết định số", "15/QĐ-SNV")),
        {"number": None}),
    Row("the border guard under its ministry",
        replace(PLAN, parent=("BỘ QUỐC PHÒNG",), agency=("Bộ đội Biên phòng",)), {"issuer": "Bộ đội Biên phòng"}),
    Row("a village", replace(PLAN, parent=("UBND XÃ TÂN AN",), agency=("Thôn An Bình",)), {"issuer": "Thôn An Bình"}),
    Row("a town with the word for a village in its name",
        replace(PLAN, parent=("TỈNH ĐẮK LẮK",), agency=("ỦY BAN NHÂN DÂN THÀNH PHỐ", "BUÔN MA THUỘT")),
        {"issuer": "Ủy ban nhân dân thành phố Buôn Ma Thuột"}),
    Row("smuggling is no village",
        replace(PLAN, agency=("BAN CHỈ ĐẠO CHỐNG", "BUÔN LẬU VÀ HÀNG GIẢ")),
        {"issuer": "Ban Chỉ đạo Chống buôn lậu và Hàng giả"}),
    Row("a subject about saving data is no mark of a copy",
        replace(PLAN, subject=("Sao lưu, phục hồi dữ liệu năm 2023",)),
        {"subject": "Sao lưu, phục hồi dữ liệu năm 2023"}),
    Row("a subject about copies is no mark of a copy",
        replace(PLAN, subject=("CHỨNG THỰC", "BẢN SAO ĐIỆN TỬ TỪ BẢN CHÍNH")),
        {"subject": "Chứng thực bản sao điện tử từ bản chính"}),
    Row("copies in a list of papers end no document",
        replace(PLAN, recipients=(), body=(*RUNNING * 3, "Hồ sơ gồm:", "- Bản sao căn cước công dân;")),
        {"signer_name": "Trần Văn Mẫu"}),
    Row("a day in a sentence of the body dates nothing",
        replace(PLAN, dated="", recipients=(),
                body=("Sáng thứ 2, ngày 15 tháng 3 năm 2021, Ủy ban đã thống nhất các nội dung sau đây để làm.",)),
        {"date": None}),
    Row("an act cited without V/v beside a blank number dates nothing",
        replace(LETTER, number="Số:      /SNV-CCHC", dated="",
                about=("Triển khai Kế hoạch", "số 12/KH-BNV ngày 12/3/2022")),
        {"number": None, "date": None}),
    Row("a subject in capitals beside the number",
        replace(LETTER, about=("VỀ VIỆC BÁO CÁO ĐỊNH KỲ",)), {"subject": "Về việc báo cáo định kỳ"}),
    Row("a list in the middle of a letter is no title",
        replace(LETTER, about=("V/v báo cáo định kỳ",), competent="", body=RUNNING,
                addressed=("Kính gửi: Các sở, ban, ngành", "DANH SÁCH THÀNH VIÊN")),
        {"type": "công văn", "subject": "V/v báo cáo định kỳ"}),
    Row("a list by itself", replace(PLAN, title="DANH SÁCH", subject=("Cán bộ dự tập huấn",), number="Số: 34/VP"),
        {"type": "danh sách", "subject": "Cán bộ dự tập huấn"}),
    Row("the head of an audit office", signed("KIỂM TOÁN TRƯỞNG"), {"signer_title": "KIỂM TOÁN TRƯỞNG"}),
    Row("recipients that reach the name beside them",
        replace(signed("TRƯỞNG BAN", name="Trần Thị Hoàng Minh Mẫu"),
                recipients=("Nơi nhận:", "- Như trên;", "- Các huyện;",
                            *["- Ủy ban nhân dân các huyện, thị xã, thành phố trực thuộc tỉnh Bình;"] * 6)),
        {"signer_name": "Trần Thị Hoàng Minh Mẫu", "signer_title": "TRƯỞNG BAN"}),
    Row("a stamp in English in the place of the signature",
        replace(PLAN, blocks=(Block(("GIÁM ĐỐC",), "Trần Văn Mẫu", "Signed by: VĂN PHÒNG"),)),
        {"signer_name": "Trần Văn Mẫu", "signer_title": "GIÁM ĐỐC"}),
    Row("a title wraps behind its hyphen into a word that is a family name",
        signed("KT. TRƯỞNG PHÒNG HÀNH CHÍNH -", "QUẢN TRỊ", "PHÓ TRƯỞNG PHÒNG HÀNH CHÍNH -", "QUẢN TRỊ"),
        {"signer_name": "Trần Văn Mẫu",
         "signer_title": "KT. TRƯỞNG PHÒNG HÀNH CHÍNH - QUẢN TRỊ, PHÓ TRƯỞNG PHÒNG HÀNH CHÍNH - QUẢN TRỊ"}),
    Row("the deputy of a group", signed("TỔ PHÓ PHỤ TRÁCH"), {"signer_title": "TỔ PHÓ PHỤ TRÁCH"}),
    Row("a certified copy below a paper without recipients",
        replace(PLAN, recipients=(), below="#v(30pt) Số: 12/SY-SXD #align(right)[SAO Y \\ TL. GIÁM ĐỐC \\ "
                                           "CHÁNH VĂN PHÒNG #v(40pt) Lê Thị Mẫu]"),
        {"signer_name": "Trần Văn Mẫu"}),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_paper_reads_as_a_clerk_reads_it(row: Row) -> None:
    """Each row names what is special about its paper."""
    found = parse_document(row.paper.pdf(), WITHOUT_OCR)

    values = {name: getattr(found, name).value for name in row.reads}
    assert {name: str(value) if name == "date" and value else value for name, value in values.items()} == row.reads


@pytest.mark.parametrize("indent", ["0pt", "0.7cm", "1.27cm"])
def test_a_body_set_in_by_any_measure_is_no_subject(indent: str) -> None:
    """A first line up to both margins is as much in the middle as a subject is."""
    markup = PLAN.markup().replace("(amount: 1cm, all: true)", f"(amount: {indent}, all: true)")

    assert parse_document(typeset(markup), WITHOUT_OCR).subject.value == PLAN.subject[0]


def test_clerks_letters_behind_a_symbol_make_the_number_less_sure() -> None:
    """`85/TB-VP(TH)` is cited as `85/TB-VP` by some offices."""
    best = parse_document(replace(PLAN, number="Số: 85/TB-VP(TH)").pdf(), WITHOUT_OCR).number.best

    assert best is not None
    assert best.confidence < 0.9


def test_a_rank_tells_a_name_of_any_people_close_under_its_title() -> None:
    """`Trung tá Điểu K'Ré` is no line of the title, however close it stands."""
    markup = signed("TRƯỞNG CÔNG AN XÃ", name="Trung tá Điểu K'Ré").markup().replace("#v(60pt)", "#v(2pt)")
    found = parse_document(typeset(markup), WITHOUT_OCR)

    assert (found.signer_name.value, found.signer_title.value) == ("Điểu K'Ré", "TRƯỞNG CÔNG AN XÃ")


@pytest.mark.parametrize(("first", "second"), [("Trần Thị Hoàng", "Mẫu"), ("Thiếu tướng, PGS.TS. Trần", "Văn Mẫu")])
def test_a_name_that_wraps_in_a_narrow_column_is_whole(first: str, second: str) -> None:
    """What follows within a line's distance belongs to the name."""
    markup = signed("GIÁM ĐỐC", name="@").markup().replace(quoted("@"), f"{quoted(first)} \\ {quoted(second)}")
    name = parse_document(typeset(markup), WITHOUT_OCR).signer_name.value

    assert name == f"{first} {second}".removeprefix("Thiếu tướng, PGS.TS. ")


def test_a_watermark_across_the_page_is_no_part_of_its_text() -> None:
    """Its letters, a row each, would lie among the words of the title and of the signature block."""
    mark = quoted("vpubnd_Nguyen Van A_16/03/2026 08:11:01 1 1")
    above = f"#place(center + horizon, rotate(-45deg, text(size: 26pt, fill: gray)[{mark}]))"
    found = parse_document(replace(PLAN, above=above).pdf(), WITHOUT_OCR)

    assert "vpubnd" not in found.text
    assert (found.number.value, str(found.date.value)) == ("34/KH-VP", "2023-01-17")
    assert found.signer_title.value == "KT. CHÁNH VĂN PHÒNG, PHÓ CHÁNH VĂN PHÒNG"


def test_a_stamp_over_the_name_leaves_the_name() -> None:
    """Where a signature's own words share the row of the printed name, only they are left out."""
    name = line_of(("Trần", Origin.TEXT), ("Ngày", Origin.SIGNATURE), ("Văn", Origin.TEXT),
                   ("ký:", Origin.SIGNATURE), ("Mẫu", Origin.TEXT))  # fmt: skip

    assert [line.text for line in strip_noise([name], PageSize(595.0, 842.0))] == ["Trần Văn Mẫu"]


def line_of(*words: tuple[str, Origin]) -> Line:
    return Line(
        tuple(
            Word(text, Box(300.0 + 40 * at, 600.0, 330.0 + 40 * at, 613.0), origin)
            for at, (text, origin) in enumerate(words)
        )
    )
