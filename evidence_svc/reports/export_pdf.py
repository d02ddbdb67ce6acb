"""Tables as a PDF for people: what is printed; what only programs need goes with it as an attached table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst

from evidence_svc.domain.set_words import EXACT_TABLE
from evidence_svc.errors import ServiceError
from evidence_svc.reports.export_table import WrittenTable, cell_text
from evidence_svc.reports.export_tsv import write_tsv

TEMPLATE = Path(__file__).with_name("table.typ")


class PdfError(ServiceError):
    """The table could not be set."""

    reason = "pdf-failed"
    message = "Không dựng được tệp PDF của bảng này."


def write_pdf(tables: Sequence[WrittenTable]) -> bytes:
    """The first table with its facts above it; raises PdfError.

    Columns of JSON are left out with their fact. Where there are such, the whole table is attached as tab-separated
    text, so that the file can be read back exactly.
    """
    (table,) = tables
    whole = any(column.for_programs for column in table.columns)
    kept = [number for number, column in enumerate(table.columns) if not column.for_programs]
    rows = [[cell_text(row[number], table.columns[number]) for number in kept] for row in table.rows]
    data = {
        "title": table.title,
        "facts": [fact for fact in table.facts if not fact[1].startswith("{")],
        "head": [table.columns[number].title for number in kept],
        "widths": [table.columns[number].width for number in kept],
        "rows": rows,
        "exact": write_tsv((table,)).decode() if whole else "",
        "exact_name": EXACT_TABLE,
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
