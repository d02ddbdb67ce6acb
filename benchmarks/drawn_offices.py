"""Papers of many offices with known answers: what varies between hands, letterheads, stamps and signature blocks.

Everything follows from a serial number. `printed` gives the pages before any scanner; `label` the true answers.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from string import Template
from typing import NamedTuple

import typst
from PIL import Image

from benchmarks.drawn_by_hand import draw_digits, draw_seal, draw_signature
from benchmarks.made_scans import DPI


class Office(NamedTuple):
    """An agency: what stands above it, its lines as printed, its code, its place, its name, its head."""

    parent: str
    lines: str
    code: str
    place: str
    issuer: str
    head: str


OFFICES = (
    Office("", "ỦY BAN NHÂN DÂN \\ TỈNH SƠN BÌNH", "UBND", "Sơn Bình", "Ủy ban nhân dân tỉnh Sơn Bình", "CHỦ TỊCH"),
    Office("", "ỦY BAN NHÂN DÂN \\ HUYỆN LÂM HÀ", "UBND", "Lâm Hà", "Ủy ban nhân dân huyện Lâm Hà", "CHỦ TỊCH"),
    Office("UBND HUYỆN LÂM HÀ", "ỦY BAN NHÂN DÂN \\ XÃ ĐÔNG THANH", "UBND", "Đông Thanh",
           "Ủy ban nhân dân xã Đông Thanh", "CHỦ TỊCH"),
    Office("", "HỘI ĐỒNG NHÂN DÂN \\ TỈNH SƠN BÌNH", "HĐND", "Sơn Bình", "Hội đồng nhân dân tỉnh Sơn Bình", "CHỦ TỊCH"),
    Office("UBND TỈNH SƠN BÌNH", "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "STNMT", "Sơn Bình",
           "Sở Tài nguyên và Môi trường", "GIÁM ĐỐC"),
    Office("UBND TỈNH SƠN BÌNH", "SỞ LAO ĐỘNG - THƯƠNG BINH \\ VÀ XÃ HỘI", "SLĐTBXH", "Sơn Bình",
           "Sở Lao động - Thương binh và Xã hội", "GIÁM ĐỐC"),
    Office("UBND TỈNH SƠN BÌNH", "VĂN PHÒNG", "VP", "Sơn Bình", "Văn phòng", "CHÁNH VĂN PHÒNG"),
    Office("SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN BÌNH", "TRƯỜNG THPT NGUYỄN DU", "THPTND", "Lâm Hà", "Trường THPT Nguyễn Du",
           "HIỆU TRƯỞNG"),
    Office("SỞ Y TẾ SƠN BÌNH", "BỆNH VIỆN ĐA KHOA TỈNH", "BVĐK", "Sơn Bình", "Bệnh viện Đa khoa tỉnh", "GIÁM ĐỐC"),
    Office("BỘ CÔNG THƯƠNG", "TRƯỜNG ĐẠI HỌC SÔNG HỒNG", "ĐHSH", "Hà Nội", "Trường Đại học Sông Hồng", "HIỆU TRƯỞNG"),
    Office("", "BỘ XÂY DỰNG", "BXD", "Hà Nội", "Bộ Xây dựng", "BỘ TRƯỞNG"),
    Office("BỘ TÀI CHÍNH", "TỔNG CỤC THUẾ", "TCT", "Hà Nội", "Tổng cục Thuế", "TỔNG CỤC TRƯỞNG"),
    Office("UBND HUYỆN LÂM HÀ", "PHÒNG NỘI VỤ", "NV", "Lâm Hà", "Phòng Nội vụ", "TRƯỞNG PHÒNG"),
    Office("SỞ NỘI VỤ SƠN BÌNH", "BAN THI ĐUA - KHEN THƯỞNG", "BTĐKT", "Sơn Bình", "Ban Thi đua - Khen thưởng",
           "TRƯỞNG BAN"),
)  # fmt: skip
KINDS = (
    ("QUYẾT ĐỊNH", "QĐ"), ("KẾ HOẠCH", "KH"), ("BÁO CÁO", "BC"), ("THÔNG BÁO", "TB"), ("TỜ TRÌNH", "TTr"),
    ("HƯỚNG DẪN", "HD"), ("GIẤY MỜI", "GM"), ("CHƯƠNG TRÌNH", "CTr"), ("CHỈ THỊ", "CT"), ("NGHỊ QUYẾT", "NQ"),
    ("", ""), ("", ""), ("", ""),
)  # fmt: skip
SUBJECTS = (
    "Về việc phê duyệt Kế hoạch cải cách hành chính",
    "Về việc ban hành Quy chế làm việc của cơ quan",
    "Tổng kết công tác kiểm soát thủ tục hành chính \\ và triển khai nhiệm vụ năm sau",
    "Triển khai thực hiện Chỉ thị về tăng cường kỷ luật, kỷ cương",
    "Về việc cử công chức tham gia tập huấn",
)
UNITS = ("TCCB", "KSTT", "NC", "VX", "VP", "TTr", "CCHC&CNTT", "KTN", "QLĐĐ")
NAMES = ("Nguyễn Thị Bích Hạnh", "Trần Quốc Dũng", "Lê Hồng Sơn", "Phạm Minh Tuấn", "Đặng Thị Thu", "Vũ Xuân Thủy",
         "Hoàng Ngọc Hiền", "Đỗ Đức Long", "Bùi Văn Khánh", "Lương Thanh Hải")  # fmt: skip
INKS = ("#1c2f9c", "#15151a", "#2340b8", "#101014", "#3a3f4a")
_BREAK = " \\"
RED, BLACK, BLUE = "#d8202a", "#202020", "#2b3fa8"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its true answers, and in `traits` what makes it hard."""

    serial: int
    office: Office
    number: str
    date: str
    type: str
    signer: str
    signer_title: str
    title: str
    traits: tuple[str, ...] = ()
    label: dict[str, str] = field(default_factory=dict)


