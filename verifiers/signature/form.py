"""Which changes of the interactive form are signing, filling in, or something else."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.annotations import covers_page, has_actions, inherited, is_blank
from verifiers.signature.fields import Key, key_of, raw, resolve, walk_fields
from verifiers.signature.objects import Difference, children, clear_added, differing_keys, read, same

HARMLESS = {"/Fields", "/SigFlags", "/DA", "/DR", "/Q"}
# With these a viewer draws the values of fields, if it is asked to.
LOOKS = {"/DA", "/DR", "/Q"}
SIGNING = {"/V", "/AP", "/AS", "/DA", "/DR", "/M", "/P", "/MK", "/Lock", "/SV", "/Kids", "/F", "/Ff", "/BS", "/Border"}
# Writers that fill a field in also set its read-only flag, its alignment and its looks anew.
READ_ONLY = 1
# Invisible, hidden, not on screen (ISO 32000-2, table 167).
UNSEEN = 1 | 2 | 32
DEEPEST_APPEARANCE = 2
FILLING = {"/V", "/AP", "/AS", "/RV", "/I", "/M", "/DA", "/DS", "/Ff", "/F", "/Q", "/MK", "/TI", "/Type"}


def explain_form(found: Difference) -> None:
    """Clear what signing and filling in explain; note the fields signed and filled."""
    before, after = (_form(reader) for reader in (found.old, found.new))
    names = set(differing_keys(before, after))
    if names - HARMLESS - {"/NeedAppearances"}:
        found.changed.append("form")
    if ("/NeedAppearances" in names or (names & LOOKS and _is_drawn_anew(after))) and _has_values(found):
        # Viewers will draw the values anew, whatever was drawn when they were signed.
        found.stamps.append("form-value")
    found.clear_same(*(key_of(raw(reader.root, "/AcroForm")) for reader in (found.new, found.old)))
    found.clear_sole(key_of(raw(after, "/Fields")), key_of(raw(before, "/Fields")))
    _explain_resources(found, before, after)
    _explain_fields(found)


def _form(reader: Any) -> Any:
    form = resolve(raw(reader.root, "/AcroForm"))
    return form if isinstance(form, generic.DictionaryObject) else generic.DictionaryObject()


def _is_drawn_anew(form: Any) -> bool:
    return bool(getattr(resolve(raw(form, "/NeedAppearances")), "value", False))


def _has_values(found: Difference) -> bool:
    fields = [node for _, node, _, kind in walk_fields(found.old) if kind in {"/Tx", "/Ch"}]
    return any(not is_blank(resolve(raw(node, "/V"))) for node in fields)


def _explain_resources(found: Difference, before: Any, after: Any) -> None:
    """Default resources may gain entries; an entry that was there stays what it was."""
    old, new = (resolve(raw(form, "/DR")) for form in (before, after))
    if not isinstance(new, generic.DictionaryObject):
        return
    if isinstance(old, generic.DictionaryObject) and not _only_grows(old, new, 2):
        found.changed.append("form")
    found.clear_sole(key_of(raw(after, "/DR")), key_of(raw(before, "/DR")))
    clear_added(found, new)


def _only_grows(old: Any, new: Any, depth: int) -> bool:
    for name in differing_keys(old, new):
        if name not in old:
            continue
        inner = [resolve(raw(node, name)) for node in (old, new)]
        nested = depth > 1 and all(isinstance(node, generic.DictionaryObject) for node in inner)
        if not nested or not _only_grows(inner[0], inner[1], depth - 1):
            return False
    return True


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
            _explain_new(found, name, node, key, kind)
        else:
            found.clear_sole(key_of(raw(node, "/Kids")), key_of(raw(known[1], "/Kids")))
            if not same(known[1], node):
                _explain_old(found, known, node, key, was_signed=name in signed)
    if set(before) - met:
        found.changed.append("form-field-removed")


def _explain_new(found: Difference, name: str, node: Any, key: Key | None, kind: str | None) -> None:
    """A new signature field explains itself and what it needs; any other is seen again on its page."""
    if has_actions(node):
        found.changed.append("form-field-added")
    if kind == "/Sig":
        if raw(node, "/V") is not None:
            found.signed.append(name)
        found.clear_same(key)
        clear_added(found, node)
    elif kind is None and raw(node, "/Kids") is not None:
        found.clear_same(key)
    elif key is None:
        found.changed.append("form-field-added")


def _explain_old(
    found: Difference, known: tuple[str, Any, str | None], node: Any, key: Key | None, *, was_signed: bool
) -> None:
    name, before, kind = known
    names = set(differing_keys(before, node))
    if kind == "/Sig" and not was_signed and names <= SIGNING:
        found.signed.append(name)
        _claim_appearances(found, raw(before, "/AP"))
        if covers_page(node) and ("/AP" in names or _is_repainted(found, node)):
            found.changed.append("annotation")
    elif kind in {"/Tx", "/Ch", "/Btn"} and names <= FILLING:
        _note_filling(found, name, names, before, node)
    elif kind is not None or not names <= {"/Kids"}:
        found.changed.append("signature-field" if kind == "/Sig" else "form-field")
        return
    found.clear(key)
    for entry in names:
        clear_added(found, raw(node, entry))
    if kind is not None:
        _explain_repainted(found, before, node)


def _note_filling(found: Difference, name: str, names: set[str], before: Any, node: Any) -> None:
    """A blank field may be filled in; a value that was signed may not look otherwise, nor an entry cover the page."""
    if names <= {"/Ff", "/Type", "/M"} and _only_locks(before, node):
        return
    found.filled.append(name)
    found.warnings.append("form-filled")
    if _flags(node, "/F") & ~_flags(before, "/F") & UNSEEN:
        found.changed.append("form-field")
    if not is_blank(resolve(inherited(before, "/V"))) or covers_page(node):
        found.stamps.append("form-value")


def _only_locks(before: Any, node: Any) -> bool:
    """Whether the flags differ by read-only at most, which viewers set when a field is signed for."""
    return _flags(before, "/Ff") | READ_ONLY == _flags(node, "/Ff") | READ_ONLY


def _flags(node: Any, name: str) -> int:
    value = resolve(raw(node, name))
    return int(value) if isinstance(value, int) else 0


def _claim_appearances(found: Difference, item: Any) -> None:
    """What else mentions the old appearances of a field now signed is no part of signing."""
    key = key_of(item)
    if key is not None and type(resolve(item)) is generic.DictionaryObject:
        found.alone[key] = 1


def _is_repainted(found: Difference, node: Any) -> bool:
    """Whether an appearance of this field was drawn anew in its old object."""
    return bool(_repainted(found, raw(node, "/AP"), 0, set()))


def _repainted(found: Difference, item: Any, depth: int, seen: set[Key]) -> list[Key]:
    """The changed objects among a field's appearances, and those that lead to them; each is looked at once."""
    node, key = resolve(item), key_of(item)
    if key in seen:
        return []
    seen |= {key} if key is not None else set()
    is_changed = key in found.pending
    inner: list[Key] = []
    if type(node) is generic.DictionaryObject and depth <= DEEPEST_APPEARANCE:
        inner = [one for child in children(node) for one in _repainted(found, child, depth + 1, seen)]
    return [*([key] if key is not None and (is_changed or inner) else []), *inner]


