"""Verify the log: rows against hashes and published checkpoints, tables against a replay, blobs against digests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from audit import merkle, store
from audit.checkpoint import Checkpoint
from audit.entry import parse_entry
from audit.errors import PublicationError
from audit.folder import LogFolder
from audit.outside import Contradiction, find_contradiction
from audit.publish import check_continues, check_publication, find_fork
from audit.rows import Head
from audit.schema import audit_entries
from audit.verify import Anchors, Defect, Verification, verify
from evidence_svc.domain.replay import Difference, find_differences
from evidence_svc.operations.checkpoint import PUBLICATION_WORDS, log_folder
from evidence_svc.operations.kept_checkpoints import describe_contradiction
from evidence_svc.operations.live_values import live_values
from evidence_svc.operations.log_words import describe_defect, describe_difference
from evidence_svc.operations.verified_state import VerifiedState, keep_state, read_state
from evidence_svc.services import Services
from evidence_svc.storage import StorageError


@dataclass(frozen=True, slots=True)
class LogResult:
    """What the verification found, the first bad place of each kind first.

    `publication` is the reason why the published log and the database contradict each other, empty if they agree or
    nothing was published; `blobs` are (digest, reason) of originals that are missing or altered, None if not read;
    `outside` is what checkpoints kept by others (`outside_sizes`) contradict.
    """

    log: Verification
    differences: tuple[Difference, ...]
    publication: str = ""
    blobs: tuple[tuple[str, str], ...] | None = None
    started_at: int = 0
    checkpoint_size: int = 0
    outside: Contradiction | None = None
    outside_sizes: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the log is intact, continues what was published or kept, explains every value, and no blob is bad."""
        return self.log.is_intact and not (self.differences or self.publication or self.blobs or self.outside)

    @property
    def sentence(self) -> str:
        """The result in Vietnamese, the first bad place by name."""
        if self.log.defect is not None:
            return f"Nhật ký KHÔNG toàn vẹn: {describe_defect(self.log.defect)}."
        if self.outside:
            return describe_contradiction(self.outside)
        if self.publication:
            return PUBLICATION_WORDS.get(self.publication, PUBLICATION_WORDS["publication-damaged"])
        if self.differences:
            first = describe_difference(self.differences[0])
            return f"Có {len(self.differences)} thay đổi không qua nhật ký, đầu tiên: {first} (unlogged-change)."
        if self.blobs:
            digest, reason = self.blobs[0]
            words = "đã bị sửa" if reason == "blob-altered" else "không còn trong kho"
            return f"Có {len(self.blobs)} tài liệu gốc hỏng, đầu tiên: tệp {digest[:16]}… {words} ({reason})."
        published = f", khớp {self.checkpoint_size} mục đã công bố" if self.checkpoint_size else ""
        published += "".join(f", đúng điểm kiểm tra lưu bên ngoài ({size} mục)" for size in self.outside_sizes)
        return f"Nhật ký toàn vẹn: {self.log.entries} mục{published}, gốc {self.log.root.hex()}."

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {
            "holds": self.holds,
            "entries": self.log.entries,
            "root": self.log.root.hex(),
            "defect": asdict(self.log.defect) if self.log.defect else None,
            "unlogged_changes": [asdict(difference) for difference in self.differences],
            "publication": self.publication or None,
            "published_entries": self.checkpoint_size,
            "outside": asdict(self.outside) if self.outside else None,
            "outside_sizes": list(self.outside_sizes),
            "started_after": self.started_at,
            "bad_blobs": None if self.blobs is None else [list(blob) for blob in self.blobs],
            "sentence": self.sentence,
        }


