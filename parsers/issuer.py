"""The agency that issued a document: the last one named above the number, below the one it reports to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.agencies import restore_accents, restore_case
from parsers.document import Candidate, Origin
from parsers.heading import Heading
from parsers.layout import Layout
from parsers.vietnamese import agency_case, fold, has_accent, respace, squeeze
from parsers.words import Line, bounding_box, reading_confidence, stamped_origin

# Words an agency's name begins with; a header line that begins with one starts a new agency. They are compared with
# their accents where the page has text, so that `SỐ`, `LẠNG SƠN` and `VŨNG TÀU` begin none.
_HEADS = (
    "ủy ban", "ubnd", "hội đồng", "hđnd", "bộ", "sở", "văn phòng", "cục", "tổng cục", "chi cục", "trường", "ban", "tổ",
    "học viện", "viện", "trung tâm", "phòng", "bệnh viện", "tỉnh ủy", "thành ủy", "huyện ủy", "quận ủy", "thị ủy",
    "đảng ủy", "đảng bộ", "đảng đoàn", "chi bộ", "chính phủ", "thủ tướng", "quốc hội", "tòa án", "viện kiểm sát",
    "công an", "kho bạc", "bảo hiểm", "ngân hàng", "liên đoàn", "đoàn", "hội", "công ty", "tập đoàn", "tổng công ty",
    "đại học", "mặt trận", "thanh tra", "khoa", "trạm", "chủ tịch", "ban chấp hành", "bch", "đại hội", "quỹ",
    "thông tấn xã", "đài", "kiểm toán", "vụ", "liên hiệp", "liên minh", "tổng liên đoàn", "thị trấn", "xã", "phường",
    "trại giam", "trại tạm giam", "cảng vụ", "nhà xuất bản", "bảo tàng", "thư viện", "nhà văn hóa", "cổng thông tin",
    "cổng dịch vụ", "đội", "tổ dân phố", "làng", "hợp tác xã", "hiệp hội", "chi nhánh", "tỉnh đoàn", "thành đoàn",
    "huyện đoàn", "quận đoàn", "xã đoàn", "công đoàn", "chi đoàn", "quân khu", "quân đoàn", "sư đoàn", "trung đoàn",
    "binh đoàn", "hạt", "vườn quốc gia", "khu", "nhà hát", "tạp chí", "báo", "tòa soạn", "ủy ban thường vụ", "cụm",
    "đại sứ quán", "tổng lãnh sự quán", "phái đoàn", "tiểu ban", "lữ đoàn", "tiểu đoàn", "hải đoàn", "đồn", "vùng",
    "nhà máy", "xí nghiệp", "nông trường", "lâm trường", "phân hiệu", "phân viện", "nhà thiếu nhi", "câu lạc bộ",
    "khối thi đua", "bưu điện", "điện lực", "viễn thông", "liên hiệp hội", "tổng hội", "giáo hội", "cung văn hóa",
    "cơ quan thường trực", "cơ quan cảnh sát điều tra", "cơ quan điều tra", "cơ quan đại diện",
    "cơ quan thường trú", "bcđ", "btc", "hđqt",
)  # fmt: skip
# Too short to be known without their accents: `ÁP DỤNG` begins no `ẤP`.
_VILLAGES = ("thôn", "ấp", "buôn", "khóm")
# Words that begin with a head's letters and name what an agency is for: `BAN CHỈ ĐẠO PHÁT TRIỂN` / `KHOA HỌC`.
_NO_HEADS = (
    "khoa học", "tổ quốc", "tổ chức", "ban hành", "hội nhập", "đội ngũ", "quỹ đất", "bộ máy", "bộ phận", "trường hợp",
    "báo chí", "báo cáo", "sở hữu", "xã hội", "đoàn kết", "làng nghề", "phòng chống", "phòng cháy", "phòng ngừa",
    "phòng thủ", "vụ việc", "bộ đội", "tổ hợp", "hội chợ", "báo động", "khu công nghiệp", "khu kinh tế",
    "trường sơn", "trường sa", "khu vực", "hội nghị", "hội thảo", "hội thi", "viện trợ",
    "buôn lậu", "buôn bán", "buôn người", "buôn ma thuột", "buôn hồ", "buôn đôn",
)  # fmt: skip
_FOLDED_HEADS = tuple(map(fold, _HEADS))
# A line that is only one of these is the beginning of a name that the next line goes on with.
_BARE = frozenset(
    ("van phong", "hoi dong", "trung tam", "ban chi dao", "thanh tra", "thuong truc", "ban quan ly", "phong",
     "chi nhanh", "cuc", "so", "bo", "truong", "ban", "to", "hoi", "doan", "dang bo", "ban chap hanh", "uy ban",
     "chu tich", "to cong tac", "hoi dong thi dua", "truong dai hoc", "benh vien", "van phong dai dien",
     "uy ban nhan dan", "hoi dong nhan dan", "toa an nhan dan", "vien kiem sat nhan dan", "van phong doan dai bieu",
     "doan dai bieu", "vien", "khoa", "doi", "tram", "quy", "chi cuc", "tong cuc", "hoc vien", "bch", "ban dai dien",
     "uy ban thuong vu", "uy ban trung uong")
)  # fmt: skip
_GOES_ON = re.compile(r"(,|-|–|&|\b(va|cua|ve|thuoc|cac|cho|voi|mat tran|dai bieu))$")
# What a name that wraps inside a word leaves at the end of its line and the beginning of the next.
_HALVES = frozenset(
    ("moi truong", "nong thon", "thi truong", "hien truong", "quoc hoi", "xa hoi", "hiep hoi", "quan doi", "cong doan",
     "tap doan", "thu vien", "benh vien", "hoc vien", "giao vien", "sinh vien", "dang vien", "van phong", "quoc phong",
     "hai phong", "du phong", "giai phong", "co so", "can bo", "dang bo", "noi bo", "tran to", "quan khu", "dich vu",
     "nghiep vu", "nhiem vu", "noi vu", "da khoa", "nha khoa", "bach khoa", "chuyen khoa", "hop tac xa", "thong bao")
)  # fmt: skip
# One place has one of these: a line that names the place belongs to the body before it.
_PLACE = re.compile(
    r"^(tinh|thanh pho|tp|huyen|quan|thi xa|xa|phuong|thi tran|dac khu|khu vuc|cap|nuoc)\b(?! (uy|doan|doi)\b)"
)
_NOT_AGENCY = re.compile(
    r"^\W*(so\b\s*[:.;]?\s*[\d/.…_-]|so\s*[:;]|so\b.{0,14}/\s?[a-z]{2,}|v\s*/\s*v|vv\b|"
    r"ve viec|ve \w|luat so|nghi quyet so|hoa toc|thuong khan|khan$|mat$|tuyet mat|toi mat|den\b|\d|/|"
    r".{0,8}/[a-z]{2,}-?|(dt|dien thoai|fax|website|email|tel|dia chi|du thao|cong van den)\b)"
)
_ORDINAL = re.compile(r"^so (\d{1,2}$|\d+/[a-z]{2})")  # `PHÒNG CÔNG CHỨNG` / `SỐ 1`, `TỔ … THEO QUYẾT ĐỊNH` / `SỐ …`
_CITES = re.compile(r"\b(theo|thuc hien|trien khai)\b.*\b(quyet dinh|ke hoach|nghi quyet|chi thi|chuong trinh|de an)$")
_YEAR = re.compile(r"\bnam (19|20)\d\d\b")
_ARRIVAL = re.compile(r"^\W*(cong van |van ban )?den\b(?! nam)")
# Of these a name never stands above another; `BỘ TƯ LỆNH` and `BỘ CHỈ HUY` are no ministries.
_EQUAL = {"bo": re.compile(r"bo (?!tu lenh|chi huy|tong|mon|doi|phan)"), "so": re.compile(r"so [a-z]")}
_ENGLISH = re.compile(
    r"\b(ministry|university|department|committee|hospital|college|school|institute|office|center|centre|republic|"
    r"academy|people|of|and|the|company|bank|association|union|training|council)\b"
)


def read_issuer(layout: Layout) -> list[Candidate[str]]:
    """Return the issuing agency from the left header column; the agency above it is its parent."""
    lines = agency_lines(layout.left)
    groups = _group(lines)
    if not groups:
        return []
    if _are_equals(groups):
        names = [Line(tuple(word for line in group for word in line.words), group[0].page) for group in groups]
        return [_candidate(names, 0.85, "header-left-joint", (), between=" - ")]
    issuer = groups[-1]
    confidence = 0.95 if len(groups) > 1 else 0.97
    if len(groups) > 1 and _may_begin_above(issuer):
        confidence = 0.7
    is_headless = layout.heading is Heading.NONE and not issuer[0].text.isupper()
    if is_headless or not begins_agency(issuer[0]):
        confidence = 0.7 if layout.heading is not Heading.NONE else 0.3
    return [_candidate(issuer, confidence, "header-left", groups[0] if len(groups) > 1 else ())]


def _are_equals(groups: Sequence[Sequence[Line]]) -> bool:
    """Tell whether agencies of one rank issue a text together: no ministry is above a ministry, no `SỞ` above one."""
    names = [fold(" ".join(line.text for line in group)) for group in groups]
    return len(names) > 1 and any(all(_EQUAL[head].match(name) for name in names) for head in _EQUAL)


def _may_begin_above(name: Sequence[Line]) -> bool:
    """Tell whether a name's first line may end the parent's: `… CÔNG TÁC` / `ĐOÀN` / `VĂN PHÒNG`.

    `TRƯỜNG` / `ĐẠI HỌC …` is one name.
    """
    is_school = fold(name[0].text).strip(" *") == "truong"
    return len(name) > 1 and _is_lone_head(name[0]) and begins_agency(name[1]) and not is_school


def _is_lone_head(line: Line) -> bool:
    text = fold(line.text).strip(" *")
    return text in _BARE and " " not in text


def agency_lines(left: Sequence[Line]) -> list[Line]:
    """Return the lines of the left column that name agencies: those above the number."""
    found: list[Line] = []
    for line in left:
        text = fold(line.text).strip()
        if found and line.text.upper() == line.text and (_is_ordinal(text, found) or _is_cut_number(text, found[-1])):
            found.append(line)
            continue
        if _ARRIVAL.match(text):
            found.clear()  # what stood above was the name in a stamp of arrival
            continue
        is_more = found and line.text.isupper() and text.startswith("ve ")  # `BAN CHỈ ĐẠO` / `VỀ CHUYỂN ĐỔI SỐ`
        if _NOT_AGENCY.match(text) and not is_more:
            if found:
                break
            continue
        if _is_name(line, has_begun=bool(found)) and not _is_english(line):
            found.append(line)
    return found[:8]


def _is_ordinal(text: str, above: Sequence[Line]) -> bool:
    """Tell whether `SỐ …` goes on with the name above: a short ordinal, or the number of the act it is named after."""
    ordinal = _ORDINAL.match(text)
    name = fold(" ".join(line.text for line in above)).strip()
    if re.fullmatch(r"\d{1,3}", text):
        return True  # `ĐỘI KIỂM TRA LIÊN NGÀNH` / `178`
    return ordinal is not None and ("/" not in ordinal[0] or _CITES.search(name) is not None)


def _is_cut_number(text: str, above: Line) -> bool:
    """Tell whether a line begins with the ordinal that the line above ends before: `TIỂU HỌC SỐ` / `1 CẨM LỆ`."""
    return re.match(r"\d{1,2} [a-z]", text) is not None and fold(above.text).endswith(" so")


def _is_name(line: Line, *, has_begun: bool) -> bool:
    """Tell whether a line can be part of an agency's name: mostly letters, and letters that were read."""
    letters = squeeze(line.text)
    digits = sum(letter.isdigit() for letter in letters)
    # `BAN CHỈ ĐẠO 138`, `BỆNH VIỆN` / `NHI ĐỒNG 1`
    is_year = _YEAR.search(fold(line.text)) is not None and digits == 4  # `HỘI ĐỒNG TUYỂN DỤNG` / `VIÊN CHỨC NĂM 2024`
    is_numbered = (0 < digits <= 3 or is_year) and ":" not in line.text and (has_begun or begins_agency(line))
    # `… CHUYỂN ĐỔI` / `SỐ`, `… VÀ THÚ` / `Y`
    is_rest = has_begun and line.words[0].origin is not Origin.OCR and line.text.isupper()
    return (
        len(letters) >= (1 if is_rest else 3) and (not digits or is_numbered) and reading_confidence(line.words) >= 0.3
    )


