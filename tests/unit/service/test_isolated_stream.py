"""A child that makes pieces: they arrive in order, it dies alone, and nobody who stops taking leaves it behind."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence_svc.isolated_stream import stream_isolated
from evidence_svc.isolation import IsolationError, Limits

QUICK = Limits(seconds=20)


def children() -> set[str]:
    """The children of this thread, the dead among them that nobody has waited for."""
    return set(Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text(encoding="ascii").split())


def three() -> Iterator[bytes]:
    """An empty piece, a small one, one larger than a pipe."""
    yield from (b"", b"mot", b"x" * 3_000_000)


def crash() -> Iterator[bytes]:
    """A piece, then the end of a process that a decoder broke."""
    faulthandler.disable()
    yield b"mot"
    os.kill(os.getpid(), signal.SIGSEGV)


def fail() -> Iterator[bytes]:
    """A piece, then a mistake of the program."""
    yield b"mot"
    raise RuntimeError


def hang() -> Iterator[bytes]:
    """A piece, then silence."""
    yield b"mot"
    signal.pause()


def grow() -> Iterator[bytes]:
    """A piece, then more memory than allowed."""
    yield b"mot"
    yield b"x" * (400 * 1024 * 1024)


def test_pieces_arrive_as_they_were_made() -> None:
    """In order and whole, whatever their size."""
    assert list(stream_isolated(three, QUICK)) == list(three())


@pytest.mark.parametrize(
    ("function", "limits", "reason"),
    [
        (crash, QUICK, "child-died-sigsegv"),
        (fail, QUICK, "child-failed"),
        (hang, Limits(seconds=5), "time-limit"),  # the piece before it has all that time to arrive
        (grow, Limits(seconds=20, memory_bytes=100 * 1024 * 1024), "memory-limit"),
    ],
)
def test_what_went_before_is_kept(function: Callable[[], Iterator[bytes]], limits: Limits, reason: str) -> None:
    """The piece before the child's end has arrived; then its end is an error with its reason."""
    pieces = stream_isolated(function, limits)

    taken = next(pieces)
    with pytest.raises(IsolationError) as caught:
        next(pieces)

    assert caught.value.reason == reason
    assert taken == b"mot"


def test_whoever_stops_ends_the_child() -> None:
    """A caller that wants no more pieces leaves no process behind."""
    before = children()
    pieces = stream_isolated(three, QUICK)

    assert next(pieces) == b""
    pieces.close()

    assert children() == before
