"""Papers as varied as offices write them, one phenomenon a row: what a clerk would read, and what nobody should."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from parsers.parse import ParseOptions, parse_document
from tests.papers import GROUNDS, PARTY, RUNNING, Block, Paper, quoted, typeset

WITHOUT_OCR = ParseOptions(ocr=False)
PLAN = Paper()
LETTER = replace(PLAN, title="", subject=(), number="Số: 870/SNV-CCHC", addressed=("Kính gửi: Các sở, ban, ngành",))
DECISION = replace(PLAN, title="QUYẾT ĐỊNH", number="Số: 15/QĐ-VP", body=(*GROUNDS, "QUYẾT ĐỊNH:", *RUNNING))


@dataclass(frozen=True)
class Row:
    """A paper, and what is read of it: names of fields of the parsed document and their values."""

    name: str
    paper: Paper
    reads: dict[str, Any] = field(default_factory=dict)


def abreast(*blocks: Block) -> Paper:
    return replace(PLAN, blocks=blocks)


ROWS = (
    Row("a place and a day among the recipients date nothing",
        replace(PLAN, dated="", recipients=("Nơi nhận:", "- Như trên;", "Tân An, ngày 15/02/2023")),
        {"number": "34/KH-VP", "date": None}),
    Row("a tax office's symbol is no directive",
        replace(LETTER, number="Số: 4410/CT-TTHT", about=("V/v chính sách thuế",)),
        {"number": "4410/CT-TTHT", "type": "công văn"}),
    Row("a symbol that ends in digits goes on in the next line",
        replace(PLAN, agency=("ỦY BAN THƯỜNG VỤ", "QUỐC HỘI"), parent=(), shares=(34, 66),
                number="Nghị quyết số: 1656/NQ-UBTVQH15", title="NGHỊ QUYẾT"),
        {"number": "1656/NQ-UBTVQH15", "issuer": "Ủy ban Thường vụ Quốc hội", "type": "nghị quyết"}),
    Row("an agency is named after an act with a number",
        replace(PLAN, agency=("TỔ CÔNG TÁC THEO", "QUYẾT ĐỊNH", "SỐ 1234/QĐ-UBND"), number="Số: 02/BC-TCT1234"),
        {"number": "02/BC-TCT1234", "issuer": "Tổ công tác theo Quyết định số 1234/QĐ-UBND"}),
    Row("a number with a point in its last group",
        replace(PLAN, number="Số: 07/KH-MN19.5"), {"number": "07/KH-MN19.5"}),
    Row("a blank number beside a subject that cites one",
        replace(LETTER, number="Số:      /SNV-CCVC",
                about=("V/v triển khai Công văn", "số 1022/UBND-NC", "của UBND tỉnh")),
        {"number": None, "type": "công văn"}),
    Row("a blank number above a subject that cites one",
        replace(DECISION, number="Số:      /QĐ-UBND",
                subject=("Sửa đổi, bổ sung một số điều của Quyết định", "số 1234/QĐ-UBND ngày 05 tháng 6 năm 2022")),
        {"number": None}),
    Row("a blank day, another date in the subject",
        replace(LETTER, dated="Bình Nguyên, ngày     tháng 3 năm 2023",
                about=("V/v thực hiện Kế hoạch", "ngày 11/01/2023")),
        {"date": None}),
    Row("a blank day, another date in the body",
        replace(PLAN, dated="Bình Nguyên, ngày     tháng     năm 2023",
                body=("Hôm nay, ngày 05 tháng 3 năm 2023, các bên họp.", *RUNNING)),
        {"date": None}),
    Row("a contract is dated by its first sentence",
        replace(PLAN, title="HỢP ĐỒNG", dated="",
                body=("Hôm nay, ngày 05 tháng 3 năm 2023, chúng tôi gồm:", *RUNNING)),
        {"date": "2023-03-05"}),
    Row("a stamp of arrival with the name of who received it",
        replace(PLAN, above="#text(size: 9pt)[UBND XÃ TÂN AN \\ ĐẾN Số: 77 \\ Ngày: 19/01/2023]"),
        {"issuer": "Văn phòng", "number": "34/KH-VP", "date": "2023-01-17"}),
    Row("an embassy", replace(PLAN, parent=("BỘ NGOẠI GIAO",), agency=("ĐẠI SỨ QUÁN VIỆT NAM", "TẠI HUNG-GA-RI")),
        {"issuer": "Đại sứ quán Việt Nam tại hung-ga-ri"}),
    Row("a council with a year in its name",
        replace(PLAN, agency=("HỘI ĐỒNG TUYỂN DỤNG", "VIÊN CHỨC NĂM 2023")),
        {"issuer": "Hội đồng Tuyển dụng viên chức năm 2023"}),
    Row("a name that goes on with a number", replace(PLAN, agency=("ĐỘI KIỂM TRA LIÊN NGÀNH", "178")),
        {"issuer": "Đội kiểm tra liên Ngành 178"}),
    Row("the Party's office beside the heading of the State",
        replace(PLAN, parent=(), agency=("VĂN PHÒNG TRUNG ƯƠNG ĐẢNG",), shares=(44, 56)),
        {"issuer": "Văn phòng Trung ương Đảng"}),
    Row("a Party committee with stars",
        replace(PLAN, parent=("ĐẢNG BỘ TỈNH BÌNH NGUYÊN",), agency=("ĐẢNG ỦY XÃ TÂN AN", "*"), heading=PARTY,
                number="Số 09-NQ/ĐU", title="NGHỊ QUYẾT", blocks=(Block(("T/M ĐẢNG ỦY", "BÍ THƯ"), "Vàng A Mẫu"),)),
        {"number": "09-NQ/ĐU", "issuer": "Đảng ủy xã Tân An", "signer_title": "T/M ĐẢNG ỦY, BÍ THƯ"}),
    Row("a date cited at the beginning of a line of the subject",
        replace(DECISION, subject=("Sửa đổi một số điều của Nghị định số 138/2020/NĐ-CP",
                                   "ngày 27 tháng 11 năm 2020 của Chính phủ")),
        {"subject": "Sửa đổi một số điều của Nghị định số 138/2020/NĐ-CP ngày 27 tháng 11 năm 2020 của Chính phủ"}),
    Row("a short name of who issues", replace(DECISION, subject=("Về việc phê duyệt",), competent="CHÍNH PHỦ"),
        {"subject": "Về việc phê duyệt"}),
    Row("who telegraphs", replace(PLAN, title="CÔNG ĐIỆN", subject=("Về việc ứng phó với bão",),
                                  addressed=("THỦ TƯỚNG CHÍNH PHỦ điện:",)), {"subject": "Về việc ứng phó với bão"}),
    Row("a plan of two agencies", replace(PLAN, title="KẾ HOẠCH LIÊN TỊCH"),
        {"type": "kế hoạch", "subject": "Cải cách hành chính của cơ quan năm 2023"}),
    Row("a mark of urgency below the subject", replace(LETTER, about=("V/v báo cáo định kỳ", "HỎA TỐC, HẸN GIỜ")),
        {"subject": "V/v báo cáo định kỳ"}),
    Row("two signers so close that their names touch",
        abreast(Block(("KT. BỘ TRƯỞNG", "BỘ NỘI VỤ", "THỨ TRƯỞNG"), "Trần Thị Hoàng Mẫu"),
                Block(("KT. BỘ TRƯỞNG", "BỘ TÀI CHÍNH", "THỨ TRƯỞNG"), "Nguyễn Hoàng Minh Mẫu")),
        {"signer_name": "Trần Thị Hoàng Mẫu; Nguyễn Hoàng Minh Mẫu",
         "signer_title": "KT. BỘ TRƯỞNG BỘ NỘI VỤ, THỨ TRƯỞNG; KT. BỘ TRƯỞNG BỘ TÀI CHÍNH, THỨ TRƯỞNG"}),
    Row("who was in the chair", replace(abreast(Block(("THƯ KÝ",), "Lê Thị Mẫu"), Block(("CHỦ TRÌ",), "Trần Văn Mẫu")),
                                        recipients=()), {"signer_title": "THƯ KÝ; CHỦ TRÌ"}),
    Row("who may issue stands above the grounds, without recipients",
        replace(DECISION, competent="CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BÌNH NGUYÊN", recipients=(),
                blocks=(Block(("CHỦ TỊCH",), "Trần Văn Mẫu"),)),
        {"signer_name": "Trần Văn Mẫu", "signer_title": "CHỦ TỊCH"}),
    Row("a profession before the name", abreast(Block(("GIÁM ĐỐC",), "Kỹ sư Trần Văn Mẫu")),
        {"signer_name": "Trần Văn Mẫu"}),
    Row("a form of address before the name", abreast(Block(("GIÁM ĐỐC",), "Ông Trần Văn Mẫu")),
        {"signer_name": "Trần Văn Mẫu"}),
    Row("a family called Ông", abreast(Block(("GIÁM ĐỐC",), "Ông Văn Mẫu")), {"signer_name": "Ông Văn Mẫu"}),
    Row("a degree behind the name", abreast(Block(("GIÁM ĐỐC",), "Trần Văn Mẫu, ThS")),
        {"signer_name": "Trần Văn Mẫu"}),
    Row("a slash behind KT", abreast(Block(("KT/GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"))),
        {"signer_title": "KT/GIÁM ĐỐC, PHÓ GIÁM ĐỐC"}),
    Row("the block of a certified copy below",
        replace(PLAN, below="VĂN PHÒNG UBND TỈNH \\ Số: 88/SY-VP #align(right)[SAO Y BẢN CHÍNH \\ "
                            "TL. CHÁNH VĂN PHÒNG \\ "
                            "TRƯỞNG PHÒNG HÀNH CHÍNH #v(40pt) Lê Thị Mẫu]"),
        {"signer_name": "Trần Văn Mẫu", "number": "34/KH-VP"}),
    Row("an annex on the page of the signature",
        replace(PLAN, below="#align(center)[DANH SÁCH] #align(right)[NGƯỜI LẬP BIỂU #v(40pt) Lê Thị Mẫu]"),
        {"signer_name": "Trần Văn Mẫu"}),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_paper_reads_as_a_clerk_reads_it(row: Row) -> None:
    """Each row names what is special about its paper."""
    found = parse_document(row.paper.pdf(), WITHOUT_OCR)

    values = {name: getattr(found, name).value for name in row.reads}
    assert {name: str(value) if name == "date" and value else value for name, value in values.items()} == row.reads


def test_a_document_without_recipients_keeps_its_signer_before_another_document() -> None:
    """Nothing but the title says that somebody signs; the next page begins with a heading of its own."""
    alone = replace(PLAN, recipients=(), blocks=(Block(("GIÁM ĐỐC",), "Trần Văn Mẫu"),))
    other = replace(PLAN, number="Số: 99/TB-STC", blocks=(Block(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Lê Thị Mẫu"),))
    found = parse_document(typeset(alone.markup(), other.markup()), WITHOUT_OCR)

    assert (found.number.value, found.signer_name.value) == ("34/KH-VP", "Trần Văn Mẫu")


def test_words_parted_by_less_than_a_space_are_two_syllables() -> None:
    """A kerned gap of a sixth of a letter height parts `THỨ` and `TRƯỞNG`, which are no word together."""
    title = '#"THỨ" #h(-0.09em) #"TRƯỞNG"'
    markup = (
        replace(
            PLAN,
            blocks=(
                Block(
                    ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
                ),
            ),
        )
        .markup()
        .replace(quoted("THỨ TRƯỞNG"), title)
    )

    assert parse_document(typeset(markup), WITHOUT_OCR).signer_title.value == "KT. BỘ TRƯỞNG, THỨ TRƯỞNG"
