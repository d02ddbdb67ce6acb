"""Measuring a labelled folder: what is counted, what is shown of a miss, what the next run is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks import corpus
from tests.papers import Paper

LABEL = {
    "text_layer": "text", "number": "34/KH-VP", "date": "2023-01-17", "type": "kế hoạch", "issuer": "VĂN PHÒNG",
    "signer": "Tran Van Mau", "signer_title": None, "subject": "Cải cách hành chính của cơ quan năm 2023",
}  # fmt: skip


def write(folder: Path, **labels: Mapping[str, object]) -> Path:
    """A folder of labelled documents; all show the same plan."""
    folder.mkdir()
    for name in labels:
        (folder / name).with_suffix(".pdf").write_bytes(Paper().pdf())
    lines = [json.dumps({"file": f"{name}.pdf", **label}) for name, label in labels.items()]
    (folder / "labels.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_folder_is_measured_and_compared_with_the_last_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Right, wrong and missing, sure mistakes by name, a picture of each miss, and what changed since."""
    monkeypatch.setattr(corpus, "RESULTS", tmp_path / "results")
    folder = write(tmp_path / "papers", a=LABEL, b={**LABEL, "number": "35/KH-VP", "text_layer": "scan"})
    corpus.main([str(folder)])
    first = capsys.readouterr().out

    assert [line.split()[1:7:2] for line in first.splitlines() if line.startswith("number")] == [
        ["0/1/0", "1/0/0", "0/1/0"]
    ]
    assert "b.pdf  number" in first.split("sure values")[1]
    assert (tmp_path / "results/papers/b-number.png").is_file()
    assert "no earlier run" in first

    (folder / "labels.jsonl").write_text(json.dumps({"file": "b.pdf", **LABEL, "text_layer": "scan"}), "utf-8")
    corpus.main([str(folder)])

    assert "b.pdf number: wrong -> right" in capsys.readouterr().out
    assert not (tmp_path / "results/papers/b-number.png").exists()


def test_a_file_that_cannot_be_read_has_its_fields_missing(tmp_path: Path) -> None:
    """It counts against every field that its label has."""
    folder = write(tmp_path / "papers", a=LABEL)
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 cut short")
    label = {"file": "a.pdf", **LABEL}
    verdicts, _, error = corpus.measure((folder, label, False))

    assert "damaged-file" in error
    assert {one.field: one.verdict for one in verdicts} == {
        **dict.fromkeys(corpus.FIELDS, "missing"), "signer_title": "right",
    }  # fmt: skip


def test_a_miss_at_the_end_of_a_long_text_is_shown_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Two subjects that begin alike differ where nobody would see it in their first letters."""
    common = "ve viec " * 30
    miss = corpus.Verdict("a.pdf", "text", "subject", "wrong", f"{common}x", f"{common}y", 0.8, in_top_three=False)
    corpus.print_misses([miss])

    read, label = capsys.readouterr().out.split("  read ")[1].split("  label ")
    assert (read.rstrip("'\n")[-1], label.rstrip("'\n")[-1]) == ("y", "x")
