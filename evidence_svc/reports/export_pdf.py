"""Tables as a PDF for people: what is printed, without what only programs need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst

from evidence_svc.errors import ServiceError
from evidence_svc.reports.export_table import WrittenTable, cell_text

TEMPLATE = Path(__file__).with_name("table.typ")


class PdfError(ServiceError):
    """The table could not be set."""

    reason = "pdf-failed"
    message = "Không dựng được tệp PDF của bảng này."


def write_pdf(tables: Sequence[WrittenTable]) -> bytes:
    """The first table with its facts above it; raises PdfError. Columns of JSON are left out with their fact."""
    (table,) = tables
    kept = [number for number, column in enumerate(table.columns) if not column.for_programs]
    rows = [[cell_text(row[number], table.columns[number]) for number in kept] for row in table.rows]
    data = {
        "title": table.title,
        "facts": [fact for fact in table.facts if not fact[1].startswith("{")],
        "head": [table.columns[number].title for number in kept],
        "widths": [table.columns[number].width for number in kept],
        "rows": rows,
    }
    try:
        content = _compiler().compile(format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    except typst.TypstError as error:
        raise PdfError from error
    if not isinstance(content, bytes):
        raise PdfError
    return content


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(TEMPLATE, ignore_system_fonts=True)
