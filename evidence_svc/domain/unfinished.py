"""Explanations that say themselves that the work is not done: words of it, and times after the scored period."""

from __future__ import annotations

import re
from datetime import date

from evidence_svc.domain.deadline_phrases import parse_phrase
from evidence_svc.domain.folding import fold
from evidence_svc.domain.schedules import WithinInterval

# As the offices write it, folded.
PHRASES = (
    "chua hoan thanh",
    "dang thuc hien",
    "dang trong giai doan",
    "dang trien khai",
    "dang xay dung",
    "dang du thao",
    "dang soan thao",
    "dang hoan thien",
    "dang tham muu",
    "dang lay y kien",
    "dang trinh",
    "tham muu to trinh",
    "thuc hien lo trinh",
    "chua ban hanh",
    "chua thuc hien",
    "chua duoc phe duyet",
    "cho phe duyet",
    "du kien",
    "se hoan thanh",
    "se ban hanh",
    "se tien hanh",
    "se trinh",
)
_WHEN = re.compile(r"\b(?:trong|vào)\s+((?:quý|tháng)\s+\w+(?:/\d{4}|\s+năm\s+\d{4})?)", re.IGNORECASE)


def find_unfinished(explanation: str, until: date | None = None) -> str:
    """The words of an explanation that say the work is not done, as written; empty where none do.

    Among them a quarter or month after `until`, the last day of the scored period: "thực hiện trong quý IV/2023".
    """
    words = explanation.split()
    folded = [fold(word) for word in words]
    for phrase in PHRASES:
        wanted = phrase.split()
        for start in range(len(words) - len(wanted) + 1):
            if folded[start : start + len(wanted)] == wanted:
                return " ".join(words[start : start + len(wanted)]).strip(" .,;:()")
    return _find_later(" ".join(words), until) if until is not None else ""


def _find_later(text: str, until: date) -> str:
    for match in _WHEN.finditer(text):
        time = parse_phrase(f"trong {match[1]}", until.year)
        if isinstance(time, WithinInterval) and time.first > until:
            return match[0]
    return ""
