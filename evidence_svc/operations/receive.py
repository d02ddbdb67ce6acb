"""Receive evidence: keep the bytes, record who sent them and when, log it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from evidence_svc.domain.permissions import Action, require
from evidence_svc.errors import RefusedError
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from evidence_svc.storage import Blob

LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Received:
    """The evidence's id, its digest, and whether these bytes are new to the assessment."""

    evidence_id: int
    sha256: str
    is_new: bool


class EmptyUploadError(RefusedError):
    """There is nothing in the file."""

    reason = "empty-file"
    message = "Tệp rỗng nên không được nhận. Hãy kiểm tra lại tệp trên máy của bạn."


def receive_evidence(
    services: Services, request: Request, assessment_id: int, file_name: str, chunks: Iterable[bytes]
) -> Received:
    """Keep a file as evidence of an assessment; the same bytes again lead to the evidence already there.

    Raises PermissionDeniedError, NotFoundError, TooLargeError, EmptyUploadError or StorageError.
    """
    with services.work.read() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.ADD_EVIDENCE, standing.agency_id, standing.state)
    blob = services.blobs.put(chunks, limit=services.settings.max_upload_bytes)
    if blob.size == 0:
        raise EmptyUploadError
    with services.work.begin() as unit:
        received = _record(services, unit, request, assessment_id, clean_name(file_name), blob)
        unit.commit()
    return received


def find_waiting(services: Services) -> tuple[int, ...]:
    """Ids of evidence received and not yet verified."""
    with services.work.read() as unit:
        return unit.evidence.waiting()


def clean_name(file_name: str) -> str:
    """A sender's file name made safe to show and store: no folders, no control characters, bounded, NFC."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", last)
    visible = "".join(char for char in composed if unicodedata.category(char)[0] != "C").strip()
    if len(visible) <= LONGEST_NAME:
        return visible or "khong-ten"
    stem, dot, suffix = visible.rpartition(".")
    return stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix if len(suffix) < 10 else visible[:LONGEST_NAME]


def _record(
    services: Services, unit: UnitOfWork, request: Request, assessment_id: int, name: str, blob: Blob
) -> Received:
    now = services.now()
    standing = get_standing(unit, assessment_id)
    require(request.actor, Action.ADD_EVIDENCE, standing.agency_id, standing.state)
    same = unit.evidence.find_same(assessment_id, blob.sha256)
    after = {"assessment": assessment_id, "file_name": name, "size": blob.size}
    if same is not None:
        subject = f"evidence:{same.id}"
        unit.append(request.draft("evidence:received-again", subject, after=after, evidence=(blob.sha256,)), now=now)
        unit.texts.add(same.id, name)
        return Received(same.id, blob.sha256, is_new=False)
    subject = f"blob:{blob.sha256}"
    entry = unit.append(request.draft("evidence:received", subject, after=after, evidence=(blob.sha256,)), now=now)
    evidence_id = unit.evidence.add(
        assessment_id=assessment_id,
        sha256=blob.sha256,
        file_name=name,
        size=blob.size,
        received_at=now,
        received_by=request.actor.id,
        state="received",
        entry=entry.sequence,
    )
    unit.texts.keep(evidence_id, (name,))
    return Received(evidence_id, blob.sha256, is_new=True)
