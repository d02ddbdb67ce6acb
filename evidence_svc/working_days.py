"""The calendar of working days in force: the program's own, or with the file that the administrator laid down."""

from __future__ import annotations

from evidence_svc.config import Settings
from evidence_svc.domain.calendar_file import CalendarFileError, read_calendar
from evidence_svc.errors import ConfigurationError
from verifiers.calendar import VIET_NAM, Calendar


def open_calendar(settings: Settings) -> Calendar:
    """The calendar for a process, read once; raises ConfigurationError naming the file and the line of each fault."""
    path = settings.calendar
    if settings.calendar_file is None and not path.exists():
        return VIET_NAM
    try:
        return read_calendar(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"Không đọc được lịch làm việc {path}: {error}") from error
    except CalendarFileError as error:
        raise ConfigurationError(f"Lịch làm việc không hợp lệ:\n{error}") from error
