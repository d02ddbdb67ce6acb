"""PDF files made in code, one phenomenon at a time: no font is embedded, ToUnicode says what is meant."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

A4 = (595.0, 842.0)
LEFT_MIDDLE, RIGHT_MIDDLE = 165.0, 415.0
_ADVANCE = 0.5  # of the size: every made letter is half as wide as high


@dataclass(frozen=True)
class Text:
    """Text with its left edge and top in points from the top left; `middle` centres it there instead."""

    text: str
    top: float
    x: float = 85.0
    middle: float | None = None
    size: float = 13.0
    spacing: float = 0.0
    rise: float = 0.0
    glyph_by_glyph: bool = False
    font: str = "F1"

    @property
    def left(self) -> float:
        width = len(self.text) * (self.size * _ADVANCE + self.spacing)
        return self.x if self.middle is None else self.middle - width / 2

    @property
    def width(self) -> float:
        return len(self.text) * (self.size * _ADVANCE + self.spacing)


@dataclass(frozen=True)
class Stamp:
    """Text that lives in an annotation: kind is signature, nested, free-text, stamp or form."""

    text: str
    x: float
    top: float
    kind: str = "signature"
    size: float = 13.0


@dataclass(frozen=True)
class Sheet:
    """One page: texts in its content, stamps over it, `rotate` as in /Rotate."""

    texts: Sequence[Text] = ()
    stamps: Sequence[Stamp] = ()
    rotate: int = 0
    size: tuple[float, float] = A4
    content: bytes = b""
    fonts: dict[str, str] = field(default_factory=dict)


class _Writer:
    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def reserve(self) -> int:
        return self.add(b"null")

    def stream(self, dictionary: bytes, data: bytes) -> int:
        return self.add(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(data), data))

    def file(self, root: int) -> bytes:
        out = io.BytesIO()
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, start=1):
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        for offset in offsets:
            out.write(b"%010d 00000 n \n" % offset)
        out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, root, start))
        return out.getvalue()


def make_pdf(*sheets: Sheet) -> bytes:
    """Write a PDF of the given pages."""
    writer = _Writer()
    pages, fields = writer.reserve(), []
    to_unicode = writer.stream(b"", _to_unicode())
    kids = []
    for sheet in sheets:
        fonts = _fonts(writer, to_unicode, sheet)
        content = sheet.content + b"\n".join(_show(text, sheet.size[1]) for text in sheet.texts)
        body = writer.stream(b"/Filter /FlateDecode", zlib.compress(content))
        page = writer.reserve()
        annotations = [_annotation(writer, stamp, sheet, fonts, page) for stamp in sheet.stamps]
        fields += [n for n, stamp in zip(annotations, sheet.stamps, strict=True) if stamp.kind in _WIDGETS]
        writer.objects[page - 1] = (
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %g %g] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << %s >> >> /Annots [%s] >>"
            % (pages, *sheet.size, sheet.rotate, body, fonts, _references(annotations))
        )
        kids.append(page)
    writer.objects[pages - 1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (_references(kids), len(kids))
    form = b"/AcroForm << /Fields [%s] /SigFlags 3 >>" % _references(fields) if fields else b""
    return writer.file(writer.add(b"<< /Type /Catalog /Pages %d 0 R %s >>" % (pages, form)))


_WIDGETS = ("signature", "nested", "form")


def _fonts(writer: _Writer, to_unicode: int, sheet: Sheet) -> bytes:
    """Return the font resources: F1 reads as Unicode, others are simple fonts of the given names."""
    descendant = writer.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    fonts = [
        b"/F1 %d 0 R"
        % writer.add(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H "
            b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (descendant, to_unicode)
        )
    ]
    for name, base in sheet.fonts.items():
        widths = b" ".join([b"500"] * 256)
        font = writer.add(
            b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /Encoding /WinAnsiEncoding "
            b"/FirstChar 0 /LastChar 255 /Widths [%s] >>" % (base.encode(), widths)
        )
        fonts.append(b"/%s %d 0 R" % (name.encode(), font))
    return b" ".join(fonts)


def _to_unicode() -> bytes:
    pages = (0x00, 0x01, 0x02, 0x03, 0x1E, 0x20)
    ranges = "\n".join(f"<{p:02X}00> <{p:02X}FF> <{p:02X}00>" for p in pages)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(pages)} beginbfrange\n{ranges}\nendbfrange endcmap end end"
    ).encode()


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _encode(text: str, font: str) -> bytes:
    if font == "F1":
        return b"<%s>" % text.encode("utf-16-be").hex().encode()
    return b"<%s>" % text.encode("cp1252").hex().encode()


def _show(text: Text, height: float) -> bytes:
    """Return the operators that show a text; glyph by glyph each letter is placed by itself."""
    base = height - text.top - text.size * 0.8
    start = b"BT /%s %g Tf %g Tc %g Ts " % (text.font.encode(), text.size, text.spacing, text.rise)
    if not text.glyph_by_glyph:
        return start + b"1 0 0 1 %g %g Tm %s Tj ET" % (text.left, base, _encode(text.text, text.font))
    step = text.size * _ADVANCE + text.spacing
    glyphs = [
        b"1 0 0 1 %g %g Tm %s Tj" % (text.left + index * step, base, _encode(letter, text.font))
        for index, letter in enumerate(text.text)
        if letter != " "
    ]
    return start + b" ".join(glyphs) + b" ET"


def _annotation(writer: _Writer, stamp: Stamp, sheet: Sheet, fonts: bytes, page: int) -> int:
    width = len(stamp.text) * stamp.size * _ADVANCE + 2
    bottom = sheet.size[1] - stamp.top - stamp.size * 1.2
    rect = b"/Rect [%g %g %g %g]" % (stamp.x, bottom, stamp.x + width, bottom + stamp.size * 1.2)
    box = b"/BBox [0 0 %g %g]" % (width, stamp.size * 1.2)
    data = b"BT /F1 %g Tf 1 %g Td %s Tj ET" % (stamp.size, stamp.size * 0.4, _encode(stamp.text, "F1"))
    resources = b"/Resources << /Font << %s >> >>" % fonts
    form = b"/Type /XObject /Subtype /Form "
    appearance = writer.stream(form + box + resources, data)
    for _ in range(3 if stamp.kind == "nested" else 0):
        inner = b"/Resources << /XObject << /In %d 0 R >> >>" % appearance
        appearance = writer.stream(form + box + inner, b"q /In Do Q")
    kinds = {
        "signature": b"/Subtype /Widget /FT /Sig /T (sig%d)" % len(writer.objects),
        "nested": b"/Subtype /Widget /FT /Sig /T (sig%d)" % len(writer.objects),
        "form": b"/Subtype /Widget /FT /Tx /T (text%d)" % len(writer.objects),
        "free-text": b"/Subtype /FreeText /DA (/F1 12 Tf)",
        "stamp": b"/Subtype /Stamp",
    }
    return writer.add(
        b"<< /Type /Annot %s %s /F 4 /P %d 0 R /AP << /N %d 0 R >> >>" % (kinds[stamp.kind], rect, page, appearance)
    )


@dataclass(frozen=True)
class Letter:
    """The parts of a letter in the layout of NĐ 30/2020; a part that is None is left out."""

    parent: str | None = "UBND TỈNH BÌNH NGUYÊN"
    agency: Sequence[str] = ("VĂN PHÒNG",)
    number: str | None = "Số: 34/KH-VP"
    dated: str | None = "Bình Nguyên, ngày 17 tháng 01 năm 2023"
    heading: Sequence[str] = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    title: str | None = "KẾ HOẠCH"
    subject: Sequence[str] = ("Cải cách hành chính của cơ quan năm 2023",)
    about: Sequence[str] = ()
    body: Sequence[str] = (
        "Căn cứ Quyết định số 2269/QĐ-UBND ngày 31 tháng 12 năm 2021 của Ủy ban",
        "nhân dân tỉnh về cải cách hành chính, Văn phòng xây dựng kế hoạch với các",
        "nội dung cụ thể như sau: thực hiện đầy đủ các nhiệm vụ được giao trong năm,",
        "báo cáo kết quả trước ngày 20 tháng 12 năm 2023 theo quy định./.",
    )
    recipients: Sequence[str] = ("Nơi nhận:", "- Như trên;", "- Lưu: VT.")
    signing: Sequence[str] = ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    signer: str | None = "Trần Văn Mẫu"

    def texts(self) -> list[Text]:
        """Place the parts on a page."""
        lines = [line for line in (self.parent, *self.agency) if line]
        found = [Text(line, 57 + 16 * i, middle=LEFT_MIDDLE, size=12) for i, line in enumerate(lines)]
        found += [Text(line, 57 + 17 * i, middle=RIGHT_MIDDLE, size=12) for i, line in enumerate(self.heading)]
        found += [Text(self.number, 106, middle=LEFT_MIDDLE)] if self.number else []
        found += [Text(self.dated, 107, middle=RIGHT_MIDDLE, size=12.5)] if self.dated else []
        found += [Text(line, 124 + 14 * i, middle=LEFT_MIDDLE, size=11) for i, line in enumerate(self.about)]
        top = 160.0
        if self.title:
            found.append(Text(self.title, top, middle=297.5, size=14))
        found += [Text(line, top + 18 * (i + 1), middle=297.5) for i, line in enumerate(self.subject)]
        top += 18 * len(self.subject) + 45
        for i, line in enumerate(self.body):
            found.append(Text(line, top + 19 * i, x=113 if i == 0 else 85, size=12.5))
        top += 19 * len(self.body) + 25
        found += [Text(line, top + 13 * i, x=85, size=11) for i, line in enumerate(self.recipients)]
        found += [Text(line, top + 16 * i, middle=RIGHT_MIDDLE) for i, line in enumerate(self.signing)]
        if self.signer:
            found.append(Text(self.signer, top + 110, middle=RIGHT_MIDDLE))
        return found

    def pdf(self, *stamps: Stamp, **page: object) -> bytes:
        """Return the letter as a PDF of one page."""
        return make_pdf(replace(Sheet(self.texts(), stamps), **page))  # type: ignore[arg-type]  # page options
