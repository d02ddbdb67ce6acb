"""A log entry: who did what to which subject, before and after, why, on what evidence, and its bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Never

import rfc8785

from audit import merkle
from audit.errors import EntryError

FORMAT_VERSION = 1
INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"

JsonValue = str | int | bool | None | list["JsonValue"] | dict[str, "JsonValue"]
LoggedValue = str | int | bool | Decimal | date | None | Sequence["LoggedValue"] | Mapping[str, "LoggedValue"]

_ACTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*:[a-z0-9]+(-[a-z0-9]+)*")
_SUBJECT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*:\S+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TEXTS = ("occurred_at", "actor", "role", "action", "subject", "reason", "request_id")
_KINDS: dict[str, type] = dict.fromkeys(_TEXTS, str) | {"sequence": int, "version": int, "evidence": list}
_FIELDS = tuple(sorted({*_KINDS, "before", "after"}))
_CONVERTED = ("version", "occurred_at", "evidence")


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What an operation wants remembered; the log adds the sequence and the instant.

    `action` is noun:past-verb ("assessment:rescored"), `subject` kind:id ("criterion-assessment:42"),
    `evidence` holds SHA-256 digests in lower-case hex. Decimals and dates are logged as strings.
    """

    actor: str
    role: str
    action: str
    subject: str
    before: LoggedValue = None
    after: LoggedValue = None
    reason: str = ""
    evidence: tuple[str, ...] = ()
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log. `sequence` counts from 1, so it is also the tree's size after the entry.

    `occurred_at` is aware, UTC. Raises EntryError when a field is malformed.
    """

    sequence: int
    occurred_at: datetime
    actor: str
    role: str
    action: str
    subject: str
    before: JsonValue
    after: JsonValue
    reason: str
    evidence: tuple[str, ...]
    request_id: str

    def __post_init__(self) -> None:
        _require(self.sequence >= 1, "sequence must count from 1")
        _require(self.occurred_at.tzinfo is UTC, "occurred_at must be in UTC")
        _require(_ACTION.fullmatch(self.action), f"action is not noun:past-verb: {self.action!r}")
        _require(_SUBJECT.fullmatch(self.subject), f"subject is not kind:id: {self.subject!r}")
        _require(all(map(_DIGEST.fullmatch, self.evidence)), "evidence must be SHA-256 in lower-case hex")
        names = (self.actor, self.role, self.subject, self.request_id)
        _require(not any(map(_CONTROL.search, names)), "a name holds a control character")
        _require(self.actor and self.role, "an entry needs its actor and role")


def complete(draft: EntryDraft, *, sequence: int, now: datetime) -> Entry:
    """Turn a draft into an entry; raises EntryError when `now` is naive or a value cannot be logged."""
    _require(now.tzinfo is not None, "the clock must be aware")
    return Entry(
        sequence=sequence,
        occurred_at=now.astimezone(UTC),
        actor=draft.actor,
        role=draft.role,
        action=draft.action,
        subject=draft.subject,
        before=plain(draft.before),
        after=plain(draft.after),
        reason=draft.reason,
        evidence=tuple(draft.evidence),
        request_id=draft.request_id,
    )


def plain(value: LoggedValue) -> JsonValue:
    """Return a value as JSON without fractions: Decimals and dates become strings, digits as given.

    Raises EntryError on floats and other types: a binary fraction in a log would not be the score shown.
    """
    match value:
        case None | bool():
            return value
        case str():
            return str.__str__(value)
        case int():
            return int(value)
        case Decimal() if value.is_finite():
            return format(value, "f")
        case datetime() if value.tzinfo is not None:
            return instant(value)
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case Mapping():
            return {_key(name): plain(member) for name, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case _:
            raise EntryError(f"a {type(value).__name__} cannot stand in a log entry", reason="value-unloggable")


def instant(moment: datetime) -> str:
    """Return an aware instant in UTC in the one fixed width the log uses, which also sorts as text."""
    return moment.astimezone(UTC).strftime(INSTANT_FORMAT)


def canonical(entry: Entry) -> bytes:
    """Return the entry's canonical JSON (RFC 8785); text keeps the Unicode form it came in."""
    record: dict[str, JsonValue] = {
        "version": FORMAT_VERSION,
        "sequence": entry.sequence,
        "occurred_at": instant(entry.occurred_at),
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "subject": entry.subject,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "evidence": list(entry.evidence),
        "request_id": entry.request_id,
    }
    return _dump(record)


def leaf_hash(entry: Entry) -> bytes:
    """Return the entry's 32-byte leaf hash in the log's tree."""
    return merkle.leaf_hash(canonical(entry))


def parse_entry(content: bytes) -> Entry:
    """Rebuild an entry from its canonical bytes; raises EntryError when they are anything else."""
    record: dict[str, Any] = parse_record(content)
    for name, kind in _KINDS.items():
        _require(type(record[name]) is kind, f"{name} is of the wrong kind")
    _require(all(isinstance(digest, str) for digest in record["evidence"]), "evidence must be text")
    entry = Entry(
        **{name: record[name] for name in _FIELDS if name not in _CONVERTED},
        occurred_at=_parse_instant(record["occurred_at"]),
        evidence=tuple(record["evidence"]),
    )
    _require(canonical(entry) == content, "the bytes are not the entry's canonical form")
    return entry


def parse_record(content: bytes) -> dict[str, JsonValue]:
    """Return the members of canonical entry bytes; raises EntryError when the form is not canonical.

    The form and the names are checked, the values are not interpreted.
    """
    try:
        text = content.decode()
        record, _ = _DECODER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise EntryError("the bytes are not a JSON entry") from error
    _require(isinstance(record, dict) and tuple(record) == _FIELDS, "the members are not those of an entry")
    _require(_is_canonical(record, text), "the bytes are not in canonical form")
    _require(record["version"] == FORMAT_VERSION, "the entry is of another format version")
    return record  # type: ignore[no-any-return] # the decoder has no types


def parse_value(text: str) -> JsonValue:
    """Return a value from its canonical text; raises EntryError when the form is not canonical."""
    try:
        value: JsonValue = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise EntryError("a value is not JSON") from error
    _require(_is_canonical(value, text), "a value is not in canonical form")
    return value


def _is_canonical(value: JsonValue, text: str) -> bool:
    """Whether text that was parsed to this value is RFC 8785.

    Without fractions the standard encoder writes the same, five times faster. It keeps the order of names it met, so
    that is looked at apart.
    """
    return _ENCODER.encode(value) == text and _is_sorted(value)


def _is_sorted(value: JsonValue) -> bool:
    """Whether the names of every object stand in order of their UTF-16 units (RFC 8785 §3.2.3)."""
    if isinstance(value, dict):
        names = list(value)
        return names == sorted(names, key=_utf16) and all(map(_is_sorted, value.values()))
    return not isinstance(value, list) or all(map(_is_sorted, value))


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be")


def _dump(record: dict[str, JsonValue]) -> bytes:
    try:
        return rfc8785.dumps(record)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise EntryError(f"the entry has no canonical form: {error}", reason="value-unloggable") from error


def _parse_instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, INSTANT_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise EntryError(f"not an instant: {text!r}") from error


def _refuse_fraction(text: str) -> Never:
    raise EntryError(f"a log entry holds no fractional number: {text}")


_DECODER = json.JSONDecoder(parse_float=_refuse_fraction, parse_constant=_refuse_fraction)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise EntryError(f"a {type(name).__name__} cannot name a member", reason="value-unloggable")
    return str.__str__(name)


def _require(condition: object, message: str) -> None:
    if not condition:
        raise EntryError(message)
