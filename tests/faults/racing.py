"""Many writers at once on one log: what each was told was kept, and what the log holds in the end."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from audit import store
from audit.verify import verify
from evidence_svc.persistence.unit_of_work import DatabaseError, Work
from tests.unit.audit.logs import DRAFT, NOW


@dataclass(frozen=True, slots=True)
class Outcome:
    """Entries acknowledged to writers, entries in the log, and what is wrong with them, empty if nothing.

    `refused` are attempts that the database turned away, all of it undone: on a slow disk a writer may wait too long.
    """

    acknowledged: int
    entries: int
    wrong: str
    refused: int = 0

    @property
    def summary(self) -> str:
        """One line for a reader."""
        found = self.wrong or "none lost, doubled or forked"
        return f"{self.acknowledged} acknowledged, {self.refused} refused, {self.entries} in the log, {found}"


def race(engine: Engine, writers: int, seconds: float) -> Outcome:
    """Let writers append as fast as they can, each entry in a transaction of its own, and judge the log after them."""
    work, barrier = Work(engine), threading.Barrier(writers)
    deadline = time.monotonic() + seconds

    refused: list[str] = []

    def write(number: int) -> list[str]:
        kept: list[str] = []
        barrier.wait()
        while time.monotonic() < deadline:
            name = f"{number}-{len(kept)}"
            try:
                with work.begin() as unit:
                    unit.append(replace(DRAFT, request_id=name), now=NOW)
                    unit.commit()
            except DatabaseError:
                refused.append(name)
            else:
                kept.append(name)
        return kept

    with ThreadPoolExecutor(writers) as pool:
        acknowledged = [name for kept in pool.map(write, range(writers)) for name in kept]
    return replace(judge(work, acknowledged), refused=len(refused))


def judge(work: Work, acknowledged: list[str]) -> Outcome:
    """Compare what writers were told with what the log holds."""
    with work.snapshot() as unit:
        found = verify(store.read_stored(unit.connection), store.read_head(unit.connection))
        names = Counter(entry.request_id for entry in store.read(unit.connection, limit=10_000_000))
    lost = [name for name in acknowledged if not names[name]]
    doubled = [name for name in acknowledged if names[name] > 1]
    wrong = f"{found.defect}" * (found.defect is not None) + f"lost {lost[:3]}" * bool(lost)
    return Outcome(len(acknowledged), found.entries, wrong + f"doubled {doubled[:3]}" * bool(doubled))
