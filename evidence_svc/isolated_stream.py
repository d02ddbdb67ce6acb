"""Run a generator on hostile input in a forked child, and take its pieces one by one as it makes them."""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Callable, Generator, Iterator

from evidence_svc.isolation import (
    ANSWERED,
    FAILED,
    OUT_OF_MEMORY,
    READ_SIZE,
    IsolationError,
    Limits,
    fork_child,
    hear_bytes,
    judge,
    leave,
    limit_call,
    trace,
    write_all,
)

# Larger than an uploaded file may be by default; what the child says of a size is not believed beyond this.
MAX_PIECE = 512 * 1024 * 1024
_PIECE = b"p"
_SIZE = struct.Struct("<Q")


def stream_isolated(function: Callable[[], Iterator[bytes]], limits: Limits) -> Generator[bytes, None, None]:
    """The pieces that `function` makes, in a child that may die alone; one is on its way while the caller has another.

    `limits.seconds` are for waiting for one piece and for the processor's time of all; the caller's own time with a
    piece does not count. Raises ChildTimeoutError, ChildMemoryError or IsolationError after the pieces that arrived;
    whoever stops taking pieces ends the child.
    """
    child = fork_child(lambda writing: _tell(function, writing, limits))
    reading = child.hearing
    try:
        while (mark := _hear(reading, 1, limits.seconds)) == _PIECE:
            yield _hear_piece(reading, limits.seconds)
        rest = mark + (_hear(reading, READ_SIZE, limits.seconds) if mark == FAILED else b"")
    except BaseException:
        os.kill(child.pid, signal.SIGKILL)
        raise
    finally:
        end = leave(child)
    judge(rest, end)


def _tell(function: Callable[[], Iterator[bytes]], writing: int, limits: Limits) -> None:
    """In the child: limit, make piece after piece, and leave without the parent's clean-up."""
    status = 1
    try:
        limit_call(limits)
        for piece in function():
            write_all(writing, _PIECE + _SIZE.pack(len(piece)))
            write_all(writing, piece)
        write_all(writing, ANSWERED)
        status = 0
    except MemoryError:
        write_all(writing, OUT_OF_MEMORY)
    except BaseException as error:  # noqa: BLE001 - the child's last frame: whatever it was is handed to the parent
        write_all(writing, FAILED + trace(error))
    finally:
        os._exit(status)


def _hear_piece(reading: int, seconds: float) -> bytes:
    """One whole piece; raises IsolationError when it is too large or breaks off."""
    head = _hear(reading, _SIZE.size, seconds)
    size = _SIZE.unpack(head)[0] if len(head) == _SIZE.size else MAX_PIECE + 1
    if size > MAX_PIECE:
        raise IsolationError(reason="answer-too-large")
    piece = _hear(reading, size, seconds)
    if len(piece) < size:
        raise IsolationError(reason="child-died")
    return piece


def _hear(reading: int, size: int, seconds: float) -> bytes:
    return hear_bytes(reading, size, time.monotonic() + seconds)
