"""Files whose parts lead to themselves, lie about their size, or unpack without end, built in code."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl

from tests.documents import Letter
from tests.hostile import one_page, page, pdf_of, stream

_ONE_KID = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _with_catalog(entries: bytes, *more: bytes) -> bytes:
    """A PDF of one empty page; `more` are the objects from 5 on."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R %s >>" % entries
    rest = dict(enumerate(more, 5))
    return pdf_of({1: catalog, 2: _ONE_KID, 3: page(4), 4: stream(b"BT ET"), **rest})


def _with_resource(kind: bytes, content: bytes, *more: bytes) -> bytes:
    """A PDF of one page whose resource /A of that kind is object 5."""
    drawn = page(4)[:-2] + b"/Resources << /%s << /A 5 0 R >> >> >>" % kind
    rest = dict(enumerate(more, 5))
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: _ONE_KID, 3: drawn, 4: stream(content), **rest})


def picture(width: int, height: int, data: bytes, entries: bytes) -> bytes:
    """A PDF whose page is one picture of the given data, whatever size it claims."""
    claim = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray %s" % (width, height, entries)
    return _with_resource(b"XObject", b"q 595 0 0 842 0 0 cm /A Do Q", stream(data, claim))


def _letter(pattern: bytes, replacement: bytes) -> Callable[[], bytes]:
    return lambda: re.sub(pattern, replacement, Letter().pdf())


def _form(content: bytes, own: int) -> bytes:
    resources = b"/Resources << /XObject << /A %d 0 R >> /Pattern << /A %d 0 R >> >>" % (own, own)
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] " + resources)


def _pattern(step: bytes) -> bytes:
    kind = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1]"
    entries = kind + b" /XStep %s /YStep %s /Resources << /Pattern << /A 5 0 R >> >>" % (step, step)
    return _with_resource(
        b"Pattern", b"/Pattern cs /A scn 0 0 9 9 re f", stream(b"/Pattern cs /A scn 0 0 1 1 re f", entries)
    )


def table_in_stream(entries: bytes) -> bytes:
    """A PDF whose objects lie in an object stream with more `entries`, whose table is a stream that names itself."""
    inner = (b"<< /Type /Catalog /Pages 2 0 R >>", _ONE_KID, page(6))
    places = [sum(len(one) + 1 for one in inner[:at]) for at in range(len(inner))]
    head = b"".join(b"%d %d " % pair for pair in enumerate(places, 1))
    packed = stream(
        zlib.compress(head + b" ".join(inner)),
        b"/Type /ObjStm /N 3 /First %d /Filter /FlateDecode %s" % (len(head), entries),
    )
    out = bytearray(b"%PDF-1.7\n")
    starts = []
    for number, body in ((5, packed), (6, stream(b"BT ET"))):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = [(0, 0, 0), (2, 5, 0), (2, 5, 1), (2, 5, 2), (0, 0, 0), (1, starts[0], 0), (1, starts[1], 0), (1, start, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    named = b"/Type /XRef /Size 8 /W [1 4 2] /Root 1 0 R /Prev %d" % start
    out += b"7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(table, named), start)
    return bytes(out)


def _signature(value: bytes) -> bytes:
    field = b"<< /T (a) /FT /Sig /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /V 6 0 R >>"
    signed = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached %s >>" % value
    return _with_catalog(b"/AcroForm << /SigFlags 3 /Fields [5 0 R] >>", field, signed)


def _deep_tree(levels: int = 3000) -> bytes:
    between = {number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1) for number in range(2, 2 + levels)}
    leaf = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (1 + levels)
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", **between, 2 + levels: leaf})


def _entities(times: int) -> bytes:
    inner = b"".join(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, times))
    return b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">%s]>' % inner


def outside(address: str = "file:///etc/passwd") -> bytes:
    """The head of an XML part whose entity a9 is what lies at the address."""
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a9 SYSTEM "{address}">]>'.encode()


