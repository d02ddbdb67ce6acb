"""Tables as tab-separated text that spreadsheets open: a cell of several lines stands in quotation marks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from evidence_svc.reports.export_table import WrittenTable, cell_text

# A spreadsheet takes UTF-8 for its own code page without this mark.
BYTE_ORDER_MARK = "\ufeff"


def write_tsv(tables: Iterable[WrittenTable]) -> bytes:
    """The tables one under the other, an empty line between them, as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect="excel-tab", lineterminator="\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow(())
        writer.writerows(table.facts)
        if table.facts:
            writer.writerow(())
        writer.writerow([column.title for column in table.columns])
        for row in table.rows:
            writer.writerow([cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True)])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()
