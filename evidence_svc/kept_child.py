"""Keep a forked child for several calls on hostile input, and replace it before one call can harm the next."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import struct
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import BinaryIO, TypeAlias

from evidence_svc.isolation import (
    ANSWERED,
    FAILED,
    FORKING,
    MAX_ANSWER,
    OUT_OF_MEMORY,
    Child,
    End,
    IsolationError,
    Limits,
    hear_bytes,
    judge,
    keep_only,
    leave,
    limit_call,
    private_bytes,
    trace,
    write_all,
)
from evidence_svc.last_words import hear_words, open_words, speak_into

# Forking costs as much as reading a page or two; spread over so many calls it no longer shows.
MOST_CALLS = 100
# A child that keeps so much more memory than it was forked with has read something odd, and is not kept.
MOST_GROWTH = 384 * 1024 * 1024
LEAVING = b"-"
_QUESTION = struct.Struct("<QQdQ")  # lengths of question and content, seconds, bytes of memory
_ANSWER = struct.Struct("<Q")


Work: TypeAlias = Callable[[bytes, bytes], bytes]


@dataclass(frozen=True, slots=True)
class _Child:
    """A child that was forked by process `parent`, and our ends of the pipes to it, from it and from its errors."""

    pid: int
    parent: int
    asking: int
    hearing: int
    words: int


class KeptChild:
    """Answers calls one after the other in a forked child; for one thread at a time.

    Each call has limits of its own. A child that dies, fails, is late, asks for too much memory, has grown, or has
    answered `most_calls` calls is replaced by a fresh fork of this process; the caller of that one call is told.
    """

    def __init__(self, work: Work, most_calls: int = MOST_CALLS) -> None:
        self._work = work
        self._most_calls = most_calls
        self._child: _Child | None = None
        self._end: Callable[[], object] = _nothing
        self._forget: Callable[[], object] = _nothing

    @property
    def pid(self) -> int | None:
        """The process id of the child that stands ready, if one does."""
        return self._child.pid if self._child else None

    def make_ready(self) -> None:
        """Fork the child now, unless one stands ready.

        What lies in this process's memory at that moment counts as the child's, too: let it be before a document does.
        """
        if self._child is None or self._child.parent != os.getpid():
            self.close()
            self._start()

    def ask(self, question: bytes, limits: Limits, content: bytes = b"") -> bytes:
        """What `work(question, content)` returns in the child; neither side holds a long content twice.

        Raises ChildTimeoutError, ChildMemoryError or IsolationError, as `run_isolated` does.
        """
        child = self._ready(_QUESTION.pack(len(question), len(content), limits.seconds, limits.memory_bytes))
        try:
            with contextlib.suppress(BrokenPipeError):  # its status tells why
                write_all(child.asking, question)
                write_all(child.asking, content)
            answer = _hear(child.hearing, time.monotonic() + limits.seconds)
        except BaseException:
            self.close()
            raise
        if answer.startswith(ANSWERED):
            hear_words(child.words)  # what it said of this document is none of the next one's
            return answer[1:]
        end = self._leave(child)
        return answer[1:] if answer.startswith(LEAVING) else judge(answer, end)

    def close(self) -> None:
        """Kill the child, if one stands ready, and wait for it."""
        self._end()
        self._child = None

    def _ready(self, header: bytes) -> _Child:
        """A child that has taken the header: the one that stands ready, or a new one if that one has died idle."""
        if self._child is not None and self._child.parent == os.getpid():
            with contextlib.suppress(BrokenPipeError):
                write_all(self._child.asking, header)
                return self._child
        self.close()
        child = self._start()
        write_all(child.asking, header)
        return child

    def _start(self) -> _Child:
        self._child = child = _fork(self._work, self._most_calls)
        end = weakref.finalize(self, _kill, child)
        self._end, self._forget = end, end.detach
        return child

    def _leave(self, child: _Child) -> End:
        """Wait for a child that ends by itself."""
        self._forget()
        self._child = None
        os.close(child.asking)
        return leave(Child(child.pid, child.hearing, child.words))


def _nothing() -> None:
    """What ends a child that was never forked."""


def _kill(child: _Child) -> None:
    """End the child, in the process that forked it: in a fork of that one its descriptors may mean other files."""
    if child.parent != os.getpid():
        return
    os.close(child.asking)
    os.kill(child.pid, signal.SIGKILL)
    leave(Child(child.pid, child.hearing, child.words))


def _fork(work: Work, most_calls: int) -> _Child:
    parent = os.getpid()
    with FORKING:
        asked, asking = os.pipe()
        hearing, answering = os.pipe()
        words, speaking = open_words()
        pid = os.fork()
        if pid == 0:
            FORKING.release()
            speak_into(speaking)
            keep_only(asked, answering)
            _serve(work, most_calls, asked, answering)
        for theirs in (asked, answering, speaking):
            os.close(theirs)
    return _Child(pid, parent, asking, hearing, words)


def _serve(work: Work, most_calls: int, asked: int, answering: int) -> None:
    """In the child: answer until told to stop, without ever returning into the parent's stack."""
    status = 1
    try:
        # What was inherited stays as it is: collecting it would copy every page it lies on.
        gc.freeze()
        most = private_bytes() + MOST_GROWTH
        hearing = os.fdopen(asked, "rb")
        for number in count(1):
            answer = work(*_next_question(hearing))
            leaving = number >= most_calls or private_bytes() > most
            _send(answering, (LEAVING if leaving else ANSWERED) + answer)
            if leaving:
                break
        status = 0
    except EOFError:
        status = 0
    except MemoryError:
        _send(answering, OUT_OF_MEMORY)
    except BaseException as error:  # noqa: BLE001 - the child's last frame: whatever it was is handed to the parent
        _send(answering, FAILED + trace(error))
    finally:
        os._exit(status)


def _next_question(hearing: BinaryIO) -> tuple[bytes, bytes]:
    """The next question and its content, under its own limits; raises EOFError when nobody will ask any more."""
    length, content_length, seconds, memory = _QUESTION.unpack(_receive(hearing, _QUESTION.size))
    question, content = _receive(hearing, length), _receive(hearing, content_length)
    limit_call(Limits(seconds, memory))
    return question, content


def _receive(hearing: BinaryIO, size: int) -> bytes:
    """So many bytes, read into the one block that is returned; raises EOFError when they end before."""
    received = hearing.read(size)
    if len(received) < size:
        raise EOFError
    return received


def _send(descriptor: int, answer: bytes) -> None:
    write_all(descriptor, _ANSWER.pack(len(answer)) + answer)


def _hear(hearing: int, until: float) -> bytes:
    """The child's answer; empty when it died without one."""
    head = hear_bytes(hearing, _ANSWER.size, until)
    if len(head) < _ANSWER.size:
        return b""
    (size,) = _ANSWER.unpack(head)
    if size > MAX_ANSWER:
        raise IsolationError(reason="answer-too-large")
    return hear_bytes(hearing, size, until)
