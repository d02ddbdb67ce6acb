"""What operations work with: settings, database, blobs, trust anchors, calendar and clock, opened once a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher

from evidence_svc.clock import Clock, utc_now
from evidence_svc.config import Settings
from evidence_svc.isolation import Limits
from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.unit_of_work import Work
from evidence_svc.storage import BlobStore
from evidence_svc.working_days import open_calendar
from verifiers.calendar import VIET_NAM, Calendar
from verifiers.signature.trust import TrustBundle, load_bundle

# RFC 9106, section 4, second recommended option: 64 MiB, three passes.
HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


@dataclass(frozen=True, slots=True)
class Services:
    """The outside world as operations see it; a test passes its own."""

    settings: Settings
    work: Work
    blobs: BlobStore
    bundle: TrustBundle
    clock: Clock = utc_now
    hasher: PasswordHasher = HASHER
    calendar: Calendar = VIET_NAM

    @property
    def limits(self) -> Limits:
        """What a child that reads a document may use."""
        return Limits(self.settings.parse_seconds, self.settings.parse_memory_bytes)

    def now(self) -> datetime:
        """The present instant by this service's clock, aware, UTC."""
        return self.clock()


def open_services(settings: Settings, clock: Clock = utc_now) -> Services:
    """Open everything the settings name; raises ServiceError or TrustError when a part cannot be opened."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    bundle = load_bundle(settings.trust) if holds_any(settings.trust) else TrustBundle(())
    calendar = open_calendar(settings)
    work, blobs = Work(open_database(settings.database)), BlobStore(settings.blobs)
    return Services(settings, work, blobs, bundle, clock, calendar=calendar)


def holds_any(folder: Path) -> bool:
    """Whether there is a folder with anything in it: a refused first import leaves an empty one."""
    return folder.is_dir() and any(folder.iterdir())