def _explain_repainted(found: Difference, before: Any, node: Any) -> None:
    """An appearance may be drawn anew in its old object, if this field alone uses it and what leads to it.

    It has to be an appearance of this field before, too: else a page's own drawing could pass for one.
    """
    own = _appearance_keys(raw(before, "/AP"))
    for key in _repainted(found, raw(node, "/AP"), 0, set()):
        if key in found.pending and key not in own:
            continue
        found.alone[key] = 1
        found.clear(key)
        drawing = read(found.new, key)
        if isinstance(drawing, generic.StreamObject):
            clear_added(found, raw(drawing, "/Resources"))


def _appearance_keys(appearances: Any) -> set[Key]:
    """The objects that a field's appearances are made of."""
    queue, found = [(appearances, 0)], set[Key]()
    while queue:
        item, depth = queue.pop()
        node, key = resolve(item), key_of(item)
        if key in found:
            continue
        found |= {key} if key is not None else set()
        if type(node) is generic.DictionaryObject and depth <= DEEPEST_APPEARANCE:
            queue.extend((child, depth + 1) for child in children(node))
    return found


def newly_signed(found: Difference) -> frozenset[Key]:
    """The objects of the fields signed since, their values and their widgets: those without a name of their own.

    A field that was signed before gets no widget any more, and sharing its name makes no field a signed one.
    """
    made = {key or name for name, _, key, _ in _signed_fields(found.old)}
    fresh = [field for field in _signed_fields(found.new) if (field[2] or field[0]) not in made]
    names = {name for name, _, _, _ in fresh}
    widgets = [key for name, node, key, _ in walk_fields(found.new) if name in names and raw(node, "/T") is None]
    values = [key_of(raw(node, "/V")) for _, node, _, _ in fresh]
    return frozenset(key for key in (*(key for _, _, key, _ in fresh), *widgets, *values) if key is not None)


def _signed_fields(reader: PdfFileReader) -> list[tuple[str, Any, Key | None, str | None]]:
    return [field for field in walk_fields(reader) if field[3] == "/Sig" and raw(field[1], "/V") is not None]
