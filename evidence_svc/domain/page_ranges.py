"""Which pages of a document are meant, as people write it: `1-3, 7`."""

from __future__ import annotations

import re

from evidence_svc.domain.errors import DomainError

LONGEST = 100
_PART = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")


class PagesError(DomainError):
    """A text names no pages of this document; `reason` says why: `pages-unreadable` or `pages-outside`."""

    reason = "pages-unreadable"


def read_pages(text: str, count: int | None) -> str | None:
    """The pages in one form, in order and without overlaps; None for an empty text, which means all of them.

    `count` is how many pages the document has, None while that is not known. Raises PagesError.
    """
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    spans = sorted(_span(part, count) for part in parts)
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in merged)
    if len(shown) > LONGEST:
        raise PagesError("Quá nhiều đoạn trang. Hãy ghi gọn hơn, ví dụ 1-20.")
    return shown or None


def _span(part: str, count: int | None) -> tuple[int, int]:
    match = _PART.fullmatch(part)
    if match is None:
        raise PagesError("Trang phải ghi theo dạng 1-3, 7.")
    first, last = int(match[1]), int(match[2] or match[1])
    if first < 1 or last < first:
        raise PagesError("Trang phải ghi theo dạng 1-3, 7.")
    if count is not None and last > count:
        raise PagesError(f"Tài liệu chỉ có {count} trang.", reason="pages-outside")
    return first, last
