"""Run migrations on the connection handed over by evidence_svc.persistence.migrate."""

from __future__ import annotations

from alembic import context

from evidence_svc.persistence.migrate import target_metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=target_metadata(), transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
