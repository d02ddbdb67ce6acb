"""Change what is trusted, in a person's name: import, fetch, put an earlier version back; each is a log entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evidence_svc.config import Settings
from evidence_svc.domain.permissions import Action, require
from evidence_svc.errors import RefusedError
from evidence_svc.fetching import FetchRules, Getter, get_over_http
from evidence_svc.isolation import run_isolated_json
from evidence_svc.operations.context import Request
from evidence_svc.operations.issue_report import report_key
from evidence_svc.operations.trust import (
    TrustListing,
    fetch_trust,
    import_certificates,
    import_from_document,
    import_revocation_list,
    list_trust,
    use_version,
)
from evidence_svc.services import Services
from verifiers.errors import TrustError
from verifiers.signature.revocation_lists import parse_revocation_list
from verifiers.signature.trust import POINTER, VERSIONS

EMPTY = TrustListing("", (), ())


class TrustFolderError(RefusedError):
    """The trust folder cannot be written, or holds something unusable."""

    reason = "trust-folder-unusable"


@dataclass(frozen=True, slots=True)
class TrustPage:
    """What is in force, the versions that can be put back, where data may be fetched, and the reports' certificate."""

    listing: TrustListing
    versions: tuple[str, ...]
    current: str
    hosts: tuple[str, ...]
    report_fingerprint: str
    problem: str = ""


def show_trust(services: Services, request: Request) -> TrustPage:
    """What signature verdicts rest on now; raises PermissionDeniedError."""
    require(request.actor, Action.MANAGE_TRUST)
    folder = services.settings.trust
    listing, problem = EMPTY, ""
    try:
        listing = _listing(folder)
    except TrustError as error:
        problem = str(error)
    versions = tuple(sorted(path.name for path in (folder / VERSIONS).glob("*") if path.is_dir()))
    pointer = folder / POINTER
    current = pointer.read_text(encoding="ascii", errors="replace").strip() if pointer.is_file() else ""
    hosts = tuple(services.settings.fetch_hosts.split())
    return TrustPage(listing, versions, current, hosts, report_key(services).fingerprint, problem)


def import_trust(services: Services, request: Request, contents: Iterable[bytes], *, own: bool = False) -> TrustListing:
    """Add certificates and revocation lists; raises PermissionDeniedError, RefusedError, TrustError, IsolationError."""
    held = list(contents)
    return _change(services, request, "trust:imported", lambda folder: _take_in(services, folder, held, own=own))


def fetch_allowed(
    services: Services, request: Request, get: Getter = get_over_http
) -> tuple[TrustListing, tuple[tuple[str, str], ...]]:
    """Fetch what trusted certificates name from allowed hosts; returns what is in force and (address, reason)."""
    failures: list[tuple[str, str]] = []

    def act(folder: Path) -> TrustListing:
        take = partial(_take_in, services, folder)
        listing, failed = fetch_trust(folder, fetch_rules(services.settings), now=services.now(), get=get, take=take)
        failures.extend(failed)
        return listing

    return _change(services, request, "trust:fetched", act), tuple(failures)


def put_back(services: Services, request: Request, version: str) -> TrustListing:
    """Put another kept version in force; raises PermissionDeniedError and RefusedError (`no-such-version`)."""
    return _change(services, request, "trust:version-chosen", lambda folder: use_version(folder, version))


def import_files(folder: Path, contents: Iterable[bytes], *, own: bool) -> TrustListing:
    """Tell certificates, revocation lists and signed PDFs apart and take them; certificates all or none.

    `own` speaks for certificates, never for what a document carries. Raises as the imports do.
    """
    certificates: list[bytes] = []
    lists: list[bytes] = []
    documents: list[bytes] = []
    for content in contents:
        kind = documents if is_document(content) else lists if is_revocation_list(content) else certificates
        kind.append(content)
    if certificates:
        import_certificates(folder, certificates, own=own)
    for content in documents:
        import_from_document(folder, content)
    for content in lists:
        import_revocation_list(folder, content)
    return list_trust(folder)


def _take_in(services: Services, folder: Path, contents: Sequence[bytes], *, own: bool = False) -> TrustListing:
    """As `import_files`, in a child: it reads bytes of anybody, and what it writes is written whole or not at all.

    What was accepted, and only that, is then read here. Raises IsolationError, too.
    """
    told = run_isolated_json(lambda: _told(folder, contents, own=own), services.limits)
    if told:
        raise (TrustError if told["trust"] else RefusedError)(told["message"], reason=told["reason"])
    return list_trust(folder)


def _told(folder: Path, contents: Sequence[bytes], *, own: bool) -> dict[str, Any]:
    """In the child: why nothing was taken, nothing if all was."""
    try:
        import_files(folder, contents, own=own)
    except (RefusedError, TrustError) as error:
        return {"trust": isinstance(error, TrustError), "message": str(error), "reason": error.reason}
    return {}


def is_document(content: bytes) -> bool:
    """Whether a file is a PDF, whatever it is called: the header may stand in the first 1,024 bytes."""
    return b"%PDF-" in content[:1024]


def is_revocation_list(content: bytes) -> bool:
    """Whether a file is one, whatever it is called."""
    try:
        parse_revocation_list(content)
    except TrustError:
        return False
    return True


def fetch_rules(settings: Settings) -> FetchRules:
    """The rules of the settings; no hosts: fetching is off."""
    return FetchRules(frozenset(settings.fetch_hosts.split()), settings.fetch_seconds, settings.fetch_bytes)


def _change(services: Services, request: Request, action: str, act: Callable[[Path], TrustListing]) -> TrustListing:
    require(request.actor, Action.MANAGE_TRUST)
    folder = services.settings.trust
    before = _listing(folder).version
    try:
        folder.mkdir(parents=True, exist_ok=True)
        listing = act(folder)
    except OSError as error:
        raise TrustFolderError(f"Không ghi được thư mục tin cậy: {error.strerror}.") from error
    if listing.version != before:
        with services.work.begin() as unit:
            was, now_is = {"trust_bundle": before}, {"trust_bundle": listing.version}
            unit.append(request.draft(action, "trust:bundle", before=was, after=now_is), now=services.now())
            unit.commit()
    return listing


def _listing(folder: Path) -> TrustListing:
    """What is in force; nothing for a folder that is not there or holds nothing yet."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return EMPTY
    return list_trust(folder)
