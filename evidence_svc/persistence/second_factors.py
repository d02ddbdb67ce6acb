"""Second factors of accounts: the sealed secret of an authenticator app, and recovery codes kept as digests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)

from evidence_svc.persistence.metadata import Instant, logged_by, metadata

second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("sealed_secret", String(255), nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("failed_at", Instant()),
    logged_by("entry", nullable=True),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("code_sha256", String(64), nullable=False),
    logged_by("used_entry", nullable=True),
    UniqueConstraint("person_id", "code_sha256"),
)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A person's second factor; `entry` is None until it was confirmed, `last_step` the newest code's time step."""

    person_id: int
    sealed_secret: str
    last_step: int = 0
    failed: int = 0
    failed_at: datetime | None = None
    entry: int | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether the person has shown that their app makes the right codes."""
        return self.entry is not None


class SecondFactors:
    """Second factors in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, person_id: int) -> SecondFactor | None:
        """The person's second factor, confirmed or not, or None."""
        query = select(second_factors).where(second_factors.c.person_id == person_id)
        row = self._connection.execute(query).first()
        return SecondFactor(*row) if row else None

    def in_force(self) -> frozenset[int]:
        """The people who have confirmed one."""
        query = select(second_factors.c.person_id).where(second_factors.c.entry.is_not(None))
        return frozenset(self._connection.execute(query).scalars())

    def propose(self, person_id: int, sealed_secret: str) -> None:
        """Keep a secret that waits to be confirmed, in the place of an earlier one."""
        self.remove(person_id)
        values = {"person_id": person_id, "sealed_secret": sealed_secret, "last_step": 0, "failed": 0}
        self._connection.execute(insert(second_factors).values(values))

    def confirm(self, person_id: int, digests: Iterable[str], *, entry: int) -> None:
        """Put the secret in force, and its recovery codes."""
        mine = second_factors.c.person_id == person_id
        self._connection.execute(update(second_factors).where(mine).values(entry=entry))
        codes = [{"person_id": person_id, "code_sha256": digest} for digest in digests]
        self._connection.execute(insert(recovery_codes), codes)

    def take_step(self, person_id: int, step: int) -> None:
        """Note the time step of an accepted code: it and those before it are not accepted again."""
        mine = second_factors.c.person_id == person_id
        self._connection.execute(update(second_factors).where(mine).values(last_step=step))

    def find_code(self, person_id: int, digest: str) -> int | None:
        """The id of the unused recovery code with that digest, or None."""
        column = recovery_codes.c
        unused = (column.person_id == person_id, column.code_sha256 == digest, column.used_entry.is_(None))
        return self._connection.execute(select(column.id).where(*unused)).scalar_one_or_none()

    def use_code(self, code_id: int, *, entry: int) -> None:
        """Use up a recovery code."""
        query = update(recovery_codes).where(recovery_codes.c.id == code_id)
        self._connection.execute(query.values(used_entry=entry))

    def codes_left(self, person_id: int) -> int:
        """How many recovery codes are unused."""
        mine = (recovery_codes.c.person_id == person_id, recovery_codes.c.used_entry.is_(None))
        return int(self._connection.execute(select(func.count()).where(*mine)).scalar_one())

    def note_failure(self, person_id: int, failed: int, at: datetime) -> None:
        """Keep how many wrong codes came in a row, and when the last one did."""
        mine = second_factors.c.person_id == person_id
        self._connection.execute(update(second_factors).where(mine).values(failed=failed, failed_at=at))

    def remove(self, person_id: int) -> None:
        """Forget the secret and every recovery code."""
        self._connection.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
        self._connection.execute(delete(second_factors).where(second_factors.c.person_id == person_id))
