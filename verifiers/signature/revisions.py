"""What changed after a signature: every changed object needs a rule that explains it, or it is content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.annotations import HIGHLIGHT, NOTE, classify_annotation, is_note, list_annotations
from verifiers.signature.boundary import translated
from verifiers.signature.details import ChangesAfter
from verifiers.signature.fields import (
    Key,
    SignatureField,
    key_of,
    open_document,
    raw,
    resolve,
)
from verifiers.signature.form import explain_form, newly_signed
from verifiers.signature.objects import (
    Difference,
    children,
    clear_added,
    difference_between,
    differing_keys,
    object_stream_numbers,
    read,
    same,
)
from verifiers.signature.places import AREAS, all_pages, find_areas
from verifiers.signature.ranges import read_byte_range
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.references import find_holders
from verifiers.signature.structure import loses_elements, speaks_otherwise

# How a viewer opens the file, and what machines read of it; none of it draws on a page.
CATALOG_PLAIN = ("/Extensions", "/MarkInfo", "/ViewerPreferences", "/PageMode", "/PageLayout", "/Lang", "/Legal")
# What part of which pages is shown and printed (ISO 32000-2, 12.2).
VIEWED = {"/ViewArea", "/ViewClip", "/PrintArea", "/PrintClip", "/PrintPageRange"}
CATALOG_HARMLESS = {"/Version", "/AcroForm", "/DSS", "/Metadata", "/StructTreeRoot", "/Perms", *CATALOG_PLAIN}
PAGE_HARMLESS = {"/Annots", "/Tabs", "/StructParents", "/LastModified", "/PieceInfo"}
DSS_KEYS = {"/Type", "/VRI", "/Certs", "/OCSPs", "/CRLs", "/Cert", "/OCSP", "/CRL", "/TU", "/TS"}
TRAILER = {"/Root", "/Info", "/Encrypt", "/Prev", "/XRefStm", "/ID", "/Size"}
DEEPEST_STORE = 4


@dataclass(frozen=True, slots=True)
class Step:
    """What one revision did to the one before; `changed` in words of reasons.CHANGED, the others field names.

    `rewritten`: objects were written again and say the same; `notes`: all stamps are notes that readers write.
    """

    kind: ChangesAfter
    changed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    rewritten: bool = False
    notes: bool = False


def compare_revisions(old: PdfFileReader, new: PdfFileReader) -> Step:
    """Classify what `new` changed in `old`: none, permitted, stamped (if somebody signs for it) or content.

    Raises MalformedSignatureError: comparison-too-large above the budget, revision-unreadable where a changed
    object cannot be read.
    """
    return translated(lambda: _compare(old, new), "revision-unreadable")


def signed_revision(content: bytes, field: str) -> bytes:
    """The document as it was when the signature in `field` was made: the bytes up to the end of its range.

    Raises MalformedSignatureError when there is no such signature or its range is unusable.
    """
    body, _, fields = open_document(content)
    return translated(lambda: _cut(body, fields, field), "signature-unreadable")


def _cut(body: bytes, fields: tuple[SignatureField, ...], field: str) -> bytes:
    found = [one for one in fields if one.name == field and one.byte_range]
    if not found:
        raise MalformedSignatureError(f"no signature {field!r}")
    return body[: read_byte_range(found[0].byte_range or (), len(body)).end]


def _compare(old: PdfFileReader, new: PdfFileReader) -> Step:
    found = difference_between(old, new)
    if not (found.pending or found.added or found.changed):
        return Step(ChangesAfter.NONE, rewritten=found.rewritten)
    added = frozenset(found.added)
    _explain_trailer(found)
    _explain_catalog(found)
    explain_form(found)
    _explain_pages(found)
    _judge_holders(found, added)
    _name_leftovers(found)
    names = (found.changed, found.warnings, found.filled, found.signed, found.stamps)
    changed, warnings, filled, signed, stamps = (tuple(dict.fromkeys(values)) for values in names)
    notes = {"stamp", HIGHLIGHT, NOTE} >= set(stamps) != set() and not found.entered
    return Step(_kind(found), changed, warnings, filled, signed, stamps, notes=notes)


def _kind(found: Difference) -> ChangesAfter:
    if found.changed:
        return ChangesAfter.CONTENT
    return ChangesAfter.STAMPED if found.stamps else ChangesAfter.PERMITTED


def _explain_trailer(found: Difference) -> None:
    """Root and Encrypt stay; the document information may be rewritten."""
    if any(not same(_trailer(found.old, n), _trailer(found.new, n)) for n in ("/Root", "/Encrypt")):
        found.changed.append("trailer")
    info, before = (key_of(_trailer(reader, "/Info")) for reader in (found.new, found.old))
    is_own = info in found.added or (info in found.pending and info == before)
    if info is not None and is_own and type(read(found.new, info)) is generic.DictionaryObject:
        if info in found.pending:
            found.alone[info] = 0
        found.clear(info)
        clear_added(found, read(found.new, info))
        found.warnings.append("metadata-changed")


def _trailer(reader: PdfFileReader, name: str) -> Any:
    try:
        return reader.trailer.raw_get(name)
    except KeyError:
        return None


def _explain_catalog(found: Difference) -> None:
    old, new = found.old.root, found.new.root
    names = differing_keys(old, new)
    if any(name not in CATALOG_HARMLESS for name in names) or _loses_certification(old, new):
        found.changed.append("catalog")
    before, after = (resolve(raw(root, "/ViewerPreferences")) or generic.DictionaryObject() for root in (old, new))
    if "/ViewerPreferences" in names and VIEWED & set(differing_keys(before, after)):
        found.changed.append("catalog")
    found.warnings.extend(["structure-changed"] if "/StructTreeRoot" in names else [])
    if loses_elements(*(resolve(raw(root, "/StructTreeRoot")) for root in (old, new))):
        found.changed.append("structure")
    for name in CATALOG_PLAIN:
        if type(resolve(raw(new, name))) is generic.DictionaryObject:
            found.clear_sole(key_of(raw(new, name)), key_of(raw(old, name)))
    found.clear(key_of(_trailer(found.new, "/Root")))
    _explain_store(found, raw(old, "/DSS"), raw(new, "/DSS"))
    _explain_metadata(found, raw(old, "/Metadata"), raw(new, "/Metadata"))


def _loses_certification(old: Any, new: Any) -> bool:
    """Usage rights come and go; the entry that says which signature certifies stays (ISO 32000-2, 12.8.6)."""
    certified = [raw(resolve(raw(root, "/Perms")), "/DocMDP") for root in (old, new)]
    return certified[0] is not None and not same(*certified)


def _explain_metadata(found: Difference, old: Any, new: Any) -> None:
    key = key_of(new)
    if key in found.pending and key == key_of(old):
        found.clear_sole(key, key)
        found.warnings.append("metadata-changed")
    elif key in found.added:
        clear_added(found, new)
        found.warnings.append("metadata-changed")


def _explain_store(found: Difference, old: Any, new: Any) -> None:
    """A document security store: dictionaries and arrays of validation data may grow (ISO 32000-2, 12.8.4.3)."""
    before = {key_of(part) for part in _store_parts(old)}
    for part in _store_parts(new):
        if isinstance(resolve(part), generic.StreamObject):
            clear_added(found, part)
        else:
            found.clear_sole(key_of(part), *before)


def _store_parts(store: Any) -> Iterator[Any]:
    """What a security store is made of, references unresolved, each object once."""
    queue, seen = [(store, 0)], set[Key]()
    while queue:
        item, depth = queue.pop()
        node, key = resolve(item), key_of(item)
        if node is None or depth > DEEPEST_STORE or key in seen:
            continue
        seen |= {key} if key is not None else set()
        # The names inside /VRI are digests of signatures.
        if depth == 1 or not isinstance(node, generic.DictionaryObject) or set(node) <= DSS_KEYS:
            yield item
            queue.extend((child, depth + 1) for child in children(node))
        elif isinstance(node, generic.StreamObject):
            yield item


def _explain_pages(found: Difference) -> None:
    pages = [key for key in sorted(found.pending) if _is_page(found, key)]
    arrays = {key for key in found.pending if isinstance(read(found.new, key), generic.ArrayObject)}
    if arrays:
        owners = [key for key in all_pages(found.new) if key_of(raw(read(found.new, key), "/Annots")) in arrays]
        pages.extend(key for key in owners if key not in pages)
    signed = newly_signed(found) if pages else frozenset()
    for key in pages:
        _explain_page(found, key, signed)


def _is_page(found: Difference, key: Key) -> bool:
    nodes = [read(reader, key) for reader in (found.old, found.new)]
    return all(type(node) is generic.DictionaryObject and raw(node, "/Type") == "/Page" for node in nodes)


def _explain_page(found: Difference, key: Key, signed: frozenset[Key]) -> None:
    old, new = read(found.old, key), read(found.new, key)
    for name in differing_keys(old, new):
        if name not in PAGE_HARMLESS:
            found.changed.append(AREAS.get(name, "page-attributes"))
    found.clear(key)
    before, after = list_annotations(old), list_annotations(new)
    if _without(before, after):
        found.changed.append("annotation-removed")
    elif _is_stacked_anew(before, after):
        found.changed.append("annotation")
    for item in _without(after, before):
        _explain_annotation(found, new, item, signed)
    found.clear_sole(key_of(raw(new, "/Annots")), key_of(raw(old, "/Annots")))


def _without(items: list[Any], others: list[Any]) -> list[Any]:
    """The items that are not among the others: by key, direct objects by what they say."""
    keys = {key_of(other) for other in others}
    direct = [other for other in others if key_of(other) is None]
    return [i for i in items if (key_of(i) not in keys if key_of(i) else not any(same(i, d) for d in direct))]


def _is_stacked_anew(before: list[Any], after: list[Any]) -> bool:
    """Whether annotations lie in another order than before, or one lies there twice: the last covers the others."""
    known = [key for key in map(key_of, before) if key is not None]
    return [key for key in map(key_of, after) if key in set(known)] != known


def _explain_annotation(found: Difference, page: Any, item: Any, signed: frozenset[Key]) -> None:
    area = classify_annotation(page, item, signed)
    if area in {"stamp", HIGHLIGHT, NOTE}:
        found.stamps.append(area)
        found.entered |= not is_note(resolve(item))
    elif area is not None:
        found.changed.append(area)
    clear_added(found, item)


def _judge_holders(found: Difference, added: frozenset[Key]) -> None:
    """No object that the signed revision already mentioned may come into being, nor one with two uses change.

    Without this a document prepared before signing could name a missing object as a page's content and get
    it later as the innocent appearance of a signature, or share one object between metadata and page.
    """
    holders = find_holders(found.old, {*added, *found.alone})
    if any(key in added for key in holders):
        found.changed.append("dangling-reference")
    named = {key_of(_trailer(found.old, name)) for name in found.old.trailer if name not in TRAILER}
    if any(len(holders.get(key, ())) + (key in named) > most for key, most in found.alone.items()):
        found.changed.append("shared-object")


def _name_leftovers(found: Difference) -> None:
    """What no rule explained is content if it can be reached; the structure tree draws nothing."""
    if found.pending:
        areas = find_areas(found.new, found.pending)
        found.changed.extend(areas[key] for key in sorted(areas))
        rest = found.pending - set(areas)
        found.warnings.extend(["structure-changed"] if rest else [])
        packed = object_stream_numbers(found.old) | object_stream_numbers(found.new)
        if any(_carries_others(found, key, packed) for key in rest):
            found.changed.append("object-stream")
        if any(speaks_otherwise(found, key) for key in rest):
            found.changed.append("structure")
    if found.added:
        found.warnings.append("unreferenced-objects")


def _carries_others(found: Difference, key: Key, packed: set[int]) -> bool:
    """Object streams, and numbers (a stream's length), hold other objects that no reference leads to."""
    before = read(found.old, key)
    return key[0] in packed or not isinstance(before, (dict, list, generic.NullObject))
