"""What people are told of, read or unread, mailed or not; and where their mail goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from evidence_svc.persistence.metadata import Instant, metadata

notifications = Table(
    "notifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("key", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("link", String(300), nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("read_at", Instant()),
    Column("mailed_at", Instant()),
    UniqueConstraint("person_id", "key"),
    Index("ix_notifications_unread", "person_id", "read_at"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("wants_mail", Boolean(create_constraint=True, name="wants_mail"), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing a person is told; `key` is what it is about, told to each person once, `link` a path of this site."""

    person_id: int
    kind: str
    key: str
    text: str
    link: str
    created_at: datetime
    id: int = 0
    read_at: datetime | None = None
    mailed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person's mail goes, and whether they want any."""

    person_id: int
    email: str
    wants_mail: bool


_COLUMNS = tuple(Notification.__dataclass_fields__)
_NOTIFICATION = select(*(notifications.c[name] for name in _COLUMNS))


class Notifications:
    """The notifications and contacts in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_new(self, told: Iterable[Notification]) -> tuple[Notification, ...]:
        """Keep those whose person was not told of that key yet; returns what was kept."""
        wanted = tuple(told)
        people = {each.person_id for each in wanted}
        query = select(notifications.c.person_id, notifications.c.key).where(notifications.c.person_id.in_(people))
        known = {(row.person_id, row.key) for row in self._connection.execute(query)}
        new = {(each.person_id, each.key): each for each in wanted if (each.person_id, each.key) not in known}
        fields = [name for name in _COLUMNS if name not in {"id", "read_at", "mailed_at"}]
        if new:
            rows = [{name: getattr(each, name) for name in fields} for each in new.values()]
            self._connection.execute(insert(notifications), rows)
        return tuple(new.values())

    def of_person(self, person_id: int, *, limit: int) -> tuple[Notification, ...]:
        """The newest notifications of a person, newest first."""
        query = _NOTIFICATION.where(notifications.c.person_id == person_id)
        return self._found(query.order_by(notifications.c.id.desc()).limit(limit))

    def unread_count(self, person_id: int) -> int:
        """How many a person has not read."""
        unread = (notifications.c.person_id == person_id, notifications.c.read_at.is_(None))
        return int(self._connection.execute(select(func.count()).where(*unread)).scalar_one())

    def mark_read(self, person_id: int, now: datetime, notification_id: int | None = None) -> None:
        """Mark one notification of a person as read, or all of them."""
        query = update(notifications).where(notifications.c.person_id == person_id, notifications.c.read_at.is_(None))
        if notification_id is not None:
            query = query.where(notifications.c.id == notification_id)
        self._connection.execute(query.values(read_at=now))

    def unmailed(self, since: datetime) -> tuple[Notification, ...]:
        """What was told since an instant and not mailed yet, oldest first."""
        open_ones = (notifications.c.mailed_at.is_(None), notifications.c.created_at >= since)
        return self._found(_NOTIFICATION.where(*open_ones).order_by(notifications.c.id))

    def set_mailed(self, ids: tuple[int, ...], mailed_at: datetime | None) -> None:
        """Note when notifications were mailed, or that they were not."""
        query = update(notifications).where(notifications.c.id.in_(ids))
        self._connection.execute(query.values(mailed_at=mailed_at))

    def contact(self, person_id: int) -> Contact | None:
        """Where a person's mail goes, or None."""
        row = self._connection.execute(select(contacts).where(contacts.c.person_id == person_id)).one_or_none()
        return Contact(*row) if row else None

    def contacts(self) -> dict[int, Contact]:
        """Every contact, by person id."""
        return {row.person_id: Contact(*row) for row in self._connection.execute(select(contacts))}

    def keep_contact(self, contact: Contact) -> None:
        """Replace where a person's mail goes."""
        values = {"email": contact.email, "wants_mail": contact.wants_mail}
        same = contacts.c.person_id == contact.person_id
        if self._connection.execute(update(contacts).where(same).values(values)).rowcount == 0:
            self._connection.execute(insert(contacts).values(person_id=contact.person_id, **values))

    def _found(self, query: Select[Any]) -> tuple[Notification, ...]:
        return tuple(Notification(*row) for row in self._connection.execute(query))
