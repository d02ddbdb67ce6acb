"""The line recogniser and the search for its model and for Tesseract's data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from parsers.document import Box
from parsers.scan import recogniser, tesseract
from parsers.scan.ctc import read_greedily
from parsers.scan.recogniser import MAX_WIDTH, read_line
from parsers.words import Line, Word
from tests.scanned_pages import draw


def test_reads_a_printed_line() -> None:
    """A crop of the number line comes out as its letters."""
    reading = read_line(draw().convert("L").crop((360, 255, 630, 300)))

    text = "".join(glyph.letter for glyph in read_greedily(reading))
    assert "128/Q" in text
    assert text.endswith("SNV")


def test_probabilities_of_a_step_stay_below_one() -> None:
    """Only letters of a letterhead are kept, so a step's probabilities sum to at most one."""
    reading = read_line(draw().convert("L").crop((360, 255, 630, 300)))

    assert reading.probabilities.shape == (reading.steps, len(reading.letters))
    assert np.all(reading.probabilities.sum(axis=1) <= 1.001)
    assert {"Đ", "7", "/", " "} <= set(reading.letters)


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (20_000, 20)], ids=["speck", "pillar", "ribbon"])
def test_odd_crops_are_read_in_bounded_time_and_memory(size: tuple[int, int]) -> None:
    """A crop of any shape is read; no crop becomes wider than the network's bound."""
    assert 0 < read_line(Image.new("L", size, 255)).steps <= MAX_WIDTH


def test_stretch_gives_more_steps() -> None:
    """A stretched crop has more steps, so that narrow digits side by side stay apart."""
    crop = draw().convert("L").crop((360, 255, 630, 300))

    assert read_line(crop, stretch=1.5).steps > read_line(crop).steps


def test_data_folder_of_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TESSDATA_PREFIX may name the folder itself or the one above it."""
    (tmp_path / "tessdata").mkdir()
    (tmp_path / "tessdata" / "vie.traineddata").touch()

    for prefix in (tmp_path, tmp_path / "tessdata"):
        monkeypatch.setenv("TESSDATA_PREFIX", str(prefix))
        assert tesseract.find_data_folder() == tmp_path / "tessdata"


def test_model_comes_from_the_installed_wheel() -> None:
    """The model is the file inside the rapidocr wheel."""
    model = recogniser.find_model()

    assert model is not None
    assert model.name == recogniser.MODEL


def test_columns_are_split_at_wide_gaps_only() -> None:
    """A column's gap splits a row; the wide spaces of justified text do not."""
    words = tuple(Word(text, Box(x, 0, x + 50, 30)) for text, x in (("Số:", 0), ("12", 80), ("Hà", 300), ("Nội", 370)))

    lines = tesseract.split_columns(Line(words))

    assert [line.text for line in lines] == ["Số: 12", "Hà Nội"]
    assert tesseract.split_columns(Line(())) == ()
