"""Read and verify one file, without a database: bytes in, an inspection record out."""

from __future__ import annotations

import hashlib
import json
import pickle
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from evidence_svc.domain.judging import PDF, subject_of
from evidence_svc.domain.known import NOTHING_KNOWN, KnownFacts, with_known
from evidence_svc.domain.record import read_record, unreadable_record
from evidence_svc.domain.refusals import refusal_message
from evidence_svc.isolation import IsolationError, Limits
from evidence_svc.kept_child import KeptChild, Work
from evidence_svc.operations.look_at_pages import look_at_pages
from parsers.errors import ParseError
from parsers.ocr import is_available, preload
from parsers.parse import ParseOptions, parse_document
from parsers.sniff import sniff
from verifiers.calendar import VIET_NAM, Calendar
from verifiers.registry import verify
from verifiers.signature.details import SignatureSet
from verifiers.signature.revocation import RevocationData
from verifiers.signature.trust import TrustBundle
from verifiers.signature.validation import Examination, examine_fully
from verifiers.signature.wanted import find_wanted

Json = dict[str, Any]
NOTHING_FETCHED = RevocationData()
NOT_SIGNED = Examination(SignatureSet())
INSPECT, ASK = "inspect", "ask"
_readers = threading.local()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to ask about one signer: OCSP answers (the question in the address) and revocation lists, by plain GET."""

    responses: tuple[str, ...]
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """The record of a file, and the words that were read of it, for searching."""

    record: Json
    text: str = ""


def inspect(
    content: bytes,
    file_name: str,
    bundle: TrustBundle,
    *,
    now: datetime,
    limits: Limits,
    known: KnownFacts = NOTHING_KNOWN,
    fetched: RevocationData = NOTHING_FETCHED,
    calendar: Calendar = VIET_NAM,
) -> Inspection:
    """The record of a file, read in a child process; a child that dies is a record, too.

    `now` is aware UTC; `known` is what the agency's other documents say, for scans; `fetched` is what somebody got
    from `find_addresses`; `calendar` counts working days. `ms` is the wall-clock time of the whole in milliseconds.
    """
    started = time.perf_counter()
    try:
        # Pickled by us for our own child; the child, which has read hostile bytes, answers in JSON.
        question = pickle.dumps((INSPECT, (file_name, now, known, fetched, calendar)), protocol=5)
        answer = _reader(bundle).ask(question, limits, content)
        found = Inspection(**json.loads(answer))
    except IsolationError as error:
        found = _unreadable(content, file_name, error.reason)
    return replace(found, record={**found.record, "ms": round((time.perf_counter() - started) * 1000, 1)})


def find_addresses(content: bytes, bundle: TrustBundle, *, limits: Limits) -> tuple[Addresses, ...]:
    """Where to ask about each signer of a PDF, read in a child process; none for a file that cannot be read."""
    try:
        answer = _reader(bundle).ask(pickle.dumps((ASK, ()), protocol=5), limits, content)
    except IsolationError:
        return ()  # inspecting the same file will say why
    return tuple(Addresses(tuple(map(str, one[0])), tuple(map(str, one[1]))) for one in json.loads(answer))


def make_ready(bundle: TrustBundle) -> None:
    """Start this thread's child, unless it stands ready: before a long document is in memory, which it would share."""
    _reader(bundle).make_ready()


def _reader(bundle: TrustBundle) -> KeptChild:
    """This thread's child, which knows the bundle; another one for another bundle."""
    held: tuple[TrustBundle, KeptChild] | None = getattr(_readers, "held", None)
    if held is None or held[0] != bundle:
        if held is not None:
            held[1].close()
        held = _readers.held = (bundle, KeptChild(_answering(bundle)))
    return held[1]


def _answering(bundle: TrustBundle) -> Work:
    """What the child does: the record of a document, or the addresses in it, as JSON."""

    def answer(question: bytes, content: bytes) -> bytes:
        wish, given = pickle.loads(question)  # noqa: S301 - from our own parent
        if wish == ASK:
            return json.dumps(_addresses_here(content, bundle)).encode()
        file_name, now, known, fetched, calendar = given
        found = inspect_here(content, file_name, bundle, now=now, known=known, fetched=fetched, calendar=calendar)
        return json.dumps({"record": found.record, "text": found.text}, ensure_ascii=False).encode()

    return answer


def _addresses_here(content: bytes, bundle: TrustBundle) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """In the child: what a signed PDF names; nothing for any other bytes."""
    try:
        is_pdf = sniff(content) == PDF
    except ParseError:
        return []  # inspecting the same file will say why
    return [(one.responses, one.lists) for one in find_wanted(content, bundle)] if is_pdf else []


def inspect_here(
    content: bytes,
    file_name: str,
    bundle: TrustBundle,
    *,
    now: datetime,
    known: KnownFacts = NOTHING_KNOWN,
    fetched: RevocationData = NOTHING_FETCHED,
    calendar: Calendar = VIET_NAM,
) -> Inspection:
    """The record of a file, read in this process: only for a child, or for bytes that are trusted."""
    try:
        # The signatures come first: their names and times help to read a scan.
        found = examine_fully(content, bundle, now=now, fetched=fetched) if sniff(content) == PDF else NOT_SIGNED
        document = parse_document(content, with_known(ParseOptions(file_name=file_name), known, found.signatures))
    except ParseError as error:
        return _unreadable(content, file_name, error.reason)
    views = look_at_pages(found.appended, closely=bool(found.signatures.defects)) if found.appended else None
    report = verify(subject_of(document, found.signatures, None, views), calendar)
    return Inspection(read_record(file_name, document, found.signatures, report, views), document.text)


def _unreadable(content: bytes, file_name: str, reason: str) -> Inspection:
    digest = hashlib.sha256(content).hexdigest()
    return Inspection(unreadable_record(file_name, digest, reason, refusal_message(reason)))


def warm_up() -> None:
    """Load what every child needs, once, before forking: OCR engines take longer to start than to read a page."""
    if is_available():
        preload()
