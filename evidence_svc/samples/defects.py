"""The planted defects of the sample, with the finding that each must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

DEFECTS_FILE = "defects.yaml"


@dataclass(frozen=True, slots=True)
class Defect:
    """One planted defect. `file` is a name without upload prefix, None where points stand without a file.

    `details` are entries that the finding's details must contain, `message` the finding's sentence, empty
    where another part of the service words it.
    """

    id: str
    criteria: tuple[str, ...]
    file: str | None
    check: str
    outcome: Literal["failed", "indeterminate"]
    reason: str
    details: Mapping[str, str | int]
    message: str


@dataclass(frozen=True, slots=True)
class NaturalFinding:
    """A reason that documents of these forms give without any defect being planted."""

    reason: str
    forms: tuple[str, ...]
    why: str


@cache
def load_defects() -> tuple[Defect, ...]:
    """All planted defects."""
    return tuple(_defect(entry) for entry in _read()["defects"])


@cache
def load_natural_findings() -> tuple[NaturalFinding, ...]:
    """The kinds of indeterminate findings that the sample gives by nature."""
    return tuple(NaturalFinding(one["reason"], tuple(one["forms"]), one["why"]) for one in _read()["natural"])


def _defect(entry: dict[str, Any]) -> Defect:
    return Defect(
        id=entry["id"],
        criteria=tuple(entry["criteria"]),
        file=entry.get("file"),
        check=entry["check"],
        outcome=entry["outcome"],
        reason=entry["reason"],
        details=entry.get("details", {}),
        message=entry.get("message", ""),
    )


def _read() -> dict[str, Any]:
    book: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(DEFECTS_FILE).read_text(encoding="utf-8"))
    return book
