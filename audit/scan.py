"""Check canonical entries fast: one strict pattern for their usual form, everything else goes the careful way."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

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


def scan(content: bytes) -> Logged:
    """The members of canonical entry bytes; raises EntryError when the form is not canonical."""
    try:
        found = _ENTRY.fullmatch(content.decode())
    except UnicodeDecodeError as error:
        raise EntryError("the bytes are not UTF-8") from error
    if found is None:
        return _scan_carefully(content)
    action, actor, after, before, evidence, occurred_at, role, sequence, subject = found.groups()
    digests = tuple(evidence[1:-1].split('","')) if evidence else ()
    return Logged(int(sequence), occurred_at, actor, role, action, subject, _value(before), _value(after), digests)


def _scan_carefully(content: bytes) -> Logged:
    record = parse_record(content)
    evidence = record["evidence"]
    if not isinstance(evidence, list) or not all(isinstance(digest, str) for digest in evidence):
        raise EntryError("evidence must be a list of digests")
    return Logged(**{name: record[name] for name in Logged._fields if name != "evidence"}, evidence=tuple(evidence))  # type: ignore[arg-type] # values are not interpreted here, they are compared


# Scores and states repeat, so most values are looked up.
_value = lru_cache(_REMEMBERED)(parse_value)
