"""Papers of Vietnamese offices, typeset in code as word processors set them: what is printed is known to the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import typst

Arrangement = Literal["rows", "columns", "single"]
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
GROUNDS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Xét đề nghị của Chánh Văn phòng tại Tờ trình số 88/TTr-VP ngày 02 tháng 01 năm 2023.",
)
RUNNING = (
    "Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện đầy đủ các nhiệm vụ được giao, định kỳ báo cáo kết quả "
    "trước ngày 20 tháng 12 năm 2023 để tổng hợp, báo cáo cấp có thẩm quyền theo quy định.",
    "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị kịp thời phản ánh để được hướng dẫn./.",
)


@dataclass(frozen=True)
class Block:
    """One signature block: lines of the title, an optional word in the signature's place, the name."""

    titles: Sequence[str] = ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    name: str = "Trần Văn Mẫu"
    mark: str = ""


@dataclass(frozen=True)
class Paper:
    """What a paper says, and how it is laid out.

    `layout`: "rows" is a table without borders whose rows line up; "columns" two cells that each run on their own;
    "single" everything below each other, as conversions leave it. `above` and `below` are markup of typst before the
    heading and after the signature.
    """

    parent: Sequence[str] = ("UBND TỈNH BÌNH NGUYÊN",)
    agency: Sequence[str] = ("VĂN PHÒNG",)
    heading: Sequence[str] = STATE
    number: str = "Số: 34/KH-VP"
    dated: str = "Bình Nguyên, ngày 17 tháng 01 năm 2023"
    about: Sequence[str] = ()
    title: str = "KẾ HOẠCH"
    subject: Sequence[str] = ("Cải cách hành chính của cơ quan năm 2023",)
    competent: str = ""
    addressed: Sequence[str] = ()
    body: Sequence[str] = GROUNDS + RUNNING
    recipients: Sequence[str] = ("Nơi nhận:", "- Như trên;", "- Lưu: VT, TH.")
    blocks: Sequence[Block] = (Block(),)
    layout: Arrangement = "columns"
    shares: tuple[int, int] = (42, 58)
    size: float = 13.0
    tracking: float = 0.0
    page: str = 'paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm)'
    above: str = ""
    below: str = ""

    def pdf(self) -> bytes:
        """Return the paper as a PDF with a text layer."""
        return typeset(self.markup())

    def markup(self) -> str:
        """Return the paper in typst's markup, to be put together with others."""
        parts = [
            f'#set page({self.page})\n#set text(font: "Libertinus Serif", size: {self.size}pt, lang: "vi")',
            "#set par(leading: 0.55em)",
            self.above,
            self._header(),
            "#v(8pt)",
            self._title(),
            *(f"#align(center)[{quoted(line)}]" for line in self.addressed),
            "#set par(justify: true, first-line-indent: (amount: 1cm, all: true))\n#v(6pt)",
            "\n\n".join(quoted(line) for line in self.body),
            "#set par(justify: false, first-line-indent: 0pt)\n#v(8pt)",
            self._signing(),
            self.below,
        ]
        return "\n\n".join(part for part in parts if part)

    def _header(self) -> str:
        left = [quoted(line) for line in self.parent] + [f"*{quoted(line)}*" for line in self.agency]
        right = [f"*{quoted(line)}*" for line in self.heading]
        under = [quoted(self.number)] if self.number else []
        about = [f"#text(size: 12pt)[{quoted(line)}]" for line in self.about]
        dated = f"_{quoted(self.dated)}_" if self.dated else ""
        if self.layout == "single":
            lines = [*left, *under, *about, *right, dated]
            return "\n\n".join(f"#align(center)[{line}]" for line in lines if line)
        columns = f"columns: ({self.shares[0]}%, {self.shares[1]}%), align: center"
        if self.layout == "rows":
            height = max(len(left), len(right))
            rows = [*zip(left + [""] * (height - len(left)), right + [""] * (height - len(right)), strict=True)]
            rows += [("#v(2pt)", "#v(2pt)"), (under[0] if under else "", dated)]
            rows += [(line, "") for line in about]
            cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
            return f"#grid({columns}, row-gutter: 5pt, {cells})"
        stack = " \\ ".join([*left, "#box(width: 3cm, line(length: 100%, stroke: 0.5pt))", *under, *about])
        other = " \\ ".join(
            [*right, "#box(width: 5cm, line(length: 100%, stroke: 0.5pt))", *([dated] if dated else [])]
        )
        return f"#grid({columns}, [{stack}], [{other}])"

    def _title(self) -> str:
        lines = [f"*#text(size: 14pt, tracking: {self.tracking}pt)[{quoted(self.title)}]*"] if self.title else []
        lines += [f"*{quoted(line)}*" for line in self.subject]
        text = "#align(center)[" + " \\ ".join(lines) + "]" if lines else ""
        return text + (f"\n\n#align(center)[*{quoted(self.competent)}*]" if self.competent else "")

    def _signing(self) -> str:
        cells = []
        if self.recipients or len(self.blocks) == 1:
            cells.append(" \\ ".join(f"#text(size: 11pt)[{quoted(line)}]" for line in self.recipients))
        for block in self.blocks:
            titles = " \\ ".join(f"*{quoted(line)}*" for line in block.titles)
            mark = f"#v(20pt) _{quoted(block.mark)}_ #v(20pt)" if block.mark else "#v(60pt)"
            cells.append(f"#align(center)[{titles} {mark} *{quoted(block.name)}*]")
        shares = ", ".join(["45%", "55%"] if len(cells) == 2 else ["1fr"] * len(cells))
        return f"#block(breakable: false, grid(columns: ({shares}), {', '.join(f'[{cell}]' for cell in cells)}))"


def quoted(text: str) -> str:
    """Return text so that typst shows it as it is."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'#"{escaped}"'


def typeset(*markups: str) -> bytes:
    """Return one PDF of the given papers, each beginning on a page of its own."""
    made = typst.compile("\n#pagebreak(weak: true)\n".join(markups).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made
