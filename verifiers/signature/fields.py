"""The signature fields of a PDF: read with pyHanko's reader, handed on as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature import hex_strings, token_reader
from verifiers.signature.boundary import translated
from verifiers.signature.mending import mend
from verifiers.signature.reader import CachingReader
from verifiers.signature.reasons import MalformedSignatureError

FIELDS = "fields"
MOST_FIELDS = 20_000
DEEPEST_FIELD = 32
MENDABLE = {"unreadable-pdf", "unreadable-form"}
HEADER = b"%PDF-"
HEADER_WITHIN = 1024

Key = tuple[int, int]

hex_strings.install()
token_reader.install()


@dataclass(frozen=True, slots=True)
class SignatureField:
    """One filled signature field; anything may be missing or nonsense in it."""

    name: str
    key: Key | None
    value_key: Key | None
    contents: bytes | None
    byte_range: tuple[object, ...] | None
    subfilter: str
    is_timestamp: bool
    declared_at: datetime | None
    certification: int | None
    locked: tuple[str, frozenset[str]] | None = None
    certificates: tuple[bytes, ...] = ()
    fault: str | None = None


def open_reader(content: bytes) -> CachingReader:
    """Open a PDF leniently; an encrypted one with the empty password. Raises MalformedSignatureError.

    Offsets count from the first byte, whatever stands before the header.
    """
    reader = translated(lambda: CachingReader(_header_first(content)), "unreadable-pdf")
    if translated(lambda: reader.encrypted, "encrypted-pdf"):
        status = translated(lambda: reader.decrypt(b""), "encrypted-pdf").status
        if status.name == "FAILED":
            raise MalformedSignatureError("the file needs a password", reason="encrypted-pdf")
    return reader


def _header_first(content: bytes) -> bytes:
    """The same bytes with the header moved to the front, where pyHanko wants it, all else in its place."""
    start = content.find(HEADER, 0, HEADER_WITHIN)
    if start <= 0:
        return content
    end = start + len(HEADER) + len("1.7")
    return content[start:end] + b"\n" * start + content[end:]


def find_signature_fields(reader: PdfFileReader) -> tuple[SignatureField, ...]:
    """Every signature field that holds a value. Raises MalformedSignatureError when the form is unreadable."""
    return translated(lambda: tuple(_signatures(reader)), "unreadable-form")


def open_document(content: bytes) -> tuple[bytes, CachingReader, tuple[SignatureField, ...]]:
    """The bytes that offsets count in, their reader and their signature fields. Raises MalformedSignatureError.

    Garbage before the header is not the document's, and offsets count from the header; some writers count it in.
    Where no table can be read, one is made, and counts when it leads to a signature.
    """
    body = content[max(0, content.find(HEADER, 0, HEADER_WITHIN)) :]
    for attempt in [body] if len(body) == len(content) else [body, content]:
        try:
            reader = open_reader(attempt)
            return attempt, reader, find_signature_fields(reader)
        except MalformedSignatureError as error:
            fault = error
    mended = _open_mended(body) if fault.reason in MENDABLE else None
    if mended is None:
        raise fault
    return body, *mended


def open_mended(content: bytes) -> CachingReader:
    """Open a PDF by a table made of the objects that stand in it. Raises MalformedSignatureError."""
    fresh = translated(lambda: mend(content), "unreadable-pdf")
    if fresh is None:
        raise MalformedSignatureError("no objects", reason="unreadable-pdf")
    reader = open_reader(fresh)
    reader.is_mended = True
    return reader


def _open_mended(body: bytes) -> tuple[CachingReader, tuple[SignatureField, ...]] | None:
    try:
        reader = open_mended(body)
        fields = find_signature_fields(reader)
    except MalformedSignatureError:
        return None
    return (reader, fields) if fields else None


def _signatures(reader: PdfFileReader) -> Iterator[SignatureField]:
    for name, node, key, kind in walk_fields(reader):
        if kind == "/Sig" and raw(node, "/V") is not None:
            yield _read_field(name, node, key)


def walk_fields(reader: PdfFileReader) -> Iterable[tuple[str, Any, Key | None, str | None]]:
    """All form fields as (full name, dictionary, object key, field type), parents before children."""
    if not isinstance(reader, CachingReader):
        return _walk_fields(reader)
    if FIELDS not in reader.remembered:
        reader.remembered[FIELDS] = tuple(_walk_fields(reader))
    fields: tuple[tuple[str, Any, Key | None, str | None], ...] = reader.remembered[FIELDS]
    return fields


def _walk_fields(reader: PdfFileReader) -> Iterator[tuple[str, Any, Key | None, str | None]]:
    form = resolve(raw(reader.root, "/AcroForm"))
    fields = resolve(raw(form, "/Fields")) if isinstance(form, generic.DictionaryObject) else None
    if not isinstance(fields, generic.ArrayObject):
        return
    seen: set[Key] = set()
    queue: list[tuple[Any, str, str | None, int]] = [(item, "", None, 0) for item in reversed(raw_items(fields))]
    for _ in range(MOST_FIELDS):
        if not queue:
            return
        item, prefix, kind, depth = queue.pop()
        key = key_of(item)
        node = resolve(item)
        if not isinstance(node, generic.DictionaryObject) or depth > DEEPEST_FIELD or (key and key in seen):
            continue
        if key:
            seen.add(key)
        name = ".".join(part for part in (prefix, _text(resolve(raw(node, "/T")))) if part)
        kind = _text(resolve(raw(node, "/FT"))) or kind
        yield name, node, key, kind
        kids = resolve(raw(node, "/Kids"))
        if isinstance(kids, generic.ArrayObject):
            queue.extend((kid, name, kind, depth + 1) for kid in reversed(raw_items(kids)))
    raise MalformedSignatureError("too many form fields", reason="unreadable-form")


def _read_field(name: str, node: Any, key: Key | None) -> SignatureField:
    try:
        return translated(lambda: _read_value(name, node, key), "signature-unreadable")
    except MalformedSignatureError as error:
        return SignatureField(
            name, key, None, None, None, "", is_timestamp=False, declared_at=None, certification=None,
            fault=error.reason,
        )  # fmt: skip


def _read_value(name: str, node: Any, key: Key | None) -> SignatureField:
    item = raw(node, "/V")
    value = resolve(item)
    if not isinstance(value, generic.DictionaryObject):
        raise MalformedSignatureError("the field's value is no dictionary")
    byte_range = resolve(raw(value, "/ByteRange"))
    subfilter = _text(resolve(raw(value, "/SubFilter")))
    return SignatureField(
        name=name or "?",
        key=key,
        value_key=key_of(item),
        contents=_contents(value),
        byte_range=tuple(resolve(v) for v in raw_items(byte_range)) if isinstance(byte_range, list) else None,
        subfilter=subfilter.lstrip("/"),
        is_timestamp=subfilter == "/ETSI.RFC3161" or _text(resolve(raw(value, "/Type"))) == "/DocTimeStamp",
        declared_at=_date(resolve(raw(value, "/M"))),
        certification=_certification(value) or _lock_permission(node),
        locked=_lock(value, node),
        certificates=_certificates(value),
    )


def _certificates(value: Any) -> tuple[bytes, ...]:
    """The /Cert entry, one string or several; only signatures without a CMS container need it."""
    item = resolve(raw(value, "/Cert"))
    items = [resolve(one) for one in raw_items(item)] if isinstance(item, generic.ArrayObject) else [item]
    strings = (generic.TextStringObject, generic.ByteStringObject)
    return tuple(one.original_bytes for one in items if isinstance(one, strings))


def _contents(value: Any) -> bytes | None:
    """The string as it stands, also where it is no signature's for lack of a ByteRange."""
    if "/Contents" not in value:
        return None
    content = value.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    return getattr(content, "original_bytes", None)


