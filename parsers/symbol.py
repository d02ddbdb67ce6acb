"""The symbol behind a scanned number: the recogniser's letters with the accents Tesseract saw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence


def merge_symbol(tails: Sequence[str], text: str) -> str:
    """Return the symbol with its leading delimiter, such as "/QĐ-UBND"; empty if none was seen."""
    cleaned = [_clean(tail) for tail in tails if tail]
    if not cleaned:
        return ""
    best, _ = Counter(cleaned).most_common(1)[0]
    if "Đ" in text or "Ð" in text:
        groups = re.split(r"[/⁄]", text, maxsplit=1)
        tail = _clean(groups[1]) if len(groups) > 1 else ""
        if len(tail) == len(best):
            best = "".join("Đ" if a == "Đ" and b == "D" else b for a, b in zip(tail, best, strict=True))
    return f"/{best}"


def _clean(tail: str) -> str:
    return re.sub(r"\s+", "", tail).replace("Ð", "Đ").rstrip(".,:;-")
