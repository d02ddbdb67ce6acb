"""Migrations: up and down on both databases, one head, and no drift from the tables in code."""

from __future__ import annotations

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.engine import URL

from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.migrate import MIGRATIONS, downgrade, target_metadata, upgrade


def url_text(url: URL) -> str:
    """The address with its password."""
    return url.render_as_string(hide_password=False)


def test_up_and_down_and_up_again(database_url: URL) -> None:
    """Every migration can be taken back, triggers and functions included."""
    engine = open_database(url_text(database_url))

    upgrade(engine)
    tables = set(inspect(engine).get_table_names())
    downgrade(engine, "base")
    left = set(inspect(engine).get_table_names())
    upgrade(engine)

    assert {"audit_entries", "criterion_assessments", "evidence"} <= tables
    assert left == {"alembic_version"}
    assert set(inspect(engine).get_table_names()) == tables
    engine.dispose()


def test_upgrading_twice_changes_nothing(database_url: URL) -> None:
    """A second start of the service finds the schema as it should be."""
    engine = open_database(url_text(database_url))

    upgrade(engine)
    upgrade(engine)

    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    assert revision == ScriptDirectory(str(MIGRATIONS)).get_current_head()
    engine.dispose()


def test_the_migrated_schema_is_the_one_in_code(database_url: URL) -> None:
    """Nothing is missing from the migrations that the code relies on."""
    engine = open_database(url_text(database_url))
    upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = produce_migrations(context, target_metadata()).upgrade_ops
    assert differences is not None
    assert differences.is_empty()
    engine.dispose()


def test_there_is_one_head() -> None:
    """Two people's migrations cannot both be last."""
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1
