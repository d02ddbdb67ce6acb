"""When a file was signed, as far as its signatures that hold can tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from verifiers.deadline import Clock
from verifiers.signature.details import Role, SignatureDetails, SignatureSet

# A token that is broken or comes from an unknown authority proves no time.
_UNPROVEN = frozenset({"timestamp-invalid", "timestamp-untrusted"})


def find_holding(signatures: SignatureSet) -> tuple[SignatureDetails, ...]:
    """Return the signatures whose digest and cryptography hold, trusted or not, in signing order."""
    return tuple(one for one in signatures.signatures if one.intact and one.valid)


def find_proven(signatures: SignatureSet) -> tuple[datetime, ...]:
    """Return the instants that a trusted timestamp authority vouches for, earliest first."""
    return _sorted(one.timestamped_at for one in find_holding(signatures) if is_proven(one))


def find_claimed(signatures: SignatureSet) -> tuple[datetime, ...]:
    """Return the instants that the signers declare themselves, earliest first."""
    return _sorted(one.signed_at for one in find_holding(signatures))


def is_proven(signature: SignatureDetails) -> bool:
    """Whether the signature's timestamp is there and trusted."""
    return signature.timestamped_at is not None and not _UNPROVEN & {signature.reason, *signature.warnings}


def issued_moment(signatures: SignatureSet, clock: Clock) -> datetime | None:
    """Return when the document was issued by the clock of its signatures, None when that clock shows nothing.

    The agency's first signature completes a document (NĐ 30/2020/NĐ-CP, Điều 5 and 18); later ones are
    annexes and receipts. Without an agency's signature it is the last one.
    """
    holding = find_holding(signatures)
    agency = SignatureSet(tuple(one for one in holding if one.role is Role.ORGANISATION))
    read = find_proven if clock is Clock.TIMESTAMPED_AT else find_claimed
    by_agency, by_all = read(agency), read(signatures)
    if by_agency:
        return by_agency[0]
    return by_all[-1] if by_all else None


def _sorted(moments: Iterable[datetime | None]) -> tuple[datetime, ...]:
    return tuple(sorted(moment for moment in moments if moment is not None))
