"""What a signed revision holds without showing it: content laid ready for a later switch (shadow attacks)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.boundary import translated
from verifiers.signature.fields import Key, key_of, raw, resolve
from verifiers.signature.objects import (
    children,
    has_other_generation,
    location,
    object_keys,
    object_stream_numbers,
    read,
)
from verifiers.signature.places import page_tree
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.references import find_former, find_holders
from verifiers.signature.strays import has_stray_objects, object_offsets

PAGE_TYPES = frozenset({"/Page", "/Pages", "/Catalog"})
TYPED = re.compile(rb"endobj|/(?:Type|Subtype|FunctionType|N|Length1)(?![A-Za-z0-9])")
# A string or an array shown, an image placed, a box filled; bare letters occur in any binary data.
SHOWS = re.compile(rb"[)>\]]\s*(?:Tj|TJ)(?![A-Za-z])|[)>]\s*['\"]\s|/[^\s/<>()\[\]]{1,127}\s+Do\b|[\d.]\s+re\s+f\b")
HINTS = re.compile(rb"/H\s*\[\s*(\d+)\s+\d+(?:\s+(\d+)\s+\d+)?\s*\]")
EARLY = 1024
LONGEST_DICTIONARY = 4000
LARGEST_DRAWING = 2_000_000


def find_hidden(body: bytes, end: int, reader: PdfFileReader) -> list[str]:
    """Defects of the bytes up to `end`, the first signed revision, which `reader` reads.

    twin-objects: an object that no table lists beside those that are; unreferenced-content: pages, or streams
    that draw, which nothing uses; hidden-layers: optional content that is switched off (ISO 32000-2, 8.11).
    None of them changes what was signed; all three are how a document is prepared for being switched later.
    """
    checks = {
        "twin-objects": lambda: has_stray_objects(body, 0, end, reader) or _has_two_generations(reader),
        "unreferenced-content": lambda: _has_unused_content(body, end, reader),
        "hidden-layers": lambda: _has_hidden_layers(reader),
    }
    return [name for name, check in checks.items() if _holds(check)]


def _holds(check: Any) -> bool:
    try:
        return bool(translated(check, "revision-unreadable"))
    except MalformedSignatureError:
        # What cannot be read draws nothing; damage that matters is told elsewhere.
        return False


def _has_two_generations(reader: PdfFileReader) -> bool:
    return any(has_other_generation(reader, key) for key in object_keys(reader))


def _has_hidden_layers(reader: PdfFileReader) -> bool:
    properties = resolve(raw(reader.root, "/OCProperties"))
    default = resolve(raw(properties, "/D"))
    if str(resolve(raw(default, "/BaseState"))) == "/OFF":
        return True
    if children(resolve(raw(default, "/OFF"))):
        return True
    if any(_hides_by_usage(resolve(group)) for group in children(resolve(raw(properties, "/OCGs")))):
        return True
    keys = object_keys(reader) if isinstance(properties, generic.DictionaryObject) else ()
    return any(_shows_when_off(read(reader, key)) for key in keys)


def _shows_when_off(node: Any) -> bool:
    """Whether a membership shows what it holds while its groups are off (ISO 32000-2, 8.11.2.2)."""
    if not isinstance(node, generic.DictionaryObject) or str(resolve(raw(node, "/Type"))) != "/OCMD":
        return False
    return str(resolve(raw(node, "/P"))) in {"/AllOff", "/AnyOff"} or _negates(raw(node, "/VE"))


def _negates(expression: Any) -> bool:
    """Whether a visibility expression has a negation in it; each object is looked at once."""
    queue, seen = [expression], set[Key]()
    while queue:
        item = queue.pop()
        key, value = key_of(item), resolve(item)
        if key is not None and key in seen:
            continue
        seen |= {key} if key is not None else set()
        if str(value) == "/Not":
            return True
        queue.extend(children(value) if isinstance(value, generic.ArrayObject) else [])
    return False


def _hides_by_usage(group: Any) -> bool:
    """Whether a group shows on screen and not on paper, in a copy, or at some sizes only: two documents in one."""
    usage = resolve(raw(group, "/Usage"))
    states = [str(resolve(raw(resolve(raw(usage, n)), f"{n}State"))) for n in ("/View", "/Print", "/Export")]
    return "/OFF" in states or raw(usage, "/Zoom") is not None


def _has_unused_content(body: bytes, end: int, reader: PdfFileReader) -> bool:
    hints = _hint_places(body)
    offsets = {place: key for place, key in object_offsets(reader).items() if place < end and place not in hints}
    streams = {key for key in _untyped_streams(body, offsets, reader) if _draws(reader, key)}
    unused = streams - set(find_holders(reader, streams)) if streams else set()
    nodes = {*_plain_nodes(body, offsets, reader), *_packed_nodes(reader)}
    pages = {key for key in nodes if resolve(raw(read(reader, key), "/Type")) in PAGE_TYPES}
    unused |= pages - page_tree(reader)
    # Editors leave behind what an earlier version of the document showed.
    return bool(unused) and bool(unused - find_former(reader, unused))


def _hint_places(body: bytes) -> set[int]:
    """Where a linearised file keeps its hint streams (ISO 32000-2, F.3.5), which no object mentions."""
    head = body[:EARLY]
    found = HINTS.search(head) if b"/Linearized" in head else None
    return {int(place) for place in found.groups() if place} if found else set()


def _untyped_streams(body: bytes, offsets: dict[int, Key], reader: PdfFileReader) -> Iterator[Key]:
    """Streams without type or subtype, as page contents are: told from the head of their bytes."""
    for place, key in offsets.items():
        head, found, _ = body[place : place + LONGEST_DICTIONARY].partition(b"stream")
        if found and not TYPED.search(head) and location(reader, key) == place:
            yield key


def _draws(reader: PdfFileReader, key: Key) -> bool:
    try:
        item = translated(lambda: read(reader, key), "revision-unreadable")
    except MalformedSignatureError:
        # A viewer that mends files may read it yet.
        return True
    if not isinstance(item, generic.StreamObject) or len(item.encoded_data) > LARGEST_DRAWING:
        return False
    return bool(SHOWS.search(item.data))


def _plain_nodes(body: bytes, offsets: dict[int, Key], reader: PdfFileReader) -> Iterator[Key]:
    places = sorted(offsets)
    for name in (b"/Page", b"/Catalog"):
        found = body.find(name)
        while found >= 0:
            index = bisect_right(places, found) - 1
            if index >= 0 and location(reader, offsets[places[index]]) == places[index]:
                yield offsets[places[index]]
            found = body.find(name, found + 1)


def _packed_nodes(reader: PdfFileReader) -> Iterator[Key]:
    packed = [number for number in sorted(object_stream_numbers(reader)) if _names_pages(read(reader, (number, 0)))]
    for key in object_keys(reader) if packed else ():
        if getattr(location(reader, key), "obj_stream_id", None) in packed:
            yield key


def _names_pages(item: Any) -> bool:
    return isinstance(item, generic.StreamObject) and (b"/Page" in item.data or b"/Catalog" in item.data)
