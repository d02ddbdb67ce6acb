"""A child that reads hostile input may die alone."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_svc.isolation import IsolationError, Limits, run_isolated, run_isolated_json
from parsers.reader import open_pdf, page_text
from tests.hostile import bomb

QUICK = Limits(seconds=20, memory_bytes=256 * 1024 * 1024)


def crash() -> bytes:
    """Die as a library with a memory error in its C code does."""
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def grow() -> bytes:
    """Ask for more memory than allowed."""
    return bytes(512 * 1024 * 1024)


def abort() -> bytes:
    """End as a library does that finds its heap broken."""
    os.abort()


def abort_without_memory() -> bytes:
    """End as a C++ library does whose exception nobody catches."""
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc\n")
    os.abort()


def open_bomb() -> bytes:
    """Let pdfium unpack more than the child may have: it aborts without a word."""
    with open_pdf(bomb()) as document:
        return page_text(document, 0).encode()


def hang() -> bytes:
    """Never answer."""
    while True:
        time.sleep(60)


def leave() -> bytes:
    """Exit without an answer."""
    os._exit(0)


def fail() -> bytes:
    """Raise what nobody expected."""
    raise LookupError("a bug")


def flood() -> bytes:
    """Answer more than anybody wants to read."""
    return bytes(65 * 1024 * 1024)


def children() -> set[str]:
    """The children of this thread, the dead among them that nobody has waited for."""
    return set(Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text(encoding="ascii").split())


def test_the_answer_comes_back() -> None:
    """What the function returns is what the caller gets, however long."""
    content = os.urandom(300_000)

    assert run_isolated(lambda: content, QUICK) == content


def test_a_json_answer_is_not_unpickled() -> None:
    """Objects come back as JSON values."""
    assert run_isolated_json(lambda: {"số": [1, None, "đ"]}, QUICK) == {"số": [1, None, "đ"]}


@pytest.mark.parametrize(
    ("function", "limits", "reason"),
    [
        (crash, QUICK, "child-died-sigsegv"),
        (abort, QUICK, "child-died-sigabrt"),
        (grow, QUICK, "memory-limit"),
        (abort_without_memory, QUICK, "memory-limit"),
        (open_bomb, Limits(memory_bytes=96 * 1024 * 1024), "memory-limit"),
        (hang, Limits(seconds=0.2), "time-limit"),
        (leave, QUICK, "child-died"),
        (fail, QUICK, "child-failed"),
        (flood, Limits(seconds=20), "answer-too-large"),
    ],
    ids=["crash", "abort", "memory", "memory in C++", "memory in pdfium", "time", "no answer", "exception", "flood"],
)
def test_a_dead_child_is_an_error_with_its_reason(function: Callable[[], bytes], limits: Limits, reason: str) -> None:
    """However the child ends, the parent goes on and says why."""
    with pytest.raises(IsolationError) as died:
        run_isolated(function, limits)

    assert died.value.reason == reason


def test_no_child_is_left_behind() -> None:
    """Every child is waited for, also one that was killed."""
    before = children()

    with pytest.raises(IsolationError):
        run_isolated(hang, Limits(seconds=0.1))

    assert children() == before


def test_a_quick_child_does_not_wait_for_a_slow_one(tmp_path: Path) -> None:
    """Children started by several threads at once each answer for themselves."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    answers: list[bytes] = []

    def slow() -> bytes:
        os.close(os.open(gate, os.O_RDONLY))  # until somebody opens it for writing
        return b"slow"

    def begin(function: Callable[[], bytes]) -> threading.Thread:
        thread = threading.Thread(target=lambda: answers.append(run_isolated(function, Limits(seconds=60))))
        thread.start()
        return thread

    before, quick, after = begin(slow), [begin(lambda: b"quick") for _ in range(20)], begin(slow)
    for thread in quick:
        thread.join()
    opened = os.open(gate, os.O_RDWR)
    for thread in (before, after):
        thread.join()
    os.close(opened)

    assert answers == [b"quick"] * 20 + [b"slow"] * 2


def test_a_child_may_have_children() -> None:
    """What runs isolated may isolate a part of its own work again."""
    assert run_isolated(lambda: run_isolated(lambda: b"inner", QUICK), QUICK) == b"inner"
