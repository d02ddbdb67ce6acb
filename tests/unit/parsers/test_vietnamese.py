"""Letters: one normal form, skeletons, syllables, and the encodings from before Unicode."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.legacy_fonts import Encoding, convert, encoding_of, guess_encoding
from parsers.vietnamese import fold, is_syllable, legibility, normalise, respace, squeeze

WORDS = "Ủy ban nhân dân tỉnh ban hành quyết định về việc cải cách hành chính nghiêm túc khuya khoắt ngoằn ngoèo"
_TCVN3 = (
    "à µ ả ¶ ã · á ¸ ạ ¹ ă ¨ ằ » ẳ ¼ ẵ ½ ắ ¾ ặ Æ â © ầ Ç ẩ È ẫ É ấ Ê ậ Ë è Ì ẻ Î ẽ Ï é Ð ẹ Ñ ê ª ề Ò ể Ó ễ Ô ế Õ ệ Ö "
    "ì × ỉ Ø ĩ Ü í Ý ị Þ ò ß ỏ á õ â ó ã ọ ä ô « ồ å ổ æ ỗ ç ố è ộ é ơ ¬ ờ ê ở ë ỡ ì ớ í ợ î ù ï ủ ñ ũ ò ú ó ụ ô "
    "ừ õ ử ö ữ ÷ ứ ø ự ù ỳ ú ỷ û ỹ ü ý ý ỵ þ đ ® Đ §"
)
PAIRS = _TCVN3.split()


@pytest.mark.parametrize("word", WORDS.split())
def test_vietnamese_words_are_syllables(word: str) -> None:
    """Every word of running text is one, capital or not."""
    assert is_syllable(word)
    assert is_syllable(word.upper())


@pytest.mark.parametrize("word", ["QUNG", "TJuy", "bếẩn", "CHÍNHPHỦ", "xyz", "DHTD", "HGiang", "lrần"])
def test_debris_is_no_syllable(word: str) -> None:
    """Lost letters, two tones on a word, words run together: none is a syllable."""
    assert not is_syllable(word)


def test_legibility_tells_vietnamese_from_bad_ocr() -> None:
    """Running text is near 1; the same text without marks, or garbled, is near 0."""
    assert legibility(WORDS) > 0.95
    assert legibility(fold(WORDS)) < 0.2
    assert legibility("S6: 5Gi/TB-DHTD Dgc l$p Tg do Hanh phuc CQNG HOA XA HQI") < 0.2
    assert legibility("") == 0.0


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """The normal form is stable, and NFC."""
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_spacing_and_accents_cannot_hide_a_label() -> None:
    """Skeletons of a letter-spaced and a plain heading are the same."""
    assert squeeze("C Ộ N G  HÒA") == squeeze("Cộng hoà") == "conghoa"
    assert fold("Đồng Ðăng") == "dong dang"


def test_words_run_together_by_ocr_are_parted() -> None:
    """Only where two marked syllables make up the word."""
    assert respace("THỦ TƯỚNG CHÍNHPHỦ") == "THỦ TƯỚNG CHÍNH PHỦ"
    assert respace("Vềviệc") == "Về việc"
    assert respace("UBND tỉnh nghiêng") == "UBND tỉnh nghiêng"


@pytest.mark.parametrize(("letter", "byte"), list(zip(PAIRS[::2], PAIRS[1::2], strict=True)))
def test_each_letter_of_tcvn3(letter: str, byte: str) -> None:
    """TCVN 5712:1993 VN3, one byte a letter."""
    assert convert(byte, Encoding.TCVN3) == letter


@pytest.mark.parametrize(
    ("written", "expected"),
    [("coäng hoøa xaõ hoäi chuû nghóa vieät nam", "cộng hòa xã hội chủ nghĩa việt nam"),
     ("ñoäc laäp töï do haïnh phuùc", "độc lập tự do hạnh phúc"), ("Quaûng Ngaõi", "Quảng Ngãi"),
     ("baèng ôû ôùi chöõ kyù lyù", "bằng ở ới chữ ký lý"), ("ÑAÛNG BOÄ", "ĐẢNG BỘ")],
)  # fmt: skip
def test_vni_reads_as_vietnamese(written: str, expected: str) -> None:
    """A letter followed by the letter that stands for its marks."""
    assert normalise(convert(written, Encoding.VNI)) == expected


@pytest.mark.parametrize(
    ("font", "encoding"),
    [(".VnTime", Encoding.TCVN3), ("ABCDEF+.VnTimeH", Encoding.TCVN3_CAPITALS), (".VnArial-Bold", Encoding.TCVN3),
     ("VNI-Times", Encoding.VNI), ("TimesNewRomanPSMT", Encoding.UNICODE), ("VnArialH", Encoding.TCVN3_CAPITALS)],
)  # fmt: skip
def test_a_font_name_tells_the_encoding(font: str, encoding: Encoding) -> None:
    """A subset prefix does not matter; a final H means capitals."""
    assert encoding_of(font) is encoding


def test_an_unnamed_font_is_judged_by_the_result() -> None:
    """The encoding under which the text reads as Vietnamese wins; Unicode text stays."""
    assert guess_encoding("Uû ban nh©n d©n tØnh Qu¶ng Ng·i quyÕt ®Þnh") is Encoding.TCVN3
    assert guess_encoding("UÛy ban nhaân daân tænh Quaûng Ngaõi quyeát ñònh") is Encoding.VNI
    assert guess_encoding("Ủy ban nhân dân tỉnh Quảng Ngãi quyết định") is Encoding.UNICODE
