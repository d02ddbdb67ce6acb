"""Publish the log's head: sign it, and have it stamped and cosigned."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cryptography import x509

from audit import keys, merkle, store
from audit.checkpoint import Checkpoint
from audit.errors import AuditError, PublicationError
from audit.folder import LogFolder
from audit.note import SignerKey, VerifierKey
from audit.publish import publish, set_up
from audit.timestamp import Authority, stamp
from audit.witnessing import Post, ask_witness
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import checked_reason
from evidence_svc.errors import ServiceError
from evidence_svc.operations.context import Request
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

ORIGIN_PREFIX = "evidence-svc"
RESUME = (
    "Cách xử lý: (1) khôi phục bản sao lưu mới hơn, có đủ các mục đã công bố; hoặc (2) nếu các mục đã mất không tìm "
    "lại được, giữ nguyên thư mục nhật ký đã công bố làm bằng chứng và mở nhật ký mới có ghi lý do: "
    'evidence-svc audit checkpoint --resume "lý do" --as TÀI-KHOẢN.'
)
PUBLICATION_WORDS = {
    "head-smaller": "Nhật ký trong cơ sở dữ liệu NGẮN HƠN nhật ký đã công bố (head-smaller): cơ sở dữ liệu có lẽ vừa "
    f"được khôi phục từ bản sao lưu cũ. Hệ thống không ký tiếp. {RESUME}",
    "head-forked": "Nhật ký trong cơ sở dữ liệu KHÁC nhật ký đã công bố (head-forked): các mục cũ đã bị viết lại, hoặc "
    f"bản sao lưu cũ được khôi phục rồi ghi tiếp. Hệ thống không ký tiếp. {RESUME}",
    "tiles-altered": "Tệp cây băm đã công bố bị sửa hoặc thiếu (tiles-altered). Hãy khôi phục thư mục nhật ký đã công "
    "bố từ một nơi lưu khác rồi kiểm tra lại.",
    "publication-damaged": "Điểm kiểm tra hoặc khóa đã công bố bị hỏng (publication-damaged). Hãy khôi phục thư mục "
    "nhật ký đã công bố từ một nơi lưu khác rồi kiểm tra lại.",
    "key-missing": "Không tìm thấy khóa ký của nhật ký (key-missing). Hãy khôi phục thư mục khóa; nếu khóa đã mất, mở "
    'nhật ký mới có ghi lý do: evidence-svc audit checkpoint --resume "lý do" --as TÀI-KHOẢN.',
    "key-unsafe": "Tệp khóa ký cho phép người khác đọc (key-unsafe). Hãy đặt lại quyền 0600 cho tệp khóa.",
    "key-needed": "Không ngừng được khóa này (key-needed): không có khóa đang ký nào mang mã đó, hoặc đó là khóa duy "
    "nhất. Xem các khóa bằng: evidence-svc audit key list.",
    "key-unannounced": "Thư mục công bố có khóa mà nhật ký chưa từng ghi là đã thêm (key-unannounced): có thể ai đó đã "
    "đặt khóa của mình vào. Hãy đối chiếu với khóa được giao trên giấy và khôi phục thư mục nhật ký đã công bố.",
    "publication-failed": "Không ghi được thư mục nhật ký công bố (publication-failed). Hãy kiểm tra dung lượng đĩa và "
    "quyền ghi.",
}


class CheckpointError(ServiceError):
    """The head cannot be published; `reason` is the audit package's, the message says how to go on."""

    reason = "publication-damaged"


def log_folder(services: Services) -> LogFolder:
    """The published log of this installation: files beside the database, not in it."""
    return LogFolder(services.settings.data_dir.resolve() / "log")


def key_folder(services: Services) -> Path:
    """Where the log's secret keys are kept, mode 0600."""
    return services.settings.data_dir.resolve() / "keys"


def make_checkpoint(services: Services) -> Checkpoint:
    """Sign and publish the head; the newest checkpoint again when nothing was added. The first call makes the key.

    Raises CheckpointError when the head contradicts what was published before, with words on how to resume.
    """
    with published_snapshot(services) as (_, checkpoint):
        return checkpoint


@contextmanager
def published_snapshot(services: Services) -> Iterator[tuple[UnitOfWork, Checkpoint]]:
    """A snapshot of the database and the checkpoint over exactly its log; raises CheckpointError."""
    folder = log_folder(services)
    with ExitStack() as stack:
        try:
            with folder.locked():
                signers = _signers(services, folder)
                unit = stack.enter_context(services.work.snapshot())
                connection = unit.connection
                head = store.read_head(connection)
                checkpoint = publish(folder, signers, head, lambda after: store.read_stored(connection, after=after))
        except AuditError as error:
            raise explained(error) from error
        yield unit, checkpoint


def log_keys(services: Services) -> tuple[VerifierKey, ...]:
    """The log's public keys, to be handed out on paper or by another way than this server."""
    try:
        return log_folder(services).keys
    except PublicationError as error:
        raise explained(error) from error


def resume_log(services: Services, request: Request, reason: str) -> Checkpoint:
    """Begin a new log, with a new name and key, after entries that were published are gone for good.

    The old publication stays as it is, renamed; the first entry after the gap says what it had reached, and why.
    Raises PermissionDeniedError and ScoreError (`reason-too-short`).
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    why, folder = checked_reason(reason), log_folder(services)
    before = _last_words(folder)
    if folder.path.exists():
        folder.path.rename(folder.path.with_name(f"log-ended-{services.now():%Y%m%d%H%M%S}-{secrets.token_hex(2)}"))
    key = _new_key(services, folder)
    with services.work.begin() as unit:
        draft = request.draft("log:resumed", f"log:{key.name}", before=before, after={"origin": key.name}, reason=why)
        unit.append(draft, now=services.now())
        unit.commit()
    return make_checkpoint(services)


def stamp_checkpoint(services: Services, authority: Authority, roots: Iterable[x509.Certificate]) -> None:
    """Have the newest checkpoint stamped by an RFC 3161 authority, once; raises CheckpointError or StampError."""
    folder = log_folder(services)
    published = folder.latest
    if published is not None and folder.stamp(published.size) is None:
        response, _ = stamp(published.body, authority, roots)
        folder.keep_stamp(published.size, response)


def cosign_checkpoint(services: Services, witness: VerifierKey, post: Post) -> None:
    """Have the newest checkpoint cosigned by a witness; raises WitnessError when it refuses or cannot be reached."""
    ask_witness(log_folder(services), witness, post)


def _signers(services: Services, folder: LogFolder) -> tuple[SignerKey, ...]:
    """The keys in force; made at the first use, never again: a lost key is not replaced in silence."""
    origin = folder.origin
    return keys.read_keys(key_folder(services), origin) if origin else (_new_key(services, folder),)


def _new_key(services: Services, folder: LogFolder) -> SignerKey:
    key = keys.make_key(key_folder(services), f"{ORIGIN_PREFIX}/{secrets.token_hex(8)}")
    set_up(folder, key)
    return key


def _last_words(folder: LogFolder) -> dict[str, object]:
    """What the old log had reached, as far as its publication can still say."""
    try:
        published = folder.latest
    except PublicationError:
        return {"origin": None}
    size, root = (published.size, published.root) if published else (0, merkle.EMPTY_ROOT)
    return {"origin": folder.origin, "size": size, "root": root.hex()}


def explained(error: AuditError) -> CheckpointError:
    """The error with words on how to go on."""
    return CheckpointError(PUBLICATION_WORDS.get(error.reason, str(error)), reason=error.reason)