def _transforms(value: Any, method: str) -> Iterator[Any]:
    references = resolve(raw(value, "/Reference"))
    for item in raw_items(references) if isinstance(references, generic.ArrayObject) else ():
        reference = resolve(item)
        if isinstance(reference, generic.DictionaryObject):
            parameters = resolve(raw(reference, "/TransformParams"))
            if resolve(raw(reference, "/TransformMethod")) == method:
                yield parameters


def _certification(value: Any) -> int | None:
    """The DocMDP permission (ISO 32000-2, 12.8.2.2): 1 nothing, 2 forms and signing (also when unsaid), 3 notes."""
    for parameters in _transforms(value, "/DocMDP"):
        permission = resolve(raw(parameters, "/P")) if isinstance(parameters, generic.DictionaryObject) else None
        return int(permission) if permission in {1, 2, 3} else 2
    return None


def _lock_permission(node: Any) -> int | None:
    """The permission that a lock asks for with the signature of its field (ISO 32000-2, 12.7.5.5, table 236)."""
    permission = resolve(raw(resolve(raw(node, "/Lock")), "/P"))
    return int(permission) if permission in {1, 2, 3} else None


def _lock(value: Any, node: Any) -> tuple[str, frozenset[str]] | None:
    """Which fields the signature locks (FieldMDP, ISO 32000-2, 12.8.2.4): (All | Include | Exclude, names)."""
    lock = resolve(raw(node, "/Lock"))
    for parameters in [*_transforms(value, "/FieldMDP"), lock]:
        if isinstance(parameters, generic.DictionaryObject):
            names = resolve(raw(parameters, "/Fields"))
            items = raw_items(names) if isinstance(names, generic.ArrayObject) else []
            action = _text(resolve(raw(parameters, "/Action"))).lstrip("/")
            return action, frozenset(_text(resolve(item)) for item in items)
    return None


def _date(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        parsed: datetime = translated(lambda: generic.parse_pdf_date(value, strict=False), "signature-unreadable")
    except MalformedSignatureError:
        return None
    return parsed if parsed.tzinfo is not None else None


def _text(value: object) -> str:
    return str(value) if isinstance(value, str) else ""


def raw(node: Any, name: str) -> Any:
    """A dictionary's entry as it stands (references unresolved); None when absent or not a dictionary."""
    if not isinstance(node, generic.DictionaryObject) or name not in node:
        return None
    if name == "/Contents" and "/ByteRange" in node:
        # In an encrypted file these are the only strings that are not (ISO 32000-2, 7.6.2).
        return node.raw_get(name, decrypt=generic.EncryptedObjAccess.RAW)
    return node.raw_get(name)


def raw_items(array: Any) -> list[Any]:
    """The items of an array with references unresolved."""
    return [array.raw_get(index) for index in range(len(array))]


def resolve(item: Any) -> Any:
    """Follow a reference; null becomes None."""
    value = item.get_object() if isinstance(item, generic.IndirectObject) else item
    return None if isinstance(value, generic.NullObject) else value


def key_of(item: Any) -> Key | None:
    """(object number, generation) of a reference, None for a direct object."""
    return (item.idnum, item.generation) if isinstance(item, generic.IndirectObject) else None
