"""Let others keep the log's checkpoints: stamp, cosign and send them, again and again until each place has the newest.

What each place has stands in a file beside the published log, not in the database: a restored backup must not forget
what others were shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509

from audit import store
from audit.errors import AuditError
from audit.folder import KEYS, LogFolder, write_durably
from audit.note import parse_verifier
from audit.schema import audit_entries
from audit.timestamp import http_authority
from audit.witnessing import http_post
from evidence_svc.errors import ServiceError
from evidence_svc.mailing import checkpoint_server
from evidence_svc.operations.checkpoint import cosign_checkpoint, log_folder, make_checkpoint, stamp_checkpoint
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.places import Parcel, PlaceError, label_of, send
from evidence_svc.services import Services

log = structlog.get_logger(__name__)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a place outside has: the size of the newest checkpoint it took, and what went wrong since."""

    place: str
    size: int = 0
    sent_at: str = ""
    failures: int = 0
    failed_at: str = ""
    failure: str = ""

    @property
    def works(self) -> bool:
        """Whether the last attempt succeeded."""
        return self.failures == 0

    def is_due(self, now: datetime) -> bool:
        """A place that failed is asked again after one minute, two, four, at most an hour."""
        if not self.failures:
            return True
        wait = min(timedelta(minutes=2 ** min(self.failures - 1, 10)), LONGEST_WAIT)
        return now - datetime.fromisoformat(self.failed_at) >= wait


def publish_due(services: Services) -> tuple[Delivery, ...]:
    """Publish the head when it is time or a round has moved, and give the newest checkpoint to all who lack it.

    The job of the schedule. A place that fails is noted and asked again later; nothing waits for it. Raises
    CheckpointError when the head contradicts what was published.
    """
    if _is_due(services):
        make_checkpoint(services)
    published = log_folder(services).latest
    known = {delivery.place: delivery for delivery in read_deliveries(services)}
    if published is None:
        return tuple(known.values())
    found = {
        label: _attempt(services, known.get(label, Delivery(label)), published.size, act)
        for label, act in _outside(services)
    }
    if found != known:
        _keep(services, found)
    return tuple(found.values())


def read_deliveries(services: Services) -> tuple[Delivery, ...]:
    """What each place, authority and witness has, by its name without secrets."""
    try:
        stored = json.loads(_file(services).read_text(encoding="utf-8"))
        return tuple(Delivery(**one) for one in stored)
    except (OSError, ValueError, TypeError):
        return ()


def _attempt(services: Services, known: Delivery, size: int, act: Callable[[], None]) -> Delivery:
    now = services.now()
    if (known.size >= size and known.works) or not known.is_due(now):
        return known
    try:
        act()
    except (ServiceError, AuditError) as error:
        log.warning("checkpoint-not-taken", place=known.place, reason=error.reason, failures=known.failures + 1)
        failure = f"{error} ({error.reason})"
        return replace(known, failures=known.failures + 1, failed_at=now.isoformat(), failure=failure)
    return Delivery(known.place, size, now.isoformat())


def _outside(services: Services) -> Iterator[tuple[str, Callable[[], None]]]:
    """Everybody who is to keep the newest checkpoint, the authority and witnesses first: their word is sent along."""
    settings = services.settings
    if settings.checkpoint_tsa:
        yield f"tsa {label_of(settings.checkpoint_tsa)}", lambda: _stamp(services)
    for text in settings.checkpoint_witnesses.split():
        key, _, address = text.partition("@")
        yield f"witness {key.partition('+')[0]}", _cosigning(services, key, address)
    for place in settings.checkpoint_places.split():
        yield label_of(place), _sending(services, place)


def _stamp(services: Services) -> None:
    settings = services.settings
    try:
        path = settings.checkpoint_tsa_roots
        roots = x509.load_pem_x509_certificates(path.read_bytes()) if path else []
    except (OSError, ValueError) as error:
        raise PlaceError("Không đọc được chứng thư gốc của tổ chức cấp dấu thời gian.") from error
    stamp_checkpoint(services, http_authority(settings.checkpoint_tsa or ""), roots)


def _cosigning(services: Services, key: str, address: str) -> Callable[[], None]:
    return lambda: cosign_checkpoint(services, parse_verifier(key), http_post(address))


def _sending(services: Services, place: str) -> Callable[[], None]:
    mail = checkpoint_server(services.settings)
    return lambda: send(place, parcel_of(log_folder(services)), mail)


def parcel_of(folder: LogFolder) -> Parcel:
    """The newest checkpoint as it is sent; raises PublicationError."""
    text = folder.latest_text or ""
    published = folder.open(text)
    keys = (folder.path / KEYS).read_text(encoding="utf-8")
    return Parcel(published.origin, published.size, text, keys, folder.stamp(published.size))


def _is_due(services: Services) -> bool:
    """Whether entries wait that should be published: by the clock, or because a round has moved on."""
    folder = log_folder(services)
    published = folder.latest
    with services.work.read() as unit:
        head = store.read_head(unit.connection)
        size = head.size if head else 0
        if published is None or size < published.size:
            return size > 0 or published is not None
        if size == published.size:
            return False
        moved = _has_moved(unit, published.size)
    written = (folder.path / folder.checkpoint_name(published.size)).stat().st_mtime
    waited = services.now().timestamp() - written
    return moved or waited >= services.settings.checkpoint_minutes * 60


def _has_moved(unit: UnitOfWork, after: int) -> bool:
    columns = audit_entries.c
    query = audit_entries.select().where(columns.action == "round:moved", columns.sequence > after).limit(1)
    return unit.connection.execute(query).first() is not None


def _keep(services: Services, found: Mapping[str, Delivery]) -> None:
    stored: list[dict[str, Any]] = [asdict(delivery) for delivery in found.values()]
    write_durably(_file(services), json.dumps(stored, ensure_ascii=False, indent=1).encode())


def _file(services: Services) -> Path:
    return services.settings.data_dir.resolve() / "checkpoints-sent.json"
