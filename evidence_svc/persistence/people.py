"""People, their sign-in secrets and the roles they hold; never deleted, only deactivated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from evidence_svc.domain.assignments import Assignment
from evidence_svc.persistence.asking import asked_once
from evidence_svc.persistence.assignments import assignments
from evidence_svc.persistence.metadata import metadata
from evidence_svc.persistence.notifications import notifications

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean(create_constraint=True, name="active"), nullable=False, default=True),
    Column("session_mark", String(32), nullable=False, server_default=""),
)

memberships = Table(
    "memberships",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("role", String(32), nullable=False),
    Column("agency_id", String(64), ForeignKey("agencies.id")),
    UniqueConstraint("person_id", "role", "agency_id"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A person with the secret's hash, the one role they act in, and what their sessions must carry to count.

    `assignments` are those in force, whether or not the role is one that they limit.
    """

    id: int
    username: str
    name: str
    password_hash: str
    active: bool
    role: str
    agency_id: str | None
    session_mark: str = ""
    assignments: tuple[Assignment, ...] = ()


_COLUMNS = select(
    people.c.id,
    people.c.username,
    people.c.name,
    people.c.password_hash,
    people.c.active,
    memberships.c.role,
    memberships.c.agency_id,
    people.c.session_mark,
    assignments.c.id.label("assignment"),
    assignments.c.agency_id.label("assigned_agency"),
    assignments.c.path.label("assigned_path"),
)
_ACCOUNT = (
    _COLUMNS.join(memberships, memberships.c.person_id == people.c.id)
    .outerjoin(assignments, (assignments.c.person_id == people.c.id) & assignments.c.ended_entry.is_(None))
    .order_by(memberships.c.id, assignments.c.id)
)
_OWN = len(Account.__dataclass_fields__) - 1


class People:
    """The accounts in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, username: str, name: str, password_hash: str, role: str, agency_id: str | None) -> int:
        """Add a person with a role; returns the new id."""
        values = {"username": username, "name": name, "password_hash": password_hash, "active": True}
        person_id = self._connection.execute(insert(people).values(values).returning(people.c.id)).scalar_one()
        self._connection.execute(insert(memberships).values(person_id=person_id, role=role, agency_id=agency_id))
        return int(person_id)

    @asked_once
    def find(self, person_id: int) -> Account | None:
        """The account with that id, or None."""
        return self._one(people.c.id == person_id)

    def has_any(self) -> bool:
        """Whether there is any account; asks for nothing that a later version added."""
        return self._connection.execute(select(people.c.id).limit(1)).first() is not None

    def find_by_username(self, username: str) -> Account | None:
        """The account with that sign-in name, or None."""
        return self._one(people.c.username == username)

    @asked_once
    def find_with_unread(self, person_id: int) -> tuple[Account, int] | None:
        """The account with that id and how many notifications it has not read, or None: one statement a page."""
        mine = (notifications.c.person_id == people.c.id, notifications.c.read_at.is_(None))
        unread = select(func.count()).select_from(notifications).where(*mine).scalar_subquery()
        rows = self._connection.execute(_ACCOUNT.add_columns(unread).where(people.c.id == person_id)).all()
        found = _accounts(rows)
        return (found[0], int(rows[0][-1])) if found else None

    @asked_once
    def list(self) -> tuple[Account, ...]:
        """Every account, by name."""
        query = _ACCOUNT.order_by(None).order_by(people.c.name, people.c.id, memberships.c.id, assignments.c.id)
        return _accounts(self._connection.execute(query).all())

    def change(self, person_id: int, *, name: str, active: bool, role: str, agency_id: str | None) -> None:
        """Change who a person is; the sign-in name stays."""
        self._connection.execute(update(people).where(people.c.id == person_id).values(name=name, active=active))
        held = update(memberships).where(memberships.c.person_id == person_id)
        self._connection.execute(held.values(role=role, agency_id=agency_id))

    def set_password(self, person_id: int, password_hash: str) -> None:
        """Replace the secret's hash."""
        query = update(people).where(people.c.id == person_id)
        self._connection.execute(query.values(password_hash=password_hash))

    def renew_sessions(self, person_id: int, session_mark: str) -> None:
        """Let no session count that carries another mark."""
        query = update(people).where(people.c.id == person_id)
        self._connection.execute(query.values(session_mark=session_mark))

    def names(self) -> dict[int, str]:
        """Display names by person id."""
        return {account.id: account.name for account in self.list()}

    def _one(self, condition: ColumnElement[bool]) -> Account | None:
        found = _accounts(self._connection.execute(_ACCOUNT.where(condition)).all())
        return found[0] if found else None


def _accounts(rows: Sequence[Any]) -> tuple[Account, ...]:
    """The accounts of joined rows, each once and in the first of its roles, with what is assigned to it."""
    found: dict[int, Account] = {}
    for row in rows:
        account = found.setdefault(row.id, Account(*row[:_OWN]))
        if row.assignment is not None:
            more = Assignment(row.assigned_agency, row.assigned_path)
            found[row.id] = replace(account, assignments=(*account.assignments, more))
    return tuple(found.values())
