"""The council's motions and the votes on them; a vote is written once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)

from evidence_svc.domain.voting import Count, MotionState
from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assessments import assessments
from evidence_svc.persistence.metadata import ExactDecimal, Instant, logged_by, metadata

motions = Table(
    "motions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assessment_id", Integer, ForeignKey("assessments.id"), nullable=False),
    Column("criterion_assessment_id", Integer, ForeignKey("criterion_assessments.id")),
    Column("kind", String(16), nullable=False),
    Column("way", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("value", ExactDecimal()),
    Column("state", String(16), nullable=False),
    Column("opened_at", Instant(), nullable=False),
    logged_by("entry"),
    logged_by("closed_entry", nullable=True),
    Column("entitled", Integer),
    Column("in_favour", Integer),
    Column("against", Integer),
    Column("abstained", Integer),
)

votes = Table(
    "votes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("motion_id", Integer, ForeignKey("motions.id"), nullable=False),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("choice", String(16), nullable=False),
    Column("cast_at", Instant(), nullable=False),
    logged_by("entry"),
    UniqueConstraint("motion_id", "person_id"),
)


@dataclass(frozen=True, slots=True)
class Motion:
    """What is put to the vote on an assessment, or on one criterion of it; `value` is the score it proposes.

    The last four are what was counted when it was closed, None while it is open.
    """

    assessment_id: int
    criterion_assessment_id: int | None
    kind: str
    way: str
    text: str
    value: Decimal | None
    state: str
    opened_at: datetime
    entry: int
    closed_entry: int | None = None
    id: int = 0
    entitled: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None

    @property
    def counted(self) -> Count | None:
        """The count that closed it; None while it is open, or where it was closed before counts were kept."""
        if self.entitled is None or self.in_favour is None or self.against is None or self.abstained is None:
            return None
        lapsed = self.state == MotionState.LAPSED
        return Count(self.entitled, self.in_favour, self.against, self.abstained, lapsed)


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's vote."""

    motion_id: int
    person_id: int
    choice: str
    cast_at: datetime
    entry: int


_MOTION = tuple(Motion.__dataclass_fields__)
_VOTE = tuple(Vote.__dataclass_fields__)


class Councils:
    """Motions and votes in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, motion: Motion) -> int:
        """Put a motion to the vote; returns its id."""
        values = {name: getattr(motion, name) for name in _MOTION if name != "id"}
        return int(self._connection.execute(insert(motions).values(values).returning(motions.c.id)).scalar_one())

    def close(self, motion_id: int, count: Count, *, entry: int) -> None:
        """Record the result and what was counted, with the log entry that says so."""
        counted = {name: getattr(count, name) for name in ("entitled", "in_favour", "against", "abstained")}
        query = update(motions).where(motions.c.id == motion_id)
        self._connection.execute(query.values(state=count.state.value, closed_entry=entry, **counted))

    def find(self, motion_id: int) -> Motion | None:
        """The motion with that id, or None."""
        query = select(*(motions.c[name] for name in _MOTION)).where(motions.c.id == motion_id)
        row = self._connection.execute(query).one_or_none()
        return Motion(*row) if row else None

    @asked_once
    def motions_of(self, round_id: str) -> tuple[Motion, ...]:
        """The motions of a round, in the order they were opened."""
        query = select(*(motions.c[name] for name in _MOTION)).join(
            assessments, assessments.c.id == motions.c.assessment_id
        )
        found = self._connection.execute(query.where(assessments.c.round_id == round_id).order_by(motions.c.id))
        return tuple(Motion(*row) for row in found)

    def open_motions(self) -> tuple[Motion, ...]:
        """The motions of all rounds that are put to the vote now, in the order they were opened."""
        query = select(*(motions.c[name] for name in _MOTION)).where(motions.c.state == "open").order_by(motions.c.id)
        return tuple(Motion(*row) for row in self._connection.execute(query))

    def cast(self, vote: Vote) -> None:
        """Write a vote; raises ConflictError at the end of the work when that person has voted."""
        self._connection.execute(insert(votes).values({name: getattr(vote, name) for name in _VOTE}))

    @asked_once
    def votes_on(self, motion_ids: tuple[int, ...]) -> dict[int, tuple[Vote, ...]]:
        """The votes by motion id."""
        query = select(*(votes.c[name] for name in _VOTE)).where(votes.c.motion_id.in_(motion_ids))
        found: dict[int, list[Vote]] = defaultdict(list)
        for row in self._connection.execute(query.order_by(votes.c.id)):
            found[row.motion_id].append(Vote(*row))
        return {motion_id: tuple(cast) for motion_id, cast in found.items()}
