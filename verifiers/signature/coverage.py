"""What each signature covers of the file, and what the revisions after it did; signatures in order of their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.annotations import HIGHLIGHT, NOTE
from verifiers.signature.boundary import translated
from verifiers.signature.details import ChangesAfter, Coverage
from verifiers.signature.fields import find_signature_fields, key_of, open_mended, open_reader, raw, walk_fields
from verifiers.signature.hidden import find_hidden
from verifiers.signature.objects import location
from verifiers.signature.ranges import WHITESPACE
from verifiers.signature.reader import CachingReader
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.revisions import Step, compare_revisions
from verifiers.signature.strays import has_stray_objects
from verifiers.signature.verdict import Facts

EOF_MARKER = b"%%EOF"
# Readers look for it in the last 1024 bytes (ISO 32000-1, implementation note 18).
EOF_WITHIN = 1024
UNREADABLE = Step(ChangesAfter.CONTENT, ("revision-unreadable",))


@dataclass(frozen=True, slots=True)
class Revision:
    """The file up to `end`, the end of a signature's range or of the file."""

    end: int
    reader: PdfFileReader | None


def open_revisions(facts: Sequence[Facts], body: bytes, whole: CachingReader) -> list[Revision]:
    """The revisions that the readable signatures cover, each once, in order; `whole` reads the body."""
    ends = sorted({f.end for f in facts if f.fault is None})
    return [Revision(end, whole if end == len(body) else _open(body[:end], whole)) for end in ends]


def settle_changes(
    facts: Sequence[Facts], body: bytes, whole: CachingReader, revisions: Sequence[Revision]
) -> list[str]:
    """Fill in coverage and changes of every readable signature; returns the defects of the file."""
    readable = [f for f in facts if f.fault is None]
    if not readable:
        return []
    size = len(body.rstrip(WHITESPACE))
    ends = [revision.end for revision in revisions]
    for f in readable:
        f.coverage = _coverage(f, body, size, revisions[ends.index(f.end)])
    defects = find_hidden(body, ends[0], revisions[0].reader) if revisions[0].reader else []
    steps = [_step(a, b, body) for a, b in pairwise(revisions)]
    if size > ends[-1]:
        steps.append(_last_step(revisions[-1], Revision(len(body), whole), body, readable, defects))
    for f in readable:
        _settle_one(f, ends.index(f.end), steps, readable, ends)
    return defects


def _open(content: bytes, whole: CachingReader) -> PdfFileReader | None:
    """A revision has to have a table of its own, unless the file has none that can be read."""
    try:
        if whole.is_mended:
            return open_mended(content)
        reader = open_reader(content)
    except MalformedSignatureError:
        return None
    reader.whole = whole
    return reader


def _coverage(facts: Facts, body: bytes, size: int, revision: Revision) -> Coverage:
    """Entire only when the covered bytes are a PDF by themselves in which this very signature stands."""
    if revision.reader is None or not _ends_a_revision(body, facts.end):
        return Coverage.CONTIGUOUS_BLOCK
    reader = revision.reader
    try:
        if not translated(lambda: _stands_in(facts, reader), "unreadable-form"):
            return Coverage.CONTIGUOUS_BLOCK
    except MalformedSignatureError:
        return Coverage.UNCLEAR
    return Coverage.ENTIRE_FILE if facts.end >= size else Coverage.ENTIRE_REVISION


def _ends_a_revision(body: bytes, end: int) -> bool:
    """Whether an end of file stands at the end, or near it: some writers add a comment, which is signed, too."""
    return body.rfind(EOF_MARKER, max(0, end - EOF_WITHIN), end) >= 0


def _stands_in(facts: Facts, reader: PdfFileReader) -> bool:
    """Whether the revision's form holds this field with its value in front of the gap."""
    own = facts.field
    key = own.value_key or own.key
    if key is None:
        # A field without an object of its own: known by what it holds.
        held = [(one.name, one.contents, one.byte_range) for one in find_signature_fields(reader)]
        return (own.name, own.contents, own.byte_range) in held
    place = location(reader, key)
    fields = [node for _, node, item, _ in walk_fields(reader) if item == own.key]
    is_held = any(own.value_key is None or key_of(raw(node, "/V")) == own.value_key for node in fields)
    return is_held and isinstance(place, int) and place < facts.gap_start


