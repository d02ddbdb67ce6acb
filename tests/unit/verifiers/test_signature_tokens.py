"""The faster readers of names, strings and white space beside pyHanko's own: the same answer for any input."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic, misc

from verifiers.signature import token_reader

TOKENS = st.one_of(
    st.binary(max_size=30),
    st.text("aZ/<>[](){}%#2fé \n\r\t\f\x00", max_size=30).map(lambda text: text.encode("latin-1")),
)
CLASSES = [misc.PDF_WHITESPACE, misc.PDF_WHITESPACE + misc.PDF_DELIMITERS, b"ab"]


def _outcome(read: Callable[[], Any], stream: io.BytesIO | None = None) -> tuple[Any, ...]:
    """What was answered, of which type, and where the stream then stands."""
    try:
        value = read()
    except Exception as error:  # noqa: BLE001 - whatever the original raises is the expectation
        return type(error), str(error)
    return type(value), value, stream.tell() if stream else None


@settings(deadline=None, max_examples=300)
@given(TOKENS, st.integers(0, 32), st.sampled_from(CLASSES), st.sampled_from([None, 1, 20]))
def test_reading_up_to_a_character(content: bytes, start: int, ends: bytes, most: int | None) -> None:
    """The bytes before it, and the place behind it or at the end."""
    outcomes = []
    for read in (token_reader.UNTIL, token_reader.read_until_class):
        stream = io.BytesIO(content)
        stream.seek(start)
        outcomes.append(_outcome(partial(read, ends, stream, most), stream))

    assert outcomes[0] == outcomes[1]


@settings(deadline=None, max_examples=300)
@given(TOKENS, st.integers(0, 32), st.booleans(), st.booleans())
def test_reading_past_white_space(content: bytes, start: int, back: bool, at_end: bool) -> None:
    """The next byte, comments left out, and the place at or behind it."""
    outcomes = []
    for read in (token_reader.NEXT, token_reader.read_non_whitespace):
        stream = io.BytesIO(content)
        stream.seek(start)
        outcomes.append(_outcome(partial(read, stream, back, at_end), stream))

    assert outcomes[0] == outcomes[1]


@settings(deadline=None, max_examples=300)
@given(TOKENS)
def test_names(content: bytes) -> None:
    """With escapes, bytes that need them, letters of any alphabet."""
    assert _outcome(lambda: token_reader.NAME(content)) == _outcome(lambda: token_reader.decode_name(content))


@settings(deadline=None, max_examples=300)
@given(st.one_of(TOKENS, st.binary(max_size=30).map(bytearray)))
def test_texts(content: bytes | bytearray) -> None:
    """In PDFDocEncoding; undefined bytes are told by the same exception."""
    assert _outcome(lambda: token_reader.TEXT(content)) == _outcome(lambda: token_reader.decode_text(content))


@pytest.mark.parametrize("code", range(256))
def test_every_byte_is_the_same_letter(code: int) -> None:
    """All of the encoding's table."""
    content = bytes([code])

    assert _outcome(lambda: token_reader.TEXT(content)) == _outcome(lambda: token_reader.decode_text(content))


def test_readers_can_be_switched_off() -> None:
    """`remove` gives pyHanko its own readers back."""
    names = ("_decode_name", "decode_pdfdocencoding", "read_non_whitespace")
    token_reader.remove()
    try:
        own = [vars(generic)[name] for name in names]
        assert own == [token_reader.NAME, token_reader.TEXT, token_reader.NEXT]
        assert vars(misc)["_read_until_class"] is token_reader.UNTIL
    finally:
        token_reader.install()
    assert vars(misc)["_read_until_class"] is token_reader.read_until_class
