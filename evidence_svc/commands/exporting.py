"""One record in the format that was asked for, to a file or to standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from evidence_svc.reports.export_docx import write_docx
from evidence_svc.reports.export_pdf import write_pdf
from evidence_svc.reports.export_table import WrittenTable
from evidence_svc.reports.export_tsv import write_tsv
from evidence_svc.reports.export_xlsx import write_xlsx


@dataclass(frozen=True, slots=True)
class Exported:
    """The same thing as JSON, as YAML and as a table."""

    record: Mapping[str, Any]
    yaml: str
    table: WrittenTable


FORMATS = ("json", "yaml", "tsv", "xlsx", "docx", "pdf")
_TABLE_WRITERS = {"tsv": write_tsv, "xlsx": write_xlsx, "docx": write_docx, "pdf": write_pdf}


def write_export(form: str, out: Path | None, exported: Exported) -> None:
    """Write one format of `FORMATS`; the name of the file is printed where one was given.

    Raises click.FileError (one line, exit 1) when it cannot be written there.
    """
    content = _content(form, exported)
    if out is None:
        click.echo(content, nl=False)
        return
    write_file(out, (content,))
    click.echo(str(out))


def write_file(out: Path, chunks: Iterable[bytes]) -> None:
    """Write `chunks` where somebody asked for it; raises click.FileError when it cannot be opened there."""
    try:
        file = out.open("wb")
    except OSError as error:
        raise click.FileError(str(out), error.strerror or "") from error
    with file:
        for chunk in chunks:
            file.write(chunk)


def _content(form: str, exported: Exported) -> bytes:
    if form == "json":
        return (json.dumps(exported.record, ensure_ascii=False) + "\n").encode()
    if form == "yaml":
        return exported.yaml.encode()
    return _TABLE_WRITERS[form]((exported.table,))