def _is_english(line: Line) -> bool:
    """Tell whether a line is the English name that schools and ministries print below their own."""
    return _ENGLISH.search(fold(line.text)) is not None and not any(has_accent(word) for word in line.text.split())


def begins_agency(line: Line) -> bool:
    """Tell whether a line begins like the name of an agency; what OCR read is compared without accents."""
    text = _one_spelling(line.text)
    is_village = _starts_with(text, _VILLAGES) and not text.startswith(_NO_HEADS)
    if line.words[0].origin is Origin.OCR:
        return is_village or _starts_with(fold(line.text).strip(), _FOLDED_HEADS)
    is_head = _starts_with(text, _HEADS) and not text.startswith(_NO_HEADS)
    return is_head or is_village or text.startswith("bộ đội biên phòng")


def _one_spelling(text: str) -> str:
    """Return text in small letters with the tone of `ủy`, `tòa` and `hóa` where the heads have it."""
    lowered = text.lower().strip(" *.-–—_")
    return lowered.replace("uỷ", "ủy").replace("toà", "tòa").replace("hoá", "hóa")


def _starts_with(text: str, heads: Sequence[str]) -> bool:
    nexts = (text[len(head) : len(head) + 1] for head in heads if text.startswith(head))
    return any(not letter.isalpha() and letter != "," for letter in nexts)  # `PHÒNG, CHỐNG THIÊN TAI` is no head


