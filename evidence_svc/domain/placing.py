"""Which criterion a file of an import belongs to, as far as its name, its folders and the references say so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from evidence_svc.domain.criteria import CriteriaSet
from parsers.filename import parse_file_name

# 1.1.2 as people number folders; a date (17.01.2023) has the same shape, so only codes of the set count.
_CODE = re.compile(r"(?<![\d.,])\d{1,2}(?:\.\d{1,2}){1,4}(?![\d,]|\.\d)")
# A shorter name stands in a text by chance.
_SHORTEST_REFERENCE = 8


class PlacedBy(StrEnum):
    """What told where a file belongs."""

    PREFIX = "prefix"
    FOLDER = "folder"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Placing:
    """The criterion's id and what told it."""

    criterion_id: str
    by: PlacedBy


def place_file(criteria: CriteriaSet, path: str, references: Mapping[str, str]) -> Placing | None:
    """Where a file belongs: by the provincial prefix, else the nearest folder with a code, else who names it.

    `path` has forward slashes; `references` are texts (explanations) by criterion id in which the office names its
    files. What leads to several criteria leads nowhere: None, and a person decides.
    """
    *folders, name = [part for part in path.split("/") if part] or [""]
    number = parse_file_name(name).criterion_number
    if number is not None:
        return _only(PlacedBy.PREFIX, (leaf.id for leaf in criteria.leaves if leaf.file_number == number))
    for folder in reversed(folders):
        coded = {leaf.id for leaf in criteria.leaves if leaf.path in set(_CODE.findall(folder))}
        if coded:
            return _only(PlacedBy.FOLDER, coded)
    wanted = _plain(name)
    naming = (key for key, text in references.items() if wanted in _plain(text))
    return _only(PlacedBy.REFERENCE, naming) if len(wanted) >= _SHORTEST_REFERENCE else None


def _only(by: PlacedBy, found: Iterable[str]) -> Placing | None:
    distinct = set(found)
    return Placing(distinct.pop(), by) if len(distinct) == 1 else None


def _plain(text: str) -> str:
    """Letters as written, in one Unicode form and case, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
