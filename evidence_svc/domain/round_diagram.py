"""The states and moves of rounds and criteria as Mermaid text, written from the tables that decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from evidence_svc.domain.rounds import AUTOMATIC, CRITERION_MOVES, FORWARD, REOPENING, CriterionState, RoundState


def round_diagram() -> str:
    """The way of a round: forward moves, those the clock makes, and reopening."""
    clock = {(before, after) for before, after in AUTOMATIC.items()}
    lines = [
        _arrow(before, after, "people or the clock" if (before, after) in clock else "")
        for before, after in _moves(FORWARD)
    ]
    lines += [_arrow(before, after, "reopened, with a reason") for before, after in _moves(REOPENING)]
    return _diagram(lines)


def criterion_diagram() -> str:
    """How the state of one criterion may change."""
    return _diagram(_arrow(before, after, "") for before, after in _moves(CRITERION_MOVES, CriterionState))


def _moves(table: Mapping[Any, Iterable[StrEnum]], states: type[StrEnum] = RoundState) -> list[tuple[str, str]]:
    """Pairs in the order of the states."""
    order = {str(state): number for number, state in enumerate(states)}
    pairs = [(str(before), str(after)) for before, targets in table.items() for after in targets]
    return sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _arrow(before: str, after: str, words: str) -> str:
    names = f"    {_name(before)} --> {_name(after)}"
    return f"{names}: {words}" if words else names


def _name(state: str) -> str:
    """Mermaid takes a hyphen in a name for an arrow."""
    return state.replace("-", "_")


def _diagram(lines: Iterable[str]) -> str:
    return "\n".join(["stateDiagram-v2", *lines])