TRAITS: dict[str, float] = {
    # how likely each is; several come together
    "by hand": 0.7, "touching": 0.25, "dotted": 0.25, "black seal": 0.35, "arrival": 0.3, "arrival black": 0.4,
    "urgent": 0.1, "note": 0.15, "long": 0.4, "annex": 0.25, "deputy stamp": 0.2, "year by hand": 0.1, "no colon": 0.1,
    "wide number": 0.2, "collective": 0.3, "leaning": 0.2,
}  # fmt: skip


def plan_paper(serial: int) -> Paper:
    """The paper of that serial."""
    random = Random(serial * 31 + 5)
    office = random.choice(OFFICES)
    title, abbreviation = random.choice(KINDS)
    day = date(2010, 1, 1) + timedelta(days=random.randrange(16 * 365))
    digits = str(random.choice((random.randint(1, 99), random.randint(100, 999), random.randint(1000, 9999)))).zfill(2)
    symbol = f"{abbreviation}-{office.code}" if title else f"{office.code}-{random.choice(UNITS)}"
    traits = tuple(name for name, share in TRAITS.items() if random.random() < share)
    signing = _signing(random, office, traits)
    signer = random.choice(NAMES)
    label = {
        "number": f"{digits}/{symbol}", "date": day.isoformat(), "type": title.lower() or "công văn",
        "issuer": office.issuer, "signer": signer, "signer_title": signing,
    }  # fmt: skip
    return Paper(serial, office, label["number"], label["date"], label["type"], signer, signing, title, traits, label)


def _signing(random: Random, office: Office, traits: Sequence[str]) -> str:
    is_council = office.code in ("UBND", "HĐND")
    body = f"TM. {office.lines.split(_BREAK)[0]}, " if is_council and "collective" in traits else ""
    head = office.head
    if body:
        head = random.choice((head, f"KT. {head}, PHÓ {head}"))
        return body + head
    deputy = "THỨ TRƯỞNG" if head == "BỘ TRƯỞNG" else f"PHÓ {head}"
    return random.choice((head, f"KT. {head}, {deputy}", f"TL. {head}, CHÁNH VĂN PHÒNG", f"TUQ. {head}, TRƯỞNG PHÒNG"))


def printed(paper: Paper, fonts: Sequence[str] = ()) -> list[Image.Image]:
    """The pages as they leave pen and stamp, at `DPI`; `fonts` are folders with further fonts."""
    random = Random(paper.serial * 17 + 3)
    source = _TEMPLATE.substitute(**_head(paper, random), **_body(paper, random), **_block(paper, random))
    made = typst.compile(source.encode(), format="png", ppi=DPI, font_paths=typst.Fonts(font_paths=list(fonts)))
    pages: Iterable[bytes] = [made] if isinstance(made, bytes) else made
    return [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]


