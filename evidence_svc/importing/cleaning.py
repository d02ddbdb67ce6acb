"""Cells without what is not their text: tags, TeX, letters in two pieces, spaces in rows."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from evidence_svc.tables.rows import Repair, TableRow, repaired

# No pattern begins with a run of spaces: a long one would be tried from each of its letters. Lines are trimmed later.
_BLOCK = re.compile(r"</?(?:p|br|ul|ol|li|div)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
_TEX = re.compile(r"\$([^$\n]*)\$")
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|#\d{1,5});")
_MESSAGES = {
    "unicode-form": "chữ có dấu viết rời, đưa về dạng dựng sẵn (NFC).",
    "tags": "bỏ thẻ HTML.",
    "tex": "bỏ ký hiệu công thức TeX.",
}


def clean_row(row: TableRow, repairs: list[Repair], code: str) -> TableRow:
    """The row with every cell cleaned; each kind of repair is reported once a row."""
    repairs += [repaired(row, code, kind, _MESSAGES[kind]) for kind in _MESSAGES if kind in set(_kinds(row))]
    return replace(row, cells=tuple(clean_cell(cell) for cell in row.cells))


def clean_cell(cell: str) -> str:
    """A cell without tags and TeX; paragraphs and list items become lines."""
    text = unicodedata.normalize("NFC", cell)
    plain = _TEX.sub(lambda match: match[1].replace("\\%", "%"), _TAG.sub("", _BLOCK.sub("\n", text)))
    plain = html.unescape(plain) if _ENTITY.search(plain) else plain
    return "\n".join(" ".join(line.split()) for line in plain.split("\n") if line.strip())


def _kinds(row: TableRow) -> Iterator[str]:
    for cell in row.cells:
        if not unicodedata.is_normalized("NFC", cell):
            yield "unicode-form"
        if _TAG.search(cell) or _ENTITY.search(cell):
            yield "tags"
        if _TEX.search(cell):
            yield "tex"