def _with_part(package: bytes, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def word_with(body: bytes, before: bytes = b"") -> bytes:
    """A DOCX with this body."""
    made = io.BytesIO()
    docx.Document().save(made)
    content = before + b"<w:document %s><w:body>%s</w:body></w:document>" % (_WORD, body)
    return _with_part(made.getvalue(), "word/document.xml", content)


def sheet_with(rows: bytes, before: bytes = b"") -> bytes:
    """An XLSX with these rows."""
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    content = before + b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (_SHEET, rows)
    return _with_part(made.getvalue(), "xl/worksheets/sheet1.xml", content)


def _said(text: bytes) -> bytes:
    return b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % text


_NESTED = b"<w:p><w:r><w:pict><w:txbxContent>", b"</w:txbxContent></w:pict></w:r></w:p>"
_TABLE = b"<w:tbl><w:tr><w:tc>", b"</w:tc></w:tr></w:tbl>"
_XFA = stream(_entities(12) + b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'>&a11;</xdp:xdp>")
_FAX = b"/BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 12000 /Rows 12000 >>"

STRUCTURES: dict[str, Callable[[], bytes]] = {
    "lengths below nothing": _letter(rb"/Length \d+", b"/Length -1"),
    "lengths beyond the file": _letter(rb"/Length \d+", b"/Length 4294967297"),
    "a table beyond all numbers": _letter(rb"startxref\n\d+", b"startxref\n99999999999999999999"),
    "a billion pages claimed": _letter(rb"/Count 1\b", b"/Count 1000000000"),
    "a page without end": _letter(rb"/MediaBox \[[^]]*\]", b"/MediaBox [0 0 1e30 1e30]"),
    "a page of words": _letter(rb"/MediaBox \[[^]]*\]", b"/MediaBox [(a) (b) (c) (d)]"),
    "damaged linearisation": _letter(
        rb"%PDF-1.7\n", b"%PDF-1.7\n99 0 obj\n<< /Linearized 1 /L 9 /O 3 /N -5 >>\nendobj\n"
    ),
    "encryption that is the catalogue": _letter(rb"/Root", b"/Encrypt 1 0 R /Root"),
    "a table stream before itself": lambda: table_in_stream(b""),
    "an object stream that extends itself": lambda: table_in_stream(b"/Extends 5 0 R"),
    "a deep page tree": _deep_tree,
    "a form that draws itself": lambda: _with_resource(b"XObject", b"/A Do", _form(b"/A Do", 5)),
    "forms that multiply": lambda: _with_resource(
        b"XObject", b"/A Do", *(_form(b"/A Do " * 10, number + 1) for number in range(5, 9)), _form(b"BT ET", 9)
    ),
    "a pattern of itself": lambda: _pattern(b"1"),
    "a pattern without a step": lambda: _pattern(b"0"),
    "a fax larger than a house": lambda: picture(12_000, 12_000, b"\x00" * 3000, _FAX),
    "a picture larger than its data": lambda: picture(
        12_000, 12_000, zlib.compress(b"abc"), b"/BitsPerComponent 8 /Filter /FlateDecode"
    ),
    "JPEG 2000 that is none": lambda: picture(100, 100, b"\xff\x4f\xff\x51" + bytes(5000), b"/Filter /JPXDecode"),
    "JBIG2 of two billion rows": lambda: picture(
        100,
        100,
        struct.pack(">IBBBIIIIIBH", 0, 48, 0, 1, 19, 2**31 - 1, 2**31 - 1, 0, 0, 0, 0),
        b"/BitsPerComponent 1 /Filter /JBIG2Decode",
    ),
    "names that name themselves": lambda: _with_catalog(
        b"/Names 5 0 R /Outlines 5 0 R", b"<< /EmbeddedFiles 5 0 R /Kids [5 0 R] /First 5 0 R /Next 5 0 R >>"
    ),
    "a field that is its own child": lambda: _with_catalog(
        b"/AcroForm << /Fields [5 0 R] >>", b"<< /T (a) /FT /Sig /Kids [5 0 R] /Parent 5 0 R >>"
    ),
    "an XFA form of entities": lambda: _with_catalog(b"/AcroForm << /XFA 5 0 R /Fields [] >>", _XFA),
    "a signature over other files": lambda: _signature(b"/ByteRange [0 99999999999 99999999999 9] /Contents <3000>"),
    "a signature of deep values": lambda: _signature(b"/ByteRange [0 9 20 9] /Contents <%s>" % (b"3080" * 9000)),
    "a signature in words": lambda: _signature(b"/ByteRange (abc) /Contents 5 /Reference [6 0 R]"),
    "scripts and programs": lambda: _with_catalog(
        b"/OpenAction << /S /JavaScript /JS (while\\(1\\){}) /Next << /S /Launch /F (/bin/sh) >> >>"
    ),
    "ten thousand saves": lambda: one_page() + b"\ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF" * 10_000,
    "a DOCX of entities": lambda: word_with(_said(b"&a9;"), _entities(10)),
    "a DOCX that asks for a file": lambda: word_with(_said(b"x&a9;y"), outside()),
    "a DOCX of boxes in boxes": lambda: word_with(_NESTED[0] * 60 + _said(b"x") + _NESTED[1] * 60),
    "a DOCX of tables in tables": lambda: word_with(_TABLE[0] * 5000 + b"<w:p/>" + _TABLE[1] * 5000),
    "an XLSX of entities": lambda: sheet_with(b'<row r="1"><c r="A1" t="str"><v>&a9;</v></c></row>', _entities(10)),
    "an XLSX that asks for a file": lambda: sheet_with(
        b'<row r="1"><c r="A1" t="str"><v>&a9;</v></c></row>', outside()
    ),
    "an XLSX row two billion": lambda: sheet_with(b'<row r="2147483647"><c r="ZZZZZ2147483647"><v>1e999</v></c></row>'),
}
