"""Which agencies and days a reader of the log is limited to; the newest row of a person counts, none means no limit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Column, Connection, ForeignKey, Integer, Row, Table, Text, insert, select

from evidence_svc.domain.people import EVERYTHING, Scope
from evidence_svc.persistence.metadata import Day, logged_by, metadata

log_scopes = Table(
    "log_scopes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False, index=True),
    Column("agencies", Text),
    Column("since", Day()),
    Column("until", Day()),
    logged_by("entry"),
)


class LogScopes:
    """The limits in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person_id: int) -> Scope:
        """What a person is limited to."""
        table = log_scopes.c
        query = select(log_scopes).where(table.person_id == person_id).order_by(table.id.desc()).limit(1)
        row = self._connection.execute(query).one_or_none()
        return _scope(row) if row else EVERYTHING

    def all(self) -> Iterator[tuple[int, Scope]]:
        """The limits in force, by person."""
        rows = self._connection.execute(select(log_scopes).order_by(log_scopes.c.id))
        yield from {row.person_id: _scope(row) for row in rows}.items()

    def limit(self, person_id: int, scope: Scope, *, entry: int) -> None:
        """Limit a person from now on."""
        agencies = agencies_text(scope.agencies)
        values = {"person_id": person_id, "agencies": agencies, "since": scope.since, "until": scope.until}
        self._connection.execute(insert(log_scopes).values(**values, entry=entry))


def agencies_text(agencies: Iterable[str] | None) -> str | None:
    """The agencies in one order, as table and log keep them; None for all of them."""
    return None if agencies is None else json.dumps(sorted(agencies), ensure_ascii=False)


def scope_values(scope: Scope) -> dict[str, str | None]:
    """A limit in the words of the log."""
    since, until = (day.isoformat() if day else None for day in (scope.since, scope.until))
    return {"log_agencies": agencies_text(scope.agencies), "log_since": since, "log_until": until}


def _scope(row: Row[tuple[object, ...]]) -> Scope:
    agencies = None if row.agencies is None else frozenset(json.loads(row.agencies))
    return Scope(agencies, row.since, row.until)
