"""The walk through the appraisal queue: filters, orders, places, and what is next."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evidence_svc.domain.criteria import Criterion, Level
from evidence_svc.domain.rounds import CriterionState
from evidence_svc.domain.threads import Thread
from evidence_svc.operations.find_work import Risk, WorkItem
from evidence_svc.operations.walk_queue import Order, QueueFilter, Stage, arrange, count_choices, walk
from evidence_svc.persistence.queue import QueueLine


def item(
    row: int, *, agency: int = 1, field: str = "1", risk: Risk = Risk.LOW, points: int = 1, done: bool = False
) -> WorkItem:
    """One criterion in a queue; the tens of its row say where in the tree it stands."""
    criterion = Criterion(f"c{row % 10}", f"{row % 10}", f"{row % 10}", "Tiêu chí", Decimal(points), Level.CRITERION)
    root = Criterion(field, field, field, "Lĩnh vực", Decimal(10), Level.FIELD)
    line = QueueLine(
        id=row,
        assessment_id=agency,
        criterion_id=criterion.id,
        status="scored",
        self_score=Decimal(1),
        appraised_score=None,
        explanation=False,
        files=1,
        failed=0,
        open=0,
        thread=Thread(),
    )
    return WorkItem(
        row=line,
        criterion=criterion,
        field=root,
        assessment_id=agency,
        agency_name=f"Cơ quan {agency}",
        state=CriterionState.APPRAISED if done else CriterionState.SUBMITTED,
        risk=risk,
        for_second_eyes=False,
        place=row % 10,
    )


QUEUE = (
    item(11, risk=Risk.OPEN, points=2),
    item(12, risk=Risk.HIGH, field="2"),
    item(13, done=True),
    item(21, agency=2, risk=Risk.HIGH, points=3),
    item(22, agency=2, field="2", done=True),
)


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (QueueFilter(), [12, 21, 11, 13, 22]),
        (QueueFilter(order=Order.AGENCY), [11, 12, 13, 21, 22]),
        (QueueFilter(order=Order.CRITERION), [11, 21, 12, 22, 13]),
        (QueueFilter(order=Order.POINTS), [21, 11, 12, 13, 22]),
        (QueueFilter(agency=2), [21, 22]),
        (QueueFilter(field="2", risk=Risk.HIGH), [12]),
    ],
)
def test_orders_and_filters(wanted: QueueFilter, rows: list[int]) -> None:
    """Each order has its first, each filter leaves what fits, done or not."""
    assert [each.row.id for each in arrange(QUEUE, wanted)] == rows


def test_a_place_stays_while_others_are_done() -> None:
    """The place counts all that fit; the next and the one before are those that wait."""
    found = walk(QUEUE, QueueFilter(order=Order.AGENCY), 13)

    assert (found.position, found.total, found.waiting) == (3, 5, 3)
    assert found.previous is not None
    assert found.following is not None
    assert (found.previous.row.id, found.following.row.id) == (12, 21)


def test_after_the_last_that_waits_comes_the_first() -> None:
    """Nobody ends with criteria left behind; where none waits there is no next."""
    last = walk(QUEUE, QueueFilter(order=Order.AGENCY), 22)
    only = walk(QUEUE, QueueFilter(agency=1, risk=Risk.OPEN), 11)

    assert last.following is not None
    assert last.following.row.id == 11
    assert (only.previous, only.following) == (None, None)


def test_who_does_not_fit_has_no_place_but_a_way_in() -> None:
    """A criterion outside the filter is in no place; the next is the first that fits."""
    found = walk(QUEUE, QueueFilter(agency=2), 11)

    assert found.position is None
    assert found.following is not None
    assert found.following.row.id == 21


def test_done_ones_are_walked_among_themselves() -> None:
    """Looking back over what was done leads only through that."""
    found = walk(QUEUE, QueueFilter(stage=Stage.DONE, order=Order.AGENCY), 13)

    assert found.following is not None
    assert (found.previous, found.following.row.id) == (None, 22)


def test_choices_are_counted_as_if_chosen() -> None:
    """A choice's number is what it would leave beside the other choices, not beside itself."""
    counts = count_choices(QUEUE, QueueFilter(agency=1, risk=Risk.HIGH))

    assert dict(counts["risk"]) == {Risk.OPEN: 1, Risk.HIGH: 1}
    assert dict(counts["agency"]) == {1: 1, 2: 1}
    assert dict(counts["field"]) == {"2": 1}
