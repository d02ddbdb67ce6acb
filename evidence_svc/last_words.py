"""What a child says on its standard error, heard apart from ours, and what of its death that explains.

A hostile document must not write lines into the service's log, and a library that aborts tells nobody else why.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import signal

STANDARD_ERROR = 2
_MOST = 1 << 16  # what a pipe holds by default on Linux; a child that says more loses the rest
_FATAL = b"Fatal Python error: "
# What std::terminate of libstdc++ and the allocator of Rust say before they abort.
_WITHOUT_MEMORY = re.compile(rb"'std::bad_alloc'|memory allocation of \d+ bytes failed")
_PLACE = re.compile(rb'^  File "([^"]*)"', re.MULTILINE)
# pdfium aborts without a word in one place of its own, FX_OutOfMemoryTerminate (core/fxcrt/fx_memory.cpp).
_SILENT = re.compile(rb"/pypdfium2/|/parsers/reader\w*\.py$")
# Whoever else aborts inside it says so: glibc of a broken heap or stack, libc++abi, abseil, an assertion.
_OTHERWISE = re.compile(rb"\(\): |corrupt|invalid|\*\*\*|terminat|libc\+\+abi|RAW: |[Aa]ssert|[Cc]heck failed")


def open_words() -> tuple[int, int]:
    """A pipe for a child's standard error, reading and writing end; neither ever waits."""
    return os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)


def speak_into(writing: int) -> None:
    """In the child: make the pipe its standard error, and say there where a fatal signal found it."""
    os.dup2(writing, STANDARD_ERROR)
    faulthandler.enable(STANDARD_ERROR, all_threads=False)


def hear_words(reading: int) -> bytes:
    """What has been said since the last time; nothing is waited for."""
    with contextlib.suppress(BlockingIOError):
        return os.read(reading, _MOST)
    return b""


def ended_where(words: bytes) -> str:
    """The Python frames a fatal signal found, "" where it found none; nothing of what libraries said of a document."""
    _, fatal, frames = words.rpartition(_FATAL)
    return (fatal + frames).decode(errors="replace") if fatal else ""


def is_out_of_memory(words: bytes, ended_by: int) -> bool:
    """Tell whether a child that died of signal `ended_by` surely died because it was given no more memory."""
    if ended_by != signal.SIGABRT:
        return False
    said, fatal, frames = words.rpartition(_FATAL)
    if not fatal:
        return False
    if _WITHOUT_MEMORY.search(said):
        return True
    place = _PLACE.search(frames)
    return place is not None and _SILENT.search(place[1]) is not None and not _OTHERWISE.search(said)
