"""Rounds: one scoring campaign over a criteria set, with its period and its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, insert, select, update

from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.metadata import Day, logged_by, metadata

rounds = Table(
    "rounds",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", String(300), nullable=False),
    Column("criteria_set_id", String(100), ForeignKey("criteria_sets.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("starts_on", Day(), nullable=False),
    Column("ends_on", Day(), nullable=False),
    Column("state", String(32), nullable=False),
    logged_by("entry"),
    Column("rules", Text),
    Column("unappraised_reason", Text),
)


@dataclass(frozen=True, slots=True)
class Round:
    """A round; `kind` is half-year or year, the period's days are both included.

    `rules` is the JSON text of the round's own rules, None before any were laid down; `unappraised_reason` why it
    went to its council or publication with criteria unappraised, None where none were.
    """

    id: str
    title: str
    criteria_set_id: str
    kind: str
    starts_on: date
    ends_on: date
    state: str
    entry: int
    rules: str | None = None
    unappraised_reason: str | None = None


class Rounds:
    """The rounds in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, item: Round) -> None:
        """Add a new round."""
        self._connection.execute(
            insert(rounds).values({name: getattr(item, name) for name in Round.__dataclass_fields__})
        )

    @asked_once
    def find(self, round_id: str) -> Round | None:
        """The round with that id, or None."""
        row = self._connection.execute(select(rounds).where(rounds.c.id == round_id)).one_or_none()
        return Round(*row) if row else None

    @asked_once
    def list(self) -> tuple[Round, ...]:
        """All rounds, newest period first."""
        query = select(rounds).order_by(rounds.c.starts_on.desc(), rounds.c.id)
        return tuple(Round(*row) for row in self._connection.execute(query))

    def set_state(self, round_id: str, state: str, *, entry: int) -> None:
        """Move the round to a state, with the log entry that says so."""
        self._connection.execute(update(rounds).where(rounds.c.id == round_id).values(state=state, entry=entry))

    def set_unappraised(self, round_id: str, reason: str | None) -> None:
        """Keep why criteria stayed unappraised, or that none did; the entry of the same move says so."""
        query = update(rounds).where(rounds.c.id == round_id)
        self._connection.execute(query.values(unappraised_reason=reason))

    def set_rules(self, round_id: str, rules: str, *, entry: int) -> None:
        """Lay down the round's own rules, with the log entry that says so."""
        self._connection.execute(update(rounds).where(rounds.c.id == round_id).values(rules=rules, entry=entry))
