"""Connect to the database: SQLite in the data folder, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

BUSY_MILLISECONDS = 30_000
# A thread holds one connection at most, so their number needs no limit here: one would only make writers wait for
# each other until they are refused (sixteen at once were, with the library's fifteen).
KEPT_OPEN, MOST_BEYOND = 8, -1


def open_database(url: str) -> Engine:
    """An engine for the address; SQLite gets WAL, full synchronisation and foreign keys."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=KEPT_OPEN,
            max_overflow=MOST_BEYOND,
        )
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    pool = {"pool_size": KEPT_OPEN, "max_overflow": MOST_BEYOND} if address.database else {}
    engine = create_engine(address, connect_args={"check_same_thread": False}, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Leave transactions to the unit of work: the driver's own BEGIN would come too late for a lock."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
