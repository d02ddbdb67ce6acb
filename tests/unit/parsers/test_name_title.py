"""Names and titles told from what two readers made of a covered line: arithmetic on letters, no picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from parsers.names import FAMILIES, GIVEN
from parsers.scan.bands import find_bands
from parsers.scan.name import distance, spell_name
from parsers.scan.title import is_misspelt, is_title, match_title

READINGS = [
    ("Nguyn Thin Phong", '"Nguyễn Thiện Phong', "Nguyễn Thiện Phong"),
    ("Tran Hông Lam", "ẢX\\Q + xưấn Hồng Lam", "Trần Hồng Lam"),
    (" MTEN Le Hoang Vinh", "CS Huàng Vinh", "Lê Hoàng Vinh"),
    ("Phm Tán Dūng", "", "Phạm Tấn Dũng"),
    ("PGS.TS Trân Quang Minh", "Trần Quang Minh", "Trần Quang Minh"),
    ("Frân CôngVit", "", "Trần Công Việt"),
]


@pytest.mark.parametrize(("letters", "spelt", "expected"), READINGS)
def test_a_name_is_spelt_from_both_readings(letters: str, spelt: str, expected: str) -> None:
    """Letters come from one reading, accents from the other, lost ones from names that people bear."""
    found = spell_name(letters, spelt)

    assert found is not None
    assert found.text == expected


@pytest.mark.parametrize("letters", ["Nơi nhận", "DAIHOC", "TAYDO", "H TNG", "y qUu G", "", "316", "thuộc CP"])
def test_what_is_no_name_is_hardly_likely(letters: str) -> None:
    """Words of the seal and of the recipients' list never pass for a name."""
    found = spell_name(letters, letters)

    assert found is None or found.confidence < 0.25


@settings(deadline=None)  # the first call fills the cache of distances
@given(st.sampled_from(FAMILIES), st.sampled_from(GIVEN), st.sampled_from(GIVEN))
def test_a_name_that_both_read_right_stays_as_it_is(family: str, middle: str, given_name: str) -> None:
    """Nothing is put right that was right."""
    name = f"{family} {middle} {given_name}"
    found = spell_name(name, name)

    assert found is not None
    assert found.text == name


@given(st.text(max_size=12), st.text(max_size=12))
def test_distance_is_none_only_between_equal_words(seen: str, meant: str) -> None:
    """A word costs nothing to be read as itself, and no reading has a negative cost."""
    assert distance(meant.lower(), meant) == pytest.approx(0.0)
    assert distance(seen, meant) >= 0.0


TITLES = [
    ("NGPHOTHUTUÓNG", "PHÓ THỦ TƯỚNG"),
    ("KT, CHÁNH VÃÑ PHÒNG", "KT. CHÁNH VĂN PHÒNG"),
    ("HHHEUTRUONGONG", "HIỆU TRƯỞNG"),
    ("OANLAOCHUTICH", "CHỦ TỊCH"),
    ("PHÓGVÁMDOC", "PHÓ GIÁM ĐỐC"),
    ("TM. UY BAN NHAN DAN", "TM. ỦY BAN NHÂN DÂN"),
    ("TRUONG", None),
    ("Nguyen Thi Hong Nhung", None),
    ("", None),
]


@pytest.mark.parametrize(("letters", "title"), TITLES)
def test_a_title_is_told_from_its_letters(letters: str, title: str | None) -> None:
    """Junk from the seal around it and a misread letter do no harm; too little is nothing."""
    found = match_title(letters)

    assert (found.text if found else None) == title


def test_accents_of_a_known_title_are_checked() -> None:
    """GIÁM ĐÓC has the letters of GIÁM ĐỐC, so it is misspelt; other words are not."""
    assert is_misspelt("GIÁM ĐÓC")
    assert not is_misspelt("GIÁM ĐỐC")
    assert not is_misspelt("TRƯỞNG PHÒNG ĐÀO TẠO")
    assert is_title("KT. GIÁM ĐỐC")


def test_bands_are_found_where_letters_stand() -> None:
    """Rows of small marks are bands; a single slanting stroke is none."""
    pixels = np.full((200, 300), 255, dtype=np.uint8)
    for top in (40, 120):
        pixels[top : top + 20, 20:280:8] = 0
    for step in range(150):
        pixels[60 + step // 4, step + 50] = 0

    found = find_bands(Image.fromarray(pixels), 20, 24)

    assert found == pytest.approx((50, 130), abs=3)
    assert find_bands(Image.new("L", (300, 200), 255), 20, 24) == ()
    assert find_bands(Image.new("L", (1, 1), 255), 20, 24) == ()
