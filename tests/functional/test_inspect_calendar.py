"""Files inspected from the shell are judged by the working days of the installation, as uploaded ones are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evidence_svc.cli import main
from tests.letters import signed_plan
from verifiers.calendar import CALENDAR_VERSION


def inspect(*arguments: str | Path) -> Result:
    """Inspect in this process."""
    return CliRunner().invoke(main, ["inspect", *(str(argument) for argument in arguments)])


def test_inspect_counts_by_the_calendar_of_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator's table is named in the findings; a table of faults ends in one line."""
    days, path = tmp_path / "calendar.yaml", tmp_path / "34-17.01 Kế hoạch CCHC.pdf"
    days.write_text("days:\n  - {day: 2023-01-18, kind: holiday, document: Công văn 1}\n", encoding="utf-8")
    monkeypatch.setenv("EVIDENCE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EVIDENCE_CALENDAR_FILE", str(days))
    path.write_bytes(signed_plan(tmp_path / "trust"))

    record = json.loads(inspect("--json", "--trust", tmp_path / "trust", path).stdout)
    days.write_text("days: [{day: 2023-02-31}]", encoding="utf-8")
    refused = inspect("--json", path)

    versions = {found["details"]["calendar"] for found in record["findings"] if "calendar" in found["details"]}
    assert [version.partition(" + ")[0] for version in versions] == [CALENDAR_VERSION]
    assert CALENDAR_VERSION not in versions
    assert refused.exit_code == 1
    assert "Error: configuration: " in refused.output
