"""Check the log on a schedule, from where the last good pass ended or all of it, and remember what was found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from audit.folder import write_durably
from evidence_svc.operations.verify_log import LogResult, verify_log
from evidence_svc.services import Services

log = structlog.get_logger(__name__)
# An edit in rows that were verified before is looked for this often.
WHOLE_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What the last pass found: in words, over how many entries, and when; `whole_at` is the last pass over all."""

    holds: bool
    sentence: str
    entries: int
    checked_at: datetime
    whole_at: datetime | None = None


def check_log(services: Services, *, whole: bool = False) -> LogResult:
    """Verify, all of it when `whole`, otherwise what is new, and remember the result beside the database."""
    result = verify_log(services, incremental=not whole)
    now, last = services.now(), read_check(services)
    known = last.whole_at if last else None
    whole_at = now if result.started_at == 0 else known
    _keep(services, LogCheck(result.holds, result.sentence, result.log.entries, now, whole_at))
    if not result.holds:
        log.error("log-does-not-hold", sentence=result.sentence)
    return result


def check_due(services: Services) -> LogResult:
    """The job of the schedule: what is new, and once a week everything."""
    last = read_check(services)
    aged = last is None or last.whole_at is None or services.now() - last.whole_at >= WHOLE_EVERY
    return check_log(services, whole=aged)


def read_check(services: Services) -> LogCheck | None:
    """What the last pass found, None when there was none or it cannot be read."""
    try:
        stored = json.loads(_file(services).read_text(encoding="utf-8"))
        whole_at = stored["whole_at"] and datetime.fromisoformat(stored["whole_at"])
        checked_at = datetime.fromisoformat(stored["checked_at"])
        return LogCheck(**stored | {"checked_at": checked_at, "whole_at": whole_at})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(services: Services, check: LogCheck) -> None:
    times = {"checked_at": check.checked_at.isoformat(), "whole_at": check.whole_at and check.whole_at.isoformat()}
    write_durably(_file(services), json.dumps(asdict(check) | times, ensure_ascii=False).encode())


def _file(services: Services) -> Path:
    return services.settings.data_dir.resolve() / "checked-log.json"
