"""Receipts for entries: proofs to take home, and their check by anybody, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audit import merkle, store
from audit.checkpoint import Checkpoint
from audit.entry import Entry, canonical
from audit.errors import AuditError, ProofError
from audit.folder import LogFolder
from audit.note import VerifierKey, parse_verifier
from audit.proof import verify_consistency
from audit.publish import prove_consistency, prove_inclusion
from audit.receipt import Proven, Receipt, parse_receipt, verify_receipt
from evidence_svc.domain.permissions import Action, require, require_day
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.operations.checkpoint import log_folder, log_keys, make_checkpoint
from evidence_svc.operations.context import Request, get_criterion_standing
from evidence_svc.operations.read_log import LogFilter, keep_reading, may_read_log
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from verifiers.calendar import local_date

ROW_PREFIX = "criterion-assessment:"
# Entries that are about no single agency need the right over every one.
EVERY_AGENCY = "*"


class ReceiptError(RefusedError):
    """The text is no receipt of this log, or proves nothing; `reason` says which."""

    reason = "receipt-wrong"
    message = "Biên nhận này không đúng: nội dung, đường dẫn băm hoặc chữ ký không khớp nhật ký đã công bố."


# Something else was sent than a receipt, so nothing was proved and nothing is wrong with the log.
NO_RECEIPT = (
    "Đây không phải là một biên nhận của nhật ký. Hãy chọn tệp .tlog-proof đã tải, hoặc dán toàn bộ nội dung tệp."
)
CONTRADICTED = (
    "Biên nhận này do nhật ký đã ký, nhưng nhật ký hiện nay KHÔNG còn chứa nó: nhật ký đã bị viết lại hoặc cắt bớt. "
    "Hãy giữ nguyên biên nhận làm bằng chứng và báo cơ quan thanh tra."
)


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """What a receipt proves, and whether the log has moved on consistently since (always, or it is not issued)."""

    proven: Proven
    published_size: int


@dataclass(frozen=True, slots=True)
class EntryProof:
    """A receipt and the checkpoint it leads to."""

    receipt: Receipt
    checkpoint: Checkpoint

    def as_json(self) -> dict[str, Any]:
        """The proof in parts, hashes in hex, as RFC 9162 names them: leaf, path and root."""
        return {
            "entry": self.receipt.index + 1,
            "leaf_index": self.receipt.index,
            "leaf_hash": merkle.leaf_hash(self.receipt.content).hex(),
            "path": [node.hex() for node in self.receipt.proof],
            "tree_size": self.checkpoint.size,
            "root": self.checkpoint.root.hex(),
            "origin": self.checkpoint.origin,
            "content": self.receipt.content.decode(),
        }


def make_receipt(services: Services, request: Request, sequence: int) -> tuple[str, str]:
    """A receipt's file name and text for one entry, publishing the head first if the entry is newer.

    Whoever may see a criterion may take receipts for what was done to it: first of all those whose score it is. Other
    entries are for those who may read the log. Raises PermissionDeniedError, NotFoundError, and CheckpointError when
    the head cannot be published.
    """
    with services.work.read() as unit:
        entry = next(iter(store.read(unit.connection, after=sequence - 1, limit=1)), None)
        if entry is None or entry.sequence != sequence:
            raise NotFoundError
        require(request.actor, *_right_to(unit, entry))
        require_day(request.actor, local_date(entry.occurred_at))
    if may_read_log(request.actor):
        keep_reading(services, request, "receipt", LogFilter(subject=entry.subject, before=sequence + 1))
    return f"bien-nhan-{sequence:06}.tlog-proof", prove_entry(services, sequence).receipt.text


def prove_entry(services: Services, sequence: int) -> EntryProof:
    """The proof of one entry for whoever runs the machine, publishing the head first if the entry is newer.

    Raises NotFoundError and CheckpointError.
    """
    with services.work.read() as unit:
        entry = next(iter(store.read(unit.connection, after=sequence - 1, limit=1)), None)
    if entry is None or entry.sequence != sequence:
        raise NotFoundError
    folder = log_folder(services)
    try:
        path, checkpoint = prove_inclusion(folder, sequence)
    except ProofError:
        make_checkpoint(services)
        path, checkpoint = prove_inclusion(folder, sequence)
    return EntryProof(Receipt(canonical(entry), sequence - 1, path, checkpoint), folder.open(checkpoint))


def check_receipt(services: Services, text: str) -> CheckedReceipt:
    """What a receipt proves under this log's published keys, and that the log still continues it; needs no account.

    Raises ReceiptError: `receipt-malformed` and others when the text proves nothing, `receipt-contradicts` when the
    log signed it once and is another by now.
    """
    keys, folder = log_keys(services), log_folder(services)
    try:
        proven = verify_receipt(parse_receipt(text.replace("\r\n", "\n")), keys, _witnesses(folder))
        latest = folder.latest
    except AuditError as error:
        message = NO_RECEIPT if error.reason == "receipt-malformed" else ""
        raise ReceiptError(message, reason=error.reason) from error
    _check_continues(folder, proven.checkpoint, latest)
    return CheckedReceipt(proven, latest.size if latest else 0)


def _witnesses(folder: LogFolder) -> tuple[VerifierKey, ...]:
    return tuple(map(parse_verifier, folder.witnesses_text.decode().split()))


def _right_to(unit: UnitOfWork, entry: Entry) -> tuple[Action, str]:
    number = entry.subject.removeprefix(ROW_PREFIX)
    if not (entry.subject.startswith(ROW_PREFIX) and number.isdecimal()):
        return Action.READ_LOG, EVERY_AGENCY
    return Action.VIEW_ASSESSMENT, get_criterion_standing(unit, int(number)).standing.agency_id


def _check_continues(folder: LogFolder, checkpoint: Checkpoint, published: Checkpoint | None) -> None:
    """The log of today still begins with what the receipt's checkpoint signed, by the published tiles."""
    if published is None or published.size < checkpoint.size:
        raise ReceiptError(CONTRADICTED, reason="receipt-contradicts")
    try:
        path = prove_consistency(folder, checkpoint.size, published.size)
        verify_consistency(checkpoint.size, published.size, checkpoint.root, published.root, path)
    except AuditError as error:
        raise ReceiptError(CONTRADICTED, reason="receipt-contradicts") from error