def _head(paper: Paper, random: Random) -> dict[str, str]:
    ink, traits = random.choice(INKS), paper.traits
    apart = (-0.12, 0.02) if "touching" in traits else (0.02, 0.16)

    def fill(digits: str) -> str:
        dots = ".." if "dotted" in traits else ""
        if "by hand" not in traits:
            return digits
        drawn = draw_digits(digits, random, ink, apart=apart)
        return f"{dots}{_picture(drawn, random.uniform(14, 21))}{dots}"

    digits, symbol = paper.number.split("/", 1)
    day = date.fromisoformat(paper.date)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    year = f"{day.year // 10}{fill(str(day.year % 10))}" if "year by hand" in traits else str(day.year)
    colon = "" if "no colon" in traits else ":"
    room = "#h(14pt)" if "wide number" in traits else ""
    return {
        "parent": paper.office.parent, "agency": paper.office.lines,
        "number": f"Số{colon} {room}{fill(digits)}{room}/{symbol}",
        "dated": f"{paper.office.place}, ngày {fill(f'{day.day:02d}')} tháng {fill(month)} năm {year}",
        "font": random.choice(("Liberation Serif", "TeX Gyre Termes", "Libertinus Serif")),
        "columns": random.choice(("40%, 60%", "42%, 58%", "45%, 55%", "38%, 62%")),
        "size": str(random.choice((12, 13, 13, 14))), "stamps": _stamps(traits, random),
    }  # fmt: skip


def _stamps(traits: Sequence[str], random: Random) -> str:
    """What was stamped or scribbled on the letterhead."""
    found = []
    if "arrival" in traits:
        colour = BLACK if "arrival black" in traits else random.choice((RED, BLUE))
        x, y = random.choice(((-60, -118), (-50, 6), (4, 4), (330, 2), (-66, -70)))
        written = draw_digits(str(random.randint(100, 4999)), random, BLUE)
        found.append(
            _ARRIVAL.substitute(x=x, y=y, colour=colour, written=_picture(written, 15), day=random.randint(1, 28))
        )
    if "urgent" in traits:
        word = random.choice(("KHẨN", "HỎA TỐC", "THƯỢNG KHẨN"))
        found.append(f"#place(dx: 40pt, dy: 2pt, box(stroke: 1pt + red, inset: 4pt)[#text(fill: red)[*{word}*]])")
    if "note" in traits:
        found.append(f"#place(dx: {random.randint(-40, 300)}pt, dy: {random.randint(-120, 0)}pt)"
                     f"[{_picture(draw_signature(random, BLUE), 30, raised=False)}]")  # fmt: skip
    return " ".join(found)


def _body(paper: Paper, random: Random) -> dict[str, str]:
    subject = random.choice(SUBJECTS)
    is_letter = not paper.title
    title = f"#align(center)[*{paper.title}* \\ *{subject}*]"
    year = int(paper.date[:4])
    letter = f"#align(center)[Kính gửi: {random.choice(('Các sở, ban, ngành tỉnh;', 'Ủy ban nhân dân tỉnh.'))}]"
    text = " ".join(random.sample(_SENTENCES, 3))
    paragraphs = 14 if "long" in paper.traits else 2
    about = f"{subject[:1].lower()}{subject[1:40].split(_BREAK)[0]}"
    return {
        "about": f"#text(size: 12pt)[V/v {about}]" if is_letter else "",
        "heading": letter if is_letter else title,
        "grounds": "" if is_letter else f"Căn cứ Nghị định số 30/{year - 1}/NĐ-CP ngày 05 tháng 3 năm {year - 1};",
        "paragraphs": "\n\n".join([text] * paragraphs),
        "annex": _ANNEX if "annex" in paper.traits else "",
    }


