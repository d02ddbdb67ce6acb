"""Why a child died is said only where its last words show it."""

from __future__ import annotations

import os
import signal

import pytest

from evidence_svc.last_words import ended_where, hear_words, is_out_of_memory, open_words

PDFIUM = (
    b'Fatal Python error: Aborted\n\nCurrent thread 0x7f (most recent call first):\n  File "/x/pypdfium2/a.py", line 9'
)
READER = PDFIUM.replace(b"/x/pypdfium2/a.py", b"/x/parsers/reader_text.py")
OTHER = PDFIUM.replace(b"/x/pypdfium2/a.py", b"/x/parsers/scan/tesseract.py")


@pytest.mark.parametrize(
    ("words", "ended_by", "expected"),
    [
        (PDFIUM, signal.SIGABRT, True),
        (READER, signal.SIGABRT, True),
        (b"Multiple definitions in dictionary\n" + PDFIUM, signal.SIGABRT, True),
        (b"memory allocation of 4294967296 bytes failed\n" + OTHER, signal.SIGABRT, True),
        (b"terminate called after throwing an instance of 'std::bad_alloc'\n" + OTHER, signal.SIGABRT, True),
        (b"terminate called after throwing an instance of 'std::length_error'\n" + OTHER, signal.SIGABRT, False),
        (b"malloc(): corrupted top size\n" + PDFIUM, signal.SIGABRT, False),
        (b"free(): invalid pointer\n" + PDFIUM, signal.SIGABRT, False),
        (b"*** stack smashing detected ***: terminated\n" + READER, signal.SIGABRT, False),
        (b"libc++abi: Pure virtual function called!\n" + PDFIUM, signal.SIGABRT, False),
        (OTHER, signal.SIGABRT, False),
        (PDFIUM.replace(b"Aborted", b"Segmentation fault"), signal.SIGSEGV, False),
        (b"'std::bad_alloc'", signal.SIGABRT, False),
        (b"", signal.SIGABRT, False),
        (b"", signal.SIGKILL, False),
    ],
)
def test_memory_is_named_only_where_it_is_known(words: bytes, ended_by: int, expected: bool) -> None:
    """An abort counts as want of memory when a library says so, or when pdfium, silent in that case only, is silent."""
    assert is_out_of_memory(words, ended_by) is expected


def test_only_the_place_of_death_is_told() -> None:
    """What a library said of the document stays out of the log."""
    assert ended_where(b"Nguyen Van A\n" + PDFIUM) == PDFIUM.decode()
    assert ended_where(b"Nguyen Van A\n") == ""


def test_words_are_heard_without_waiting() -> None:
    """Silence is silence, at once; what did not fit is lost and nobody waits for room."""
    reading, writing = open_words()
    assert hear_words(reading) == b""
    os.write(writing, b"a word")
    assert hear_words(reading) == b"a word"
    said = os.write(writing, bytes(1 << 22))
    assert 0 < said < 1 << 22
    os.close(reading)
    os.close(writing)
