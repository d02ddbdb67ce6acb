"""The benchmark itself, in the small: every way is measured, what is read is judged, time is charged to its stage."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import cast

import pytest
from rich.console import Console

from benchmarks.accuracy import Tally, tally
from benchmarks.commands import CommandFailedError, run_inspect, run_naive
from benchmarks.documents import Document
from benchmarks.measuring import Result
from benchmarks.report import as_json, as_tables
from benchmarks.stages import OTHER, place_of, stage_of
from benchmarks.throughput import Extent, run
from parsers.ocr import is_available

WAYS = {"naive 1", "inspect 1", "inspect 2", "service 1", "service 2"}


def document(number: str, date: str) -> Document:
    return Document(Path("absent.pdf"), "text", number, date, 1)


def test_a_wrong_reading_is_told_from_a_missing_one() -> None:
    """Not found is better than a guess, and the table shows the difference."""
    documents = [document(f"{serial}/KH-VP", "2023-01-17") for serial in (1, 2, 3)]
    readings = [("1/KH-VP", "2023-01-17"), ("9/KH-VP", None), (None, "2023-01-18")]

    assert tally(documents, readings) == {
        "number": Tally(right=1, wrong=1, missing=1),
        "date": Tally(right=1, wrong=1, missing=1),
    }


@pytest.mark.parametrize(
    ("place", "stage"),
    [
        ("parsers/reader.py:render_page:1", "render"),
        ("parsers/reader.py:read_page:1", "text layer"),
        ("parsers/scan/tesseract.py:find_rows:63", "tesseract"),
        ("parsers/number.py:read:1", "layout and fields"),
        ("verifiers/signature/chain.py:drive:1", "signatures"),
        ("verifiers/deadline.py:check:1", "checks"),
        (OTHER, OTHER),
    ],
)
def test_time_is_charged_to_the_first_stage_that_fits(place: str, stage: str) -> None:
    """A special entry of the table stands before the general one that would hide it."""
    assert stage_of(place) == stage


def test_a_library_called_by_the_project_is_charged_to_its_caller() -> None:
    """The innermost frame of the project counts, not the library below it."""
    library = SimpleNamespace(co_filename="/usr/lib/python3/tokenize.py", co_name="tokenize", co_firstlineno=1)
    frame = SimpleNamespace(f_code=library, f_back=sys._getframe())

    place = place_of(cast("FrameType", frame))

    assert place.startswith("tests/unit/benchmarks/test_throughput.py:test_a_library_called")
    assert place_of(None) == OTHER


@pytest.mark.parametrize("way", [run_naive, lambda documents, trust: run_inspect(documents, trust, 1)])
def test_a_command_that_answers_too_little_is_no_measurement(way: object, tmp_path: Path) -> None:
    """A crash must not look like speed, and says what happened."""
    assert callable(way)
    with pytest.raises(CommandFailedError, match=r"0 of 1 answers from (benchmarks\.naive|evidence_svc\.cli)"):
        way([document("1/KH-VP", "2023-01-17")], tmp_path)


if is_available():

    @pytest.fixture(scope="module")
    def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
        console = Console(file=io.StringIO())
        return run(Extent(texts=3, scans=1, rounds=1, naive_scans=1), tmp_path_factory.mktemp("bench"), console)

    def test_every_way_is_measured_on_every_kind(result: Result) -> None:
        """Baseline, inspect and service each have a rate, and read what is printed."""
        report = json.loads(json.dumps(as_json(result, ((0.0,), (0.0,)))))

        for kind, count in (("text", 3), ("scan", 1)):
            assert report[kind]["documents"] == dict.fromkeys(WAYS, count)
            assert min(report[kind]["documents_a_minute"].values()) > 0
            assert report[kind]["right_wrong_missing"]["inspect"] == {"number": f"{count}/0/0", "date": f"{count}/0/0"}
            assert report[kind]["right_wrong_missing"]["naive"]["date"] == f"{count}/0/0"
        assert set(report["seconds_to_start"]) == WAYS

    def test_the_profile_says_where_the_time_goes(result: Result) -> None:
        """Each kind has its own stages: a scan is read by OCR, a text is not."""
        assert {"tesseract", "recogniser", "render"} <= set(result.profiles["scan"].stages)
        assert "tesseract" not in result.profiles["text"].stages
        assert {"text layer", "signatures"} <= set(result.profiles["text"].stages)

    def test_the_tables_name_aims_and_ways(result: Result) -> None:
        """A reader sees each rate beside the baseline, and what was aimed at."""
        out = io.StringIO()
        Console(file=out, width=140).print(as_tables(result))

        assert all(words in out.getvalue() for words in ("naive, 1 at once", "service / inspect", "aim 10 ×"))