def _group(lines: Sequence[Line]) -> list[list[Line]]:
    """Join the lines of a name that wraps; a line that begins like an agency begins a new one."""
    groups: list[list[Line]] = []
    for index, line in enumerate(lines):
        is_last = index + 1 == len(lines)
        if groups and (not begins_agency(line) or _goes_on(groups[-1], line, is_last=is_last)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(above: Sequence[Line], line: Line, *, is_last: bool) -> bool:
    """Tell whether a line that begins like an agency goes on with the name above it all the same."""
    whole, before = (fold(" ".join(x.text for x in part)).strip(" *") for part in (above, above[-1:]))
    text = fold(line.text).strip(" *")
    if whole in _BARE or _GOES_ON.search(before) or _PLACE.match(text):
        return True
    words = text.split()
    halves = f"{before.split()[-1]} {words[0]}" in _HALVES if before and words else False
    # No agency is called by its head alone: `SỞ NÔNG NGHIỆP VÀ MÔI` / `TRƯỜNG`, `BAN … TRUNG ƯƠNG` / `ĐOÀN`.
    is_end = is_last or before.endswith("trung uong")
    return halves or (is_end and _is_lone_head(line))


def _candidate(
    lines: Sequence[Line], confidence: float, rule: str, parent: Sequence[Line], between: str = " "
) -> Candidate[str]:
    words = [word for line in lines for word in line.words]
    name = between.join(line.text for line in lines).strip(" *.-–—_:")
    origin = stamped_origin(words)
    if origin is Origin.OCR:
        confidence = min(confidence, 0.9) * reading_confidence(words)
    text = " / ".join([" ".join(line.text for line in part) for part in (parent, lines) if part])
    value = restore_case(agency_case(restore_accents(respace(name)) if origin is Origin.OCR else name))
    return Candidate(value, confidence, origin, rule, lines[0].page, bounding_box([w.box for w in words]), text)
