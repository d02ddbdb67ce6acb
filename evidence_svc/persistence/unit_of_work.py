"""One transaction: the aggregates, the log, and the only commit in the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from psycopg import DataError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from audit import store
from audit.entry import Entry, EntryDraft
from audit.errors import AppendError, EntryError, ReadError
from evidence_svc.errors import ConflictError, RefusedError, ServiceError
from evidence_svc.persistence.agencies import Agencies
from evidence_svc.persistence.asking import remember_answers
from evidence_svc.persistence.assessments import Assessments
from evidence_svc.persistence.blob_checks import BlobChecks
from evidence_svc.persistence.calendar_feeds import CalendarFeeds
from evidence_svc.persistence.comparisons import Comparisons
from evidence_svc.persistence.corrections import Corrections
from evidence_svc.persistence.councils import Councils
from evidence_svc.persistence.criteria_sets import CriteriaSets
from evidence_svc.persistence.deadline_extensions import DeadlineExtensions
from evidence_svc.persistence.evidence import EvidenceFiles
from evidence_svc.persistence.evidence_replacements import Replacements
from evidence_svc.persistence.evidence_texts import EvidenceTexts
from evidence_svc.persistence.filed import FiledEvidence
from evidence_svc.persistence.notifications import Notifications
from evidence_svc.persistence.people import People
from evidence_svc.persistence.periodic_runs import PeriodicRuns
from evidence_svc.persistence.rounds import Rounds
from evidence_svc.persistence.second_factors import SecondFactors
from evidence_svc.persistence.standings import Standings
from evidence_svc.persistence.stated_inputs import StatedInputs
from evidence_svc.persistence.structural_exclusions import StructuralExclusions
from evidence_svc.persistence.threads import Threads
from evidence_svc.persistence.verifications import Verifications

# PostgreSQL's codes for a key that is taken and for a missing table (appendix A of its manual).
UNIQUE_VIOLATION = "23505"
UNDEFINED_TABLE = "42P01"


# A writer takes the log's lock before it reads anything: what it decided on cannot change before it commits.
WRITING = "BEGIN IMMEDIATE"


class LogUnreadableError(ServiceError):
    """An entry of the log is not what the log writes; the check of the log names it."""

    reason = "log-unreadable"
    message = "Nhật ký có mục không đọc được. Hãy báo quản trị chạy kiểm tra toàn vẹn nhật ký."


class DatabaseError(ServiceError):
    """The database refused or failed; nothing of the transaction was kept."""

    reason = "database-failed"
    message = "Cơ sở dữ liệu từ chối thao tác này. Không có gì được thay đổi."


class NotInstalledError(DatabaseError):
    """The database has no tables, or not yet those of this version."""

    reason = "not-installed"
    message = (
        "Chưa cài đặt: chạy evidence-svc setup. "
        "(Nếu vừa cập nhật phần mềm: chạy evidence-svc serve để nâng cấp cơ sở dữ liệu.)"
    )


class NulError(RefusedError):
    """A text holds the character NUL, which PostgreSQL does not keep; forms are received without it."""

    reason = "nul-character"
    message = "Nội dung hoặc địa chỉ có ký tự rỗng (mã 0) nên không lưu, không tìm được. Hãy bỏ ký tự đó rồi gửi lại."


class UnitOfWork:
    """All reads and writes of one use case; leaving the block without `commit()` rolls everything back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.agencies = Agencies(connection)
        self.people = People(connection)
        self.second_factors = SecondFactors(connection)
        self.criteria_sets = CriteriaSets(connection)
        self.rounds = Rounds(connection)
        self.assessments = Assessments(connection)
        self.standings = Standings(connection)
        self.evidence = EvidenceFiles(connection)
        self.filed = FiledEvidence(connection)
        self.replacements = Replacements(connection)
        self.blob_checks = BlobChecks(connection)
        self.texts = EvidenceTexts(connection)
        self.comparisons = Comparisons(connection)
        self.corrections = Corrections(connection)
        self.verifications = Verifications(connection)
        self.threads = Threads(connection)
        self.councils = Councils(connection)
        self.periodic_runs = PeriodicRuns(connection)
        self.stated_inputs = StatedInputs(connection)
        self.deadline_extensions = DeadlineExtensions(connection)
        self.structural_exclusions = StructuralExclusions(connection)
        self.notifications = Notifications(connection)
        self.calendar_feeds = CalendarFeeds(connection)

    def append(self, draft: EntryDraft, *, now: datetime) -> Entry:
        """Append to the log inside this transaction: either both the change and its entry stay, or neither."""
        return store.append(self.connection, draft, now=now)

    def commit(self) -> None:
        """Keep everything done so far; the only commit in the service."""
        self.connection.commit()


