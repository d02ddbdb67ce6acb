"""Receipts for entries: proofs to take home, and their check by anybody, without an account."""

from __future__ import annotations

from dataclasses import dataclass

from audit import store
from audit.entry import Entry, canonical
from audit.errors import AuditError, ProofError
from audit.publish import prove_inclusion
from audit.receipt import Proven, Receipt, parse_receipt, verify_receipt
from evidence_svc.domain.permissions import Action, require
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.checkpoint import log_folder, log_keys, make_checkpoint
from evidence_svc.operations.context import Request, get_criterion_standing
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

ROW_PREFIX = "criterion-assessment:"
# Entries that are about no single agency need the right over every one.
EVERY_AGENCY = "*"


class ReceiptError(RefusedError):
    """The text is no receipt of this log, or proves nothing; `reason` says which."""

    reason = "receipt-wrong"
    message = "Biên nhận này không đúng: nội dung, đường dẫn băm hoặc chữ ký không khớp nhật ký đã công bố."


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """What a receipt proves, and whether the log has moved on consistently since (always, or it is not issued)."""

    proven: Proven
    published_size: int


def make_receipt(services: Services, request: Request, sequence: int) -> tuple[str, str]:
    """A receipt's file name and text for one entry, publishing the head first if the entry is newer.

    Raises PermissionDeniedError, NotFoundError, and CheckpointError when the head cannot be published.
    """
    with services.work.read() as unit:
        entry = next(iter(store.read(unit.connection, after=sequence - 1, limit=1)), None)
        if entry is None or entry.sequence != sequence:
            raise NotFoundError
        require(request.actor, Action.READ_LOG, _agency_of(unit, entry))
    folder = log_folder(services)
    try:
        path, checkpoint = prove_inclusion(folder, sequence)
    except ProofError:
        make_checkpoint(services)
        path, checkpoint = prove_inclusion(folder, sequence)
    receipt = Receipt(canonical(entry), sequence - 1, path, checkpoint)
    return f"bien-nhan-{sequence:06}.tlog-proof", receipt.text


def check_receipt(services: Services, text: str) -> CheckedReceipt:
    """What a receipt proves under this log's published keys; needs no account. Raises ReceiptError."""
    keys = log_keys(services)
    try:
        proven = verify_receipt(parse_receipt(text), keys)
    except AuditError as error:
        raise ReceiptError(reason=error.reason) from error
    latest = log_folder(services).latest
    return CheckedReceipt(proven, latest.size if latest else 0)


def _agency_of(unit: UnitOfWork, entry: Entry) -> str:
    number = entry.subject.removeprefix(ROW_PREFIX)
    if not (entry.subject.startswith(ROW_PREFIX) and number.isdecimal()):
        return EVERY_AGENCY
    return get_criterion_standing(unit, int(number)).standing.agency_id
