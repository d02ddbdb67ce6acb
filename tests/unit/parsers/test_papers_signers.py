"""Type, subject and signer on typeset papers: titles over several lines, honours, who signs for whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Authority
from parsers.parse import ParseOptions, parse_document
from tests.papers import GROUNDS, RUNNING, Arrangement, Block, Paper, quoted, typeset

WITHOUT_OCR = ParseOptions(ocr=False)
PLAN = Paper()
NAME = "Nguyễn Văn Một"
DEPUTY, ORDER, BEHALF = Authority.DEPUTY, Authority.BY_ORDER, Authority.ON_BEHALF
TITLES: tuple[tuple[str, Authority | None], ...] = (
    ("TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|PHÓ CHỦ TỊCH", BEHALF),
    ("TL. BỘ TRƯỞNG|KT. VỤ TRƯỞNG VỤ PHÁP CHẾ|PHÓ VỤ TRƯỞNG", ORDER),
    ("TUQ. GIÁM ĐỐC|TRƯỞNG PHÒNG TỔ CHỨC CÁN BỘ", Authority.AUTHORISED),
    ("Q. GIÁM ĐỐC", Authority.ACTING),
    ("T.M ỦY BAN NHÂN DÂN|CHỦ TỊCH", BEHALF),
    ("TM ỦY BAN NHÂN DÂN|CHỦ TỊCH", BEHALF),
    ("K.T GIÁM ĐỐC|PHÓ GIÁM ĐỐC", DEPUTY),
    ("KT.CHỦ TỊCH|PHÓ CHỦ TỊCH", DEPUTY),
    ("K/T TRƯỞNG BAN|PHÓ TRƯỞNG BAN", DEPUTY),
    ("T/M BAN THƯỜNG VỤ|PHÓ BÍ THƯ THƯỜNG TRỰC", BEHALF),
    ("THAY MẶT BAN THƯỜNG VỤ|BÍ THƯ", BEHALF),
    ("TM. HỘI ĐỒNG THẨM ĐỊNH|CHỦ TỊCH HỘI ĐỒNG|GIÁM ĐỐC SỞ NỘI VỤ", BEHALF),
    ("PHÓ CHÁNH VĂN PHÒNG|PHỤ TRÁCH VĂN PHÒNG", None),
    ("PHỤ TRÁCH PHÒNG", None),
    ("TỔNG THANH TRA", None),
    ("TRẠM TRƯỞNG", None),
    ("THỦ TRƯỞNG ĐƠN VỊ", None),
    ("Giám đốc", None),
    ("KT. Chủ tịch|Phó Chủ tịch", DEPUTY),
)


@pytest.mark.parametrize(("titles", "authority"), TITLES, ids=[titles for titles, _ in TITLES])
def test_the_title_is_read_line_by_line_with_the_authority(titles: str, authority: Authority | None) -> None:
    """Every line above the name is title, whatever way the authority is abbreviated."""
    found = parse_document(replace(PLAN, blocks=(Block(titles.split("|"), NAME),)).pdf(), WITHOUT_OCR)

    assert found.signer_title.value == titles.replace("|", ", ")
    assert found.signer_name.value == NAME
    assert found.authority.value is authority


def test_a_title_that_wraps_is_one_title() -> None:
    """Capitals close under a title go on with it and are no name: `THỦ TỤC HÀNH CHÍNH` has four syllables too."""
    block = Block(("CỤC TRƯỞNG CỤC KIỂM SOÁT", "THỦ TỤC HÀNH CHÍNH"), NAME)
    found = parse_document(replace(PLAN, blocks=(block,)).pdf(), WITHOUT_OCR)

    assert found.signer_title.value == "CỤC TRƯỞNG CỤC KIỂM SOÁT THỦ TỤC HÀNH CHÍNH"
    assert found.signer_name.value == NAME


BEFORE = (
    "PGS.TS. ", "BS.CKII. ", "BSCKII ", "TTƯT.BS.CKII. ", "GS.TS.BS ", "ThS. ", "NGƯT.TS. ", "Đại tá ", "Thiếu tướng ",
    "Trung tá, ThS. ", "(Đã ký) ",
)  # fmt: skip


@pytest.mark.parametrize("before", BEFORE)
def test_degrees_honours_and_ranks_are_no_part_of_the_name(before: str) -> None:
    """What schools, hospitals, army and police print before a name is left out."""
    found = parse_document(replace(PLAN, blocks=(Block(("GIÁM ĐỐC",), before + NAME),)).pdf(), WITHOUT_OCR)
    assert found.signer_name.value == NAME


@pytest.mark.parametrize(
    "name", ["Y Thanh Hà Niê Kđăm", "H' Yim Kđoh", "Ksor Phước", "Thào A Sùng", "Thạch Thị Sa Rêne", "Đỗ Hùng"]
)
def test_names_of_every_people_of_the_country_are_read(name: str) -> None:
    """What stands where one signs and is written as a name is one, with or without a Vietnamese syllable."""
    found = parse_document(replace(PLAN, blocks=(Block(name=name),)).pdf(), WITHOUT_OCR)
    assert found.signer_name.value == name


@pytest.mark.parametrize("mark", ["(Đã ký)", "(đã ký)", "(Đã ký và đóng dấu)", "[daky]", "(Ký, ghi rõ họ tên)"])
def test_the_word_in_the_place_of_the_signature_is_passed_over(mark: str) -> None:
    """Copies typed again say that the original was signed."""
    found = parse_document(replace(PLAN, blocks=(Block(("CHỦ TỊCH",), NAME.upper(), mark),)).pdf(), WITHOUT_OCR)
    assert (found.signer_title.value, found.signer_name.value) == ("CHỦ TỊCH", NAME)


def test_two_agencies_sign_beside_each_other() -> None:
    """Each block is read whole, with titles that go over two lines."""
    blocks = (
        Block(("GIÁM ĐỐC SỞ VĂN HÓA,", "THỂ THAO VÀ DU LỊCH"), NAME),
        Block(("CHỦ TỊCH", "LIÊN ĐOÀN LAO ĐỘNG TỈNH"), "Trần Thị Hai"),
    )
    found = parse_document(replace(PLAN, recipients=(), blocks=blocks).pdf(), WITHOUT_OCR)
    assert found.signer_name.value == "Nguyễn Văn Một; Trần Thị Hai"


def test_the_signature_before_annexes_without_recipients_is_found() -> None:
    """An annex behind the signature, with lists of people and titles in it, brings no signer."""
    people = "#grid(columns: (1fr, 1fr), [TRƯỞNG BAN], [CHỨC VỤ], [Lê Văn Bốn], [Giám đốc])"
    cited = "_(Kèm theo Kế hoạch số 34/KH-VP ngày 17/01/2023)_"
    found = parse_document(typeset(PLAN.markup(), f"#align(center)[*DANH SÁCH* \\ {cited}]\n\n{people}"), WITHOUT_OCR)
    assert found.signer_name.value == "Trần Văn Mẫu"


SUBJECTS = (
    ("Triển khai thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 về chương trình tổng thể", "của Chính phủ"),
    ("Theo dõi tình hình thi hành pháp luật",),
    ("Phân công nhiệm vụ các thành viên",),
    ("Xét tặng danh hiệu thi đua",),
    ("Đề nghị xét khen thưởng",),
    ("6 tháng đầu năm 2023",),
    ("Ngày hội việc làm năm 2023",),
    ("Triển khai Chiến dịch “45 ngày đêm ra quân hỗ trợ hoạt động chuyển đổi số tại các xã, phường trong giai đoạn đầu "
     "vận hành mô hình chính quyền địa phương hai cấp” trên địa bàn thành phố",),
)  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS, ids=[subject[0][:40] for subject in SUBJECTS])
def test_a_subject_that_begins_like_a_body_is_a_subject(subject: tuple[str, ...]) -> None:
    """It is centred under the title, on its last line at least; a body begins at the margin."""
    found = parse_document(replace(PLAN, subject=subject).pdf(), WITHOUT_OCR)
    assert found.subject.value == " ".join(subject)


@pytest.mark.parametrize(
    "who", ["CHỦ NHIỆM VĂN PHÒNG QUỐC HỘI", "THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "GIÁM ĐỐC SỞ NỘI VỤ", "ỦY BAN BẦU CỬ TỈNH"]
)
def test_who_issues_an_act_is_no_part_of_its_subject(who: str) -> None:
    """Between subject and grounds stands the competent person or body, in capitals."""
    paper = replace(PLAN, title="QUYẾT ĐỊNH", subject=("Về việc phê duyệt Kế hoạch",), competent=who)
    found = parse_document(paper.pdf(), WITHOUT_OCR)
    assert (found.type.value, found.subject.value) == ("quyết định", "Về việc phê duyệt Kế hoạch")


def test_an_invitation_s_first_sentence_is_no_part_of_its_subject() -> None:
    """`… trân trọng kính mời` begins the body."""
    body = ("Ủy ban nhân dân tỉnh trân trọng kính mời: Ông Trần Văn A, Giám đốc Sở Nội vụ.", *RUNNING)
    found = parse_document(replace(PLAN, title="GIẤY MỜI", subject=("Dự họp",), body=body).pdf(), WITHOUT_OCR)
    assert found.subject.value == "Dự họp"


TYPES = (
    ("QUYẾT ĐỊNH", "Ban hành Kế hoạch cải cách hành chính", "Số: 15/QĐ-UBND", "quyết định"),
    ("NGHỊ QUYẾT", "Về việc thông qua Đề án sắp xếp", "Số: 99/2023/NQ-HĐND", "nghị quyết"),
    ("HƯỚNG DẪN", "Thực hiện một số nội dung của Quy chế", "Số: 15/HD-SNV", "hướng dẫn"),
    ("KẾT LUẬN THANH TRA", "Việc chấp hành pháp luật về ngân sách", "Số: 15/KL-TTr", "kết luận"),
    ("THÔNG BÁO KẾT LUẬN", "Của Chủ tịch UBND tỉnh tại buổi họp", "Số: 15/TB-UBND", "thông báo"),
    ("Q U Y Ế T  Đ Ị N H", "Về việc phê duyệt", "Số: 12/QĐ-VP", "quyết định"),
    ("CHƯƠNG TRÌNH PHỐI HỢP", "Xây dựng đời sống văn hóa", "Số: 154/CTPH-LĐLĐ-SVH,TT,DL", "chương trình phối hợp"),
    ("CÔNG ĐIỆN", "Về việc ứng phó với bão số 3", "Số: 15/CĐ-UBND", "công điện"),
)


@pytest.mark.parametrize(("title", "subject", "number", "expected"), TYPES, ids=[row[0] for row in TYPES])
@pytest.mark.parametrize("tracking", [0.0, 4.0])
def test_the_type_is_the_title_s(title: str, subject: str, number: str, expected: str, tracking: float) -> None:
    """Whatever else the subject names, and however widely the title is spaced."""
    paper = replace(PLAN, title=title, subject=(subject,), number=number, tracking=tracking)
    assert parse_document(paper.pdf(), WITHOUT_OCR).type.value == expected


LETTER = replace(PLAN, title="", subject=(), number="Số: 870/SNV-CCHC", addressed=("Kính gửi: Các sở, ban, ngành",))


@pytest.mark.parametrize("layout", ["rows", "columns", "single"])
def test_a_letter_s_subject_stands_below_its_number(layout: Arrangement) -> None:
    """`V/v` and its lines, acts that they cite included; the letter's own number and date stay its own."""
    about = ("V/v triển khai thực hiện Kế hoạch", "số 15/KH-UBND ngày 02/01/2023", "của UBND tỉnh")
    found = parse_document(replace(LETTER, about=about, layout=layout).pdf(), WITHOUT_OCR)

    assert (found.type.value, found.subject.value) == ("công văn", " ".join(about))
    assert (found.number.value, str(found.date.value)) == ("870/SNV-CCHC", "2023-01-17")


def test_names_in_the_body_are_no_signers() -> None:
    """Contacts, and authorities that running text speaks of, stand above the block."""
    body = (*GROUNDS, *RUNNING, "Giao KT. Chủ tịch và TL. Giám đốc ký văn bản.", "Chi tiết liên hệ: Ông Lê Văn Bốn")
    assert parse_document(replace(PLAN, body=body).pdf(), WITHOUT_OCR).signer_name.value == "Trần Văn Mẫu"


def test_a_blank_form_behind_the_document_brings_no_signer() -> None:
    """A specimen with `(Ký, ghi rõ họ tên)` is an annex."""
    form = replace(PLAN, number="Số: …/BC-…", blocks=(Block(("THỦ TRƯỞNG ĐƠN VỊ",), "(Ký, ghi rõ họ tên)"),))
    found = parse_document(typeset(PLAN.markup(), form.markup(), quoted("")), WITHOUT_OCR)
    assert found.signer_name.value == "Trần Văn Mẫu"
