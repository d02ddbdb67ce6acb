"""Evidence from the shell: importing a folder, and reading originals again, with exit codes a script can rely on."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evidence_svc.cli import main
from tests.factories import OFFICE, ROUND, make_office, make_services, make_settings
from tests.sites import letter


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an office in it, named in the environment."""
    services = make_services(make_settings(tmp_path / "data"))
    make_office(services)
    services.work.engine.dispose()
    monkeypatch.setenv("EVIDENCE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_folder_is_imported_line_by_line(data: Path, tmp_path: Path) -> None:
    """Each file has its line and place; a refused one makes exit 1, the same import again finds everything there."""
    folder = tmp_path / "ho-so"
    (folder / "1.1.1").mkdir(parents=True)
    (folder / "1.1.1" / "ke hoach.pdf").write_bytes(letter())
    (folder / "rong.pdf").write_bytes(b"")
    command = ["evidence", "import", str(folder), "--round", ROUND, "--agency", OFFICE, "--as", "clerk"]

    first = CliRunner().invoke(main, command)
    second = CliRunner().invoke(main, command)

    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "ho-so/1.1.1/ke hoach.pdf → 1.1.1 (folder)" in first.output
    assert "(empty-file)" in first.output
    assert "new 1, same 0, refused 1" in first.output
    assert "new 0, same 1, refused 1" in second.output


def test_damaged_originals_make_exit_1(data: Path, tmp_path: Path) -> None:
    """`rehash` is silent success while all is well, and names what is altered."""
    folder = tmp_path / "mot"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(letter())
    CliRunner().invoke(main, ["evidence", "import", str(folder), "--round", ROUND, "--agency", OFFICE, "--as", "clerk"])

    good = CliRunner().invoke(main, ["evidence", "rehash"])
    blob = next(path for path in (data / "blobs").glob("??/*") if path.is_file())
    blob.write_bytes(b"x")
    bad = CliRunner().invoke(main, ["evidence", "rehash"])

    assert good.exit_code == 0
    assert bad.exit_code == 1
    assert f"blob-altered  {blob.name}" in bad.output


def test_fetching_without_allowed_hosts_is_exit_1(data: Path) -> None:
    """`trust fetch` on an empty trust folder ends in one line, not in a traceback."""
    result = CliRunner().invoke(main, ["trust", "fetch", "--as", "quantri"])

    assert result.exit_code == 1
    assert "Traceback" not in result.output
