"""The one place that asks other hosts for certificates and revocation lists: off until hosts are allowed."""

from __future__ import annotations

import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from evidence_svc.errors import ServiceError

Getter = Callable[[str, float, int], bytes]
# The schemes that are spoken, each with its port (RFC 9110, section 4.2).
PORTS = {"http": 80, "https": 443}
CHUNK = 1 << 16


class FetchError(ServiceError):
    """Nothing was fetched; `reason` says why."""

    reason = "fetch-failed"
    message = "Không tải được dữ liệu từ địa chỉ này."


@dataclass(frozen=True, slots=True)
class FetchRules:
    """Which hosts may be asked (none: fetching is off), for how many seconds, for how many bytes at most.

    A host by its name alone is asked at the ports of http and https, 80 and 443; `name:port` at that port; and
    `scheme://name` or `scheme://name:port` by that scheme only.
    """

    hosts: frozenset[str] = frozenset()
    seconds: float = 10.0
    most_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What an address answered, and when it was asked (aware, UTC)."""

    content: bytes
    fetched_at: datetime


def get_over_http(address: str, seconds: float, most_bytes: int) -> bytes:
    """The body at an address, no redirects followed, whole within `seconds`. Raises FetchError."""
    opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))
    until = time.monotonic() + seconds
    try:
        with opener.open(address, timeout=seconds) as answer:
            content = _read(answer, until, most_bytes)
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchError(reason="host-refused") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(reason="host-unreachable") from error
    if len(content) > most_bytes:
        raise FetchError("Dữ liệu tải về lớn hơn giới hạn cho phép.", reason="answer-too-large")
    return content


def _read(answer: http.client.HTTPResponse, until: float, most_bytes: int) -> bytes:
    """The body up to one byte more than allowed; a host that trickles is given up like one that is silent."""
    content = bytearray()
    while len(content) <= most_bytes and (part := answer.read1(min(CHUNK, most_bytes + 1 - len(content)))):
        if time.monotonic() > until:
            raise TimeoutError
        content += part
    return bytes(content)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An allowed host must not send the service to another one."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Refuse: the redirect comes back as an error."""


def fetch(address: str, rules: FetchRules, get: Getter = get_over_http) -> bytes:
    """The bytes at an address whose host is allowed. Raises FetchError."""
    if not rules.hosts:
        raise FetchError("Tính năng tải dữ liệu từ mạng đang tắt.", reason="fetching-off")
    if not _names_of(address) & rules.hosts:
        raise FetchError("Máy chủ này không nằm trong danh sách được phép.", reason="host-not-allowed")
    return get(address, rules.seconds, rules.most_bytes)


def _names_of(address: str) -> frozenset[str]:
    """Every way in which a list of allowed hosts could name the one of an address; none for what is not asked at all.

    An address with a user name in it is for somebody else's eyes.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return frozenset()
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        return frozenset()
    usual = PORTS[parts.scheme]
    names = {f"{parts.hostname}:{port or usual}"} | ({parts.hostname} if port in (None, usual) else set())
    return frozenset(names | {f"{parts.scheme}://{name}" for name in names})


def fetch_cached(
    address: str,
    rules: FetchRules,
    cache: Path,
    *,
    now: datetime,
    keep: timedelta = timedelta(hours=6),
    get: Getter = get_over_http,
) -> bytes:
    """As `fetch`, asking again only after `keep`; the cache is a folder of files named by the address's digest."""
    return fetch_kept(address, rules, cache, now=now, keep=keep, get=get).content


def fetch_kept(
    address: str,
    rules: FetchRules,
    cache: Path,
    *,
    now: datetime,
    keep: timedelta = timedelta(hours=6),
    is_current: Callable[[bytes], bool] = bool,
    get: Getter = get_over_http,
) -> Kept:
    """As `fetch_cached`, with the instant of asking; what is not `is_current` any more is asked for again."""
    path = cache / hashlib.sha256(address.encode()).hexdigest()
    if path.is_file() and now.timestamp() - path.stat().st_mtime < keep.total_seconds():
        content = path.read_bytes()
        if is_current(content):
            return Kept(content, datetime.fromtimestamp(path.stat().st_mtime, UTC))
    content = fetch(address, rules, get)
    cache.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(content)
    os.utime(part, (now.timestamp(), now.timestamp()))
    part.replace(path)
    return Kept(content, now)