def _block(paper: Paper, random: Random) -> dict[str, str]:
    """Titles, seal, signature and name; a deputy's title may be a stamp of its own, red or blue."""
    titles = paper.signer_title.split(", ")
    printed_titles = [f"*{one}*" for one in titles]
    if "deputy stamp" in paper.traits and len(titles) > 1:
        colour = random.choice((RED, BLUE))
        printed_titles[-1] = f'#text(fill: rgb("{colour}"))[{titles[-1]}]'
    seal = draw_seal(BLACK if "black seal" in paper.traits else RED)
    x, y = random.uniform(-10, 40), random.uniform(-40, 2)
    over = (f"#place(dx: {x:.0f}pt, dy: {y:.0f}pt)[{_picture(seal, 102, raised=False)}] "
            f"#place(dx: {x + 55:.0f}pt, dy: {y + 24:.0f}pt)"
            f"[{_picture(draw_signature(random, random.choice((BLUE, BLACK))), 58, raised=False)}]")  # fmt: skip
    turn = f"#rotate({random.uniform(-4, 4):.1f}deg)[*{paper.signer}*]"
    name = turn if "leaning" in paper.traits else f"*{paper.signer}*"
    return {"signing": " \\ ".join(printed_titles), "over": over, "signer": name}


def _picture(svg: str, height: float, *, raised: bool = True) -> str:
    escaped = svg.replace("\\", "\\\\").replace('"', '\\"')
    drawn = f'image(bytes("{escaped}"), format: "svg", height: {height:.1f}pt)'
    return f"#box(height: 9pt, baseline: 2pt, align(horizon, {drawn}))" if raised else f"#{drawn}"


_ARRIVAL = Template("""#place(dx: ${x}pt, dy: ${y}pt, box(stroke: 1pt + rgb("$colour"), inset: 4pt, fill: none)[
  #set text(fill: rgb("$colour"))
  #align(center)[#text(size: 8pt)[VĂN PHÒNG UBND] \\ #text(weight: "bold", size: 12pt)[ĐẾN]]
  #text(size: 9pt)[Số: $written \\ Ngày: $day/6/2024 \\ Chuyển: ........] ])""")
_ANNEX = """#pagebreak() #align(center)[*PHỤ LỤC* \\ _(Kèm theo Văn bản số 12/KH-UBND ngày 02 tháng 3 năm 2021)_]
#table(columns: 4, [STT], [Nội dung], [Đơn vị], [Thời hạn], ..range(60).map(n => [Mục #n]))"""
_SENTENCES = (
    "Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện, định kỳ báo cáo kết quả trước ngày 20 của tháng cuối quý để"
    " tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị kịp thời phản ánh về cơ quan để được hướng dẫn.",
    "Giao Văn phòng chủ trì, phối hợp với các đơn vị liên quan theo dõi, đôn đốc việc thực hiện Quyết định số"
    " 15/QĐ-UBND ngày 12 tháng 01 năm 2010 của Ủy ban nhân dân tỉnh.",
    "Nâng cao chất lượng cung cấp dịch vụ công trực tuyến, rà soát, đơn giản hóa thủ tục hành chính trên các lĩnh vực.",
    "Kinh phí thực hiện được bố trí trong dự toán ngân sách nhà nước giao hằng năm cho các cơ quan, đơn vị.",
)
_TEMPLATE = Template("""
#set page(paper: "a4", margin: (top: 18mm, bottom: 18mm, left: 30mm, right: 16mm))
#set text(font: ("$font", "Liberation Serif", "Libertinus Serif"), size: ${size}pt, lang: "vi")
#grid(columns: ($columns), align: center, row-gutter: 5pt,
  [$parent], [#text(size: 12pt)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*]],
  [*$agency*], [*Độc lập - Tự do - Hạnh phúc*],
  [#line(length: 20%, stroke: 0.6pt)], [#line(length: 52%, stroke: 0.6pt)],
  [$number], [_${dated}_],
  [$about], [],
)
$stamps
#v(12pt)
$heading
#v(8pt)
#set par(justify: true, first-line-indent: 1cm)
$grounds

$paragraphs
#v(10pt)
#block(breakable: false)[#grid(columns: (45%, 55%),
  [#text(size: 11pt)[*_Nơi nhận:_* \\ - Như trên; \\ - Lãnh đạo cơ quan; \\ - Lưu: VT.]],
  align(center)[$signing #v(4pt) #align(left)[#h(10pt) $over] #v(74pt) $signer],
)]
$annex
""")