def verify_log(
    services: Services, *, blobs: bool = False, incremental: bool = False, kept: Sequence[Checkpoint] = ()
) -> LogResult:
    """Recompute every hash, compare with every published checkpoint and replay every value, in one snapshot.

    `blobs` reads every original again; `incremental` begins where the last good pass ended (entries before it are
    not looked at again; the tables are compared as a whole). `kept` are checkpoints from elsewhere, already believed,
    that the rows from the first on must lead to. A good pass is remembered outside the database.
    """
    folder = log_folder(services)
    with services.work.snapshot() as unit:
        head = store.read_head(unit.connection)
        state = _state(services, head) if incremental else VerifiedState()
        replay = state.replay
        anchors, publication = _published(folder, state.frontier.size)
        rows = store.read_stored(unit.connection, after=state.frontier.size)
        log = verify(rows, head, start=state.frontier, anchors=anchors, observe=replay.take)
        log = _locate(folder, log, unit.connection) if _is_about_published(log) else log
        if log.is_intact and not publication:
            publication = _continues(folder, log, whole=not incremental) or _keys_announced(folder, unit.connection)
        differences = find_differences(replay.facts, live_values(unit.connection)) if log.is_intact else ()
        outside = find_contradiction(store.read_stored(unit.connection), kept)
        digests = unit.blob_checks.digests(unit.verifications.answers()) if blobs else ()
    sizes = tuple(checkpoint.size for checkpoint in kept)
    bad = tuple(_bad_blobs(services, digests)) if blobs else None
    result = LogResult(log, differences, publication, bad, state.frontier.size, max(anchors, default=0), outside, sizes)
    if result.holds:
        keep_state(state_file(services), VerifiedState(log.frontier, replay))
    return result


def state_file(services: Services) -> Path:
    """Where the last good pass is remembered: outside the database, and outside the folder that is published."""
    return services.settings.data_dir.resolve() / "verified-log.json"


def _state(services: Services, head: Head | None) -> VerifiedState:
    """The last good state, unless the log is shorter by now: then all of it is looked at again."""
    state = read_state(state_file(services))
    return state if head and head.size >= state.frontier.size else VerifiedState()


def _published(folder: LogFolder, after: int) -> tuple[Anchors, str]:
    """The roots of every published checkpoint, each under the log's signature, or why they cannot be had."""
    try:
        found = [folder.open(text) for text in folder.checkpoint_texts()]
        latest = folder.latest
    except PublicationError as error:
        return {}, error.reason
    checkpoints = [*found, *([latest] if latest else [])]
    roots = {checkpoint.size: checkpoint.root for checkpoint in checkpoints if checkpoint.size > after}
    if any(roots[one.size] != one.root for one in checkpoints if one.size in roots):
        return {}, "publication-damaged"
    return roots, ""


def _continues(folder: LogFolder, log: Verification, *, whole: bool) -> str:
    """Why the published tiles do not belong to this log, empty when they do."""
    try:
        check_continues(folder, log.frontier)
        if whole:
            check_publication(folder)
    except PublicationError as error:
        return error.reason
    return ""


def _keys_announced(folder: LogFolder, connection: Connection) -> str:
    """Why a published key is not the log's, empty when each but the first was announced by an entry."""
    columns = audit_entries.c
    added = select(columns.canonical).where(columns.action == "log-key:added")
    entries = [parse_entry(bytes(content)) for content in connection.execute(added).scalars()]
    known = {entry.after["key"] for entry in entries if isinstance(entry.after, dict)}
    return "" if all(key.text in known for key in folder.keys[1:]) else "key-unannounced"


def _is_about_published(log: Verification) -> bool:
    return log.defect is not None and log.defect.reason in {"checkpoint-differs", "checkpoint-ahead"}


def _locate(folder: LogFolder, log: Verification, connection: Connection) -> Verification:
    """A contradiction to a checkpoint is somewhere before it: the published leaves say where."""
    defect = log.defect
    leaves = (merkle.leaf_hash(row.canonical) for row in store.read_stored(connection))
    try:
        sequence = find_fork(folder, leaves)
    except PublicationError:
        sequence = None
    return Verification(log.frontier, Defect(sequence, defect.reason)) if sequence and defect else log


def _bad_blobs(services: Services, digests: Iterable[str]) -> Iterable[tuple[str, str]]:
    for digest in sorted(digests):
        try:
            services.blobs.get(digest)
        except StorageError as error:
            yield digest, error.reason
