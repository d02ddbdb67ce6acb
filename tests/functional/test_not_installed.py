"""An empty data folder, and a place that is taken, are told in words by whatever command meets them."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evidence_svc.cli import main
from evidence_svc.config import Settings
from evidence_svc.running import AlreadyRunningError, running_alone
from evidence_svc.setup import prepare

WORDS = "Chưa cài đặt: chạy evidence-svc setup."
SETUP = ("setup", "--username", "quantri", "--name", "Quản trị", "--password", "mot-mat-khau-dai")


def run(*arguments: str) -> Result:
    """A command in the test's own data folder."""
    return CliRunner().invoke(main, list(arguments))


def work() -> str:
    """What a worker in a process of its own says before it gives up."""
    command = [sys.executable, "-m", "evidence_svc.cli", "worker"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "BLOB_URL", "TRUST_DIR"):
        monkeypatch.delenv(f"EVIDENCE_{name}", raising=False)
    monkeypatch.setenv("EVIDENCE_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "serve",
        "worker",
        "scheduler --once",
        "audit verify",
        "audit checkpoint",
        "audit prove 1",
        "audit reindex",
        "round list",
        "person list",
        "agency list",
        "round move x open --as quantri",
    ],
)
def test_an_empty_installation_is_told_in_words(command: str) -> None:
    """One line says what to run; no traceback, no words of the database."""
    result = run(*command.split())

    assert result.exit_code == 1
    assert WORDS in result.output
    assert "sqlite" not in result.output.lower()
    assert isinstance(result.exception, SystemExit)


def test_tables_without_an_account_are_not_enough(tmp_path: Path) -> None:
    """A setup that was broken off leaves nobody to sign in; afterwards the same folder is served."""
    prepare(Settings(data_dir=tmp_path / "data")).work.engine.dispose()
    before = work()
    run(*SETUP)
    after = work()

    assert WORDS in before
    assert WORDS not in after
    assert "queue-unreachable: Hàng đợi không trả lời" in after


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_who_comes_second_is_told_where_the_first_one_is(tmp_path: Path, command: str) -> None:
    """Before anything is made or started."""
    folder = tmp_path / "data"
    with running_alone(Settings(data_dir=folder), "http://127.0.0.1:8123"):
        result = run(command)

    assert result.exit_code == 1
    assert f"Dịch vụ đã chạy trên thư mục dữ liệu {folder}: http://127.0.0.1:8123." in result.output
    assert [path.name for path in folder.iterdir()] == ["serve.lock"]


def test_a_folder_is_free_again_when_the_first_one_ends(tmp_path: Path) -> None:
    """However it ended; who is still preparing has no address yet; a queue of its own takes any number."""
    settings = Settings(data_dir=tmp_path / "data")
    with pytest.raises(KeyError), running_alone(settings, "http://127.0.0.1:8123"):
        raise KeyError
    with (
        running_alone(settings, ""),
        pytest.raises(AlreadyRunningError, match="đang chuẩn bị"),
        running_alone(settings, "http://127.0.0.1:8124"),
    ):
        pass
    shared = settings.model_copy(update={"redis_url": "redis://127.0.0.1:6379/0"})
    with running_alone(shared, "a"), running_alone(shared, "b"):
        pass


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_named_with_another_to_try(command: str) -> None:
    """Before anything is made or started."""
    run(*SETUP)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run(command, "--port", str(port))

    assert result.exit_code == 1
    assert f"port-in-use: Cổng {port} đang được chương trình khác dùng." in result.output
    assert f"--port {port + 1}" in result.output
