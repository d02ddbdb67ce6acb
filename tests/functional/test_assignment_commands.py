"""Work is assigned, listed and taken back from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evidence_svc.cli import main
from evidence_svc.samples.load import CRITERIA_FILE, sample_text

PASSWORD = "mat-khau-thu-nghiem"
WHY = ("--reason", "Theo thông báo phân công.", "--as", "admin")


def run(*arguments: str) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(main, list(arguments))


def test_an_appraiser_is_assigned_and_freed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list names agency and path by number, which ends one; who is unknown, or nothing chosen, is an error."""
    monkeypatch.setenv("EVIDENCE_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "set.yaml").write_text(sample_text(CRITERIA_FILE), encoding="utf-8")
    made = (
        run("setup", "--username", "admin", "--name", "Quản trị", "--password", PASSWORD),
        run("criteria", "import", str(tmp_path / "set.yaml"), "--as", "admin"),
        run("agency", "add", "vp", "--name", "Văn phòng", "--kind", "provincial-office", "--as", "admin"),
        run("person", "add", "td", "--name", "T", "--role", "appraiser", "--as", "admin", "--password", PASSWORD),
    )
    given = run("person", "assign", "td", "--agency", "vp", "--criterion", "1", "--criterion", "2", *WHY)
    kept = run("person", "assignments", "td")
    ended = run("person", "unassign", "1", *WHY)

    assert [each.exit_code for each in (*made, given, kept, ended)] == [0] * 7, [each.output for each in made]
    assert given.stdout == "2\n"
    assert kept.stdout == "1  vp  1\n2  vp  2\n"
    assert run("person", "assignments", "td").stdout == "2  vp  2\n"
    assert run("person", "assign", "khong-co", "--criterion", "1", *WHY).exit_code != 0
    assert run("person", "assign", "td", *WHY).exit_code != 0
