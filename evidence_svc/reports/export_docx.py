"""Tables as a Word document on landscape A4."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from evidence_svc.reports.export_table import WrittenTable, cell_text, xml_text

_WIDTH, _HEIGHT = Cm(29.7), Cm(21.0)
_MARGIN = Cm(1.5)


def write_docx(tables: Iterable[WrittenTable]) -> bytes:
    """Each table under its title, its facts in a table of two columns before it."""
    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, _WIDTH, _HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    document.styles["Normal"].font.size = Pt(9)
    for table in tables:
        document.add_paragraph(xml_text(table.title)).runs[0].bold = True
        if table.facts:
            _write(document, (30, 100), table.facts)
            document.add_paragraph()
        head = [column.title for column in table.columns]
        rows = [[cell_text(cell, col) for cell, col in zip(row, table.columns, strict=True)] for row in table.rows]
        _write(document, [column.width for column in table.columns], [head, *rows], repeat_head=True)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _write(document: Any, widths: Sequence[int], rows: Sequence[Sequence[str]], *, repeat_head: bool = False) -> None:
    """Built cell by cell over the XML rows: `table.cell` searches the whole table each time."""
    table = document.add_table(rows=len(rows), cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    usable = _WIDTH - 2 * _MARGIN
    shares = [int(usable * width / sum(widths)) for width in widths]
    for written, row in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(written.cells, row, shares, strict=True):
            cell.width = width
            cell.text = xml_text(text)
    if repeat_head:
        _repeat(table.rows[0])


def _repeat(row: Any) -> None:
    """Word writes the head again on each page (ECMA-376, 17.4.78); python-docx has no property for it."""
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)
