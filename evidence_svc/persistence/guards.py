"""Triggers that refuse a score without its log entry, and changes to rows that are written once."""

from __future__ import annotations

from typing import Final

# column of the value, column of its log entry; the entry's `after` names the value under the same name.
GUARDED: Final = (
    ("self_score", "self_entry"),
    ("appraised_score", "appraised_entry"),
    ("status", "status_entry"),
)

_SQLITE = """CREATE TRIGGER criterion_assessments_{value}_logged BEFORE UPDATE ON criterion_assessments
   WHEN NEW.{value} IS NOT OLD.{value} AND NOT EXISTS (
     SELECT 1 FROM audit_entries e WHERE e.sequence = NEW.{entry} AND e.sequence > COALESCE(OLD.{entry}, 0)
     AND e.subject = 'criterion-assessment:' || NEW.id
     AND json_extract(CAST(e.canonical AS TEXT), '$.after.{value}') IS NEW.{value})
   BEGIN SELECT RAISE(ABORT, '{value} changed without its log entry'); END"""

_SQLITE_NEW = """CREATE TRIGGER criterion_assessments_start_unscored BEFORE INSERT ON criterion_assessments
   WHEN NEW.self_score IS NOT NULL OR NEW.appraised_score IS NOT NULL OR NEW.status NOT IN ('not-scored', 'yearly')
   BEGIN SELECT RAISE(ABORT, 'a criterion starts unscored'); END"""

_POSTGRESQL = """CREATE FUNCTION refuse_unlogged_{value}() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN IF NEW.{value} IS DISTINCT FROM OLD.{value} AND NOT EXISTS (
     SELECT 1 FROM audit_entries e WHERE e.sequence = NEW.{entry} AND e.sequence > COALESCE(OLD.{entry}, 0)
     AND e.subject = 'criterion-assessment:' || NEW.id
     AND (convert_from(e.canonical, 'UTF8')::jsonb -> 'after' ->> '{value}') IS NOT DISTINCT FROM NEW.{value})
   THEN RAISE EXCEPTION '{value} changed without its log entry' USING ERRCODE = 'restrict_violation'; END IF;
   RETURN NEW; END $$"""

_POSTGRESQL_TRIGGER = """CREATE TRIGGER criterion_assessments_{value}_logged BEFORE UPDATE
   ON criterion_assessments FOR EACH ROW EXECUTE FUNCTION refuse_unlogged_{value}()"""

_POSTGRESQL_NEW = (
    """CREATE FUNCTION refuse_scored_start() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN IF NEW.self_score IS NOT NULL OR NEW.appraised_score IS NOT NULL OR NEW.status NOT IN ('not-scored', 'yearly')
   THEN RAISE EXCEPTION 'a criterion starts unscored' USING ERRCODE = 'restrict_violation'; END IF;
   RETURN NEW; END $$""",
    """CREATE TRIGGER criterion_assessments_start_unscored BEFORE INSERT ON criterion_assessments
   FOR EACH ROW EXECUTE FUNCTION refuse_scored_start()""",
)

_NO_DELETE_TABLES: Final = (
    "criterion_assessments",
    "assessments",
    "evidence",
    "evidence_links",
    "verifications",
    "link_judgements",
    "corrections",
    "criteria_sets",
    "people",
)

# Written once: a newer row stands beside the older one.
_WRITTEN_ONCE: Final = ("verifications", "link_judgements", "corrections", "criteria_sets")

_SQLITE_ONCE = """CREATE TRIGGER {table}_written_once BEFORE UPDATE ON {table}
   BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"""

_POSTGRESQL_ONCE = """CREATE TRIGGER {table}_written_once BEFORE UPDATE ON {table}
   FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete()"""

_SQLITE_KEEP = """CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
   BEGIN SELECT RAISE(ABORT, '{table} keeps its rows'); END"""

_POSTGRESQL_KEEP_FUNCTION = """CREATE FUNCTION refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN RAISE EXCEPTION '% keeps its rows as they are', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"""

_POSTGRESQL_KEEP = """CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}
   FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete()"""


def guard_ddl(dialect: str) -> tuple[str, ...]:
    """Return the statements that put the guards in place on "sqlite" or "postgresql"."""
    if dialect == "sqlite":
        logged = tuple(_SQLITE.format(value=value, entry=entry) for value, entry in GUARDED)
        once = (_SQLITE_ONCE.format(table=table) for table in _WRITTEN_ONCE)
        return (*logged, _SQLITE_NEW, *(_SQLITE_KEEP.format(table=table) for table in _NO_DELETE_TABLES), *once)
    functions = tuple(_POSTGRESQL.format(value=value, entry=entry) for value, entry in GUARDED)
    triggers = tuple(_POSTGRESQL_TRIGGER.format(value=value) for value, _ in GUARDED)
    kept = tuple(_POSTGRESQL_KEEP.format(table=table) for table in _NO_DELETE_TABLES)
    once = (_POSTGRESQL_ONCE.format(table=table) for table in _WRITTEN_ONCE)
    return (*functions, *triggers, *_POSTGRESQL_NEW, _POSTGRESQL_KEEP_FUNCTION, *kept, *once)


def drop_guard_ddl(dialect: str) -> tuple[str, ...]:
    """Return the statements that take the guards away, for a migration's way down."""
    if dialect == "sqlite":
        names = [f"criterion_assessments_{value}_logged" for value, _ in GUARDED]
        names += ["criterion_assessments_start_unscored", *(f"{table}_kept" for table in _NO_DELETE_TABLES)]
        names += [f"{table}_written_once" for table in _WRITTEN_ONCE]
        return tuple(f"DROP TRIGGER {name}" for name in names)
    functions = [f"refuse_unlogged_{value}" for value, _ in GUARDED] + [
        "refuse_scored_start",
        "refuse_delete",
    ]
    return tuple(f"DROP FUNCTION {name}() CASCADE" for name in functions)


def keep_ddl(dialect: str, kept: tuple[str, ...], once: tuple[str, ...]) -> tuple[str, ...]:
    """Return the statements by which tables of a later migration keep their rows, and those written once stay so."""
    keep, write = (_SQLITE_KEEP, _SQLITE_ONCE) if dialect == "sqlite" else (_POSTGRESQL_KEEP, _POSTGRESQL_ONCE)
    return (*(keep.format(table=table) for table in kept), *(write.format(table=table) for table in once))
