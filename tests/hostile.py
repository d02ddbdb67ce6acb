"""Files that no honest office sends, built in code."""

from __future__ import annotations

import zlib
from collections.abc import Callable


def html_page() -> bytes:
    """A web page saved as .pdf."""
    return "<!DOCTYPE html><html><body>Không tìm thấy trang</body></html>".encode()


def pdf_of(objects: dict[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of numbered objects with a right cross-reference table."""
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offsets.get(number, 0) for number in range(1, size))
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object's body."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def page(contents: int) -> bytes:
    """A page whose content is object `contents`."""
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>" % contents


def one_page(content: bytes = b"", entries: bytes = b"") -> bytes:
    """A PDF of one page with the given content stream."""
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: page(4), 4: stream(content, entries)})


def no_pages() -> bytes:
    """A PDF with an empty page tree."""
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"})


def many_pages(count: int = 10_000) -> bytes:
    """A PDF of thousands of empty pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(4, 4 + count))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    pages = {number: page(3) for number in range(4, 4 + count)}
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: stream(b""), **pages})


def bomb(megabytes: int = 400) -> bytes:
    """A content stream of spaces that unpacks, through two filters, to hundreds of megabytes."""
    packer, part = zlib.compressobj(9), b" " * (1 << 20)
    packed = b"".join([*(packer.compress(part) for _ in range(megabytes)), packer.flush()])
    return one_page(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]")


def table_loop() -> bytes:
    """A cross-reference table whose /Prev names itself."""
    whole = one_page()
    start = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def page_tree_loop() -> bytes:
    """A page tree that is its own child."""
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"})


def deep_nesting(levels: int = 20_000) -> bytes:
    """Arrays within arrays, deeper than any stack."""
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * levels + b"]" * levels + b" >>"})


def encrypted() -> bytes:
    """A PDF that opens with a password only."""
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(one_page())))
    writer.encrypt("mat-khau", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def own_reference() -> bytes:
    """A catalogue that is a reference to itself; pdfminer looks it up for ever."""
    return pdf_of({1: b"1 0 R"})


def lost_appearance() -> bytes:
    """A stamp whose appearance leads to an object that is not there; pdfium dies of flattening it."""
    stamp = b"<< /Type /Annot /Subtype /Stamp /Rect [9 9 99 99] /AP << /N << /On 9 0 R >> >> >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    annotated = page(4)[:-2] + b"/Annots [5 0 R] >>"
    return pdf_of({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree, 3: annotated, 4: stream(b""), 5: stamp})


def truncated() -> bytes:
    """A PDF whose second half never arrived."""
    whole = many_pages(50)
    return whole[: len(whole) // 2]


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a web page": html_page,
    "garbage before the header": lambda: b"\xff" * 21 + one_page(),
    "a password": encrypted,
    "no pages": no_pages,
    "ten thousand pages": many_pages,
    "a decompression bomb": bomb,
    "a cross-reference loop": table_loop,
    "a page tree loop": page_tree_loop,
    "deep nesting": deep_nesting,
    "a lost appearance": lost_appearance,
    "an object that refers to itself": own_reference,
    "half a file": truncated,
    "a header only": lambda: b"%PDF-1.7\n",
    "zeros": lambda: bytes(4096),
    "a ZIP that is no document": lambda: b"PK\x03\x04" + bytes(100),
    "half a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(20),
}
