"""PDFs as other writers lay them out: object streams, linearised, with freed objects."""

from __future__ import annotations

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter


def free_object(pdf: bytes, number: int) -> bytes:
    """An incremental update that only frees one object."""
    previous = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    size = max(int(found) for found in re.findall(rb"/Size (\d+)", pdf))
    table = b"xref\n0 1\n%010d 65535 f \n%d 1\n0000000000 00001 f \n" % (number, number)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Prev %d /ID [<01><02>] >>\n" % (size, previous)
    return pdf + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(pdf)


def make_packed_pdf() -> bytes:
    """One page, cross-reference stream, some objects in an object stream."""
    target = PdfFileWriter(stream_xrefs=True)
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    drawing = target.add_object(generic.StreamObject(stream_data=b"BT ET"))
    target.insert_page(PageObject(contents=drawing, media_box=box))
    packed = target.prepare_object_stream()
    for word in ("mot", "hai", "ba"):
        target.add_object(generic.pdf_string(word), obj_stream=packed)
    output = io.BytesIO()
    target.write(output)
    return output.getvalue()


def make_linearised_pdf() -> bytes:
    """Two pages, the first page's objects and table in front (ISO 32000-2, annex F), numbers 5 to 8."""
    page = b"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << >> >>"
    stream = b"<< /Length 5 >>\nstream\nBT ET\nendstream"
    front = {6: b"<< /Type /Catalog /Pages 1 0 R >>", 7: page % 8, 8: stream}
    back = {1: b"<< /Type /Pages /Kids [7 0 R 2 0 R] /Count 2 >>", 2: page % 3, 3: stream, 4: b"<< >>"}
    head = b"%PDF-1.7\n"
    mark = b"5 0 obj\n<< /Linearized 1 /L 0 /H [0 0] /O 7 /E 0 /N 2 /T 0 >>\nendobj\n"
    trailer = b"trailer\n<< /Size 9 /Root 6 0 R /Prev %010d /ID [<01><02>] >>\nstartxref\n0\n%%%%EOF\n"
    table_at = len(head + mark)
    place = table_at + len(b"xref\n5 4\n") + 4 * 20 + len(trailer % 0)
    first, offsets = _lay(front, place)
    second, others = _lay(back, place + len(first))
    end = place + len(first) + len(second)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in (len(head), *offsets))
    rest = b"".join(b"%010d 00000 n \n" % offset for offset in others)
    last = b"xref\n0 5\n0000000000 65535 f \n" + rest + b"trailer\n<< /Size 5 >>\nstartxref\n%d\n%%%%EOF\n" % table_at
    return head + mark + b"xref\n5 4\n" + rows + trailer % end + first + second + last


def _lay(objects: dict[int, bytes], place: int) -> tuple[bytes, list[int]]:
    """The bytes of some objects from a place on, and where each starts."""
    content, offsets = b"", []
    for number, item in objects.items():
        offsets.append(place + len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    return content, offsets
