"""`evidence-svc serve` as an operator runs it: queue, workers and web come up, answer, and go down together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from evidence_svc.operations.people import add_first_administrator
from tests.factories import PASSWORD, make_services, make_settings

STARTED = "Listening at"


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The running service and its port."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVIDENCE_")}
    environment |= {"EVIDENCE_DATA_DIR": str(tmp_path), "EVIDENCE_WORKERS": "1"}
    services = make_services(make_settings(tmp_path))
    add_first_administrator(services, username="quantri", name="Quản trị", password=PASSWORD)
    services.work.engine.dispose()
    command = [sys.executable, "-m", "evidence_svc.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    yield process, port
    process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    """Read what the service says until it says these words."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if words in line:
            return
    pytest.fail("".join(seen))


def test_serve_comes_up_answers_and_leaves_nothing_behind(server: tuple[subprocess.Popen[str], int]) -> None:
    """The health page answers, a second one is told where the first is, a polite stop ends every process started."""
    process, port = server
    wait_for(process, STARTED)
    family = psutil.Process(process.pid).children(recursive=True)

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
        status = answer.status
    second = subprocess.run(
        process.args, env=psutil.Process(process.pid).environ(), capture_output=True, text=True, check=False
    )
    process.send_signal(signal.SIGTERM)

    assert status == 200
    assert second.returncode == 1
    assert "Dịch vụ đã chạy trên thư mục dữ liệu" in second.stderr
    assert f"http://127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr
    assert process.wait(timeout=60) == 0
    assert psutil.wait_procs(family, timeout=30)[1] == []
