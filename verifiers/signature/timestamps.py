"""Timestamp tokens (RFC 3161): who says that the bytes existed when, and whether that can be believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from verifiers.signature import cms
from verifiers.signature.boundary import translated
from verifiers.signature.chain import find_chain
from verifiers.signature.policy import Policy
from verifiers.signature.ranges import digest_of
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.trust import TrustBundle

CLOCK_SKEW = timedelta(minutes=10)
LOCAL_TIME_OFFSET = timedelta(hours=7)
OFFSET_TOLERANCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A token's instant (aware UTC) and what speaks against it: None, timestamp-untrusted or timestamp-invalid."""

    at: datetime | None
    fault: str | None = None
    authority: str | None = None

    @property
    def trusted(self) -> bool:
        """Whether the instant is proof."""
        return self.fault is None and self.at is not None


def verify_token(
    container: cms.Container, imprint_of: Callable[[str], bytes], bundle: TrustBundle, policy: Policy, now: datetime
) -> Timestamp:
    """Judge a token over the bytes whose digest `imprint_of` computes. Raises MalformedSignatureError."""
    content = container.signed_data["encap_content_info"]["content"]
    info = translated(lambda: content.parsed, "timestamp-invalid")
    at: datetime = translated(lambda: info["gen_time"].native, "timestamp-invalid")
    imprint = translated(lambda: info["message_imprint"], "timestamp-invalid")
    algorithm = str(imprint["hash_algorithm"]["algorithm"].native)
    matches = imprint["hashed_message"].native == translated(lambda: imprint_of(algorithm), "timestamp-invalid")
    held = cms.check_integrity(container, cms.signed_digest(container, bytes(content)))
    if not (matches and all(held) and at <= now + CLOCK_SKEW and _may_stamp(container.certificate)):
        return Timestamp(at, "timestamp-invalid")
    chain = find_chain(container.certificate.dump(), container.others, bundle, at)
    used = (algorithm, *container.digests)
    keys = (container.key_algorithm, *chain.keys)
    sound = all(policy.allows_digest(n, at) for n in used) and all(policy.allows_key(*key, at) for key in keys)
    return Timestamp(at, None if chain.trusted and sound else "timestamp-untrusted")


def find_token(container: cms.Container) -> cms.Container | None:
    """The signature timestamp among the unsigned attributes, if any. Raises MalformedSignatureError."""
    value = cms.find_attribute(container.signer["unsigned_attrs"], "signature_time_stamp_token")
    if value is None:
        return None
    token = translated(lambda: cms.read_signed_data(value["content"]), "timestamp-invalid")
    if token.content_type != "tst_info":
        raise MalformedSignatureError("the token holds no TSTInfo", reason="timestamp-invalid")
    return token


def signature_timestamp(
    container: cms.Container, bundle: TrustBundle, policy: Policy, now: datetime
) -> Timestamp | None:
    """The timestamp over a signature's value; a broken token is a timestamp that proves nothing."""
    value: bytes = container.signer["signature"].native
    try:
        token = find_token(container)
        if token is None:
            return None
        return verify_token(token, lambda name: digest_of(name, value), bundle, policy, now)
    except MalformedSignatureError:
        return Timestamp(None, "timestamp-invalid")


def _may_stamp(certificate: Any) -> bool:
    """RFC 3161, 2.3: the certificate of a TSA must allow timeStamping."""
    usage = certificate.extended_key_usage_value
    return usage is not None and "time_stamping" in usage.native


def settle_claim(claimed: datetime | None, other: datetime | None) -> tuple[datetime | None, str | None]:
    """The signer's claim put right, and a warning about it; `other` is the timestamp, else the field's /M.

    Several tools write Vietnamese local time marked as UTC: the claim is then seven hours ahead of every other
    clock. A timestamp itself is never shifted.
    """
    if claimed is None or other is None:
        return claimed, None
    ahead = claimed - other
    if abs(ahead - LOCAL_TIME_OFFSET) < OFFSET_TOLERANCE:
        return claimed - LOCAL_TIME_OFFSET, "signing-time-offset"
    return claimed, "signing-time-after-timestamp" if ahead > OFFSET_TOLERANCE else None
