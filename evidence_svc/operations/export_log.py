"""Export what a reader may see of the log by a filter, however much it is; the export is an entry before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evidence_svc.domain.people import Scope
from evidence_svc.operations.context import Request
from evidence_svc.operations.index_log import catch_up
from evidence_svc.operations.read_log import LogFilter, LogLine, find_lines, keep_reading, reading_scope
from evidence_svc.persistence.log_index import LogIndex
from evidence_svc.services import Services

BATCH = 1_000


def export_log(services: Services, request: Request, wanted: LogFilter, form: str) -> Iterator[LogLine]:
    """Every entry that fits, newest first, as the log stood when it was asked for; raises PermissionDeniedError.

    Rows come in batches, each a short look into the database, so that a long download holds nobody up.
    """
    scope = reading_scope(request.actor)
    keep_reading(services, request, form, wanted, action="log:exported")
    catch_up(services, batches=1_000_000)
    with services.work.read() as unit:
        _, size = LogIndex(unit.connection).sizes()
    return _lines(services, replace(wanted, before=min(wanted.before or size + 1, size + 1)), scope)


def _lines(services: Services, wanted: LogFilter, scope: Scope) -> Iterator[LogLine]:
    while True:
        with services.work.read() as unit:
            names, agencies = unit.people.names(), {agency.id: agency.name for agency in unit.agencies.list()}
            lines = find_lines(unit, wanted, scope, BATCH, names, agencies)
        yield from lines
        if len(lines) < BATCH:
            return
        wanted = replace(wanted, before=lines[-1].entry.sequence)
