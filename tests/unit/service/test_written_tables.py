"""What an exported table does with letters that its format cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from evidence_svc.reports.export_docx import write_docx
from evidence_svc.reports.export_table import TableColumn, WrittenTable
from evidence_svc.reports.export_xlsx import write_xlsx
from evidence_svc.tables.read import read_tables

ODD = "Đã\x0c ban\x1b hành\ufffe 🎉"


@pytest.mark.parametrize(("form", "write"), [("docx", write_docx), ("xlsx", write_xlsx)])
def test_a_letter_that_xml_forbids_costs_itself_and_nothing_more(
    form: str, write: Callable[[Iterable[WrittenTable]], bytes]
) -> None:
    """One form feed that somebody pasted must not keep a whole round from being written."""
    table = WrittenTable("Bảng", ODD, (TableColumn("Giải trình", 20),), ((ODD,), ("Sau đó",)))

    read = str(read_tables(write((table,)), f"bang.{form}"))

    assert "Đã ban hành 🎉" in read
    assert "Sau đó" in read
