"""Papers of other makes than a department's letter: Party, hospital, school, commune, stamps near the header.

Each form says what it truly bears; digits written by hand differ with the serial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from string import Template
from typing import NamedTuple

import typst

from benchmarks.drawn_by_hand import draw_digits, draw_signature


class Truth(NamedTuple):
    """What a letterhead truly says; None where it has none, or where nobody could tell."""

    number: str | None
    date: str | None
    type: str | None
    issuer: str


@dataclass(frozen=True, slots=True)
class Form:
    """A paper: its letterhead, where `{...}` is written by hand, its signature block, and what was stamped on it."""

    name: str
    parent: str
    agency: str
    number: str
    dated: str
    truth: Truth
    title: str = "QUYẾT ĐỊNH"
    subject: str = "Về việc kiện toàn Ban Chỉ đạo cải cách hành chính"
    signing: str = "GIÁM ĐỐC"
    signer: str = "Nguyễn Thanh Hải"
    motto: tuple[str, str] = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    columns: str = "42%, 58%"
    stamped: str = ""
    ink: str = "#1c2f9c"
    below: str = ""
    ways: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> dict[str, str | None]:
        """The answers in the keys of `labels.jsonl`."""
        title = self.signing.replace(" \\ ", ", ").replace("K/T ", "KT. ")
        return {**self.truth._asdict(), "signer": self.signer, "signer_title": title}


_ARRIVAL = """#place(dx: {x}pt, dy: {y}pt, box(stroke: 1pt + rgb("{colour}"), inset: 4pt, fill: none)[
  #set text(fill: rgb("{colour}"))
  #align(center)[#text(size: 8pt)[VĂN PHÒNG UBND TỈNH] \\ #text(weight: "bold", size: 12pt)[ĐẾN]]
  #text(size: 9pt)[Số: {{1284}} \\ Ngày: {{19/6/24}} \\ Chuyển: ........] ])"""
_COPY = """#place(dx: 0pt, dy: -126pt,
  text(size: 10pt, weight: "bold")[SAO Y; Văn phòng UBND; 21/06/2024 08:15:30 +07:00])"""

