"""What changed after a signature: every changed object needs a rule that explains it, or it is content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.annotations import classify_annotation, is_blank, list_annotations
from verifiers.signature.boundary import translated
from verifiers.signature.details import ChangesAfter
from verifiers.signature.fields import Key, key_of, raw, raw_items, resolve, walk_fields
from verifiers.signature.objects import (
    Difference,
    children,
    difference_between,
    differing_keys,
    read,
    same,
)

CATALOG_HARMLESS = {"/Version", "/Extensions"}
FORM_HARMLESS = {"/Fields", "/SigFlags", "/DA", "/DR", "/Q"}
PAGE_HARMLESS = {"/Annots", "/Tabs", "/StructParents", "/LastModified", "/PieceInfo"}
SIGNING = {"/V", "/AP", "/AS", "/DA", "/DR", "/M", "/P", "/MK", "/Lock", "/SV", "/Kids"}
FILLING = {"/V", "/AP", "/AS", "/RV", "/I", "/M", "/DA"}
PAGE_AREAS = {
    "/Contents": "page-content",
    "/Resources": "page-resources",
    "/MediaBox": "page-box",
    "/CropBox": "page-box",
    "/Rotate": "page-box",
}
DSS_KEYS = {"/Type", "/VRI", "/Certs", "/OCSPs", "/CRLs", "/Cert", "/OCSP", "/CRL", "/TU", "/TS"}


@dataclass(frozen=True, slots=True)
class Step:
    """What one revision did to the one before; `filled` and `signed` are field names."""

    kind: ChangesAfter
    changed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()


def compare_revisions(old: PdfFileReader, new: PdfFileReader) -> Step:
    """Classify what `new` changed in `old`: none, permitted, stamped (if somebody signs for it) or content.

    Raises MalformedSignatureError (comparison-too-large) where no answer is possible within the budget.
    """
    return translated(lambda: _compare(old, new), "comparison-too-large")


def _compare(old: PdfFileReader, new: PdfFileReader) -> Step:
    found = difference_between(old, new)
    if not (found.pending or found.added):
        return Step(ChangesAfter.NONE)
    _explain_trailer(found)
    _explain_catalog(found)
    _explain_form(found)
    _explain_pages(found)
    _name_leftovers(found)
    return Step(
        _kind(found),
        *(tuple(dict.fromkeys(names)) for names in (found.changed, found.warnings, found.filled, found.signed)),
        stamps=tuple(dict.fromkeys(found.stamps)),
    )


def _kind(found: Difference) -> ChangesAfter:
    if found.changed:
        return ChangesAfter.CONTENT
    return ChangesAfter.STAMPED if found.stamps else ChangesAfter.PERMITTED


def _explain_trailer(found: Difference) -> None:
    """Root and Encrypt stay; the document information may be rewritten."""
    for name in ("/Root", "/Encrypt"):
        if not same(_trailer(found.old, name), _trailer(found.new, name)):
            found.changed.append("trailer")
    info = key_of(_trailer(found.new, "/Info"))
    if info in found.pending | found.added and type(read(found.new, info)) is generic.DictionaryObject:
        found.clear(info)
        found.warnings.append("metadata-changed")


def _trailer(reader: PdfFileReader, name: str) -> Any:
    try:
        return reader.trailer.raw_get(name)
    except KeyError:
        return None


def _explain_catalog(found: Difference) -> None:
    old, new = found.old.root, found.new.root
    for name in differing_keys(old, new):
        if name == "/DSS":
            _explain_store(found, new.raw_get(name) if name in new else None, 0)
        elif name == "/Metadata":
            _clear_added(found, raw(new, name))
        elif name == "/StructTreeRoot" or name not in CATALOG_HARMLESS | {"/AcroForm"}:
            found.changed.append(f"catalog:{name}")
    found.clear(key_of(_trailer(found.new, "/Root")))
    if key_of(raw(old, "/DSS")) is not None:
        _explain_store(found, raw(new, "/DSS"), 0)
    metadata = key_of(raw(new, "/Metadata"))
    if metadata in found.pending and metadata == key_of(raw(old, "/Metadata")):
        found.clear(metadata)
        found.warnings.append("metadata-changed")


def _explain_store(found: Difference, item: Any, depth: int) -> None:
    """A document security store: dictionaries and arrays of validation data may grow (ISO 32000-2, 12.8.4.3)."""
    node = resolve(item)
    if depth > 4 or node is None:
        return
    if isinstance(node, generic.StreamObject):
        _clear_added(found, item)
        return
    known = depth == 1 or not isinstance(node, generic.DictionaryObject) or set(node) <= DSS_KEYS
    if known:
        found.clear(key_of(item))
        for child in children(node):
            _explain_store(found, child, depth + 1)


def _clear_added(found: Difference, item: Any) -> None:
    """A new object explains the new objects it needs; older ones stay answerable for themselves."""
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


def _explain_form(found: Difference) -> None:
    old, new = (resolve(raw(reader.root, "/AcroForm")) for reader in (found.old, found.new))
    if new is None and old is None:
        return
    before, after = old or generic.DictionaryObject(), new or generic.DictionaryObject()
    for name in differing_keys(before, after):
        if name not in FORM_HARMLESS:
            found.changed.append(f"form:{name}")
    found.clear(key_of(raw(found.new.root, "/AcroForm")))
    found.clear(key_of(raw(after, "/Fields")))
    for name in ("/DR", "/DA"):
        _explain_resources(found, raw(before, name), raw(after, name))
    _explain_fields(found)


def _explain_resources(found: Difference, old: Any, new: Any) -> None:
    """Default resources may gain entries; an entry that was there stays what it was."""
    before, after = resolve(old), resolve(new)
    if not isinstance(after, generic.DictionaryObject):
        return
    if isinstance(before, generic.DictionaryObject):
        for name in differing_keys(before, after):
            inner = [resolve(raw(node, name)) for node in (before, after)]
            if not all(isinstance(node, generic.DictionaryObject) for node in inner) and name in before:
                found.changed.append("form:/DR")
            elif name in before and [key for key in differing_keys(*inner) if key in inner[0]]:
                found.changed.append("form:/DR")
    found.clear(key_of(new))
    _clear_added(found, after)


def _explain_fields(found: Difference) -> None:
    before = {key or name: (name, node, kind) for name, node, key, kind in walk_fields(found.old)}
    signed = {name for name, node, kind in before.values() if kind == "/Sig" and raw(node, "/V") is not None}
    met = set()
    for name, node, key, kind in walk_fields(found.new):
        met.add(key or name)
        known = before.get(key or name)
        if isinstance(node, generic.StreamObject):
            found.changed.append("form-field")
        elif known is None:
            _explain_new_field(found, name, node, key, kind)
        elif not same(known[1], node):
            _explain_old_field(found, known, node, key, was_signed=name in signed)
    if set(before) - met:
        found.changed.append("form-field-removed")


def _explain_new_field(found: Difference, name: str, node: Any, key: Key | None, kind: str | None) -> None:
    if kind == "/Sig":
        if raw(node, "/V") is not None:
            found.signed.append(name)
        found.clear(key)
        _clear_added(found, node)
    elif kind is None and raw(node, "/Kids") is not None:
        found.clear(key)
    elif key is None:
        found.changed.append("form-field-added")


def _explain_old_field(
    found: Difference, known: tuple[str, Any, str | None], node: Any, key: Key | None, *, was_signed: bool
) -> None:
    name, before, kind = known
    names = set(differing_keys(before, node))
    if kind == "/Sig":
        if was_signed or not names <= SIGNING:
            found.changed.append("signature-field")
            return
        found.signed.append(name)
    elif kind is None and names <= {"/Kids"}:
        pass
    elif kind in {"/Tx", "/Ch", "/Btn"} and names <= FILLING:
        found.filled.append(name)
        found.warnings.append("form-filled")
        if not is_blank(resolve(raw(before, "/V"))) and "/V" in names:
            found.stamps.append("form-value")
    else:
        found.changed.append("form-field")
        return
    found.clear(key)
    for entry in names:
        _clear_added(found, raw(node, entry))


def _explain_pages(found: Difference) -> None:
    arrays = {key for key in found.pending if isinstance(read(found.new, key), generic.ArrayObject)}
    pages = [key for key in sorted(found.pending) if _is_page(found, key)]
    if arrays:
        pages = [key for key in _all_pages(found.new) if key in pages or key_of(_annots(found, key)) in arrays]
    for key in pages:
        _explain_page(found, key)


def _is_page(found: Difference, key: Key) -> bool:
    nodes = [read(reader, key) for reader in (found.old, found.new)]
    return all(type(node) is generic.DictionaryObject and dict.get(node, "/Type") == "/Page" for node in nodes)


def _annots(found: Difference, key: Key) -> Any:
    return raw(read(found.new, key), "/Annots")


def _all_pages(reader: PdfFileReader) -> list[Key]:
    """The keys of all pages, in order; nodes met twice are left out."""
    pages, seen = [], set[Key]()
    queue = [raw(reader.root, "/Pages")]
    while queue:
        item = queue.pop()
        key, node = key_of(item), resolve(item)
        if key is None or key in seen or not isinstance(node, generic.DictionaryObject):
            continue
        seen.add(key)
        kids = resolve(raw(node, "/Kids"))
        if isinstance(kids, generic.ArrayObject):
            queue.extend(reversed(raw_items(kids)))
        else:
            pages.append(key)
    return pages


def _explain_page(found: Difference, key: Key) -> None:
    old, new = read(found.old, key), read(found.new, key)
    for name in differing_keys(old, new):
        if name not in PAGE_HARMLESS:
            found.changed.append(PAGE_AREAS.get(name, f"page:{name}"))
    found.clear(key)
    before, after = list_annotations(old), list_annotations(new)
    if any(not any(same(a, b) for b in after) for a in before):
        found.changed.append("annotation-removed")
    for item in after:
        if not any(same(item, a) for a in before):
            area = classify_annotation(found.new, new, item)
            (found.changed if area.startswith("annotation") else found.stamps).append(area) if area else None
            found.clear(key_of(item))
            _clear_added(found, resolve(item))
    found.clear(key_of(raw(new, "/Annots")))


def _name_leftovers(found: Difference) -> None:
    """What no rule explained: content if it was there before, a warning if it is new and nothing old needs it."""
    for key in sorted(found.pending):
        kind = dict.get(read(found.new, key), "/Type") if isinstance(read(found.new, key), dict) else None
        found.changed.append(f"object{kind}" if kind else "object")
    if found.added:
        found.warnings.append("unreferenced-objects")
