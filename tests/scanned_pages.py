"""Pictures of letterheads for OCR tests, typeset in code: print, "handwriting", stamps, and what scanners do."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from string import Template

import typst
from PIL import Image, ImageDraw, ImageFont

DPI = 200


@dataclass(frozen=True)
class Letterhead:
    """What the letterhead says. Markup of typst is allowed; `by_hand` gives a value a hand's look."""

    number: str = "Số: 128/QĐ-SNV"
    date: str = "Quảng Trị, ngày 17 tháng 5 năm 2024"
    parent: str = "UBND TỈNH QUẢNG TRỊ"
    issuer: str = "SỞ NỘI VỤ"
    title: str = "QUYẾT ĐỊNH"
    under_number: str = ""
    extra: str = ""


def by_hand(text: str, colour: str = "black", size: int = 17) -> str:
    """Typst markup for digits as a hand writes them: larger, leaning, jammed between the printed words."""
    return f'#box(skew(ax: -18deg, text(font: "DejaVu Sans Mono", size: {size}pt, fill: {colour})[{text}]))'


@cache
def draw(page: Letterhead = Letterhead(), dpi: int = DPI) -> Image.Image:
    """Return the page as a scanner would deliver it: A4 in colour at `dpi`."""
    source = _TEMPLATE.format(
        number=page.number,
        date=page.date,
        parent=page.parent,
        issuer=page.issuer,
        title=page.title,
        under_number=page.under_number,
        extra=page.extra,
    )
    png = typst.compile(source.encode(), format="png", ppi=dpi)
    assert isinstance(png, bytes)
    return Image.open(io.BytesIO(png)).convert("RGB")


def with_red_stamp(image: Image.Image, centre: tuple[float, float]) -> Image.Image:
    """Return the page with a red seal stamped over the point `centre` (shares of width and height)."""
    stamped = image.copy()
    x, y, radius = centre[0] * image.width, centre[1] * image.height, 0.06 * image.width
    pen = ImageDraw.Draw(stamped)
    for ring in (1.0, 0.75):
        pen.ellipse(
            (x - ring * radius, y - ring * radius, x + ring * radius, y + ring * radius), outline="#ee1111", width=5
        )
    pen.text((x - 0.6 * radius, y - 12), "U.B.N.D", fill="#ee1111", font=ImageFont.load_default(26))
    return Image.blend(image, stamped, 0.85)


@dataclass(frozen=True)
class Signing:
    """A signature block; `seal` is the colour of a seal of 36 mm whose rim lies over the name's beginning."""

    titles: tuple[str, ...] = ("GIÁM ĐỐC",)
    name: str = "Trần Minh Hà"
    seal: str = ""
    drop: int = 0
    recipients: str = "Nơi nhận:"


@cache
def draw_signed(*blocks: Signing) -> Image.Image:
    """Return the last page of a letter with its signature blocks beside each other, the last one right."""
    columns = ", ".join("[" + _BLOCK.substitute(_block_parts(block)) + "]" for block in blocks)
    left = f"[#text(size: 11pt)[_{blocks[0].recipients}_ \\ - Như trên; \\ - Lưu: VT.]], " if len(blocks) == 1 else ""
    source = _SIGNED.substitute(cells=left + columns)
    png = typst.compile(source.encode(), format="png", ppi=DPI)
    assert isinstance(png, bytes)
    return Image.open(io.BytesIO(png)).convert("RGB")


def _block_parts(block: Signing) -> dict[str, str]:
    rings = ((51, 0), (47, 4), (30, 21)) if block.seal else ()
    ring = "#place(dx: {}pt, dy: {}pt, circle(radius: {}pt, stroke: 1.2pt + {}))"
    placed = (ring.format(shift - 10, block.drop + shift, radius, block.seal) for radius, shift in rings)
    return {"titles": " \\ ".join(block.titles), "name": block.name, "seal": " ".join(placed)}


ARRIVAL_STAMP = """
#place(dx: 8pt, dy: 6pt, box(stroke: 1pt, inset: 4pt)[
  #text(size: 8pt)[VĂN PHÒNG] \\
  #text(weight: "bold")[ĐẾN] #box[Số: 4512 \\ Ngày: 19/5/2024]
])
"""

_BLOCK = Template("#align(center)[*$titles* #align(left)[$seal] #v(72pt) *$name*]")
_SIGNED = Template("""
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 28mm, right: 16mm))
#set text(font: "Libertinus Serif", size: 13pt, lang: "vi")
#set par(justify: true, first-line-indent: 1cm)
Điều 2. Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện Kế hoạch này, định kỳ báo cáo kết quả về Sở Nội vụ
trước ngày 20 của tháng cuối quý để tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định.

Điều 3. Chánh Văn phòng, Trưởng các phòng chuyên môn và các đơn vị có liên quan chịu trách nhiệm thi hành Quyết
định này kể từ ngày ký./.
#v(14pt)
#grid(columns: (45%, 55%), $cells)
""")

_TEMPLATE = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 28mm, right: 16mm))
#set text(font: "Libertinus Serif", size: 13pt, lang: "vi")
#grid(columns: (42%, 58%), align: center, row-gutter: 7pt,
  [{parent}], [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*],
  [*{issuer}*], [*Độc lập - Tự do - Hạnh phúc*],
  [], [],
  [{number}], [_{date}_],
  [{under_number}], [],
)
{extra}
#v(14pt)
#align(center)[*{title}* \\ *Về việc ban hành Kế hoạch cải cách hành chính năm 2024*]
#v(10pt)
#par(justify: true, first-line-indent: 1cm)[Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;
Theo đề nghị của Chánh Văn phòng tại Tờ trình số 41/TTr-VP ngày 12 tháng 5 năm 2024.]
#par(justify: true)[Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện Kế hoạch này, định kỳ báo cáo kết
quả về Sở Nội vụ trước ngày 20 của tháng cuối quý để tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định.]
"""
