"""Entries and their canonical bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.entry import EntryDraft, canonical, complete, leaf_hash, parse_entry, plain
from audit.errors import EntryError

NOW = datetime(2023, 8, 16, 9, 30, 0, 5, tzinfo=UTC)
DRAFT = EntryDraft(
    actor="tham.dinh",
    role="appraiser",
    action="assessment:rescored",
    subject="criterion-assessment:42",
    before={"score": Decimal("1.00")},
    after={"score": Decimal("0.50")},
    reason="Báo cáo ban hành chậm 09 ngày",
    evidence=("ab" * 32,),
    request_id="req-1",
)
ENTRY = complete(DRAFT, sequence=7, now=NOW)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


class State(StrEnum):
    SUBMITTED = "submitted"


def altered(**members: object) -> bytes:
    """The canonical bytes of ENTRY with some members replaced, still sorted and without spaces."""
    record = json.loads(canonical(ENTRY)) | members
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_canonical_bytes_are_fixed() -> None:
    """The stored form never changes: a changed form would break every log in use."""
    expected = (
        '{"action":"assessment:rescored","actor":"tham.dinh","after":{"score":"0.50"},'
        '"before":{"score":"1.00"},"evidence":["' + "ab" * 32 + '"],'
        '"occurred_at":"2023-08-16T09:30:00.000005Z","reason":"Báo cáo ban hành chậm 09 ngày",'
        '"request_id":"req-1","role":"appraiser","sequence":7,"subject":"criterion-assessment:42","version":1}'
    )
    assert expected.encode() == canonical(ENTRY)


def test_leaf_hash_is_of_the_canonical_bytes() -> None:
    """An entry and its altered copy have different leaves, equal entries the same."""
    assert leaf_hash(ENTRY) == leaf_hash(replace(ENTRY))
    assert leaf_hash(ENTRY) != leaf_hash(replace(ENTRY, reason="khác"))


@given(before=json_values, after=json_values, reason=st.text(), microseconds=st.integers(0, 10**15))
def test_entry_survives_its_bytes(before: Any, after: Any, reason: str, microseconds: int) -> None:
    """Whatever text and structure an entry holds, parsing its bytes gives the entry back."""
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    entry = complete(replace(DRAFT, before=before, after=after, reason=reason), sequence=1, now=now)

    assert entry == parse_entry(canonical(entry))


def test_names_outside_the_basic_plane_are_sorted_by_utf16() -> None:
    """RFC 8785 §3.2.3 sorts by UTF-16 units: U+10000 comes before U+E000, unlike code point order."""
    entry = complete(replace(DRAFT, after={"\ue000": 1, "\U00010000": 2}), sequence=1, now=NOW)

    assert '{"\U00010000":2,"\ue000":1}' in canonical(entry).decode()
    assert entry == parse_entry(canonical(entry))


def test_unicode_form_is_kept() -> None:
    """Composed and decomposed text are different entries: the log does not alter what it was given."""
    composed, decomposed = replace(ENTRY, reason="\u1ebf"), replace(ENTRY, reason="e\u0302\u0301")

    assert canonical(composed) != canonical(decomposed)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("0.50"), "0.50"),
        (Decimal("0.5"), "0.5"),
        (Decimal("1E+2"), "100"),
        (date(2023, 1, 20), "2023-01-20"),
        (datetime(2023, 1, 20, 7, tzinfo=timezone(timedelta(hours=7))), "2023-01-20T00:00:00.000000Z"),
        (State.SUBMITTED, "submitted"),
        ({"điểm": (Decimal(1), None, True)}, {"điểm": ["1", None, True]}),
    ],
)
def test_plain_keeps_digits_as_given(value: Any, expected: object) -> None:
    """Decimals and dates become strings without losing a digit; enumerations their value."""
    assert expected == plain(value)


@pytest.mark.parametrize("value", [0.5, Decimal("NaN"), NOW.replace(tzinfo=None), b"x", {1: "x"}, {"a": ...}], ids=repr)
def test_values_without_one_written_form_are_refused(value: Any) -> None:
    """Fractions in binary, naive times and foreign objects never reach the log."""
    with pytest.raises(EntryError):
        complete(replace(DRAFT, after={"value": value}), sequence=1, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "rescore"},
        {"action": "Assessment:Rescored"},
        {"subject": "42"},
        {"subject": "a:b\x00"},
        {"actor": ""},
        {"actor": "a\nb"},
        {"role": ""},
        {"evidence": ("AB" * 32,)},
        {"evidence": ("ab" * 31,)},
    ],
    ids=str,
)
def test_malformed_drafts_are_refused(wrong: dict[str, Any]) -> None:
    """Names, actions, subjects and digests that do not have their form raise instead of being logged."""
    with pytest.raises(EntryError):
        complete(replace(DRAFT, **wrong), sequence=1, now=NOW)


def test_naive_clock_is_refused() -> None:
    """A naive instant could mean any hour: it is refused."""
    with pytest.raises(EntryError):
        complete(DRAFT, sequence=1, now=NOW.replace(tzinfo=None))


def test_sequence_counts_from_one() -> None:
    """Sequence zero is refused: the sequence is the tree's size after the entry."""
    with pytest.raises(EntryError):
        complete(DRAFT, sequence=0, now=NOW)


@pytest.mark.parametrize("value", [2**53, "\ud800"], ids=["large integer", "lone surrogate"])
def test_values_without_canonical_form_are_refused(value: Any) -> None:
    """What RFC 8785 cannot write raises EntryError, not the library's own error."""
    with pytest.raises(EntryError):
        canonical(complete(replace(DRAFT, after=value), sequence=1, now=NOW))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        canonical(ENTRY) + b" ",
        canonical(ENTRY).replace(b'"sequence":7', b'"sequence":7.0'),
        canonical(ENTRY).replace(b'"sequence":7', b'"sequence":NaN'),
        canonical(ENTRY).replace(b'{"action"', b'{"actor":"x","action"'),
        canonical(ENTRY).replace("á".encode(), b"\\u00e1"),
        altered(version=2),
        altered(sequence="7"),
        altered(sequence=True),
        altered(evidence=None),
        altered(occurred_at="2023-08-16T09:30:00Z"),
        altered(occurred_at="2023-8-16T09:30:00.000005Z"),
        altered(occurred_at=5),
        altered(extra=1),
        altered(actor=5),
        altered(reason=None),
    ],
    ids=lambda content: content[:12].decode(errors="replace") + str(len(content)),
)
def test_bytes_that_are_not_a_canonical_entry_are_refused(content: bytes) -> None:
    """Another spelling of the same JSON, other members or other kinds of value raise EntryError."""
    with pytest.raises(EntryError):
        parse_entry(content)