class Work:
    """Opens units of work on one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work that may write. Raises ConflictError or DatabaseError when the database refuses."""
        with self._transaction(WRITING) as unit:
            yield unit

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work for reading; it is rolled back at the end."""
        with self._transaction("BEGIN") as unit:
            yield unit

    @contextmanager
    def snapshot(self) -> Iterator[UnitOfWork]:
        """A unit of work that sees one state of the whole database, however long it reads."""
        with self._transaction("BEGIN", isolation="REPEATABLE READ") as unit:
            yield unit

    @contextmanager
    def _transaction(self, begin: str, isolation: str = "READ COMMITTED") -> Iterator[UnitOfWork]:
        with _translated(), self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(begin)
            else:
                connection.execution_options(isolation_level=isolation)
                if begin == WRITING:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({store.LOCK_KEY})")
            yield UnitOfWork(connection)


class PageWork(Work):
    """The work of one page: all operations read in one transaction, where each question is asked once.

    After a write the next reading starts afresh. Belongs to one request in one thread, which must `close()` it.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._open = ExitStack()
        self._unit: UnitOfWork | None = None
        self._ended = False

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work that may write; what was read before is forgotten."""
        self._forget()
        with super().begin() as unit:
            yield unit

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """The page's unit of work for reading, opened by the first who asks."""
        if self._ended:  # a body that is still sent after the request was torn down
            with super().read() as unit:
                yield unit
            return
        if self._unit is None:
            self._unit = self._open.enter_context(super().read())
            remember_answers(self._unit.connection)
        try:
            with _translated():
                yield self._unit
        except ServiceError:
            self._forget()  # PostgreSQL answers nothing more in a transaction that failed
            raise

    def close(self) -> None:
        """End the reading."""
        self._forget()
        self._ended = True

    def _forget(self) -> None:
        self._unit = None
        self._open.close()


@contextmanager
def _translated() -> Iterator[None]:
    """The database's and the log's exceptions in the words of the service."""
    try:
        yield
    except EntryError as error:
        raise LogUnreadableError from error
    except (AppendError, ReadError) as error:
        if _holds_nul(error):
            raise NulError from error
        raise (NotInstalledError if lacks_table(error) else DatabaseError) from error
    except DBAPIError as error:
        if lacks_table(error):
            raise NotInstalledError from error
        if _holds_nul(error):
            raise NulError from error
        raise (ConflictError if _is_duplicate(error) else DatabaseError) from error


def lacks_table(error: BaseException) -> bool:
    """Whether what went wrong, or what caused it, is that a table is not there."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, DBAPIError):
        found = found.__cause__
    if found is None:
        return False
    by_name = str(found.orig).startswith("no such table")  # SQLite has no code of its own for it
    return by_name or getattr(found.orig, "sqlstate", "") == UNDEFINED_TABLE


def _holds_nul(error: BaseException) -> bool:
    """Whether the driver of PostgreSQL refused a text for a NUL in it; it has no code, no server saw it."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, DBAPIError):
        found = found.__cause__
    return found is not None and isinstance(found.orig, DataError) and "NUL (0x00)" in str(found.orig)


def _is_duplicate(error: DBAPIError) -> bool:
    """Whether a unique key was taken already, by SQLite's or PostgreSQL's own code; triggers refuse otherwise."""
    name = getattr(error.orig, "sqlite_errorname", "")
    return name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"} or (
        getattr(error.orig, "sqlstate", "") == UNIQUE_VIOLATION
    )