def _step(before: Revision, after: Revision, body: bytes) -> Step:
    old, new = before.reader, after.reader
    if old is None or new is None:
        return UNREADABLE
    try:
        step = compare_revisions(old, new)
        strays = translated(lambda: has_stray_objects(body, before.end, after.end, new), "revision-unreadable")
    except MalformedSignatureError as error:
        return Step(ChangesAfter.CONTENT, (error.reason,))
    if strays:
        return replace(step, kind=ChangesAfter.CONTENT, changed=(*step.changed, "objects-outside-xref"))
    return step


def _last_step(last: Revision, whole: Revision, body: bytes, readable: Sequence[Facts], defects: list[str]) -> Step:
    """What stands after the last signature: nobody signed for it."""
    step = _step(last, whole, body)
    if "objects-outside-xref" in step.changed:
        defects.append("objects-outside-xref")
    if step.kind is ChangesAfter.NONE and not step.rewritten:
        defects.append("bytes-after-signature")
        for f in readable:
            f.objections.append("bytes-after-signature")
    return step


def _settle_one(
    facts: Facts, index: int, steps: Sequence[Step], readable: Sequence[Facts], ends: Sequence[int]
) -> None:
    order = list(ChangesAfter)
    for number, step in enumerate(steps[index:], start=index):
        answering = [f for f in readable if f.end > ends[number] and f.sound]
        is_held = any(f.end > ends[number] and f.intact and f.valid and f.covers for f in readable)
        is_covered = is_held if set(step.stamps) == {HIGHLIGHT} else bool(answering)
        invites = step.notes and any(_invites_notes(f) and f.end <= ends[number] for f in readable)
        kind = ChangesAfter.STAMPED if invites and not step.changed else _kind_for(facts, step, covered=is_covered)
        facts.changes = max(facts.changes, kind, key=order.index)
        facts.changed += tuple(name for name in (*step.changed, *step.stamps) if name not in facts.changed)
        facts.warnings.extend(step.warnings)
        facts.objections.extend(["annotations-changed"] if invites else [])
        _object(facts, step, readable, answered=bool(answering))
    if facts.changes is ChangesAfter.STAMPED and "annotations-changed" not in facts.objections:
        facts.objections.append("stamped-after-signing")


def _invites_notes(facts: Facts) -> bool:
    """Whether a signature that holds certifies the document for notes, too (DocMDP 3; ISO 32000-2, table 257)."""
    return facts.field.certification == 3 and facts.intact and facts.valid and facts.covers


def _kind_for(facts: Facts, step: Step, *, covered: bool) -> ChangesAfter:
    """A stamp that nobody signed for, and a change to a locked field, are changes of content.

    A highlight hides nothing, so it is enough that a later signature holds, whoever made it.

    Who certifies a form for filling in (DocMDP 2 or 3) lets values be replaced, too.
    """
    if facts.field.locked is not None and any(_is_locked(*facts.field.locked, name) for name in step.filled):
        return ChangesAfter.CONTENT
    is_value = step.kind is ChangesAfter.STAMPED and set(step.stamps) == {"form-value"}
    if is_value and facts.field.certification in {2, 3}:
        return ChangesAfter.PERMITTED
    if step.kind is ChangesAfter.STAMPED and (not covered or NOTE in step.stamps):
        return ChangesAfter.CONTENT
    return step.kind


def _is_locked(action: str, names: frozenset[str], name: str) -> bool:
    listed = any(name == item or name.startswith(item + ".") for item in names)
    return action == "All" or (action == "Include" and listed) or (action == "Exclude" and not listed)


def _object(facts: Facts, step: Step, readable: Sequence[Facts], *, answered: bool) -> None:
    """Objections short of a change of content: certification exceeded, entries or signers that nobody vouches for."""
    stamps = {f.field.name for f in readable if f.field.is_timestamp and f.intact}
    signed = set(step.signed) - stamps
    if facts.field.certification == 1 and (signed or step.filled or step.stamps):
        facts.objections.append("certification-exceeded")
    is_invited = any(f.field.certification in {2, 3} for f in readable)
    if step.filled and not is_invited and not answered:
        facts.objections.append("form-filled-unsigned")
    if signed - {f.field.name for f in readable if f.sound}:
        facts.objections.append("later-signature-untrusted")
