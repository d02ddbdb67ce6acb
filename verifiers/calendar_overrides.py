"""Days on which Viet Nam's public offices work or rest otherwise than the pinned calendar package says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Override:
    """One day as a document of the Government sets it."""

    day: date
    is_working: bool
    document: str


OVERRIDES_VERSION = "2026-01"

_SWAP_2026 = "Công văn 12729/VPCP-KGVX ngày 25/12/2025 của Văn phòng Chính phủ"

# Newest last. Add a line per day with the document that sets it, and raise OVERRIDES_VERSION.
OVERRIDES = (
    Override(date(2026, 1, 2), is_working=False, document=_SWAP_2026),
    Override(date(2026, 1, 10), is_working=True, document=_SWAP_2026),
)
