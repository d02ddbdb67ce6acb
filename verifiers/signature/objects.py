"""Two revisions of one PDF side by side: which objects differ, and whether two objects say the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.doubled import has_doubled_at, has_doubled_entry
from verifiers.signature.fields import Key, key_of, raw, raw_items, resolve
from verifiers.signature.reader import CachingReader
from verifiers.signature.reasons import MalformedSignatureError

MOST_OBJECTS = 100_000
DEEPEST_OBJECT = 100
MOST_GENERATIONS = 10
# The generation before 65,535, with which free numbers are listed that are not to be used again (7.5.4).
NEVER_USED = 65_534
NUMBERS = (generic.NumberObject, generic.FloatObject)


@dataclass(slots=True)
class Difference:
    """Object keys that changed, vanished or came between `old` and `new`; rules clear what they explain."""

    old: PdfFileReader
    new: PdfFileReader
    pending: set[Key] = field(default_factory=set)
    added: set[Key] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    entered: bool = False
    alone: dict[Key, int] = field(default_factory=dict)
    rewritten: bool = False

    def clear(self, key: Key | None) -> None:
        """A rule explains this object."""
        if key is not None:
            self.pending.discard(key)
            self.added.discard(key)

    def clear_sole(self, key: Key | None, *before: Key | None) -> None:
        """As `clear_same`, for an object that only one other may mention: a second use would change unseen."""
        if key is not None and key in self.pending and key in before:
            self.alone[key] = 1
        self.clear_same(key, *before)

    def clear_same(self, key: Key | None, *before: Key | None) -> None:
        """As `clear`, when a changed object was in this very place (`before`) in the old revision, too.

        Else an update could lead a harmless entry to a page, a font or a drawing and change that under its name.
        """
        self.clear(None if key in self.pending and key not in before else key)


def difference_between(old: PdfFileReader, new: PdfFileReader) -> Difference:
    """Compare cross-reference tables: `new` is `old` with bytes appended, so an object at the same place is the same.

    Raises MalformedSignatureError (comparison-too-large) above the budget.
    """
    found = Difference(old, new)
    keys, sections = _candidates(old, new)
    for key in keys:
        before, after = location(old, key), location(new, key)
        if before == after:
            continue
        (found.added if before is None else found.pending).add(key)
    found.changed.extend(_find_ambiguities(old, new, found.pending | found.added, sections))
    found.rewritten = bool(found.pending) and not any(_is_signature(read(new, key)) for key in found.pending)
    if any(has_other_generation(new, key) for key in found.added):
        found.changed.append("object-generation")
    found.pending = {key for key in found.pending if not same(read(old, key), read(new, key))}
    found.added = {key for key in found.added if not _is_container(read(new, key))}
    return found


def location(reader: PdfFileReader, key: Key) -> object:
    """Where the cross-reference table puts an object: an offset, a place in an object stream, or None."""
    return reader.xrefs[generic.Reference(key[0], key[1], reader)]


def read(reader: PdfFileReader, key: Key) -> Any:
    """The object with this key; null when the file has none."""
    return reader.get_object(generic.Reference(key[0], key[1], reader))


def _candidates(old: PdfFileReader, new: PdfFileReader) -> tuple[set[Key], list[int]]:
    """Objects named by the sections that `new` adds; all objects when its older sections are not those of `old`.

    Also where the tables added start that have a trailer.
    """
    shared = old.xrefs.total_revisions
    appended = _sections(new)[:shared] == _sections(old)
    keys = object_keys(new, shared) if appended else object_keys(old) | object_keys(new)
    if len(keys) > MOST_OBJECTS:
        raise MalformedSignatureError(f"{len(keys)} objects to compare", reason="comparison-too-large")
    first = shared if appended else 0
    infos = [new.xrefs.get_xref_container_info(n) for n in range(first, new.xrefs.total_revisions)]
    return keys, [info.start_location for info in infos if info.stream_ref is None]


def _find_ambiguities(old: PdfFileReader, new: PdfFileReader, keys: set[Key], sections: list[int]) -> list[str]:
    """Why readers may read what was written since in different ways: where one sees nothing, another sees a page."""
    if not isinstance(new, CachingReader) or new.is_mended:
        return []
    found = []
    living = [key for key in keys if location(new, key) is not None]
    doubled = any(has_doubled_entry(new, key) for key in living)
    if doubled or any(has_doubled_at(new, (0, 0), place) for place in sections):
        found.append("doubled-entry")
    if any(new.is_misplaced(key) for key in living):
        found.append("object-stream")
    # Numbers from the trailer's size on are no objects (ISO 32000-2, 7.5.5).
    size, before = _size(new), _size(old)
    if size < before and any(key[0] >= size and location(new, key) is not None for key in object_keys(new)):
        found.append("trailer")
    return found


def _size(reader: PdfFileReader) -> int:
    value = resolve(raw(reader.trailer.flatten(), "/Size"))
    return int(value) if isinstance(value, int) else 0


def _sections(reader: PdfFileReader) -> list[tuple[int, int]]:
    infos = [reader.xrefs.get_xref_container_info(n) for n in range(reader.xrefs.total_revisions)]
    return [(info.start_location, info.end_location) for info in infos]


def object_keys(reader: PdfFileReader, first: int = 0) -> set[Key]:
    """The keys named by the cross-reference sections from number `first` on, the oldest being 0."""
    revisions = range(first, reader.xrefs.total_revisions)
    refs = [ref for n in revisions for ref in reader.xrefs.explicit_refs_in_revision(n)]
    return {(ref.idnum, ref.generation) for ref in refs if ref.generation >= 0}


def _is_signature(item: Any) -> bool:
    return isinstance(item, generic.DictionaryObject) and "/ByteRange" in item


def has_other_generation(reader: PdfFileReader, key: Key) -> bool:
    """Whether the number also lives with an older generation: some viewers look at the number alone."""
    if not 0 < key[1] < NEVER_USED or location(reader, key) is None:
        return False
    return any(location(reader, (key[0], older)) is not None for older in range(min(key[1], MOST_GENERATIONS)))


def object_stream_numbers(reader: PdfFileReader) -> set[int]:
    """The numbers of all object streams, of any revision."""
    revisions = range(reader.xrefs.total_revisions)
    return {ref.idnum for n in revisions for ref in reader.xrefs.object_streams_used_in(n)}


def _is_container(item: Any) -> bool:
    """Cross-reference and object streams carry objects; they are none themselves."""
    return isinstance(item, generic.StreamObject) and dict.get(item, "/Type") in {"/XRef", "/ObjStm"}


def same(left: Any, right: Any, depth: int = 0) -> bool:
    """Whether two objects say the same: dictionaries in any order, references by key, streams by their data."""
    if depth > DEEPEST_OBJECT:
        raise MalformedSignatureError("objects nested too deep", reason="comparison-too-large")
    references = [isinstance(item, generic.IndirectObject) for item in (left, right)]
    if all(references):
        return key_of(left) == key_of(right)
    if any(references):
        # Writers put a direct value into an object of its own and back.
        return same(resolve(left), resolve(right), depth + 1)
    if isinstance(left, generic.DictionaryObject) and isinstance(right, generic.DictionaryObject):
        return _same_dictionary(left, right, depth)
    if isinstance(left, generic.ArrayObject) and isinstance(right, generic.ArrayObject):
        pairs = zip(raw_items(left), raw_items(right), strict=False)
        return len(left) == len(right) and all(same(a, b, depth + 1) for a, b in pairs)
    return _same_scalar(left, right)


def _same_scalar(left: Any, right: Any) -> bool:
    """Numbers by value, strings by their text however it is written, anything else as it stands."""
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return bool(left == right)
    if isinstance(left, generic.TextStringObject) and isinstance(right, generic.TextStringObject):
        return str(left) == str(right)
    return type(left) is type(right) and bool(left == right)


def _same_dictionary(left: Any, right: Any, depth: int) -> bool:
    streams = [isinstance(item, generic.StreamObject) for item in (left, right)]
    if any(streams) and not (all(streams) and _same_data(left, right)):
        return False
    ignored = {"/Length", "/Filter", "/DecodeParms"} if any(streams) else set()
    return not [key for key in differing_keys(left, right, depth + 1) if key not in ignored]


def _same_data(left: Any, right: Any) -> bool:
    if left.encoded_data == right.encoded_data and same(dict.get(left, "/Filter"), dict.get(right, "/Filter")):
        return same(dict.get(left, "/DecodeParms"), dict.get(right, "/DecodeParms"))
    return bool(left.data == right.data)


def differing_keys(left: Any, right: Any, depth: int = 0) -> list[str]:
    """The entries in which two dictionaries differ, sorted."""
    names = sorted({*dict.keys(left), *dict.keys(right)})
    return [name for name in names if not same(raw(left, name), raw(right, name), depth)]


def children(item: Any) -> list[Any]:
    """What an object holds directly, references unresolved."""
    if isinstance(item, generic.DictionaryObject):
        return [raw(item, name) for name in item]
    return raw_items(item) if isinstance(item, generic.ArrayObject) else []


def clear_added(found: Difference, item: Any) -> None:
    """An explained object explains the new objects it needs; older ones stay answerable for themselves."""
    queue, seen = [item], set[Key]()
    while queue:
        current = queue.pop()
        key = key_of(current)
        if key is not None:
            if key not in found.added or key in seen:
                continue
            seen.add(key)
            found.clear(key)
            current = read(found.new, key)
        queue.extend(children(current))
