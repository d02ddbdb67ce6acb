"""The log's state in figures: how long it is, what was published, what the last check found, who keeps checkpoints."""

from __future__ import annotations

from dataclasses import dataclass

from audit import store
from audit.errors import AuditError
from evidence_svc.operations.check_log import LogCheck, read_check
from evidence_svc.operations.checkpoint import log_folder
from evidence_svc.operations.send_outside import Delivery, read_deliveries
from evidence_svc.persistence.blob_checks import OriginalsState
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class LogState:
    """`size` entries, `published` of them under a checkpoint (0: none, or the publication cannot be read).

    `originals` is what reading the stored files again found.
    """

    size: int
    published: int
    check: LogCheck | None
    deliveries: tuple[Delivery, ...]
    originals: OriginalsState

    @property
    def failing(self) -> tuple[Delivery, ...]:
        """Places outside that did not take the last checkpoint offered."""
        return tuple(delivery for delivery in self.deliveries if not delivery.works)


def read_state_of_log(services: Services, unit: UnitOfWork) -> LogState:
    """The state as the files and the head say it; nothing is verified here."""
    head = store.read_head(unit.connection)
    try:
        published = log_folder(services).latest
    except AuditError:
        published = None
    size = head.size if head else 0
    originals = unit.blob_checks.summary()
    reached = published.size if published else 0
    return LogState(size, reached, read_check(services), read_deliveries(services), originals)
