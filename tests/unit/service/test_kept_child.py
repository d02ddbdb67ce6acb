"""A child that is kept answers many calls, and no call can harm the next."""

from __future__ import annotations

import mmap
import os
import resource
import select
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from evidence_svc import kept_child
from evidence_svc.isolation import IsolationError, Limits, run_isolated
from evidence_svc.kept_child import KeptChild
from evidence_svc.operations.inspect import inspect, inspect_here
from tests.hostile import HOSTILE, one_page
from verifiers.signature.trust import TrustBundle

QUICK = Limits(seconds=20, memory_bytes=128 * 1024 * 1024)
MEGABYTES = 1024 * 1024
kept: list[mmap.mmap] = []


def work(question: bytes, content: bytes) -> bytes:
    """Do what the question says."""
    match question:
        case b"pid":
            return str(os.getpid()).encode()
        case b"crash":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"hang":
            signal.pause()
        case b"leave":
            os._exit(0)
        case b"fail":
            raise LookupError("a bug")
        case b"grow":
            bytes(256 * MEGABYTES)
        case b"flood":
            return bytes(65 * MEGABYTES)
        case b"keep":
            # Not from the heap: a long run leaves room there that a child inherits, and filling it is no growth.
            kept.append(mmap.mmap(-1, 32 * MEGABYTES, flags=mmap.MAP_PRIVATE))
        case b"files":
            return " ".join(sorted(os.listdir("/proc/self/fd"), key=int)).encode()  # noqa: PTH208 - /proc
        case b"content":
            return content[::-1]
        case b"limits":
            return f"{resource.getrlimit(resource.RLIMIT_DATA)[0]}".encode()
    return bytes(question)


@pytest.fixture
def child() -> Iterator[KeptChild]:
    """A child that may be asked five times."""
    one = KeptChild(work, most_calls=5)
    yield one
    one.close()


def test_a_child_holds_nothing_of_its_parent_open(child: KeptChild, tmp_path: Path) -> None:
    """A hostile document cannot reach the parent's database, and nobody waits for the child to hang up."""
    reading, writing = os.pipe()
    with (tmp_path / "evidence.db").open("wb"):
        opened = child.ask(b"files", QUICK).split()
    os.close(writing)

    ready, _, _ = select.select([reading], [], [], 5)
    assert ready == [reading]
    assert os.read(reading, 1) == b""
    assert len(opened) == 3 + 2 + 1, "the standard three, its two pipes, and the folder it is listing"
    os.close(reading)


def pid_of(child: KeptChild) -> int:
    """Which process answers."""
    return int(child.ask(b"pid", QUICK))


def exists(pid: int) -> bool:
    """Whether a process, or what is left of it, is there."""
    return os.path.exists(f"/proc/{pid}")  # noqa: PTH110 - /proc files are not paths to keep


def test_one_child_answers_several_calls(child: KeptChild) -> None:
    """The same process answers until it has answered as often as it may; then another one does."""
    pids = [pid_of(child) for _ in range(7)]

    assert len(set(pids[:5])) == 1
    assert len(set(pids[5:])) == 1
    assert pids[4] != pids[5]
    assert not exists(pids[0])


def test_long_questions_and_answers_arrive_whole(child: KeptChild) -> None:
    """Content longer than a pipe holds goes both ways."""
    content = os.urandom(3_000_000)

    assert child.ask(content, QUICK) == content


@pytest.mark.parametrize(
    ("question", "limits", "reason"),
    [
        (b"crash", QUICK, "child-died-sigkill"),
        (b"hang", Limits(seconds=0.2), "time-limit"),
        (b"leave", QUICK, "child-died"),
        (b"fail", QUICK, "child-failed"),
        (b"grow", QUICK, "memory-limit"),
        (b"flood", Limits(seconds=20), "answer-too-large"),
    ],
)
def test_a_call_that_ends_badly_ends_its_child(child: KeptChild, question: bytes, limits: Limits, reason: str) -> None:
    """However a call ends the child, its caller is told why, and the next call finds a fresh child."""
    before = pid_of(child)

    with pytest.raises(IsolationError) as died:
        child.ask(question, limits)

    assert died.value.reason == reason
    assert not exists(before)
    assert pid_of(child) != before


def test_content_arrives_beside_its_question(child: KeptChild) -> None:
    """A document is handed over as it is, whole."""
    content = os.urandom(3_000_000)

    assert child.ask(b"content", QUICK, content) == content[::-1]


def test_a_child_is_forked_before_a_document_is_there(child: KeptChild) -> None:
    """What is made ready answers; making it ready again changes nothing."""
    child.make_ready()
    before = child.pid
    child.make_ready()

    assert before is not None
    assert pid_of(child) == before


def test_a_child_that_died_idle_is_replaced(child: KeptChild) -> None:
    """Nobody's call is lost when the child is killed between two of them."""
    before = pid_of(child)
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)

    assert pid_of(child) != before


def test_a_child_that_has_grown_is_replaced(child: KeptChild, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a call leaves behind in memory is gone with the child; the answer is not."""
    monkeypatch.setattr(kept_child, "MOST_GROWTH", 16 * MEGABYTES)
    before = pid_of(child)

    assert child.ask(b"keep", QUICK) == b"keep"

    assert not exists(before)
    assert pid_of(child) != before


def test_each_call_has_its_own_limits(child: KeptChild) -> None:
    """A call after a narrow one may use more memory again, as its own limits say."""
    narrow = int(child.ask(b"limits", Limits(memory_bytes=64 * MEGABYTES)))
    wide = int(child.ask(b"limits", Limits(memory_bytes=512 * MEGABYTES)))

    assert wide - narrow > 400 * MEGABYTES


def test_a_fork_of_the_process_gets_a_child_of_its_own(child: KeptChild) -> None:
    """A forked process neither talks to its parent's child nor ends it."""
    before = pid_of(child)

    other = int(run_isolated(lambda: str(pid_of(child)).encode(), QUICK))

    assert other != before
    assert pid_of(child) == before


def test_closing_leaves_no_process(child: KeptChild) -> None:
    """A closed child is gone, not a zombie."""
    pid = pid_of(child)

    child.close()

    assert not exists(pid)


def test_no_document_leaves_a_trace_in_the_next_record() -> None:
    """Records from a kept child equal those of a process that has read nothing else, in any order."""
    now, bundle = datetime(2026, 11, 1, tzinfo=UTC), TrustBundle(())
    contents = {"a.pdf": one_page(), "b.pdf": HOSTILE["a web page"](), "c.pdf": one_page()[:-400]}

    def without_time(record: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in record.items() if key != "ms"}

    alone = {name: inspect_here(content, name, bundle, now=now).record for name, content in contents.items()}
    for names in permutations(contents):
        records = {name: inspect(contents[name], name, bundle, now=now, limits=Limits()).record for name in names}
        assert {name: without_time(record) for name, record in records.items()} == alone
