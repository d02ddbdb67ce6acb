"""Time from outside: an RFC 3161 authority stamps a checkpoint, so that nobody can have signed it later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from urllib.error import URLError
from urllib.request import Request as WebRequest
from urllib.request import urlopen

from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError

from audit.errors import StampError

TIMEOUT = 20
LONGEST_ANSWER = 1024 * 1024

# Sends a DER request to an authority and gives back its DER response.
Authority = Callable[[bytes], bytes]


def http_authority(url: str) -> Authority:
    """An authority reached over HTTP (RFC 3161 §3.4); raises StampError `authority-unreachable`."""

    def ask(request: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        web = WebRequest(url, data=request, headers=headers, method="POST")  # noqa: S310 - checked below
        if web.type not in {"http", "https"}:
            raise StampError(f"{url} is no web address", reason="authority-unreachable")
        try:
            with urlopen(web, timeout=TIMEOUT) as answer:  # noqa: S310 - only http and https come here
                content: bytes = answer.read(LONGEST_ANSWER)
        except (URLError, OSError) as error:
            raise StampError(f"{url}: {error}", reason="authority-unreachable") from error
        return content

    return ask


def stamp(body: str, authority: Authority, roots: Iterable[x509.Certificate]) -> tuple[bytes, datetime]:
    """A timestamp response over a checkpoint's text, checked before it is kept, and its instant; raises StampError."""
    request = TimestampRequestBuilder().data(body.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    response = authority(request.as_bytes())
    return response, verify_stamp(body, response, roots, nonce=request.nonce)


def verify_stamp(
    body: str, response: bytes, roots: Iterable[x509.Certificate], *, nonce: int | None = None
) -> datetime:
    """The instant at which the text existed, by an authority under one of the roots; raises StampError."""
    builder = VerifierBuilder() if nonce is None else VerifierBuilder(nonce=nonce)
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        decoded = decode_timestamp_response(response)
        builder.build().verify(decoded, sha256(body.encode()).digest())
    except (ValueError, VerificationError) as error:
        raise StampError(f"the timestamp does not hold: {error}") from error
    return decoded.tst_info.gen_time
