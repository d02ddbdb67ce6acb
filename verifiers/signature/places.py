"""Where in a document an object is used, for naming what changed; the structure tree apart, which draws nothing."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from verifiers.signature.fields import Key, key_of, raw, resolve
from verifiers.signature.objects import children, read
from verifiers.signature.reasons import MalformedSignatureError

MOST_VISITED = 30_000
NOT_DRAWN = {"/StructTreeRoot", "/Parent", "/P"}
AREAS = {
    "/Contents": "page-content",
    "/Resources": "page-resources",
    "/Font": "page-resources",
    "/XObject": "page-resources",
    "/MediaBox": "page-box",
    "/CropBox": "page-box",
    "/Rotate": "page-box",
    "/Annots": "annotation",
    "/AcroForm": "form-field",
    "/Kids": "page-tree",
    "/Pages": "page-tree",
    "/DSS": "security-store",
}


def find_areas(reader: PdfFileReader, wanted: set[Key]) -> dict[Key, str]:
    """The area in which each wanted object is first reached from the catalog; unreached ones are left out.

    Raises MalformedSignatureError (comparison-too-large) when the document is larger than the budget.
    """
    found: dict[Key, str] = {}
    seen: set[Key] = set()
    queue: list[tuple[Any, str]] = [(raw(reader.trailer.flatten(), "/Root"), "catalog")]
    while queue:
        item, area = queue.pop()
        key = key_of(item)
        if key is not None:
            if key in seen:
                continue
            seen.add(key)
            item = read(reader, key)
            if key in wanted:
                found[key] = area
        if len(seen) > MOST_VISITED:
            raise MalformedSignatureError("too many objects", reason="comparison-too-large")
        queue.extend(_inside(item, area))
    return found


def _inside(item: Any, area: str) -> list[tuple[Any, str]]:
    if not isinstance(item, dict):
        return [(child, area) for child in children(item)]
    names = [name for name in item if name not in NOT_DRAWN]
    return [(raw(item, name), AREAS.get(name, area)) for name in names]


def all_pages(reader: PdfFileReader) -> list[Key]:
    """The keys of all pages, in order; nodes met twice are left out."""
    return _walk_pages(reader)[0]


def page_tree(reader: PdfFileReader) -> set[Key]:
    """The keys of the catalog, of all nodes of the page tree and of its pages."""
    catalog = key_of(raw(reader.trailer.flatten(), "/Root"))
    return _walk_pages(reader)[1] | ({catalog} if catalog else set())


def _walk_pages(reader: PdfFileReader) -> tuple[list[Key], set[Key]]:
    pages: list[Key] = []
    seen: set[Key] = set()
    queue = [raw(reader.root, "/Pages")]
    while queue:
        item = queue.pop()
        key, node = key_of(item), resolve(item)
        if key is None or key in seen or not isinstance(node, dict):
            continue
        seen.add(key)
        kids = resolve(raw(node, "/Kids"))
        if isinstance(kids, list):
            queue.extend(reversed(children(kids)))
        else:
            pages.append(key)
    return pages, seen
