"""Bring a database to the schema of this version, or back, with Alembic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData

from audit.schema import metadata as audit_metadata
from evidence_svc.persistence import (  # the modules register their tables
    agencies,
    assessments,
    assignments,
    blob_checks,
    calendar_feeds,
    comparisons,
    corrections,
    councils,
    criteria_sets,
    deadline_extensions,
    evidence,
    evidence_replacements,
    evidence_texts,
    log_index,
    log_scopes,
    notifications,
    people,
    periodic_runs,
    rounds,
    second_factors,
    stated_inputs,
    structural_exclusions,
    threads,
    verifications,
)
from evidence_svc.persistence.metadata import metadata

MIGRATIONS = Path(__file__).parents[2] / "migrations"
TABLE_MODULES = (
    agencies,
    assignments,
    people,
    criteria_sets,
    rounds,
    second_factors,
    assessments,
    evidence,
    blob_checks,
    comparisons,
    verifications,
    corrections,
    log_index,
    log_scopes,
    periodic_runs,
    stated_inputs,
    notifications,
    calendar_feeds,
    threads,
    councils,
    deadline_extensions,
    evidence_replacements,
    evidence_texts,
    structural_exclusions,
)


def target_metadata() -> MetaData:
    """Every table that a migrated database must have: the log's and the service's."""
    whole = MetaData()
    for table in (*audit_metadata.sorted_tables, *metadata.sorted_tables):
        table.to_metadata(whole)
    return whole


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations up to `revision`, each in its transaction."""
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back down to `revision` ("base" for an empty database)."""
    _run(engine, lambda config: command.downgrade(config, revision))


def _run(engine: Engine, action: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        action(config)
        connection.commit()
