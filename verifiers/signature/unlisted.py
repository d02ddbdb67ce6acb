"""Signatures in use that the form does not list: some viewers show them, others do not know of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from verifiers.signature.boundary import translated
from verifiers.signature.fields import SignatureField
from verifiers.signature.objects import location
from verifiers.signature.ranges import find_traces
from verifiers.signature.reader import CachingReader
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.references import find_holders
from verifiers.signature.strays import object_offsets


def has_unlisted(body: bytes, reader: CachingReader, fields: Sequence[SignatureField]) -> bool:
    """Whether an object that another one mentions holds a ByteRange and is no listed field's.

    Signatures cleared away leave their objects behind; nothing mentions those. Usage rights are none.
    """
    try:
        return translated(lambda: _has_unlisted(body, reader, fields), "unreadable-form")
    except MalformedSignatureError:
        # A file that cannot be walked has its defect already.
        return False


def _has_unlisted(body: bytes, reader: CachingReader, fields: Sequence[SignatureField]) -> bool:
    offsets = object_offsets(reader)
    starts = sorted(offsets)
    listed = {key for field in fields for key in (field.key, field.value_key)}
    # A field or its value may stand directly in the form, without an object of its own.
    ranges = {tuple(map(str, field.byte_range or ())) for field in fields}
    traces = [place for place in find_traces(body) if _numbers(body, place) not in ranges]
    places = [bisect_right(starts, place) - 1 for place in traces]
    met = {offsets[starts[index]] for index in places if index >= 0}
    living = {key for key in met - listed if location(reader, key) in starts}
    return bool(living and find_holders(reader, living))


def _numbers(body: bytes, place: int) -> tuple[str, ...]:
    """The ByteRange at a place, as its words without leading zeros."""
    words = body[body.find(b"[", place) + 1 : body.find(b"]", place)].split()
    return tuple(str(int(word)) if word.isdigit() else repr(word) for word in words)
