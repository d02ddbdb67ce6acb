"""Import many files of one office at once: each is received, linked where that is clear, and has its own outcome."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.placing import PlacedBy, place_file
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.isolated_stream import stream_isolated
from evidence_svc.isolation import IsolationError, Limits
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.operations.receive import clean_name
from evidence_svc.operations.submit import Submitted, submit_evidence
from evidence_svc.services import Services
from evidence_svc.storage import CHUNK, chunks_of
from parsers.archive import ArchiveLimits, unpack
from parsers.errors import ParseError

REFUSALS = {
    "encrypted-entry": "tệp có mật khẩu trong tệp nén; hãy nén lại không đặt mật khẩu",
    "entry-too-large": "tệp lớn hơn mức cho phép",
    "archive-too-large": "tệp nén đã vượt tổng dung lượng cho phép; hãy chia thành nhiều tệp nén",
    "nested-archive": "là một tệp nén khác; hãy giải nén rồi nộp các tệp bên trong",
    "link": "là một liên kết, không phải tệp",
    "unsupported-compression": "kiểu nén chưa hỗ trợ; hãy nén lại bằng ZIP thông thường",
    "damaged-entry": "phần này của tệp nén bị hỏng",
    "no-name": "không có tên tệp",
    "unreadable-file": "không đọc được tệp trên đĩa",
}
_ARCHIVE_WORDS = {
    "empty-file": "Tệp nén rỗng.",
    "unsupported-type": "Không phải tệp nén ZIP. Hãy nén lại bằng ZIP rồi thử lại.",
    "damaged-file": "Tệp nén bị hỏng nên không mở được.",
    "too-large": "Tệp nén có quá nhiều tệp bên trong.",
}
_SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


class ArchiveError(RefusedError):
    """An archive cannot be opened at all; `reason` is the reader's."""

    reason = "archive-unreadable"


@dataclass(frozen=True, slots=True)
class Offered:
    """A file offered for import: its path in the folder or archive, and its bytes or why there are none."""

    path: str
    chunks: Iterable[bytes] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: refused with a sentence, or kept; `placed_by` says what told its criterion."""

    path: str
    submitted: Submitted | None = None
    placed_by: PlacedBy | None = None
    reason: str = ""
    message: str = ""

    @property
    def outcome(self) -> str:
        """`new`, `same` (the bytes were there) or `refused`."""
        if self.submitted is None:
            return "refused"
        return "new" if self.submitted.is_new else "same"

    @property
    def criterion(self) -> Criterion | None:
        """The criterion it was linked to, if any."""
        return self.submitted.criterion if self.submitted else None


def import_evidence(
    services: Services, request: Request, assessment_id: int, files: Iterable[Offered]
) -> Iterator[Imported]:
    """Receive files one after another, each in its own transaction; the same files again change nothing.

    Yields one outcome a file as it is done; a refused file stops no other. Raises PermissionDeniedError,
    NotFoundError and StorageError.
    """
    with services.work.read() as unit:
        standing = get_standing(unit, assessment_id)
        require(request.actor, Action.ADD_EVIDENCE, standing.agency_id, standing.state)
        rows = unit.assessments.rows(assessment_id)
    row_ids = {row.criterion_id: row.id for row in rows}
    references = {row.criterion_id: row.explanation for row in rows if row.explanation}
    for file in files:
        placing = place_file(standing.criteria, file.path, references)
        row_id = row_ids.get(placing.criterion_id) if placing else None
        placed_by = placing.by if placing and row_id is not None else None
        yield _take(services, request, assessment_id, file, row_id, placed_by)


def find_assessment(services: Services, round_id: str, agency_id: str) -> int:
    """The id of an agency's assessment in a round; raises NotFoundError."""
    with services.work.read() as unit:
        found = unit.assessments.find_for(round_id, agency_id)
    if found is None:
        raise NotFoundError(f"Không có bản tự đánh giá của {agency_id} trong kỳ {round_id}.")
    return found.id


def files_of_archive(content: bytes, *, most_bytes: int, limits: Limits | None = None) -> Iterator[Offered]:
    """The files of a ZIP, unpacked in a child and in memory one at a time.

    Raises ArchiveError when it cannot be opened, or when it stopped the child: then the files before that were there.
    """
    pieces = stream_isolated(lambda: _members(content, most_bytes), limits or Limits())
    try:
        for head in pieces:
            told = json.loads(head)
            if "error" in told:
                raise ArchiveError(_ARCHIVE_WORDS.get(told["error"], ""), reason=told["error"])
            yield Offered(told["path"], chunks_of(next(pieces)), told["refusal"])
    except IsolationError as error:
        raise ArchiveError(str(error), reason=error.reason) from error


def _members(content: bytes, most_bytes: int) -> Iterator[bytes]:
    """In the child: for each file what it is, as JSON, and its bytes; or why the archive cannot be opened."""
    try:
        for member in unpack(content, ArchiveLimits(file_bytes=most_bytes)):
            yield json.dumps({"path": member.path, "refusal": member.refusal}).encode()
            yield member.content
    except ParseError as error:
        yield json.dumps({"error": error.reason}).encode()


def files_of_folder(folder: Path) -> Iterator[Offered]:
    """The files of a folder and the folders in it, in the order of their paths; links are refused, not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower() not in _SYSTEM_FILES:
                yield _offer(Path(place) / name, folder)


def _offer(path: Path, folder: Path) -> Offered:
    shown = path.relative_to(folder.parent).as_posix()
    if path.is_symlink() or not path.is_file():
        return Offered(shown, refusal="link")
    if not os.access(path, os.R_OK):
        return Offered(shown, refusal="unreadable-file")
    return Offered(shown, _read(path))


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _take(
    services: Services,
    request: Request,
    assessment_id: int,
    file: Offered,
    row_id: int | None,
    placed_by: PlacedBy | None,
) -> Imported:
    if file.refusal:
        return Imported(file.path, reason=file.refusal, message=REFUSALS[file.refusal])
    try:
        name = clean_name(file.path)
        submitted = submit_evidence(services, request, assessment_id, name, file.chunks, row_id=row_id)
    except RefusedError as error:
        return Imported(file.path, reason=error.reason, message=str(error))
    except PermissionDeniedError as error:
        if error.reason != "not-assigned":  # what is refused for every file ends the import
            raise
        return Imported(file.path, reason=error.reason, message=str(error))
    return Imported(file.path, submitted, placed_by)