FORMS: tuple[Form, ...] = (
    Form(
        "Party",
        "TỈNH ỦY SƠN BÌNH",
        "BAN TỔ CHỨC \\ \\*",
        "Số {136}-QĐ/BTCTU",
        "Sơn Bình, ngày {17} tháng {8} năm 2023",
        Truth("136-QĐ/BTCTU", "2023-08-17", "quyết định", "Ban Tổ chức"),
        signing="K/T TRƯỞNG BAN \\ PHÓ TRƯỞNG BAN",
        signer="Lê Quang Dũng",
        motto=("ĐẢNG CỘNG SẢN VIỆT NAM", ""),
    ),
    Form(
        "hospital",
        "SỞ Y TẾ SƠN BÌNH",
        "BỆNH VIỆN ĐA KHOA \\ TỈNH SƠN BÌNH",
        "Số: {742}/KH-BVĐK",
        "Sơn Bình, ngày {11} tháng {4} năm 2022",
        Truth("742/KH-BVĐK", "2022-04-11", "kế hoạch", "Bệnh viện Đa khoa tỉnh Sơn Bình"),
        title="KẾ HOẠCH",
        subject="Cải tiến chất lượng bệnh viện năm 2022",
        signer="Phạm Thị Hạnh",
    ),
    Form(
        "school",
        "UBND HUYỆN LÂM HÀ",
        "TRƯỜNG THCS NGUYỄN DU",
        "Số: {17}/BC-THCSND",
        "Lâm Hà, ngày {07} tháng {9} năm 2021",
        Truth("17/BC-THCSND", "2021-09-07", "báo cáo", "Trường THCS Nguyễn Du"),
        title="BÁO CÁO",
        subject="Kết quả thực hiện công tác đầu năm học",
        signing="HIỆU TRƯỞNG",
        signer="Trần Thị Mai",
    ),
    Form(
        "commune 2025",
        "ỦY BAN NHÂN DÂN",
        "XÃ LÂM HÀ",
        "Số: {114}/QĐ-UBND",
        "Lâm Hà, ngày {21} tháng {7} năm 2025",
        Truth("114/QĐ-UBND", "2025-07-21", "quyết định", "Ủy ban nhân dân xã Lâm Hà"),
        signing="KT. CHỦ TỊCH \\ PHÓ CHỦ TỊCH",
        signer="Vũ Đức Long",
    ),
    Form(
        "collective",
        "",
        "ỦY BAN NHÂN DÂN \\ TỈNH SƠN BÌNH",
        "Số: {1471}/UBND-KSTT",
        "Sơn Bình, ngày {14} tháng {11} năm 2024",
        Truth("1471/UBND-KSTT", "2024-11-14", "công văn", "Ủy ban nhân dân tỉnh Sơn Bình"),
        title="",
        subject="",
        signing="TM. ỦY BAN NHÂN DÂN \\ KT. CHỦ TỊCH \\ PHÓ CHỦ TỊCH",
        signer="Hoàng Văn Thắng",
        below="#text(size: 12pt)[V/v rà soát thủ tục hành chính]",
    ),
    Form(
        "suffix",
        "UBND TỈNH LÂM HÀ",
        "SỞ TƯ PHÁP",
        "Số: {318}B/QĐ-STP",
        "Lâm Hà, ngày {19} tháng {5} năm 2020",
        Truth("318B/QĐ-STP", "2020-05-19", "quyết định", "Sở Tư pháp"),
        signer="Đỗ Minh Tâm",
    ),
    Form(
        "flagged",
        "UBND TỈNH LÂM HÀ",
        "SỞ NỘI VỤ",
        "Số: {1171}/SNV-TCCC",
        "Lâm Hà, ngày {17} tháng {11} năm 2019",
        Truth("1171/SNV-TCCC", "2019-11-17", "công văn", "Sở Nội vụ"),
        title="",
        subject="",
        signer="Đỗ Minh Tâm",
        below="#text(size: 12pt)[V/v báo cáo số lượng công chức]",
        ways={"1": 2, "7": 1},
    ),
    Form(
        "dotted",
        "UBND TỈNH LÂM HÀ",
        "SỞ NỘI VỤ",
        "Số: ....{85}..../TB-SNV",
        "Lâm Hà, ngày ..{26}.. tháng ..{3}.. năm 2018",
        Truth("85/TB-SNV", "2018-03-26", "thông báo", "Sở Nội vụ"),
        title="THÔNG BÁO",
        signer="Đỗ Minh Tâm",
        subject="Kết quả kiểm tra công vụ",
    ),
    Form(
        "long symbol",
        "BỘ XÂY DỰNG",
        "CỤC QUẢN LÝ HOẠT ĐỘNG XÂY DỰNG",
        "Số: {2406}/HĐXD-QLDA \\ &KTXD-PC",
        "Hà Nội, ngày {09} tháng {12} năm 2023",
        Truth("2406/HĐXD-QLDA&KTXD-PC", "2023-12-09", "công văn", "Cục Quản lý hoạt động xây dựng"),
        title="",
        subject="",
        signing="CỤC TRƯỞNG",
        signer="Bùi Xuân Phong",
    ),
    Form(
        "touching",
        "ỦY BAN NHÂN DÂN TỈNH SƠN BÌNH",
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "Số: {963}/STTTT-CNTT",
        "Sơn Bình, ngày {28} tháng {10} năm 2022",
        Truth("963/STTTT-CNTT", "2022-10-28", "công văn", "Sở Thông tin và Truyền thông"),
        title="",
        subject="",
        columns="46%, 54%",
        signer="Mai Hồng Sơn",
    ),
    Form(
        "arrival below",
        "UBND TỈNH LÂM HÀ",
        "SỞ Y TẾ",
        "Số: {527}/SYT-NVY",
        "Lâm Hà, ngày {18} tháng {6} năm 2024",
        Truth("527/SYT-NVY", "2024-06-18", "công văn", "Sở Y tế"),
        title="",
        subject="",
        signer="Ngô Thị Linh",
        stamped=_ARRIVAL.format(x=10, y=8, colour="#c8202a"),
    ),
    Form(
        "arrival above",
        "UBND TỈNH LÂM HÀ",
        "SỞ Y TẾ",
        "Số: {527}/SYT-NVY",
        "Lâm Hà, ngày {18} tháng {6} năm 2024",
        Truth("527/SYT-NVY", "2024-06-18", "công văn", "Sở Y tế"),
        title="",
        subject="",
        signer="Ngô Thị Linh",
        stamped=_ARRIVAL.format(x=-62, y=-112, colour="#202020"),
    ),
    Form(
        "copy",
        "UBND TỈNH LÂM HÀ",
        "SỞ Y TẾ",
        "Số: 27/QĐ-SYT",
        "Lâm Hà, ngày 18 tháng 6 năm 2024",
        Truth("27/QĐ-SYT", "2024-06-18", "quyết định", "Sở Y tế"),
        signer="Ngô Thị Linh",
        stamped=_COPY,
    ),
    Form(
        "blank month",
        "UBND TỈNH LÂM HÀ",
        "SỞ Y TẾ",
        "Số: {61}/TTr-SYT",
        "Lâm Hà, ngày {18} tháng .... năm 2024",
        Truth("61/TTr-SYT", None, "tờ trình", "Sở Y tế"),
        title="TỜ TRÌNH",
        signer="Ngô Thị Linh",
    ),
    Form(
        "blank number",
        "UBND TỈNH LÂM HÀ",
        "SỞ Y TẾ",
        "Số: ......./SYT-NVD",
        "Lâm Hà, ngày {18} tháng {6} năm 2024",
        Truth(None, "2024-06-18", None, "Sở Y tế"),
        title="",
        subject="",
        signer="Ngô Thị Linh",
        stamped=_ARRIVAL.format(x=10, y=8, colour="#202020"),
    ),
)


