"""What evidence file names claim, in the forms offices use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.document import FileNameClaim
from parsers.filename import parse_file_name

FORMS = [
    ("316-15.6 BC CCHC 6 thang.pdf", {"number": 316, "day": 15, "month": 6, "type": "báo cáo"}),
    ("34-17.01 Kế hoạch CCHC năm 2023.pdf", {"number": 34, "day": 17, "month": 1, "type": "kế hoạch"}),
    ("05-04.01.2023 CV gui So Noi vu.pdf", {"number": 5, "day": 4, "month": 1, "year": 2023, "type": "công văn"}),
    ("262.30.5.2023 Vv tuyen truyen.pdf", {"number": 262, "day": 30, "month": 5, "year": 2023}),
    (
        "326.QD-VP(27.5.2019) phe duyet.pdf",
        {"number": 326, "symbol": "QD-VP", "day": 27, "month": 5, "year": 2019, "type": "quyết định"},
    ),
    (
        "07.QD-TTXX (30.3.2020) - khen thuong.pdf",
        {"number": 7, "symbol": "QD-TTXX", "day": 30, "month": 3, "year": 2020, "type": "quyết định"},
    ),
    ("234.2019. bao cao.pdf", {"number": 234, "year": 2019}),
    (
        "3279_21.12.2022 QD giao bien che.pdf",
        {"number": 3279, "day": 21, "month": 12, "year": 2022, "type": "quyết định"},
    ),
    ("QD_1516_2021.pdf", {"number": 1516, "symbol": "QD", "year": 2021, "type": "quyết định"}),
    ("QDVP_18_2023 Ban hanh.pdf", {"number": 18, "symbol": "QDVP", "year": 2023, "type": "quyết định"}),
    ("VP_222_2019.signed.signed.pdf", {"number": 222, "symbol": "VP", "year": 2019}),
    ("VP_48_203.PDF", {"number": 48, "symbol": "VP", "year": None}),
    ("676 TTr VP.jpg", {"number": 676}),
    ("04CT.signed_20250513_154052.pdf", {"number": 4, "symbol": "CT", "type": "chỉ thị"}),
    ("23BC.signed_20250510_124908.pdf", {"number": 23, "symbol": "BC", "type": "báo cáo"}),
    ("131-NQ-CP.pdf", {"number": 131, "symbol": "NQ-CP", "type": "nghị quyết"}),
    ("385-SNV.CCHCVTLT.pdf", {"number": 385, "symbol": "SNV.CCHCVTLT"}),
    ("64-2007-nd-cp.pdf", {"number": 64, "year": 2007, "symbol": "nd-cp", "type": "nghị định"}),
    ("80-2014.signed.pdf", {"number": 80, "year": 2014}),
    ("CT-11-2025.pdf", {"number": 11, "symbol": "CT", "year": 2025, "type": "chỉ thị"}),
    ("445_QD-BNNMT_693852.pdf", {"number": 445, "symbol": "QD-BNNMT", "type": "quyết định"}),
    ("3176b qd syt.pdf", {"number": 3176, "suffix": "B", "type": "quyết định"}),
    ("745 gm ubnd.pdf", {"number": 745, "type": "giấy mời"}),
    ("Quyết định-1360-QĐ-TTg.pdf", {"number": 1360, "symbol": "QĐ-TTg", "type": "quyết định"}),
    ("kh-753-khao-sat.pdf", {"number": 753, "symbol": "kh", "type": "kế hoạch"}),
    ("1. Bộ Thông số.pdf", {"number": None}),
    ("11.-Thong-bao-muc-nhan-ho-so.pdf", {"number": None, "type": "thông báo"}),
    ("HỘI ĐỒNG NHÂN DÂN.pdf", {"number": None}),
    ("416.pdf", {"number": 416}),
    (
        "5355_11732_6141_1_VP_222_2019.pdf",
        {"number": 222, "symbol": "VP", "year": 2019, "criterion_number": 6141, "upload_prefix": "5355_11732_6141_1"},
    ),
    (
        "5355_11732_6191_1_TB_81_2023.PDF",
        {"number": 81, "symbol": "TB", "year": 2023, "criterion_number": 6191, "type": "thông báo"},
    ),
]


@pytest.mark.parametrize(("name", "claims"), FORMS)
def test_a_name_claims_what_it_says_and_no_more(name: str, claims: dict[str, object]) -> None:
    """Number, symbol, type and the parts of a date are taken as written; nothing is completed."""
    found = parse_file_name(name)
    assert {key: getattr(found, key) for key in claims} == claims


def test_a_name_without_number_claims_nothing() -> None:
    """Names in words have no number and no date."""
    assert parse_file_name("Phieu khao sat hai long.pdf").number is None
    assert parse_file_name("") == FileNameClaim()


def test_folders_and_control_characters_do_not_matter() -> None:
    """Only the last part of a path counts."""
    assert parse_file_name("C:\\kho\\2023/ho so/34-17.01 Kế hoạch\x00.pdf").number == 34


@given(st.text(max_size=300))
def test_any_name_is_survived(name: str) -> None:
    """Every string gives a claim whose date parts can be parts of a date."""
    claim = parse_file_name(name)
    assert claim.day is None or 1 <= claim.day <= 31
    assert claim.month is None or 1 <= claim.month <= 12
    assert (claim.day is None) == (claim.month is None)
