"""Run one function on hostile input in a forked child with limits on time and memory."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import structlog

from evidence_svc.errors import ServiceError
from evidence_svc.last_words import ended_where, hear_words, is_out_of_memory, open_words, speak_into

log = structlog.get_logger(__name__)
# Held from making pipes to closing the child's ends: another child started in between would keep them open.
FORKING = threading.Lock()
READ_SIZE = 1 << 16
MAX_ANSWER = 64 * 1024 * 1024
STANDARD = 2  # the last of the three descriptors that every process has
ANSWERED, OUT_OF_MEMORY, FAILED = b"+", b"M", b"F"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: wall-clock seconds, and bytes of private memory beyond what it was forked with."""

    seconds: float = 60.0
    memory_bytes: int = 1536 * 1024 * 1024


class IsolationError(ServiceError):
    """The child did not answer; `reason` says how it ended."""

    reason = "child-died"
    message = "Chương trình đọc tài liệu dừng đột ngột khi xử lý tệp này."


class ChildTimeoutError(IsolationError):
    """The child went past its time and was killed."""

    reason = "time-limit"
    message = "Tệp mất quá nhiều thời gian để đọc nên bị dừng lại."


class ChildMemoryError(IsolationError):
    """The child asked for more memory than it may have."""

    reason = "memory-limit"
    message = "Tệp cần quá nhiều bộ nhớ để đọc nên bị dừng lại."


def run_isolated(function: Callable[[], bytes], limits: Limits) -> bytes:
    """The bytes that `function` returns, computed in a forked child that may die alone.

    Raises ChildTimeoutError, ChildMemoryError or IsolationError. The child inherits the parent's memory, so
    whatever the parent imported is already there; it never returns into the parent's stack.
    """
    child = fork_child(lambda writing: _answer(function, writing, limits))
    try:
        answer = _collect(child.hearing, limits.seconds)
    except BaseException:
        os.kill(child.pid, signal.SIGKILL)
        raise
    finally:
        end = leave(child)
    return judge(answer, end)


def run_isolated_json(function: Callable[[], dict[str, Any]], limits: Limits) -> dict[str, Any]:
    """As `run_isolated`, for a function that returns a JSON object: nothing of the child is unpickled."""
    answer = run_isolated(lambda: json.dumps(function(), ensure_ascii=False).encode(), limits)
    loaded: dict[str, Any] = json.loads(answer)
    return loaded


class Child(NamedTuple):
    """A forked process, our end of the pipe that it answers in, and that of its standard error."""

    pid: int
    hearing: int
    words: int


class End(NamedTuple):
    """How a child ended, as `waitpid` tells it, and what it said on its standard error."""

    status: int
    words: bytes


def fork_child(tell: Callable[[int], None]) -> Child:
    """Start a child that tells what it has to and never returns.

    One fork at a time: a child that another thread starts between pipe and close would keep our writing end open,
    and our reader would wait for that child, too.
    """
    with FORKING:
        reading, writing = os.pipe()
        words, speaking = open_words()
        child = os.fork()
        if child == 0:
            FORKING.release()
            speak_into(speaking)
            keep_only(writing)
            tell(writing)
        os.close(writing)
        os.close(speaking)
    return Child(child, reading, words)


def leave(child: Child) -> End:
    """Hang up on a child that ends by itself or has been killed, and wait for it."""
    os.close(child.hearing)
    _, status = os.waitpid(child.pid, 0)
    words = hear_words(child.words)
    os.close(child.words)
    return End(status, words)


def _answer(function: Callable[[], bytes], writing: int, limits: Limits) -> None:
    """In the child: limit, compute, write, and leave without the parent's clean-up."""
    status = 1
    try:
        limit_call(limits)
        write_all(writing, ANSWERED + function())
        status = 0
    except MemoryError:
        write_all(writing, OUT_OF_MEMORY)
    except BaseException as error:  # noqa: BLE001 - the child's last frame: whatever it was is handed to the parent
        write_all(writing, FAILED + trace(error))
    finally:
        os._exit(status)


def keep_only(*descriptors: int) -> None:
    """In the child: close every file that was inherited, beside the standard three and these.

    A hostile document must not reach the database or a socket of its parent, and whoever waits for the parent to
    hang up (a program it started, a browser) must not wait for this child as well.
    """
    bounds = [STANDARD, *sorted(descriptors), os.sysconf("SC_OPEN_MAX")]
    for below, above in pairwise(bounds):
        os.closerange(below + 1, above)


def limit_call(limits: Limits) -> None:
    """Limit what this process may use from here on, until it is limited again: only the soft limits are set."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_DATA, private_bytes() + limits.memory_bytes)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds) + 5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lower(kind: int, limit: int) -> None:
    """Set a soft limit, within the hard one that the administrator may have set."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def trace(error: BaseException) -> bytes:
    """The traceback of what ended a child, for the log."""
    return "".join(traceback.format_exception(error)).encode(errors="replace")


def private_bytes() -> int:
    """Bytes that RLIMIT_DATA counts already: VmData of this process (Linux)."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - /proc files are not paths to keep
        lines = dict(line.split(":", 1) for line in status if ":" in line)
    return int(lines["VmData"].split()[0]) * 1024


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, however few the pipe takes at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _collect(reading: int, seconds: float) -> bytes:
    """Everything the child writes until it closes the pipe or its time is over."""
    parts: list[bytes] = []
    size, until = 0, time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise ChildTimeoutError
        part = os.read(reading, READ_SIZE)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER:
            raise ChildTimeoutError(reason="answer-too-large")


def judge(answer: bytes, end: End) -> bytes:
    """The answer of a child that has ended; raises ChildMemoryError or IsolationError when it has none."""
    code = os.waitstatus_to_exitcode(end.status)
    if code == 0 and answer.startswith(ANSWERED):
        return answer[1:]
    if answer.startswith(OUT_OF_MEMORY) or is_out_of_memory(end.words, -code):
        raise ChildMemoryError
    if answer.startswith(FAILED):
        log.error("child-failed", traceback=answer[1:].decode(errors="replace"))
        raise IsolationError(reason="child-failed")
    reason = f"child-died-{signal.Signals(-code).name.lower()}" if code < 0 else "child-died"
    log.error(reason, traceback=ended_where(end.words))
    raise IsolationError(reason=reason)


def hear_bytes(reading: int, size: int, until: float) -> bytes:
    """So many bytes from a child, fewer when it closes its end before.

    `until` is an instant of the monotonic clock in seconds; raises ChildTimeoutError after it.
    """
    parts: list[bytes] = []
    while size:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise ChildTimeoutError
        part = os.read(reading, min(size, READ_SIZE))
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
