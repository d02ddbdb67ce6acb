"""Export a round for an auditor: log, proofs, evidence and reports in one ZIP that needs no server to prove itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import select

from audit import store
from audit.checkpoint import Checkpoint
from audit.entry import Entry, parse_entry
from audit.folder import LogFolder
from audit.pack import File, log_files, stream_pack
from audit.publish import prove_inclusion
from audit.receipt import Receipt
from audit.schema import audit_entries
from evidence_svc.domain.permissions import Action, require, require_unlimited
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.checkpoint import log_folder, published_snapshot
from evidence_svc.operations.context import Request, Standing, get_standing
from evidence_svc.operations.pack_pages import Story, render_index
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import answers_in
from evidence_svc.services import Services
from evidence_svc.storage import StorageError, chunks_of

EVERY_AGENCY = "*"
SCORING = frozenset({"assessment:self-scored", "assessment:appraised", "assessment:status-changed"})
ROW_PREFIX = "criterion-assessment:"
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class _Content:
    """What of the database goes into the pack, read in one snapshot."""

    standings: tuple[Standing, ...]
    rows: dict[int, tuple[CriterionRow, ...]]
    evidence: tuple[Evidence, ...]
    linked: dict[int, frozenset[str]]
    history: dict[int, tuple[tuple[Entry, bytes], ...]]
    names: dict[int, str]
    agencies: dict[str, str]


def export_pack(services: Services, request: Request, round_id: str, *, with_bytes: bool = True) -> Iterator[bytes]:
    """The pack of a round, in chunks as it is made; that it was taken is itself an entry of the log in it.

    The whole log is in it, for a list with gaps cannot show that it is complete; tables, evidence and reports are
    those of the round. `with_bytes` False leaves the originals out and keeps their digests. Raises
    PermissionDeniedError, NotFoundError, and CheckpointError before the first chunk.
    """
    require(request.actor, Action.READ_LOG, EVERY_AGENCY)
    require_unlimited(request.actor)
    with services.work.begin() as unit:
        if unit.rounds.find(round_id) is None:
            raise NotFoundError
        after = {"originals": with_bytes}
        unit.append(request.draft("round:exported", f"round:{round_id}", after=after), now=services.now())
        unit.commit()
    chunks = _stream(services, round_id, with_bytes=with_bytes)
    return chain([next(chunks)], chunks)


def _stream(services: Services, round_id: str, *, with_bytes: bool) -> Iterator[bytes]:
    answers: dict[str, str] = {}
    with published_snapshot(services) as (unit, checkpoint):
        content = _read(unit, round_id)
        files = chain(
            [("index.html", [_index(services, content, checkpoint).encode()])],
            [("round.json", [_json({"round": round_id})])],
            log_files(log_folder(services), store.read_stored(unit.connection)),
            _receipts(log_folder(services), content),
            [("values.json", [_json(_values(content))])],
            _evidence(services, content, with_bytes=with_bytes),
            _reports(unit, content, answers),
            _answers(services, answers, with_bytes=with_bytes),
        )
        yield from stream_pack(files, services.now())


def _read(unit: UnitOfWork, round_id: str) -> _Content:
    standings = tuple(get_standing(unit, assessment.id) for assessment in unit.assessments.list(round_id))
    rows = {standing.assessment.id: unit.assessments.rows(standing.assessment.id) for standing in standings}
    evidence = tuple(chain.from_iterable(unit.evidence.in_assessment(assessment_id) for assessment_id in rows))
    wanted = {row.id for found in rows.values() for row in found}
    agencies = {agency.id: agency.name for agency in unit.agencies.list()}
    linked = _linked(unit, rows, {item.id: item.sha256 for item in evidence})
    return _Content(standings, rows, evidence, linked, _history(unit, wanted), unit.people.names(), agencies)


def _linked(unit: UnitOfWork, assessments: Iterable[int], digests: Mapping[int, str]) -> dict[int, frozenset[str]]:
    """The digests of what each row rests on."""
    found: dict[int, set[str]] = {}
    for link in chain.from_iterable(unit.evidence.links_in(assessment_id) for assessment_id in assessments):
        found.setdefault(link.criterion_assessment_id, set()).add(digests[link.evidence_id])
    return {row_id: frozenset(files) for row_id, files in found.items()}


def _history(unit: UnitOfWork, wanted: set[int]) -> dict[int, tuple[tuple[Entry, bytes], ...]]:
    """The entries about each row, oldest first."""
    found: dict[int, list[tuple[Entry, bytes]]] = {}
    columns = audit_entries.c
    query = select(columns.subject, columns.canonical).where(columns.subject.startswith(ROW_PREFIX))
    for subject, content in unit.connection.execute(query.order_by(columns.sequence)):
        row_id = int(subject.removeprefix(ROW_PREFIX))
        if row_id in wanted:
            found.setdefault(row_id, []).append((parse_entry(content), content))
    return {row_id: tuple(entries) for row_id, entries in found.items()}


def _index(services: Services, content: _Content, checkpoint: Checkpoint) -> str:
    stories = [
        Story(standing, row, tuple(entry for entry, _ in content.history.get(row.id, ())))
        for standing in content.standings
        for row in content.rows[standing.assessment.id]
    ]
    keys = [key.text for key in log_folder(services).keys]
    paths = {item.sha256: (item.file_name, _path(item)) for item in content.evidence}
    return render_index(checkpoint, keys, stories, paths, content.names, content.agencies)


def _receipts(folder: LogFolder, content: _Content) -> Iterator[File]:
    """A receipt for every score that was given or changed."""
    for entry, canonical in chain.from_iterable(content.history.values()):
        if entry.action in SCORING:
            path, checkpoint = prove_inclusion(folder, entry.sequence)
            receipt = Receipt(canonical, entry.sequence - 1, path, checkpoint)
            yield f"receipts/{entry.sequence:09}.tlog-proof", [receipt.text.encode()]


def _values(content: _Content) -> dict[str, dict[str, Any]]:
    return {
        str(row.id): {
            "status": row.status,
            "self_score": None if row.self_score is None else format(row.self_score, "f"),
            "appraised_score": None if row.appraised_score is None else format(row.appraised_score, "f"),
            "explanation": row.explanation,
            "opinion": row.opinion,
            "evidence": sorted(content.linked.get(row.id, ())),
            "agency": standing.agency_id,
            "criterion": row.criterion_id,
        }
        for standing in content.standings
        for row in content.rows[standing.assessment.id]
    }


def _evidence(services: Services, content: _Content, *, with_bytes: bool) -> Iterator[File]:
    """Each original once, with its list."""
    told = {item.sha256: {"file_name": item.file_name, "size": item.size} for item in content.evidence}
    paths = {item.sha256: _path(item) for item in content.evidence}
    yield from _blobs(services, "evidence.json", told, paths if with_bytes else {})


def _reports(unit: UnitOfWork, content: _Content, answers: dict[str, str]) -> Iterator[File]:
    """Every report on every file; `answers` gets the digests and addresses of what they rest on besides."""
    for item in content.evidence:
        for found in unit.verifications.history(item.id):
            answers.update(answers_in(found.report))
            yield f"reports/{found.entry}.json", [_json(found.report)]


def _answers(services: Services, answers: Mapping[str, str], *, with_bytes: bool) -> Iterator[File]:
    """What authorities answered about signers, as far as a report rests on it, with its list."""
    told = {digest: {"address": address} for digest, address in answers.items()}
    paths = {digest: f"revocation/{digest}" for digest in told}
    yield from _blobs(services, "revocation.json", told, paths if with_bytes else {})


def _blobs(
    services: Services, name: str, told: Mapping[str, Mapping[str, Any]], paths: Mapping[str, str]
) -> Iterator[File]:
    """Files read one after the other, then their list; what cannot be read is listed with the reason."""
    listed = []
    for digest, words in told.items():
        line: dict[str, Any] = {"sha256": digest, **words, "path": None}
        listed.append(line)
        if digest not in paths:
            continue
        try:
            content = services.blobs.get(digest)
        except StorageError as error:
            line["missing"] = error.reason
        else:
            line["path"] = paths[digest]
            yield paths[digest], chunks_of(content)
    yield name, [_json(listed)]


def _path(item: Evidence) -> str:
    """Named by digest; the sender's name is shown in the index, and cannot leave its folder here."""
    ending = f".{item.file_name.rsplit('.', 1)[-1].lower()}"
    return f"evidence/{item.sha256}{ending if _ENDING.fullmatch(ending) else ''}"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def pack_name(round_id: str) -> str:
    """What the download is called."""
    return f"goi-kiem-toan-{re.sub(r'[^A-Za-z0-9.-]+', '-', round_id)}.zip"
