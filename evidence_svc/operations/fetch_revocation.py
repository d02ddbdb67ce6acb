"""Ask the authorities about a document's signers, from allowed hosts only, and keep what they answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evidence_svc.fetching import FetchError, FetchRules, Getter, Kept, fetch_kept, get_over_http
from evidence_svc.operations.inspect import Addresses, find_addresses
from evidence_svc.operations.manage_trust import fetch_rules
from evidence_svc.services import Services
from evidence_svc.storage import chunks_of
from verifiers.errors import TrustError
from verifiers.signature.revocation import RevocationData
from verifiers.signature.revocation_lists import parse_revocation_list
from verifiers.signature.trust import TrustBundle
from verifiers.signature.wanted import is_current_response, is_response

Json = dict[str, Any]
RESPONSE, LIST = "ocsp", "crl"
CACHE = "revocation"
# A document chooses its addresses; a file with thousands of them must not keep the worker busy.
MOST_ADDRESSES = 24
SILENT = frozenset({"host-unreachable", "host-not-allowed"})


@dataclass(slots=True)
class _Asking:
    """One round of questions: what was asked so far, each address once, and which hosts did not answer."""

    services: Services
    rules: FetchRules
    get: Getter
    inputs: dict[str, Json] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    def first_of(self, kind: str, addresses: Iterable[str]) -> bool:
        """Whether one of the addresses, asked in order, has an answer of that kind."""
        return any(self._ask(kind, address) for address in addresses)

    def _ask(self, kind: str, address: str) -> bool:
        if address not in self.inputs:
            host = urlsplit(address).netloc
            if len(self.inputs) >= MOST_ADDRESSES or host in self.silent:
                return False
            self.inputs[address] = {"kind": kind, "address": address, **self._answer(kind, address, host)}
        return "sha256" in self.inputs[address]

    def _answer(self, kind: str, address: str, host: str) -> Json:
        try:
            kept = self._fetch(kind, address)
        except FetchError as error:
            if error.reason in SILENT:
                self.silent.add(host)
            return {"reason": error.reason}
        if not _READABLE[kind](kept.content):
            return {"reason": "answer-unusable"}
        blob = self.services.blobs.put(chunks_of(kept.content), limit=self.rules.most_bytes)
        return {"sha256": blob.sha256, "fetched_at": kept.fetched_at.isoformat()}

    def _fetch(self, kind: str, address: str) -> Kept:
        now = self.services.now()
        return fetch_kept(
            address,
            self.rules,
            cache_folder(self.services),
            now=now,
            is_current=lambda content: _CURRENT[kind](content, now),
            get=self.get,
        )


def fetch_revocation(
    services: Services, content: bytes, bundle: TrustBundle, get: Getter = get_over_http
) -> tuple[Json, ...]:
    """What was asked about the signers of a document, in order; nothing is asked while no host is allowed.

    Each is {kind: ocsp or crl, address, sha256, fetched_at} of an answer that the blob store holds, or {kind,
    address, reason} of one that could not be had. Lists are asked for where no OCSP answer was had. Raises
    StorageError.
    """
    rules = fetch_rules(services.settings)
    if not rules.hosts:
        return ()
    asking = _Asking(services, rules, get)
    for one in find_addresses(content, bundle, limits=services.limits):
        _ask_about(asking, one)
    return tuple(asking.inputs.values())


def _ask_about(asking: _Asking, signer: Addresses) -> None:
    if not asking.first_of(RESPONSE, signer.responses):
        asking.first_of(LIST, signer.lists)


def load_fetched(services: Services, inputs: Iterable[Json]) -> RevocationData:
    """The answers that a report rests on, out of the blob store, today or years later. Raises StorageError."""
    had = [one for one in inputs if "sha256" in one]
    return RevocationData(tuple(_stored(services, had, RESPONSE)), tuple(_stored(services, had, LIST)))


def cache_folder(services: Services) -> Path:
    """Where answers wait to be used again; may be emptied at any time, the blob store has what reports rest on."""
    return services.settings.data_dir.resolve() / CACHE


def _stored(services: Services, inputs: Iterable[Json], kind: str) -> Iterator[bytes]:
    digests = dict.fromkeys(one["sha256"] for one in inputs if one["kind"] == kind)
    return (services.blobs.get(digest) for digest in digests)


def _is_list(content: bytes) -> bool:
    try:
        parse_revocation_list(content)
    except TrustError:
        return False
    return True


def _is_current_list(content: bytes, now: datetime) -> bool:
    """Whether the list's issuer has announced no newer one yet (RFC 5280, 5.1.2.5)."""
    try:
        next_at = parse_revocation_list(content).next_at
    except TrustError:
        return False
    return next_at is not None and now < next_at


_READABLE: dict[str, Callable[[bytes], bool]] = {RESPONSE: is_response, LIST: _is_list}
_CURRENT: dict[str, Callable[[bytes, datetime], bool]] = {RESPONSE: is_current_response, LIST: _is_current_list}
