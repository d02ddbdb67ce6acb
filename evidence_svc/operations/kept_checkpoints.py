"""Checkpoints that others kept, as files: read and believed only under the log's key, to compare the log with."""

from __future__ import annotations

from collections.abc import Iterable

from audit.checkpoint import Checkpoint
from audit.errors import NoteError, PublicationError
from audit.note import COSIGNATURE, SIGNATURE, VerifierKey, parse_verifier
from audit.outside import Contradiction, open_kept
from evidence_svc.errors import RefusedError
from evidence_svc.operations.checkpoint import explained, log_folder
from evidence_svc.services import Services

MALFORMED = "checkpoint-malformed"
WORDS = {
    "another-log": "Điểm kiểm tra này là của một nhật ký khác. Nếu nó được giao làm điểm kiểm tra của hệ thống này thì "
    "nhật ký đã bị thay bằng nhật ký khác, hoặc đã mở nhật ký mới sau sự cố (xem mục log:resumed).",
    "signature-missing": "Điểm kiểm tra không có chữ ký của khóa nào được tin: khóa đã bị thay, hoặc tệp không do nhật "
    "ký này ký. Hãy đối chiếu bằng khóa được giao trên giấy: --key.",
    "signature-wrong": "Chữ ký của nhật ký trên điểm kiểm tra không đúng: tệp đã bị sửa.",
    "cosignature-missing": "Điểm kiểm tra không có chữ ký của nhân chứng được nêu.",
    "cosignature-wrong": "Chữ ký của nhân chứng trên điểm kiểm tra không đúng: tệp đã bị sửa.",
    MALFORMED: "Tệp không phải điểm kiểm tra của nhật ký (C2SP checkpoint); chưa kiểm tra gì.",
    "key-malformed": "Khóa không đúng dạng tên+mã+base64, hoặc không phải loại khóa cần nêu; chưa kiểm tra gì.",
}
CONTRADICTIONS = {
    "outside-differs": "Nhật ký KHÔNG còn là nhật ký mà điểm kiểm tra lưu bên ngoài ({size} mục) đã ký: có mục từ "
    "{first} đến {size} đã bị viết lại (outside-differs). Hãy giữ điểm kiểm tra làm bằng chứng và báo thanh tra.",
    "outside-ahead": "Nhật ký NGẮN HƠN điểm kiểm tra lưu bên ngoài ({size} mục): có mục từ {first} đến {size} không "
    "còn như đã ký (outside-ahead), do phần cuối bị cắt hoặc bản sao lưu cũ được khôi phục.",
}


class KeptCheckpointError(RefusedError):
    """A file given is no checkpoint that can speak for or against this log; `reason` says why."""

    reason = MALFORMED

    def __init__(self, reason: str) -> None:
        super().__init__(WORDS[reason], reason=reason)

    @property
    def is_usage(self) -> bool:
        """Whether nothing was checked because something else was given than is wanted."""
        return self.reason in {MALFORMED, "key-malformed"}


def read_kept(
    services: Services, contents: Iterable[bytes], *, keys: Iterable[str] = (), witnesses: Iterable[str] = ()
) -> tuple[Checkpoint, ...]:
    """The checkpoints in those files, each under a key given, or without any under a published key of this log.

    Each must bear the cosignature of every witness given. Raises KeptCheckpointError, and CheckpointError when the
    publication is damaged.
    """
    folder = log_folder(services)
    try:
        origin, published = folder.origin, folder.keys
    except PublicationError as error:
        raise explained(error) from error
    trusted, seen_by = _keys(keys, SIGNATURE) or published, _keys(witnesses, COSIGNATURE)
    return tuple(_read(content, origin, trusted, seen_by) for content in contents)


def describe_contradiction(contradiction: Contradiction) -> str:
    """What the comparison with kept checkpoints found, in Vietnamese."""
    words = CONTRADICTIONS[contradiction.reason]
    return words.format(size=contradiction.size, first=contradiction.agreed + 1)


def _read(
    content: bytes, origin: str | None, keys: tuple[VerifierKey, ...], witnesses: tuple[VerifierKey, ...]
) -> Checkpoint:
    try:
        return open_kept(content.decode().replace("\r\n", "\n"), origin, keys, witnesses)[0]
    except UnicodeDecodeError as error:
        raise KeptCheckpointError(MALFORMED) from error
    except NoteError as error:
        raise KeptCheckpointError(error.reason if error.reason in WORDS else MALFORMED) from error


def _keys(texts: Iterable[str], kind: bytes) -> tuple[VerifierKey, ...]:
    try:
        keys = tuple(map(parse_verifier, texts))
    except NoteError as error:
        raise KeptCheckpointError("key-malformed") from error
    if any(key.kind != kind for key in keys):
        raise KeptCheckpointError("key-malformed")
    return keys
