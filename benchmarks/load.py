"""Fifty people at once: each signs in, walks through pages and thinks a little; no errors, and the 95th percentile.

Run as `python -m benchmarks.load --seconds 300`; the service runs as its own process, embedded or on PostgreSQL.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.pages import fill_office
from evidence_svc.config import Settings
from tests.databases import postgresql_server
from tests.factories import PASSWORD, make_office, make_services

RESULTS = Path(__file__).parent / "results" / "load.json"
PEOPLE, RAMP_UP = 50, 20.0
# What one person does between two pages: reads. Seconds, drawn evenly between the two.
THINKING = (1.0, 5.0)
ROLES = ("clerk", "clerk", "leader", "appraiser", "auditor")
PATHS = {
    "start page": "/",
    "criteria table": "/assessments/1",
    "criterion": "/criteria/{row}",
    "evidence": "/evidence/{file}",
    "evidence list": "/assessments/1/evidence",
    "review": "/assessments/1/review",
    "deadlines": "/agencies/van-phong/deadlines",
    "search": "/search?q=ke+hoach",
    "desk": "/appraise/{row}",
    "log": "/log",
}
NOT_FOR = {"log": {"clerk", "appraiser"}, "desk": {"clerk", "leader", "auditor"}}
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(slots=True)
class Tally:
    """Seconds of every answer by page, and what went wrong; shared by all people."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str, seconds: float, error: str = "") -> None:
        """Keep one answer."""
        with self.lock:
            self.seconds[page].append(seconds)
            if error:
                self.errors.append(f"{page}: {error}")


class Person:
    """Somebody with a session; each page comes over a connection of its own: people think longer than one is kept."""

    def __init__(self, port: int, tally: Tally, seed: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._tally, self._chance, self._cookie = tally, random.Random(seed), ""
        self.role = ROLES[seed % len(ROLES)]

    def sign_in(self) -> None:
        """Open the session as a browser would: the form, its token, the password."""
        found = _TOKEN.search(self._ask("sign-in form", "GET", "/sign-in"))
        fields = {"username": self.role, "password": PASSWORD, "csrf_token": found[1] if found else ""}
        self._ask("sign in", "POST", "/sign-in", urlencode(fields), wanted=302)

    def work(self, until: float, rows: int, files: int) -> None:
        """Load pages until the time is over."""
        mine = [page for page in PATHS if self.role not in NOT_FOR.get(page, set())]
        while time.monotonic() < until:
            page, chance = self._chance.choice(mine), self._chance
            path = PATHS[page].format(row=chance.randint(1, rows), file=chance.randint(1, files))
            self._ask(page, "GET", path)
            time.sleep(chance.uniform(*THINKING))

    def _ask(self, page: str, method: str, path: str, body: str | None = None, wanted: int = 200) -> str:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        try:
            # The server closes what idles, and browsers open another (RFC 9112, section 9.3.1).
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self._tally.note(page, time.perf_counter() - started, type(error).__name__)
            return ""
        self._tally.note(page, time.perf_counter() - started, "" if answer.status == wanted else str(answer.status))
        self._cookie = (answer.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        return text


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """The web process on a free port, as `evidence-svc web` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVIDENCE_")}
    environment |= {"EVIDENCE_DATA_DIR": str(settings.data_dir), "EVIDENCE_SIGN_IN_LIMIT": "1000 per minute"}
    if settings.database_url:
        environment["EVIDENCE_DATABASE_URL"] = settings.database_url
    command = [sys.executable, "-m", "evidence_svc.cli", "web", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            yield port
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


def measure(settings: Settings, seconds: float, files: int) -> dict[str, Any]:
    """Fill an office, serve it, let the people work; the figures of the run."""
    services = make_services(settings)
    office = make_office(services)
    rows = fill_office(office, files)
    services.work.engine.dispose()
    tally = Tally()
    with serving(settings) as port:
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=_live, args=(port, tally, n, until, rows, files)) for n in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return _report(tally, seconds)


def _live(port: int, tally: Tally, number: int, until: float, rows: int, files: int) -> None:
    time.sleep(number * RAMP_UP / PEOPLE)  # people do not all come in the same second
    person = Person(port, tally, number)
    person.sign_in()
    person.work(until, rows, files)


def _report(tally: Tally, seconds: float) -> dict[str, Any]:
    every = [value for values in tally.seconds.values() for value in values]
    pages = {
        page: {"requests": len(values), "p50_ms": _ms(values, 0.5), "p95_ms": _ms(values, 0.95)}
        for page, values in sorted(tally.seconds.items())
    }
    whole = {"requests": len(every), "p50_ms": _ms(every, 0.5), "p95_ms": _ms(every, 0.95), "p99_ms": _ms(every, 0.99)}
    rate = round(len(every) / seconds, 1)
    return {"people": PEOPLE, "seconds": seconds, "errors": tally.errors, "per_second": rate, **whole, "pages": pages}


def _ms(values: Sequence[float], share: float) -> float:
    return round(1000 * percentile(values, share), 1)


def main() -> None:
    """Measure both databases, write the table, fail when anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--files", type=int, default=40)
    chosen = parser.parse_args()
    found: dict[str, Any] = {"load_average": os.getloadavg()[0], "processors": os.cpu_count()}
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        found["sqlite"] = measure(Settings(data_dir=Path(folder) / "embedded"), chosen.seconds, chosen.files)
        with postgresql_server() as url:
            address = url.render_as_string(hide_password=False)
            settings = Settings(data_dir=Path(folder) / "province", database_url=address)
            found["postgresql"] = measure(settings, chosen.seconds, chosen.files)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    sys.exit(1 if found["sqlite"]["errors"] or found["postgresql"]["errors"] else 0)


if __name__ == "__main__":
    main()
