"""A file that an office sends, of whatever kind it is, read into tables; what is not plain text in a child."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from evidence_svc.isolation import Limits, run_isolated_json
from evidence_svc.tables.rows import Repair, Table, TableError, TableFile, TableRow
from evidence_svc.tables.text import decode_text, read_text

MAX_BYTES = 20 * 1024 * 1024
MAX_TEXT_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ENTRIES = 2000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Reader = Callable[[bytes], TableFile]


def read_tables(content: bytes, name: str, limits: Limits | None = None) -> TableFile:
    """The tables of an XLSX, DOCX or PDF file or of a text, judged by the bytes, not by the name.

    Raises TableError, and IsolationError when a hostile file stopped the child that read it.
    """
    if len(content) > MAX_BYTES:
        raise TableError(f"Tệp “{name}” lớn hơn {MAX_BYTES >> 20} MB.", reason="file-too-large")
    if not content.strip(b"\0 \r\n\t"):
        raise TableError(f"Tệp “{name}” trống.", reason="table-missing")
    reader = _reader_of(content, name)
    if reader is None:
        if len(content) > MAX_TEXT_BYTES:
            raise TableError(f"Văn bản “{name}” lớn hơn {MAX_TEXT_BYTES >> 20} MB.", reason="file-too-large")
        return read_text(decode_text(content, name))
    return _received(run_isolated_json(lambda: _sent(reader, content), limits or Limits()))


def _reader_of(content: bytes, name: str) -> Reader | None:
    if content.startswith(_OLE):
        message = f"Tệp “{name}” theo định dạng Office cũ hoặc có mật khẩu; hãy lưu lại thành .xlsx hoặc .docx."
        raise TableError(message, reason="old-format")
    if content[:1024].find(b"%PDF-") >= 0:
        return _read_pdf
    if content.startswith(b"PK"):
        return _read_office
    return None


def _read_pdf(content: bytes) -> TableFile:
    from evidence_svc.tables.pdf import read_pdf  # noqa: PLC0415 - heavy, and only for this kind of file

    return read_pdf(content)


def _read_office(content: bytes) -> TableFile:
    names = _entries(content)
    if any(each.endswith("vbaProject.bin") for each in names):
        raise TableError("Tệp chứa macro; hãy lưu lại thành tệp không có macro.", reason="macro-file")
    if "xl/workbook.xml" in names:
        from evidence_svc.tables.xlsx import read_xlsx  # noqa: PLC0415 - only who reads such a file waits for its library

        return read_xlsx(content)
    if "word/document.xml" in names:
        from evidence_svc.tables.docx import read_docx  # noqa: PLC0415 - only who reads such a file waits for its library

        return read_docx(content)
    raise TableError("Tệp nén này không phải là bảng tính hay văn bản Word.")


def _entries(content: bytes) -> frozenset[str]:
    """The names inside; refuses what unpacks to more than a table can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise TableError("Tệp bị hỏng, không mở được.") from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise TableError("Tệp bung ra quá lớn nên không được đọc.", reason="file-too-large")
    return frozenset(entry.filename for entry in entries)


def _sent(reader: Reader, content: bytes) -> dict[str, Any]:
    """In the child: the tables, or the refusal, as plain JSON."""
    try:
        found = reader(content)
    except TableError as error:
        return {"refusal": str(error), "reason": error.reason}
    tables = [[[row.line, row.cells, row.part, row.merged] for row in table.rows] for table in found.tables]
    notes = [[note.line, note.code, note.kind, note.message, note.part] for note in found.notes]
    return {"tables": tables, "text": found.text, "notes": notes, "pictures": found.has_pictures}


def _received(answer: dict[str, Any]) -> TableFile:
    if "refusal" in answer:
        raise TableError(answer["refusal"], reason=answer["reason"])
    tables = tuple(
        Table(tuple(TableRow(line, tuple(cells), part, tuple(merged)) for line, cells, part, merged in rows))
        for rows in answer["tables"]
    )
    return TableFile(tables, answer["text"], tuple(Repair(*note) for note in answer["notes"]), answer["pictures"])
