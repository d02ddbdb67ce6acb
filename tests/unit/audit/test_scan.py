"""The fast reading of canonical bytes says what the careful one says, of entries and of everything else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.entry import Entry, canonical, complete, instant, parse_entry
from audit.errors import EntryError
from audit.scan import scan
from tests.unit.audit.logs import DRAFT, NOW

texts = st.text(st.characters(blacklist_categories=["Cs"]) | st.sampled_from('"\\,:{}[]'), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
TRICK = 'x","before":null,"evidence":[],"occurred_at":"y'


def entry_of(**members: Any) -> Entry:
    return complete(replace(DRAFT, **members), sequence=7, now=NOW)


@given(
    before=values, after=values, reason=texts, request_id=st.sampled_from(["", "a", 'a"b\\']), count=st.integers(0, 3)
)
def test_members_of_any_entry_are_read(before: Any, after: Any, reason: str, request_id: str, count: int) -> None:
    """Whatever an entry holds, the fast reading finds its members."""
    evidence = tuple(f"{number:064x}" for number in range(count))
    entry = entry_of(before=before, after=after, reason=reason, request_id=request_id, evidence=evidence)
    found = scan(canonical(entry))

    assert (entry.sequence, instant(entry.occurred_at), entry.actor, entry.role, entry.action, entry.subject) == found[
        :6
    ]
    assert (entry.before, entry.after, entry.evidence) == (found.before, found.after, found.evidence)


@pytest.mark.parametrize("member", ["before", "after", "reason", "subject"])
def test_text_that_looks_like_members_is_text(member: str) -> None:
    """Quotes, commas and names inside a value are a value's letters."""
    text = f"a:{TRICK}".replace(" ", "")
    found = scan(canonical(entry_of(**{member: text})))

    assert found.subject == (text if member == "subject" else DRAFT.subject)
    assert found.before == (text if member == "before" else None)


PLAIN = canonical(entry_of(after={"b": 1, "c": "điểm"}, reason="lý do"))


@given(at=st.integers(0, len(PLAIN) - 1), new=st.binary(max_size=2), width=st.integers(0, 2))
def test_other_bytes_are_judged_as_the_careful_reading_judges_them(at: int, new: bytes, width: int) -> None:
    """Bytes put in, taken out or replaced anywhere: what one reading refuses the other does not accept."""
    content = PLAIN[:at] + new + PLAIN[at + width :]
    try:
        found = scan(content)
    except EntryError:
        with pytest.raises(EntryError):
            parse_entry(content)
        return
    assert content == PLAIN or found.sequence != 7 or parse_or_none(content) is not None or is_loose(found)


def parse_or_none(content: bytes) -> Entry | None:
    try:
        return parse_entry(content)
    except EntryError:
        return None


def is_loose(found: Any) -> bool:
    """The scan checks the form; what the names mean (an instant, noun:verb, kind:id) only parsing checks."""
    try:
        entry_of(actor=found.actor, role=found.role, action=found.action, subject=found.subject)
    except EntryError:
        return True
    return bool(found.occurred_at != instant(NOW))
