"""Words that agencies and places are named with, to put right the accents that OCR loses on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from parsers.vietnamese import fold, is_syllable

_PHRASES = """
Ủy ban nhân dân; Hội đồng nhân dân; thành phố; Văn phòng; Học viện; Trường Đại học; Trung tâm; Bệnh viện; Chính phủ;
Thủ tướng; Quốc hội; Bộ trưởng; Tổng cục; Chi cục; Thanh tra; Công an; Ban Chỉ đạo; Liên đoàn Lao động;
Kho bạc Nhà nước;
Sở Y tế; Sở Nội vụ; Sở Tư pháp; Sở Tài chính; Sở Công Thương; Sở Xây dựng; Sở Giáo dục và Đào tạo;
Sở Khoa học và Công nghệ; Sở Thông tin và Truyền thông; Sở Kế hoạch và Đầu tư; Sở Nông nghiệp và Phát triển nông thôn;
Sở Tài nguyên và Môi trường; Sở Giao thông vận tải; Sở Lao động - Thương binh và Xã hội; Sở Nông nghiệp và Môi trường;
Sở Văn hóa, Thể thao và Du lịch; Sở Dân tộc và Tôn giáo; Văn hóa, Thể thao và Du lịch; Nông nghiệp và Môi trường;
Giáo dục và Đào tạo; Khoa học và Công nghệ; khoa học, công nghệ; chuyển đổi số; Dân tộc và Tôn giáo; Tuyên giáo;
Thường vụ Quốc hội; Ngân hàng Nhà nước; Việt Nam; Ban Quản lý; Đoàn đại biểu; Trung ương; Mặt trận Tổ quốc;
Bảo hiểm xã hội; Tòa án nhân dân; Viện kiểm sát nhân dân;
Bộ Nội vụ; Bộ Tư pháp; Bộ Tài chính; Bộ Công Thương; Bộ Xây dựng; Bộ Y tế;
Bộ Giáo dục và Đào tạo; Bộ Khoa học và Công nghệ; Bộ Thông tin và Truyền thông; Bộ Nông nghiệp và Môi trường;
An Giang; Bà Rịa - Vũng Tàu; Bạc Liêu; Bắc Giang; Bắc Kạn; Bắc Ninh; Bến Tre; Bình Dương; Bình Định; Bình Phước;
Bình Thuận; Cà Mau; Cao Bằng; Cần Thơ; Đà Nẵng; Đắk Lắk; Đắk Nông; Điện Biên; Đồng Nai; Đồng Tháp; Gia Lai; Hà Giang;
Hà Nam; Hà Nội; Hà Tĩnh; Hải Dương; Hải Phòng; Hậu Giang; Hòa Bình; Hồ Chí Minh; Hưng Yên; Khánh Hòa; Kiên Giang;
Kon Tum; Lai Châu; Lạng Sơn; Lào Cai; Lâm Đồng; Long An; Nam Định; Nghệ An; Ninh Bình; Ninh Thuận; Phú Thọ; Phú Yên;
Quảng Bình; Quảng Nam; Quảng Ngãi; Quảng Ninh; Quảng Trị; Sóc Trăng; Sơn La; Tây Ninh; Thái Bình; Thái Nguyên;
Thanh Hóa; Thừa Thiên Huế; Tiền Giang; Trà Vinh; Tuyên Quang; Vĩnh Long; Vĩnh Phúc; Yên Bái
"""
# A name of so many words is known by the others when one of them is misread; how alike the two must be.
_FEWEST_WORDS, _ALIKE = 4, 0.6
_KNOWN = sorted({phrase.strip() for phrase in _PHRASES.split(";") if phrase.strip()}, key=len, reverse=True)


def restore_case(agency: str) -> str:
    """Return an agency with the capitals of the known names in it: `Bộ Nông nghiệp và Môi trường`."""
    for phrase in _KNOWN:
        agency = re.sub(rf"\b{re.escape(phrase)}\b", phrase, agency, flags=re.IGNORECASE)
    return agency[:1].upper() + agency[1:]


def restore_accents(capitals: str) -> str:
    """Return an agency read by OCR in capitals with the accents of the known names in it put right.

    `TĨNH QUẢNG NGAI` becomes `TỈNH QUẢNG NGÃI`; a name not known stays as it was read. Of a long one a word that is no
    syllable may be misread: `NÔNG NGHTIẸP VÀ MÔI TRƯỜNG`.
    """
    text = _with_letters(re.sub(r"\bT[IÍÌĨỊỈ]NH(?=\s)", "TỈNH", capitals))
    folded = fold(text)
    for phrase in _KNOWN:
        for match in re.finditer(rf"\b{re.escape(fold(phrase))}\b", folded):
            text = text[: match.start()] + phrase.upper() + text[match.end() :]
    return text


def _with_letters(capitals: str) -> str:
    """Return an agency with the misread words of known names put right, where the words around tell which is meant."""
    words = capitals.split()
    for phrase in _KNOWN:
        meant = phrase.split()
        for at in range(len(words) - len(meant) + 1) if len(meant) >= _FEWEST_WORDS else ():
            if _is_meant(words[at : at + len(meant)], meant):
                words[at : at + len(meant)] = [word.upper() for word in meant]
    return " ".join(words) if words != capitals.split() else capitals


def _is_meant(read: Sequence[str], meant: Sequence[str]) -> bool:
    """Tell whether words are those of a name, one or two of them misread: such a word is no syllable."""
    differing = [(fold(one), fold(other)) for one, other in zip(read, meant, strict=True) if fold(one) != fold(other)]
    return 0 < len(differing) <= len(meant) // _FEWEST_WORDS and all(map(_is_misread, differing))


def _is_misread(pair: tuple[str, str]) -> bool:
    read, meant = pair
    return not is_syllable(read) and SequenceMatcher(None, read, meant, autojunk=False).ratio() >= _ALIKE
