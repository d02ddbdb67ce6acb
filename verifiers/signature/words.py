"""Object numbers read backwards from a keyword, as leniently as viewers read them: past comments, signs and zeros."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifiers.signature.ranges import WHITESPACE

PLAIN = re.compile(rb"(?<![0-9.+-])(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+\Z")
NUMBER = re.compile(rb"\+?0*(\d{1,10})(?:\.\d*)?\Z")
WORD = re.compile(rb"[A-Za-z0-9]")
LONGEST_PLAIN = 40
LONGEST_NUMBER = 64
LONGEST_LINE = 65_536
MOST_ENDS = 64

Place = tuple[int, int, int]


def numbers_before(content: bytes, place: int, floor: int = 0) -> Iterator[Place]:
    """The pairs (number, generation) that may stand before `place`, each with where the number starts.

    `1 0 obj` and `1 0 R` may be written with comments between (ISO 32000-2, 7.2.4), and repairing viewers read
    `+01 0. obj` too; whoever looks for plain digits only misses what they show.
    """
    begin = max(floor, place - LONGEST_PLAIN)
    found = PLAIN.search(content[begin:place])
    if found is not None:
        yield int(found[1]), int(found[2]), begin + found.start()
        return
    for end in _word_ends(content, place, floor):
        generation = NUMBER.search(content[max(floor, end - LONGEST_NUMBER) : end])
        if generation is not None and end < place:
            yield from _numbers(content, end - len(generation[0]), int(generation[1]), floor)


def object_heads(body: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each `1 0 obj` as number, generation and place: the letters are searched first, so binary data cost little."""
    place = body.find(b"obj", start, end)
    while place >= 0:
        if not WORD.match(body, place + 3):
            yield from numbers_before(body, place, start)
        place = body.find(b"obj", place + 3, end)


def _numbers(content: bytes, place: int, generation: int, floor: int) -> Iterator[Place]:
    for end in _word_ends(content, place, floor):
        number = NUMBER.search(content[max(floor, end - LONGEST_NUMBER) : end])
        if number is not None and end < place:
            yield int(number[1]), generation, end - len(number[0])


def _word_ends(content: bytes, place: int, floor: int) -> Iterator[int]:
    """Where the word before `place` may end: before white space, and before whatever may be a comment."""
    queue, seen = [place], set[int]()
    while queue and len(seen) < MOST_ENDS:
        start = queue.pop(0)
        end = start
        while end > floor and content[end - 1] in WHITESPACE:
            end -= 1
        if end in seen:
            continue
        seen.add(end)
        yield end
        if _has_line_end(content, end, start):
            queue.extend(_signs(content, floor, end))


def _signs(content: bytes, floor: int, end: int) -> Iterator[int]:
    """The per cent signs of the line that ends here, first to last: each may begin a comment, or be text."""
    start = max(floor, end - LONGEST_LINE)
    line = max(start, content.rfind(b"\n", start, end) + 1, content.rfind(b"\r", start, end) + 1)
    sign = content.find(b"%", line, end)
    while sign >= 0:
        yield sign
        sign = content.find(b"%", sign + 1, end)


def _has_line_end(content: bytes, start: int, end: int) -> bool:
    return content.find(b"\n", start, end) >= 0 or content.find(b"\r", start, end) >= 0
