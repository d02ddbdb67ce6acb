"""New annotations on a signed page: a signature's own widget, a clerk's stamp in its zone, or content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic

from verifiers.signature.fields import Key, key_of, raw, raw_items, resolve

# Measured on real documents: stamps and signature blocks take 0.1 to 6 % of the page; number and date stand in
# the top third (NĐ 30/2020, ô 3 and 4), the seal touches the signature (ô 7c and 8).
LARGEST_STAMP = 0.10
LARGEST_SIGNATURE = 0.35
# In square points, about 7 by 10 cm: what the picture of a signature may take of a page however small that is.
USUAL_SIGNATURE = 20_000.0
HEADER_FROM = 0.65
SIGNATURE_MARGIN = 120.0
STAMP_KINDS = {"/FreeText", "/Stamp", "/Widget", "/Ink", "/Text"}
HIGHLIGHT = "highlight"
# What readers write on a page (ISO 32000-2, 12.5.6.2); not what runs, removes, embeds or belongs to a form, no stamp:
# a picture of anything, with which published attacks cover what was certified.
NOTE = "note"
NOTE_KINDS = {
    "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline",
    "/Squiggly", "/StrikeOut", "/Caret", "/Ink",
}  # fmt: skip
# Text, pictures and shadings can show other words; colours, lines and areas mark the words that are there.
SHOWING = re.compile(rb"(?<![A-Za-z/])(?:Tj|TJ|Do|sh|BI|'|\")(?![A-Za-z])")
DARKENING = re.compile(rb"(?:q\s+)?/[^\s/]+\s+gs\s(?:(?!\bQ\b).)*(?:\bQ)?", re.DOTALL)
SEE_THROUGH = {"/Multiply", "/Darken"}
DEFAULT_BOX = (0.0, 0.0, 595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, lower left to upper right."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """In square points."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def near(self, other: Box, margin: float) -> bool:
        """Whether the two come within `margin` points of each other."""
        apart = self.left > other.right + margin or other.left > self.right + margin
        return not (apart or self.bottom > other.top + margin or other.bottom > self.top + margin)


def list_annotations(page: Any) -> list[Any]:
    """The annotations of a page, references unresolved."""
    array = resolve(raw(page, "/Annots"))
    return raw_items(array) if isinstance(array, generic.ArrayObject) else []


def classify_annotation(page: Any, item: Any, signed: frozenset[Key]) -> str | None:
    """What a new annotation is: None (nothing to see, or a signature), "stamp", or a change of content.

    `signed` are the objects of fields signed since, their values and widgets: some widgets do not name their field. A
    highlight through which everything below is seen is "highlight" wherever it stands; another note that readers write
    is "note": content, unless the certification allows notes.
    """
    node = resolve(item)
    if not isinstance(node, generic.DictionaryObject) or isinstance(node, generic.StreamObject):
        return "annotation"
    kind, box = str(resolve(raw(node, "/Subtype"))), read_box(resolve(raw(node, "/Rect")))
    if has_actions(node):
        return "annotation"
    is_silent = _is_window(page, node) if kind == "/Popup" else kind == "/Widget" and _may_sign(node)
    if is_silent and not is_drawn(node, box):
        return None
    share = box.area / max(1.0, page_box(page).area)
    if kind == "/Widget" and _is_part_of(item, signed):
        return "annotation" if is_too_large(box, page) else None
    if kind == "/Highlight" and _is_seen_through(node):
        return HIGHLIGHT
    if kind in STAMP_KINDS and share <= LARGEST_STAMP and _is_in_zone(page, box, node):
        return "stamp"
    return NOTE if kind in NOTE_KINDS and share <= LARGEST_STAMP else "annotation"


def is_note(node: Any) -> bool:
    """Whether an annotation is what readers write on pages."""
    return str(resolve(raw(node, "/Subtype"))) in NOTE_KINDS


def _is_window(page: Any, popup: Any) -> bool:
    """Whether a popup shows at most what an annotation of this page says (ISO 32000-2, 12.5.6.14)."""
    parent = raw(popup, "/Parent")
    is_listed = parent is None or key_of(parent) in {key_of(item) for item in list_annotations(page)} - {None}
    return is_listed and not {"/Contents", "/RC"} & set(popup)


def has_actions(node: Any) -> bool:
    """Whether a field or annotation runs something, as scripts that fill in and hide (ISO 32000-2, 12.6.3)."""
    return isinstance(node, generic.DictionaryObject) and bool({"/A", "/AA"} & set(node))


