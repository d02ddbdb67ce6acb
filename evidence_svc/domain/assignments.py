"""What of the agencies and criteria a person is assigned; nothing assigned means everything their role may do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assignment:
    """An agency and a place of the criteria tree with all below it; None stands for all agencies, or the whole tree.

    `path` is the path of a field, group or criterion, the same in every criteria set that has it.
    """

    agency_id: str | None = None
    path: str | None = None

    def covers(self, agency_id: str, path: str | None = None) -> bool:
        """Whether a criterion of an agency is within; `path` None asks for any criterion of the agency."""
        return self.agency_id in {None, agency_id} and (path is None or self.path is None or is_under(path, self.path))


def is_under(path: str, above: str) -> bool:
    """Whether a path is `above` or stands below it: `1.5.1` is under `1.5` and `1`, `10` is not under `1`."""
    return path == above or path.startswith(f"{above}.")


def is_assigned(assignments: Collection[Assignment], agency_id: str, path: str | None = None) -> bool:
    """Whether one of the assignments covers a criterion of an agency; without any, all is one's own.

    `path` None asks whether there is anything of the agency.
    """
    return not assignments or any(each.covers(agency_id, path) for each in assignments)