def print_form(form: Form, serial: int, dpi: int) -> bytes:
    """The form printed, filled in by hand and signed, as a PNG."""
    random = Random(serial + 77)
    signed = _image(draw_signature(random, form.ink), 56)

    def fill(text: str) -> str:
        parts = text.split("{")
        return parts[0] + "".join(_written(part, form, random) for part in parts[1:])

    source = _TEMPLATE.substitute(
        columns=form.columns, parent=form.parent, agency=form.agency, national=form.motto[0], motto=form.motto[1],
        number=fill(form.number), dated=fill(form.dated), below=form.below, stamped=fill(form.stamped),
        title=form.title, subject=form.subject, signing=form.signing, signer=form.signer, signed=signed,
    )  # fmt: skip
    made = typst.compile(source.encode(), format="png", ppi=dpi)
    assert isinstance(made, bytes)
    return made


def _written(part: str, form: Form, random: Random) -> str:
    digits, rest = part.split("}", 1)
    if not digits.replace("/", "").isdigit():
        return f"{digits}{rest}"
    pieces = [
        _image(draw_digits(one, random, form.ink, form.ways), random.uniform(15, 20)) for one in digits.split("/")
    ]
    boxes = (f"#box(height: 9pt, baseline: 2pt, align(horizon, {one.removeprefix('#')}))" for one in pieces)
    return "/".join(boxes) + rest


def _image(svg: str, height: float) -> str:
    escaped = svg.replace("\\", "\\\\").replace('"', '\\"')
    return f'#image(bytes("{escaped}"), format: "svg", height: {height:.1f}pt)'


_TEMPLATE = Template(
    """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 28mm, right: 16mm))
#set text(font: "Libertinus Serif", size: 13pt, lang: "vi")
#grid(columns: ($columns), align: center, row-gutter: 7pt,
  [$parent], [*$national*],
  [*$agency*], [*$motto*],
  [], [],
  [$number], [_${dated}_],
  [$below], [],
)
$stamped
#v(14pt)
#align(center)[*$title* \\ *$subject*]
#v(10pt)
#set par(justify: true, first-line-indent: 1cm)
Căn cứ Nghị định số 30/2017/NĐ-CP ngày 05 tháng 3 năm 2017 của Chính phủ về công tác văn thư;

Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện, định kỳ báo cáo kết quả trước ngày 20 của tháng cuối quý
để tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định. Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các
đơn vị kịp thời phản ánh về cơ quan để được hướng dẫn, giải quyết./.
#v(12pt)
#grid(columns: (45%, 55%),
  [#text(size: 11pt)[*_Nơi nhận:_* \\ - Như trên; \\ - Lãnh đạo cơ quan; \\ - Lưu: VT.]],
  align(center)[*$signing* #v(2pt) $signed #v(2pt) *$signer*],
)
""".replace("$signed", "$signed")
)