def _is_in_zone(page: Any, box: Box, node: Any) -> bool:
    whole = page_box(page)
    if box.bottom >= whole.bottom + HEADER_FROM * (whole.top - whole.bottom):
        return True
    others = [resolve(item) for item in list_annotations(page)]
    signatures = [read_box(resolve(raw(n, "/Rect"))) for n in others if n is not node and is_signature_widget(n)]
    return any(s.area > 0 and box.near(s, SIGNATURE_MARGIN) for s in signatures)


def is_drawn(node: Any, box: Box) -> bool:
    """Whether a widget puts anything on the page."""
    return box.area > 0 and any(stream.data.strip() for stream in _drawings(resolve(raw(node, "/AP"))))


def _is_seen_through(node: Any) -> bool:
    """Whether a highlight darkens what it lies on and shows nothing itself; without a picture viewers draw it so."""
    return all(_only_darkens(drawing) for drawing in _drawings(resolve(raw(node, "/AP"))))


def _only_darkens(drawing: Any) -> bool:
    states = resolve(raw(resolve(raw(drawing, "/Resources")), "/ExtGState"))
    modes = {str(resolve(raw(resolve(state), "/BM"))) for state in _states(states)}
    drawn = drawing.data.strip()
    # In force from the first to the last word: a group of its own, or a state given back, would paint over.
    is_set = DARKENING.fullmatch(drawn) is not None and raw(drawing, "/Group") is None
    return is_set and bool(modes) and modes <= SEE_THROUGH and not SHOWING.search(drawn)


def _drawings(appearances: Any) -> list[Any]:
    """The normal appearance, or those of all its states."""
    normal = resolve(raw(appearances, "/N"))
    nodes = [normal] if isinstance(normal, generic.StreamObject) else [resolve(item) for item in _states(normal)]
    return [node for node in nodes if isinstance(node, generic.StreamObject)]


def _states(normal: Any) -> list[Any]:
    return [normal.raw_get(name) for name in normal] if isinstance(normal, generic.DictionaryObject) else []


def is_signature_widget(node: Any) -> bool:
    """Whether the widget belongs to a signature field."""
    return str(inherited(node, "/FT")) == "/Sig"


def _may_sign(node: Any) -> bool:
    """Whether the widget belongs to a signature field, or to none that it names."""
    return is_signature_widget(node) or (inherited(node, "/FT") is None and raw(node, "/Parent") is None)


def _is_part_of(item: Any, signed: frozenset[Key]) -> bool:
    """Whether the widget, or a field above it, is one of these, or holds the value of one without being an object."""
    if key_of(item) is None and key_of(raw(item, "/V")) in signed:
        return True
    for _ in range(32):
        if item is None or key_of(item) in signed:
            return item is not None
        item = raw(resolve(item), "/Parent")
    return False


def inherited(node: Any, name: str) -> Any:
    """An entry of a field or page, its own or the nearest parent's."""
    for _ in range(32):
        value = resolve(raw(node, name))
        if value is not None:
            return value
        node = resolve(raw(node, "/Parent"))
        if node is None:
            return None
    return None


def is_blank(value: Any) -> bool:
    """Whether a field's value says nothing."""
    return value is None or (isinstance(value, str) and value.strip() in {"", "/Off"})


def read_box(values: Any) -> Box:
    """A rectangle in either order of corners; anything else is empty."""
    items = [resolve(item) for item in raw_items(values)] if isinstance(values, generic.ArrayObject) else []
    numbers = [float(item) for item in items if isinstance(item, (int, float, generic.FloatObject))]
    if len(numbers) != 4:
        return Box(0.0, 0.0, 0.0, 0.0)
    x0, y0, x1, y1 = numbers
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def is_too_large(box: Box, page: Any) -> bool:
    """Whether a signature's picture covers more of the page than signatures do."""
    return box.area > max(USUAL_SIGNATURE, LARGEST_SIGNATURE * page_box(page).area)


def covers_page(widget: Any) -> bool:
    """Whether a widget is too large for its page; for an A4 page when it names none."""
    return is_too_large(read_box(resolve(raw(widget, "/Rect"))), resolve(raw(widget, "/P")))


def page_box(page: Any) -> Box:
    """The page's MediaBox, its own or inherited; A4 when there is none."""
    box = read_box(inherited(page, "/MediaBox"))
    return box if box.area > 0 else Box(*DEFAULT_BOX)
