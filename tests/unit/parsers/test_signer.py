"""Who signed: the block may stand on any page, under any chain of authority."""

from __future__ import annotations

import pytest

from parsers.parse import parse_document
from parsers.person import is_person_name, strip_degree
from tests.documents import LEFT_MIDDLE, RIGHT_MIDDLE, Letter, Sheet, Text, make_pdf

CHAINS = [
    (("CHÁNH VĂN PHÒNG",), "CHÁNH VĂN PHÒNG", None),
    (("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"), "KT. CHÁNH VĂN PHÒNG, PHÓ CHÁNH VĂN PHÒNG", "KT."),
    (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH", "TM."),
    (("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
     "TL. CHỦ TỊCH, KT. CHÁNH VĂN PHÒNG, PHÓ CHÁNH VĂN PHÒNG", "TL."),
    (("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"), "TUQ. GIÁM ĐỐC, TRƯỞNG PHÒNG", "TUQ."),
    (("Q. GIÁM ĐỐC",), "Q. GIÁM ĐỐC", "Q."),
    (("T/M BAN THƯỜNG VỤ", "BÍ THƯ"), "T/M BAN THƯỜNG VỤ, BÍ THƯ", "TM."),
    (("K/T BÍ THƯ", "PHÓ BÍ THƯ"), "K/T BÍ THƯ, PHÓ BÍ THƯ", "KT."),
    (("TM. CHÍNH PHỦ", "Thủ Tướng"), "TM. CHÍNH PHỦ, Thủ Tướng", "TM."),
]  # fmt: skip


@pytest.mark.parametrize(("signing", "title", "authority"), CHAINS)
def test_title_and_authority_are_read_from_the_block(
    signing: tuple[str, ...], title: str, authority: str | None
) -> None:
    """The lines above the name are the title; the topmost authority is the authority."""
    found = parse_document(Letter(signing=signing).pdf())
    assert found.signer_name.value == "Trần Văn Mẫu"
    assert found.signer_title.value == title
    assert found.authority.value == authority


def test_the_signature_before_the_annexes_counts() -> None:
    """The signer stands on the second of five pages; annexes follow."""
    letter = Letter()
    first = [text for text in letter.texts() if text.top < 300]
    last = [text for text in letter.texts() if text.top >= 300]
    annex = [
        Text("Phụ lục", 60, middle=297),
        *[Text("Nội dung công việc được giao cho đơn vị", 100 + 20 * i) for i in range(9)],
    ]
    found = parse_document(make_pdf(Sheet(first), Sheet(last), Sheet(annex), Sheet(annex), Sheet(annex)))
    assert found.signer_name.value == "Trần Văn Mẫu"
    assert found.signer_name.best is not None
    assert found.signer_name.best.page == 2


def test_two_signers_are_both_named() -> None:
    """Minutes and joint papers are signed left and right."""
    letter = Letter(signing=("CHỦ TỊCH",), recipients=())
    top = max(text.top for text in letter.texts())
    left = [Text("GIÁM ĐỐC", top - 110, middle=LEFT_MIDDLE), Text("Lê Thị Ví", top, middle=LEFT_MIDDLE)]
    found = parse_document(make_pdf(Sheet([*letter.texts(), *left])))
    assert found.signer_name.value == "Lê Thị Ví; Trần Văn Mẫu"
    assert found.signer_title.value == "GIÁM ĐỐC; CHỦ TỊCH"


def test_the_word_for_signed_is_no_title() -> None:
    """`(Đã ký)` between title and name belongs to neither."""
    found = parse_document(Letter(signing=("CHÁNH VĂN PHÒNG", "(Đã ký)")).pdf())
    assert found.signer_title.value == "CHÁNH VĂN PHÒNG"
    assert found.signer_name.value == "Trần Văn Mẫu"


def test_no_block_gives_no_signer() -> None:
    """A draft without a signature block has no signer; names in the text are not taken."""
    found = parse_document(Letter(signing=(), signer=None, recipients=()).pdf())
    assert found.signer_name.value is None
    assert found.signer_title.value is None


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("Trần Văn Mẫu", True), ("TRẦN VĂN MẪU", True), ("PGS.TS. Trần Văn Mẫu", True), ("Như trên", False),
     ("Lưu: VT", False), ("Trần", False), ("Hội Đồng 12", False), ("Đại tá Trần Văn Mẫu", True)],
)  # fmt: skip
def test_what_a_name_looks_like(text: str, is_name: bool) -> None:
    """Two to six capitalised syllables, degrees aside."""
    assert is_person_name(text) is is_name


def test_degrees_and_ranks_are_dropped() -> None:
    """The name is compared with certificates, which bear no degrees."""
    assert strip_degree("PGS.TS. Trần Văn Mẫu") == "Trần Văn Mẫu"
    assert strip_degree("Trần Văn Mẫu.") == "Trần Văn Mẫu"


def test_a_name_far_right_is_not_taken_from_the_recipients() -> None:
    """A recipient such as `- Phó Chủ tịch Trần Văn Khác;` is no signer."""
    letter = Letter(recipients=("Nơi nhận:", "- Phó Chủ tịch Trần Văn Khác;", "Lê Văn Lạ"), signer="Trần Văn Mẫu")
    found = parse_document(letter.pdf())
    assert found.signer_name.value == "Trần Văn Mẫu"
    assert found.signer_name.best is not None
    assert found.signer_name.best.box is not None
    assert found.signer_name.best.box.x0 > RIGHT_MIDDLE - 60


def test_a_lost_kt_is_restored_from_the_deputy_s_own_title() -> None:
    """Under the head's title only his deputy signs as `PHÓ …`, and for him: NĐ 30/2020/NĐ-CP, ô 7a."""
    found = parse_document(Letter(signing=("CHỦ TỊCH", "PHÓ CHỦ TỊCH")).pdf())
    assert found.signer_title.value == "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"
    assert found.authority.value == "KT."
