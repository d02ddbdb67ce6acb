"""Rebuild every score and status from the log's entries alone, and compare them with what stands in the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PREFIX = "criterion-assessment:"
REPLAYED = ("status", "self_score", "appraised_score")

Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that stands in the tables and not in the log: an unlogged change."""

    row_id: int
    name: str
    logged: str | None
    stored: str | None


@dataclass(slots=True)
class Replay:
    """What the log says of each criterion row so far, by row id; feed it entries in order."""

    rows: dict[int, Values] = field(default_factory=dict)

    def take(self, subject: str, after: Any) -> None:
        """Let one entry change what is known."""
        if not subject.startswith(PREFIX) or not isinstance(after, dict):
            return
        row = self.rows.setdefault(int(subject.removeprefix(PREFIX)), {})
        row.update({name: after[name] for name in REPLAYED if name in after})


def find_differences(logged: Mapping[int, Values], stored: Iterable[tuple[int, Values]]) -> tuple[Difference, ...]:
    """Every value that differs; a row the log never touched must be as it was opened, without scores."""
    return tuple(
        Difference(row_id, name, _logged(logged, row_id, name), value)
        for row_id, values in stored
        for name, value in values.items()
        if not _agrees(_logged(logged, row_id, name), value, name)
    )


def _logged(logged: Mapping[int, Values], row_id: int, name: str) -> str | None:
    return logged.get(row_id, {}).get(name)


def _agrees(logged: str | None, stored: str | None, name: str) -> bool:
    """A status that was never logged is the one the row was opened with; the schema allows only these two."""
    if logged is None and name == "status":
        return stored in {"not-scored", "yearly"}
    return logged == stored
