"""The log's two tables and the triggers that keep rows as they were written."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from audit.errors import AuditError

metadata = MetaData()

_Count = BigInteger().with_variant(Integer, "sqlite")

# The canonical bytes are the entry; the columns after `root_hash` repeat parts of them for searching.
# `occurred_at` is text of fixed width, so that no driver changes it and it still sorts by time.
audit_entries = Table(
    "audit_entries",
    metadata,
    Column("sequence", _Count, primary_key=True, autoincrement=False),
    Column("canonical", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("root_hash", LargeBinary, nullable=False),
    Column("occurred_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Index("ix_audit_entries_subject", "subject", "sequence"),
    Index("ix_audit_entries_actor", "actor", "sequence"),
    Index("ix_audit_entries_action", "action", "sequence"),
    Index("ix_audit_entries_occurred_at", "occurred_at"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", _Count, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="ck_audit_head_single_row"),
)

_NEXT = "NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM audit_entries)"

# The INSERT triggers also stop INSERT OR REPLACE, which deletes rows without firing DELETE triggers.
_SQLITE: Final = (
    """CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
       BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
    """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
       BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
    f"""CREATE TRIGGER audit_entries_at_end BEFORE INSERT ON audit_entries WHEN {_NEXT}
       BEGIN SELECT RAISE(ABORT, 'audit_entries grows at its end only'); END""",
    """CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
       BEGIN SELECT RAISE(ABORT, 'audit_head stays'); END""",
    """CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.size <= OLD.size
       BEGIN SELECT RAISE(ABORT, 'audit_head only grows'); END""",
    """CREATE TRIGGER audit_head_once BEFORE INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head)
       BEGIN SELECT RAISE(ABORT, 'audit_head has one row'); END""",
)

# ENABLE ALWAYS: `session_replication_role = replica` would otherwise switch the triggers off.
_POSTGRESQL: Final = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' refuses ' || TG_OP,
         ERRCODE = 'restrict_violation'; END $$""",
    """CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    f"""CREATE FUNCTION audit_refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN IF {_NEXT} THEN
         RAISE EXCEPTION 'audit_entries grows at its end only' USING ERRCODE = 'restrict_violation';
       END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER audit_entries_at_end BEFORE INSERT ON audit_entries
       FOR EACH ROW EXECUTE FUNCTION audit_refuse_gap()""",
    """CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head
       FOR EACH ROW WHEN (NEW.size <= OLD.size) EXECUTE FUNCTION audit_refuse()""",
    "ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_append_only",
    "ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_at_end",
    "ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_stays",
    "ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_grows",
)

_DROP_SQLITE: Final = (
    "DROP TRIGGER audit_head_once",
    "DROP TRIGGER audit_head_grows",
    "DROP TRIGGER audit_head_no_delete",
    "DROP TRIGGER audit_entries_at_end",
    "DROP TRIGGER audit_entries_no_delete",
    "DROP TRIGGER audit_entries_no_update",
)

_DROP_POSTGRESQL: Final = (
    "DROP TRIGGER audit_head_grows ON audit_head",
    "DROP TRIGGER audit_head_stays ON audit_head",
    "DROP TRIGGER audit_entries_at_end ON audit_entries",
    "DROP FUNCTION audit_refuse_gap()",
    "DROP TRIGGER audit_entries_append_only ON audit_entries",
    "DROP FUNCTION audit_refuse()",
)


def trigger_ddl(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the log append-only on "sqlite" or "postgresql".

    Raises AuditError for any other database: a log without its triggers must not come to be.
    """
    return _pick({"sqlite": _SQLITE, "postgresql": _POSTGRESQL}, dialect)


def drop_trigger_ddl(dialect: str) -> tuple[str, ...]:
    """Return the statements that take the triggers away again, for a migration's way down."""
    return _pick({"sqlite": _DROP_SQLITE, "postgresql": _DROP_POSTGRESQL}, dialect)


def _pick(statements: dict[str, tuple[str, ...]], dialect: str) -> tuple[str, ...]:
    if dialect not in statements:
        raise AuditError(f"no triggers are written for {dialect}", reason="database-unsupported")
    return statements[dialect]
