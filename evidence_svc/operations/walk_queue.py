"""Walk through the appraisal queue: what is wanted of it, in which order, and where one stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from evidence_svc.operations.find_work import Risk, WorkItem


class Stage(StrEnum):
    """Which part of the queue is walked."""

    WAITING = "waiting"
    DONE = "done"
    ALL = "all"


class Order(StrEnum):
    """What comes first: what is risky, the agencies one by one, each criterion across agencies, or most points."""

    RISK = "risk"
    AGENCY = "agency"
    CRITERION = "criterion"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is wanted: `agency` is an assessment's id, `field` the id of a root of the tree."""

    agency: int | None = None
    field: str = ""
    risk: Risk | None = None
    stage: Stage = Stage.WAITING
    order: Order = Order.RISK


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a criterion stands in the queue.

    `position` (from 1) is among `total` that fit the filter, done or not; None where the criterion itself does not
    fit. `waiting` of them wait. `previous` and `following` are the nearest of the wanted stage; the last of those that
    wait is followed by the first.
    """

    position: int | None
    total: int
    waiting: int
    previous: WorkItem | None
    following: WorkItem | None


_KEYS: Mapping[Order, Callable[[WorkItem], tuple[Any, ...]]] = {
    Order.RISK: lambda item: (item.risk,),
    Order.AGENCY: lambda _item: (),
    Order.CRITERION: lambda item: (item.place,),
    Order.POINTS: lambda item: (-item.criterion.max_score,),
}
_FACETS: Mapping[str, Callable[[WorkItem], object]] = {
    "agency": lambda item: item.assessment_id,
    "field": lambda item: item.field.id,
    "risk": lambda item: item.risk,
}
_ANY = QueueFilter()


def arrange(items: Sequence[WorkItem], wanted: QueueFilter) -> tuple[WorkItem, ...]:
    """The items that fit, done or not, in the wanted order; within it by agency and criterion."""
    fitting = (item for item in items if _fits(item, wanted))
    return tuple(sorted(fitting, key=lambda item: (*_KEYS[wanted.order](item), item.assessment_id, item.row.id)))


def of_stage(items: Sequence[WorkItem], stage: Stage) -> tuple[WorkItem, ...]:
    """Those that wait, those that are done, or all."""
    return tuple(item for item in items if _is_at(item, stage))


def walk(items: Sequence[WorkItem], wanted: QueueFilter, row_id: int) -> Walk:
    """Where a criterion stands among the items of the queue."""
    ordered = arrange(items, wanted)
    at = next((number for number, item in enumerate(ordered) if item.row.id == row_id), None)
    before, after = (ordered[:at], ordered[at + 1 :]) if at is not None else ((), ordered)
    waiting = sum(not item.is_done for item in ordered)
    following = of_stage(after, wanted.stage) or (of_stage(before, wanted.stage) if wanted.stage is _ANY.stage else ())
    previous = of_stage(before, wanted.stage)
    return Walk(
        position=None if at is None else at + 1,
        total=len(ordered),
        waiting=waiting,
        previous=previous[-1] if previous else None,
        following=following[0] if following else None,
    )


def count_choices(items: Sequence[WorkItem], wanted: QueueFilter) -> dict[str, Counter[object]]:
    """How many items each agency, field and risk would leave, the other choices kept; by the choice's name."""
    counts: dict[str, Counter[object]] = {}
    for name, value_of in _FACETS.items():
        without = replace(wanted, **{name: getattr(_ANY, name)})
        left = of_stage([item for item in items if _fits(item, without)], wanted.stage)
        counts[name] = Counter(value_of(item) for item in left)
    return counts


def _fits(item: WorkItem, wanted: QueueFilter) -> bool:
    chosen = {name: getattr(wanted, name) for name in _FACETS}
    return all(value == getattr(_ANY, name) or _FACETS[name](item) == value for name, value in chosen.items())


def _is_at(item: WorkItem, stage: Stage) -> bool:
    return stage is Stage.ALL or item.is_done is (stage is Stage.DONE)
