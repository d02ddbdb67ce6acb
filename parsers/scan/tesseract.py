"""Tesseract with Vietnamese data, in this process: an image in, lines of words with boxes out."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image

from parsers.document import Box, Origin
from parsers.vietnamese import undouble
from parsers.words import Line, Word

LANGUAGE = "vie"
# Column of variable sizes: keeps a letterhead's two columns on one line, so that both are found.
SINGLE_COLUMN = 4
# A gap wider than this many word heights separates two columns; justified text stays well below.
COLUMN_GAP = 1.5

_DATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


def find_data_folder() -> Path | None:
    """Return the folder that holds Tesseract's Vietnamese data, or None; TESSDATA_PREFIX comes first."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    own = (Path(prefix), Path(prefix) / "tessdata") if prefix else ()
    folders = (*own, *(Path(folder) for folder in _DATA_FOLDERS))
    return next((folder for folder in folders if (folder / f"{LANGUAGE}.traineddata").is_file()), None)


def is_available() -> bool:
    """Tell whether both the library and its Vietnamese data are here."""
    return find_spec("tesserocr") is not None and find_data_folder() is not None


@cache
def _engine() -> tuple[Any, Any]:
    # Threads of OpenMP cost more than they give on lines, and would not live on after a fork.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    tesserocr = import_module("tesserocr")
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    api = tesserocr.PyTessBaseAPI(path=str(find_data_folder()), lang=LANGUAGE, psm=SINGLE_COLUMN)
    api.SetVariable("debug_file", os.devnull)
    return api, tesserocr.RIL


def preload() -> None:
    """Load the library and its data now; a process forked afterwards shares them."""
    _engine()


def find_rows(gray: Image.Image, *, dpi: int, segmentation: int = SINGLE_COLUMN) -> tuple[Line, ...]:
    """Return the rows on a grey image, both columns of a letterhead in one, with boxes in its pixels.

    `segmentation` is Tesseract's page segmentation mode. Confidence of each word is from 0 to 1.
    """
    api, levels = _engine()
    api.SetPageSegMode(segmentation)
    api.SetImage(gray)
    api.SetSourceResolution(dpi)
    try:
        if not api.Recognize():
            return ()
        rows = _collect_rows(api.GetIterator(), levels)
    finally:
        api.Clear()
    return tuple(Line(tuple(row)) for row in rows)


def _collect_rows(iterator: Any, levels: Any) -> list[list[Word]]:
    rows: list[list[Word]] = []
    if iterator is None:
        return rows
    while True:
        text = "" if iterator.Empty(levels.WORD) else iterator.GetUTF8Text(levels.WORD).strip()
        if text:
            if not rows or iterator.IsAtBeginningOf(levels.TEXTLINE):
                rows.append([])
            rows[-1].append(_word(text, iterator.BoundingBox(levels.WORD), iterator.Confidence(levels.WORD)))
        if not iterator.Next(levels.WORD):
            return rows


def _word(text: str, box: tuple[int, int, int, int], percent: float) -> Word:
    placed = Box(*(float(edge) for edge in box))
    confidence = min(max(percent / 100, 0.0), 1.0)
    return Word(undouble(text), placed, Origin.OCR, confidence, placed.y1 - placed.y0)


def split_columns(row: Line) -> tuple[Line, ...]:
    """Cut a row into lines wherever the gap is that of a column, not of a word."""
    words = row.words
    if not words:
        return ()
    height = median(word.box.y1 - word.box.y0 for word in words)
    gaps = np.array([b.box.x0 - a.box.x1 for a, b in pairwise(words)])
    cuts = [0, *(int(at) + 1 for at in np.flatnonzero(gaps > COLUMN_GAP * height)), len(words)]
    return tuple(Line(words[start:end]) for start, end in pairwise(cuts))
