"""Read originals, and what reports rest on besides, again and note their state; a change of it goes into the log."""

from __future__ import annotations

from audit.entry import EntryDraft
from evidence_svc.operations.context import SYSTEM_ROLE, WORKER
from evidence_svc.persistence.blob_checks import GOOD
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from evidence_svc.storage import StorageError

# What says something about the original; other failures of the store pass.
MOST_A_ROUND = 500
DAMAGED = frozenset({"blob-missing", "blob-altered"})


def read_blob(services: Services, sha256: str) -> bytes:
    """The bytes under a digest; bytes that are missing or altered are noted before the StorageError goes on."""
    try:
        content = services.blobs.get(sha256)
    except StorageError as error:
        if error.reason in DAMAGED:
            note_state(services, sha256, error.reason)
        raise
    return content


def look_at_originals(services: Services, *, most: int | None = None) -> dict[str, str]:
    """Read originals again, those not read for longest first; returns the state of each bad one by digest.

    `most` bounds how many are read in this run.
    """
    with services.work.read() as unit:
        digests = unit.blob_checks.digests(unit.verifications.answers())[:most]
    states = {digest: _state_of(services, digest) for digest in digests}
    return {digest: state for digest, state in states.items() if state != GOOD}


def look_at_some(services: Services) -> dict[str, str]:
    """One round of the schedule: a bounded number of originals, so that all are read in turn and none waits long."""
    return look_at_originals(services, most=MOST_A_ROUND)


def _state_of(services: Services, sha256: str) -> str:
    state = GOOD
    try:
        services.blobs.get(sha256)
    except StorageError as error:
        if error.reason not in DAMAGED:
            raise
        state = error.reason
    note_state(services, sha256, state)
    return state


def note_state(services: Services, sha256: str, state: str) -> None:
    """Keep the state an original was found in; log it when it differs from the one before."""
    with services.work.begin() as unit:
        _log_change(services, unit, sha256, state)
        unit.blob_checks.keep(sha256, state, services.now())
        unit.commit()


def _log_change(services: Services, unit: UnitOfWork, sha256: str, state: str) -> None:
    known = unit.blob_checks.find(sha256)
    before = known.state if known else GOOD
    if before == state:
        return
    draft = EntryDraft(
        actor=WORKER,
        role=SYSTEM_ROLE,
        action="evidence:original-restored" if state == GOOD else "evidence:original-damaged",
        subject=f"blob:{sha256}",
        before={"original": before},
        after={"original": state},
        evidence=(sha256,),
        request_id=f"originals-{services.now():%Y%m%dT%H%M%S}",
    )
    unit.append(draft, now=services.now())
