"""Letters made with known answers, printed and scanned: hands, seals, signatures, noise, skew, bad lamps.

Everything follows from a serial number, so that the same serial is the same letter on every machine.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from string import Template
from typing import Literal

import numpy as np
import typst
from PIL import Image, ImageFilter

from benchmarks.drawn_by_hand import draw_digits, draw_seal, draw_signature

AGENCIES = (
    ("UBND TỈNH BÌNH NGUYÊN", "SỞ NỘI VỤ", "Sở Nội vụ", "SNV", "GIÁM ĐỐC"),
    ("UBND TỈNH BÌNH NGUYÊN", "SỞ Y TẾ", "Sở Y tế", "SYT", "GIÁM ĐỐC"),
    ("UBND TỈNH LÂM HÀ", "SỞ TƯ PHÁP", "Sở Tư pháp", "STP", "GIÁM ĐỐC"),
    ("UBND TỈNH LÂM HÀ", "VĂN PHÒNG", "Văn phòng", "VP", "CHÁNH VĂN PHÒNG"),
    ("", "ỦY BAN NHÂN DÂN TỈNH SƠN BÌNH", "Ủy ban nhân dân tỉnh Sơn Bình", "UBND", "CHỦ TỊCH"),
    ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG ĐẠI HỌC SÔNG HỒNG", "Trường Đại học Sông Hồng", "ĐHSH", "HIỆU TRƯỞNG"),
    ("BỘ TÀI CHÍNH", "CỤC THUẾ TỈNH SƠN BÌNH", "Cục Thuế tỉnh Sơn Bình", "CT", "CỤC TRƯỞNG"),
)
TYPES = (("QUYẾT ĐỊNH", "QĐ"), ("KẾ HOẠCH", "KH"), ("BÁO CÁO", "BC"), ("THÔNG BÁO", "TB"), ("TỜ TRÌNH", "TTr"))
SUBJECTS = (
    "Về việc công bố danh mục thủ tục hành chính",
    "Cải cách hành chính năm học mới",
    "Kết quả kiểm soát thủ tục hành chính quý II",
    "Triển khai chuyển đổi số trong cơ quan nhà nước",
    "Về việc thành lập Tổ công tác liên ngành",
)
_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Lương Trịnh Mai"
_MIDDLE = "Văn Thị Hữu Đức Minh Thanh Quốc Xuân Ngọc Công Quang Thành Hồng Thế"
_GIVEN = """An Bình Chính Dũng Đạt Giang Hà Hải Hạnh Hiền Hòa Hùng Khánh Lan Linh Long Mai Nam Phong Phúc Quân Sơn Tâm
Thắng Thủy Toàn Trang Tuấn Việt Yến"""
DPI = 200


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """What a letter truly says, in the keys of `labels.jsonl`; None where it has none."""

    serial: int
    number: str
    date: str | None
    type: str
    issuer: str
    subject: str
    signer: str
    signer_title: str
    is_handwritten: bool


def plan_letter(serial: int) -> MadeLetter:
    """The letter of that serial: three in five have number and day written by hand, one in twelve no month."""
    random = Random(serial)
    _, _, issuer, code, head = random.choice(AGENCIES)
    title, abbreviation = random.choice(TYPES)
    day = date(2012, 1, 1) + timedelta(days=random.randrange(14 * 365))
    is_blank = random.random() < 1 / 12
    digits = str(random.choice((random.randint(1, 99), random.randint(100, 999), random.randint(1000, 4999)))).zfill(2)
    names = [random.choice(part.split()) for part in (_FAMILY, _MIDDLE, _GIVEN)]
    deputy = random.random() < 0.5
    return MadeLetter(
        serial,
        f"{digits}/{abbreviation}-{code}",
        None if is_blank else day.isoformat(),
        title.lower(),
        issuer,
        random.choice(SUBJECTS),
        " ".join(names),
        f"KT. {head}, PHÓ {head}" if deputy else head,
        random.random() < 0.6,
    )


def print_letter(letter: MadeLetter, form: Literal["pdf", "png"] = "pdf", *, by_hand: bool = False) -> bytes:
    """The letter as a PDF with text, or as a PNG; by hand, with a seal and a signature over its block."""
    random = Random(letter.serial + 1)
    parent, agency = next((parent, agency) for parent, agency, issuer, *_ in AGENCIES if issuer == letter.issuer)
    ink = random.choice(("#1c2f9c", "#15151a", "#15151a", "#2340b8"))
    digits, symbol = letter.number.split("/", 1)
    written = by_hand and letter.is_handwritten
    day = date.fromisoformat(letter.date) if letter.date else date(2020, random.randint(1, 12), random.randint(1, 28))

    def fill(value: str) -> str:
        return _picture(draw_digits(value, random, ink), random.uniform(15, 21)) if written else f"{value}"

    month = fill(f"{day.month:02d}" if day.month < 3 else str(day.month)) if letter.date else "#h(20pt)"
    source = _TEMPLATE.substitute(
        parent=parent,
        agency=agency,
        number=f"Số: {fill(digits)}/{symbol}" if written else f"Số: {digits}/{symbol}",
        dated=f"Bình Nguyên, ngày {fill(f'{day.day:02d}')} tháng {month} năm {day.year}",
        title=letter.type.upper(),
        subject=letter.subject,
        cited=day.year - random.randint(0, 3),
        signing=" \\ ".join(letter.signer_title.split(", ")),
        over=_over_block(random) if by_hand else "",
        signer=letter.signer,
    )
    made = typst.compile(source.encode(), format=form, ppi=DPI)
    assert isinstance(made, bytes)
    return made


def _over_block(random: Random) -> str:
    """Seal and signature as they fall: over a third of the signature, often over title or name."""
    colour = random.choice(("#d8202a", "#d8202a", "#c4284a", "#202020"))
    seal = _picture(draw_seal(colour), 102, raised=False)
    name = _picture(draw_signature(random, random.choice(("#1c2f9c", "#15151a"))), 60, raised=False)
    x, y = random.uniform(-15, 35), random.uniform(-60, 2)
    return f"#place(dx: {x:.0f}pt, dy: {y:.0f}pt)[{seal}] #place(dx: {x + 60:.0f}pt, dy: {y + 20:.0f}pt)[{name}]"


def _picture(svg: str, height: float, *, raised: bool = True) -> str:
    escaped = svg.replace("\\", "\\\\").replace('"', '\\"')
    drawn = f'image(bytes("{escaped}"), format: "svg", height: {height:.1f}pt)'
    # What a hand writes stands on the line, but its height does not push the lines apart.
    return f"#box(height: 9pt, baseline: 2pt, align(horizon, {drawn}))" if raised else f"#{drawn}"


def scan(png: bytes, serial: int) -> bytes:
    """What a scanner makes of a printed page: a little askew, blurred, noisy, grey or black and white."""
    random, noise = Random(serial + 2), np.random.default_rng(serial)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.rotate(random.gauss(0, 0.7), Image.Resampling.BICUBIC, fillcolor="white")
    image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 0.9)))
    pixels = np.asarray(image, dtype=np.float64)
    pixels = pixels * random.uniform(0.85, 1.0) + noise.normal(0, random.uniform(2, 14), pixels.shape)
    if random.random() < 0.25:
        grey = pixels.mean(axis=2, keepdims=True)
        pixels = np.repeat(np.where(grey < random.uniform(130, 180), 0, 255), 3, axis=2)
    scanned = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    out = io.BytesIO()
    scanned.save(out, "JPEG", quality=random.randint(45, 90), dpi=(DPI, DPI))
    return out.getvalue()


_TEMPLATE = Template("""
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 28mm, right: 16mm))
#set text(font: "Libertinus Serif", size: 13pt, lang: "vi")
#grid(columns: (42%, 58%), align: center, row-gutter: 7pt,
  [$parent], [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*],
  [*$agency*], [*Độc lập - Tự do - Hạnh phúc*],
  [], [],
  [$number], [_${dated}_],
)
#v(14pt)
#align(center)[*$title* \\ *$subject*]
#v(10pt)
#set par(justify: true, first-line-indent: 1cm)
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;

Căn cứ Nghị định số 30/$cited/NĐ-CP ngày 05 tháng 3 năm $cited của Chính phủ về công tác văn thư;

Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện, định kỳ báo cáo kết quả trước ngày 20 của tháng cuối quý
để tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định. Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các
đơn vị kịp thời phản ánh về cơ quan để được hướng dẫn, giải quyết./.
#v(12pt)
#grid(columns: (45%, 55%),
  [#text(size: 11pt)[*_Nơi nhận:_* \\ - Như trên; \\ - Lãnh đạo cơ quan; \\ - Lưu: VT.]],
  align(center)[*$signing* #v(4pt) #align(left)[#h(10pt) $over] #v(72pt) *$signer*],
)
""")
