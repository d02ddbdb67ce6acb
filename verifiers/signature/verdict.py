"""From facts to one verdict: the first objection in order of weight gives the reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from verifiers.signature.certificate import CertificateFacts
from verifiers.signature.chain import Chain
from verifiers.signature.details import (
    ChangesAfter,
    Coverage,
    Indication,
    Revocation,
    Role,
    SignatureDetails,
)
from verifiers.signature.fields import SignatureField
from verifiers.signature.policy import Policy
from verifiers.signature.reasons import VERDICTS
from verifiers.signature.revocation import RevocationData
from verifiers.signature.revocation_lists import NOT_CHECKED, RevocationState
from verifiers.signature.timestamps import Timestamp

# Weighs more than an unknown root: honest files have no such room, whoever signed them.
TAMPERED = ("bytes-after-signature", "contents-padding")
# RFC 8419, 3.1: each Edwards curve goes with one digest.
EDWARDS_DIGESTS = {"ed25519": "sha512", "ed448": "shake256"}
NOBODY = CertificateFacts(None, None, None, Role.UNKNOWN, None, None)


@dataclass(slots=True)
class Facts:
    """What was found out about one signature, axis by axis; filled in as the examination proceeds."""

    field: SignatureField
    fault: str | None = None
    intact: bool = False
    valid: bool = False
    coverage: Coverage = Coverage.UNCLEAR
    gap_start: int = 0
    gap_end: int = 0
    end: int = 0
    certificate: CertificateFacts = NOBODY
    certificate_der: bytes | None = None
    others: tuple[bytes, ...] = ()
    archived: RevocationData = dataclasses.field(default_factory=RevocationData)
    chain: Chain | None = None
    usable: bool = True
    digest: str | None = None
    digests: tuple[str, ...] = ()
    key: tuple[str, int] | None = None
    declared_at: datetime | None = None
    timestamp: Timestamp | None = None
    proven_at: datetime | None = None
    revocation_state: RevocationState = NOT_CHECKED
    changes: ChangesAfter = ChangesAfter.NONE
    changed: tuple[str, ...] = ()
    objections: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)

    @property
    def trusted(self) -> bool:
        """Whether the signer's certificate chains to an anchor at the moment that counts."""
        return self.chain is not None and self.chain.trusted

    @property
    def sound(self) -> bool:
        """Whether this signature can answer for what it covers."""
        return self.intact and self.valid and self.trusted and self.fault is None and self.covers

    @property
    def covers(self) -> bool:
        """Whether the signature covers a whole revision of the file."""
        return self.coverage in {Coverage.ENTIRE_FILE, Coverage.ENTIRE_REVISION}


def decide(facts: Facts, policy: Policy, now: datetime) -> SignatureDetails:
    """The report on one signature, with its ETSI indication and the reason for it."""
    reason = next(_objections(facts, policy, now), "signature-valid")
    indication, sub_indication = VERDICTS[reason]
    is_weak = facts.fault is None and not _algorithms_hold(facts, policy, now)
    if indication is Indication.TOTAL_PASSED:
        facts.warnings.extend(_accepted_by_date(facts, policy, now))
    return SignatureDetails(
        field=facts.field.name,
        signer=facts.certificate.signer,
        organisation=facts.certificate.organisation,
        issuer=facts.certificate.issuer,
        role=facts.certificate.role,
        indication=indication,
        sub_indication=sub_indication,
        intact=facts.intact,
        valid=facts.valid,
        trusted=facts.trusted,
        coverage=facts.coverage,
        changes_after=facts.changes,
        signed_at=facts.declared_at,
        timestamped_at=facts.timestamp.at if facts.timestamp and facts.timestamp.trusted else None,
        algorithm=f"{facts.digest}/{facts.key[0]}" if facts.digest and facts.key else None,
        revocation=facts.revocation_state.state,
        reason=reason,
        certificate_not_before=facts.certificate.not_before,
        certificate_not_after=facts.certificate.not_after,
        changed=facts.changed,
        warnings=tuple(dict.fromkeys(_warnings(facts, reason, is_weak=is_weak))),
        hierarchy=facts.chain.hierarchy if facts.chain else None,
        revocation_at=facts.revocation_state.known_at,
        revocation_source=facts.revocation_state.source,
    )


def _objections(facts: Facts, policy: Policy, now: datetime) -> Iterator[str]:
    """Everything that speaks against the signature, heaviest first."""
    if facts.fault is not None:
        yield facts.fault
    if not facts.intact:
        yield "digest-mismatch"
    if not facts.valid:
        yield "crypto-failure"
    if facts.changed == ("comparison-too-large",):
        # Changed somehow, and how cannot be told.
        yield "comparison-too-large"
    if facts.changes is ChangesAfter.CONTENT:
        yield "content-changed"
    if not facts.covers:
        yield "revision-not-covered"
    yield from (reason for reason in TAMPERED if reason in facts.objections)
    yield from _chain_objections(facts)
    if not _algorithms_hold(facts, policy, now):
        yield "algorithm-weak"
    yield from (reason for reason in VERDICTS if reason in facts.objections)
    yield from _time_objections(facts)


def _chain_objections(facts: Facts) -> Iterator[str]:
    """The certificate at the proven moment, or at the declared one, which proves neither side (5.5.4)."""
    if facts.revocation_state.state is Revocation.REVOKED:
        yield "certificate-revoked" if facts.proven_at else "certificate-revoked-later"
    fault = facts.chain.fault if facts.chain else "chain-not-found"
    if fault in {"certificate-expired", "certificate-not-yet-valid"}:
        yield fault if facts.proven_at else "certificate-out-of-bounds"
    elif fault is not None:
        yield fault
    if not facts.usable:
        yield "certificate-usage"


def _algorithms_hold(facts: Facts, policy: Policy, now: datetime) -> bool:
    at = facts.proven_at or facts.declared_at or now
    certified, authorities = (facts.chain.digests, facts.chain.keys) if facts.chain else ((), ())
    return (
        facts.digest is not None
        and facts.key is not None
        and all(policy.allows_digest(name, at) for name in (facts.digest, *facts.digests))
        and EDWARDS_DIGESTS.get(facts.key[0], facts.digest) == facts.digest
        and all(policy.allows_key(*key, at) for key in (facts.key, *authorities))
        and all(policy.allows_certificate_digest(name, at) for name in certified)
    )


def _time_objections(facts: Facts) -> Iterator[str]:
    if facts.proven_at is not None:
        return
    if facts.timestamp is not None and facts.timestamp.fault:
        yield facts.timestamp.fault
    yield "no-timestamp" if facts.declared_at else "no-signing-time"


def _accepted_by_date(facts: Facts, policy: Policy, now: datetime) -> Iterator[str]:
    if facts.digest is not None and not policy.allows_digest(facts.digest, now):
        yield "weak-digest-accepted-by-date"


def _warnings(facts: Facts, reason: str, *, is_weak: bool) -> Iterator[str]:
    """What else there is to say; an objection that weighs less than the reason is not lost."""
    yield from facts.warnings
    yield from (objection for objection in facts.objections if objection != reason)
    if is_weak and reason != "algorithm-weak":
        yield "algorithm-weak"
    if facts.timestamp is not None and facts.timestamp.fault:
        yield facts.timestamp.fault
    if facts.revocation_state.state is Revocation.NOT_CHECKED and facts.certificate is not NOBODY:
        yield "revocation-not-checked"
