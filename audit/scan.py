"""Check canonical entries fast: one strict pattern for their usual form, everything else goes the careful way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from audit.entry import FORMAT_VERSION, JsonValue, parse_record, parse_value
from audit.errors import EntryError

# Letters as RFC 8785 writes them where no \u escape is needed; names have no escapes at all in the usual form.
_NAME = r'"([^"\\\x00-\x1f]*)"'
_TEXT = r'"[^"\\\x00-\x1f]*(?:\\["\\bfnrt][^"\\\x00-\x1f]*)*"'
_DIGEST = r'"[0-9a-f]{64}"'
# The two values are cut out here and judged by themselves: a JSON value ends where it ends, so if both are canonical
# values, the whole is a canonical object and cannot be read in another way.
_VALUE = r"(null|\{[^{}]*\}|.*?)"
_ENTRY = re.compile(
    rf'\{{"action":{_NAME},"actor":{_NAME},"after":{_VALUE},"before":{_VALUE},'
    rf'"evidence":\[((?:{_DIGEST}(?:,{_DIGEST})*)?)\],"occurred_at":{_NAME},"reason":{_TEXT},"request_id":{_TEXT},'
    rf'"role":{_NAME},"sequence":([1-9][0-9]{{0,15}}),"subject":{_NAME},"version":{FORMAT_VERSION}\}}'
)
_LINES = re.compile(f"^{_ENTRY.pattern}$", re.MULTILINE)
_REMEMBERED = 1 << 16


class Logged(NamedTuple):
    """The members of an entry that a row's columns repeat, six of them, and what a replay needs."""

    sequence: int
    occurred_at: str
    actor: str
    role: str
    action: str
    subject: str
    before: JsonValue
    after: JsonValue
    evidence: tuple[str, ...]


def scan_run(contents: Sequence[bytes]) -> list[tuple[Any, ...]] | None:
    """The members of many entries at once, a column for each member of `Logged`; None when one of them needs care.

    Canonical bytes have no line ends, so the entries are read as lines: as many matches as there are lines, each from
    the first letter of a line to its end, leave nothing of them unread.
    """
    try:
        text = b"\n".join(contents).decode()
    except UnicodeDecodeError:
        return None
    found = _LINES.findall(text)
    if not len(found) == len(contents) == text.count("\n") + 1:
        return None
    action, actor, after, before, evidence, occurred_at, role, sequence, subject = zip(*found, strict=True)
    try:
        values = tuple(map(_value, before)), tuple(map(_value, after))
    except EntryError:
        return None
    return [
        tuple(map(int, sequence)),
        occurred_at,
        actor,
        role,
        action,
        subject,
        *values,
        tuple(map(_digests, evidence)),
    ]


def scan(content: bytes) -> Logged:
    """The members of canonical entry bytes; raises EntryError when the form is not canonical."""
    try:
        found = _ENTRY.fullmatch(content.decode())
    except UnicodeDecodeError as error:
        raise EntryError("the bytes are not UTF-8") from error
    if found is None:
        return _scan_carefully(content)
    action, actor, after, before, evidence, occurred_at, role, sequence, subject = found.groups()
    values = _value(before), _value(after)
    return Logged(int(sequence), occurred_at, actor, role, action, subject, *values, _digests(evidence))


def _scan_carefully(content: bytes) -> Logged:
    record = parse_record(content)
    evidence = record["evidence"]
    if not isinstance(evidence, list) or not all(isinstance(digest, str) for digest in evidence):
        raise EntryError("evidence must be a list of digests")
    return Logged(**{name: record[name] for name in Logged._fields if name != "evidence"}, evidence=tuple(evidence))  # type: ignore[arg-type] # values are not interpreted here, they are compared


def _digests(listed: str) -> tuple[str, ...]:
    return tuple(listed[1:-1].split('","')) if listed else ()


# Scores and states repeat, so most values are looked up.
_value = lru_cache(_REMEMBERED)(parse_value)
