"""Examine a PDF's signatures: any bytes in, the separate truths about each signature out; offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from verifiers.signature import cms, raw_rsa
from verifiers.signature.appended import Appended, find_appended
from verifiers.signature.boundary import translated
from verifiers.signature.certificate import may_sign, read_certificate
from verifiers.signature.chain import find_chain
from verifiers.signature.coverage import open_revisions, settle_changes
from verifiers.signature.details import SignatureSet
from verifiers.signature.fields import HEADER, HEADER_WITHIN, SignatureField, open_document
from verifiers.signature.policy import Policy, current_policy
from verifiers.signature.ranges import (
    WHITESPACE,
    ByteRange,
    check_gap,
    find_overlaps,
    has_padding,
    has_traces,
    read_byte_range,
)
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.revocation import (
    FETCHED,
    RevocationData,
    check_revocation,
    choose_state,
    read_archived,
    read_store,
)
from verifiers.signature.revocation_lists import check_lists
from verifiers.signature.timestamps import settle_claim, signature_timestamp, verify_token
from verifiers.signature.trust import TrustBundle
from verifiers.signature.unlisted import has_unlisted
from verifiers.signature.verdict import Facts, decide

# White space and the mark of UTF-8 hide nothing.
HARMLESS_START = WHITESPACE + b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Options:
    """Limits of one examination."""

    most_signatures: int = 100


@dataclass(frozen=True, slots=True)
class Examination:
    """The verdicts, and what follows the first revision that a holding signature covers, if anything does."""

    signatures: SignatureSet
    appended: Appended | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What one examination is given besides the file and the trust."""

    policy: Policy
    now: datetime
    options: Options
    fetched: RevocationData


def examine(
    content: bytes,
    bundle: TrustBundle,
    *,
    now: datetime,
    options: Options | None = None,
    fetched: RevocationData | None = None,
) -> SignatureSet:
    """Judge every signature of a PDF against a trust bundle; `now` is an aware instant.

    Never raises for bad bytes: what cannot be read is a defect of the file or a failed signature, and bytes that
    are no PDF are `examined=False`. Nothing is fetched from a network: OCSP answers and lists that the caller got
    from the addresses in `wanted.find_wanted` come in as `fetched` and pass the same checks as any.
    """
    return examine_fully(content, bundle, now=now, options=options, fetched=fetched).signatures


def examine_fully(
    content: bytes,
    bundle: TrustBundle,
    *,
    now: datetime,
    options: Options | None = None,
    fetched: RevocationData | None = None,
) -> Examination:
    """As `examine`, with what was appended behind the first signature, for whoever compares what viewers show."""
    policy = current_policy()
    given = Given(policy, now, options or Options(), fetched or RevocationData())
    try:
        found = translated(lambda: _examine(content, bundle, given), "unreadable-pdf")
    except MalformedSignatureError as error:
        found = _unexamined(error.reason)
    signatures = replace(found.signatures, trust_bundle=bundle.version, policy_version=policy.version)
    return replace(found, signatures=signatures)


def _unexamined(defect: str) -> Examination:
    return Examination(SignatureSet(defects=(defect,), examined=False))


def _examine(content: bytes, bundle: TrustBundle, given: Given) -> Examination:
    start = content.find(HEADER, 0, HEADER_WITHIN)
    if start < 0:
        return _unexamined("not-a-pdf")
    defects = ["leading-garbage"] if content[:start].strip(HARMLESS_START) else []
    body, reader, fields = open_document(content)
    if len(fields) > given.options.most_signatures:
        return _unexamined("too-many-signatures")
    if has_unlisted(body, reader, fields) if fields else has_traces(body):
        defects.append("dangling-byterange")
    if reader.is_mended:
        defects.append("table-rebuilt")
    facts = sorted((_inspect(field, body, bundle, given.policy, given.now) for field in fields), key=lambda f: f.end)
    overlapping = find_overlaps([(f.gap_start, f.gap_end, f.end) for f in facts if f.gap_end])
    defects.extend(["byte-ranges-overlap"] if overlapping else [])
    revisions = open_revisions(facts, body, reader)
    defects.extend(settle_changes(facts, body, reader, revisions))
    for f in facts if reader.is_mended else ():
        f.objections.append("table-rebuilt")
    _settle_time(facts, bundle)
    store = read_store(reader) if facts else RevocationData()
    for f in facts:
        _settle_revocation(f, bundle, store, given)
    signatures = SignatureSet(tuple(decide(f, given.policy, given.now) for f in facts), tuple(defects))
    return Examination(signatures, find_appended(facts, body, reader, revisions))


def _inspect(field: SignatureField, body: bytes, bundle: TrustBundle, policy: Policy, now: datetime) -> Facts:
    """Everything that one signature says by itself; the first fault ends it."""
    facts = Facts(field, end=len(body), fault=field.fault)
    if field.fault is not None:
        return facts
    try:
        translated(lambda: _read(facts, body, bundle, policy, now), "signature-unreadable")
    except MalformedSignatureError as error:
        facts.fault = error.reason
    return facts


def _read(facts: Facts, body: bytes, bundle: TrustBundle, policy: Policy, now: datetime) -> None:
    field = facts.field
    if field.byte_range is None:
        raise MalformedSignatureError("no ByteRange", reason="byte-range-invalid")
    covered = read_byte_range(field.byte_range, len(body))
    facts.gap_start, facts.end = covered.gap_start, covered.end
    if not field.contents or not field.contents.strip(b"\x00"):
        raise MalformedSignatureError("no Contents", reason="contents-invalid")
    check_gap(body, covered, field.contents)
    facts.gap_end = covered.gap_end
    if field.subfilter == raw_rsa.SUBFILTER:
        _read_raw(facts, covered, body, bundle, now)
        return
    container = cms.read_container(field.contents)
    if has_padding(field.contents):
        facts.objections.append("contents-padding")
    facts.certificate = read_certificate(container.certificate)
    facts.certificate_der, facts.others = container.certificate.dump(), container.others
    facts.archived = read_archived(container)
    facts.digest, facts.key = container.digest_algorithm, container.key_algorithm
    signing_time, modified = _aware(cms.signing_time(container)), _aware(field.declared_at)
    facts.declared_at = signing_time or modified
    if field.is_timestamp:
        _judge_timestamp(facts, container, lambda name: covered.digest(body, name), bundle, policy, now)
        return
    facts.intact, facts.valid = _check_integrity(container, covered, body, field.subfilter)
    facts.digests = container.digests
    facts.timestamp = signature_timestamp(container, bundle, policy, now)
    facts.declared_at, doubt = settle_claim(
        signing_time or modified, (facts.timestamp.at if facts.timestamp else None) or modified
    )
    facts.warnings.extend([doubt] if doubt else [])
    facts.proven_at = facts.timestamp.at if facts.timestamp and facts.timestamp.trusted else None
    moment = facts.proven_at or facts.declared_at or now
    facts.chain = find_chain(container.certificate.dump(), container.others, bundle, moment)
    facts.usable = may_sign(container.certificate)


def _read_raw(facts: Facts, covered: ByteRange, body: bytes, bundle: TrustBundle, now: datetime) -> None:
    """A bare RSA signature: no attributes, no timestamp, a certificate beside it."""
    field = facts.field
    found = raw_rsa.check_raw(field.contents or b"", field.certificates, lambda name: covered.digest(body, name))
    facts.certificate, facts.others = read_certificate(found.certificate), found.others
    facts.certificate_der = found.certificate.dump()
    facts.digest, facts.key = found.digest_algorithm, found.key
    facts.intact, facts.valid, facts.usable = found.intact, found.valid, may_sign(found.certificate)
    facts.declared_at = _aware(field.declared_at)
    facts.chain = find_chain(facts.certificate_der, facts.others, bundle, facts.declared_at or now)


def _check_integrity(container: cms.Container, covered: ByteRange, body: bytes, subfilter: str) -> tuple[bool, bool]:
    """Intact and valid; the old adbe.pkcs7.sha1 wraps the file's SHA-1 as content (ISO 32000-1, 12.8.3.3.1)."""
    if container.content_type != "data":
        raise MalformedSignatureError(reason="signature-unsupported")
    wrapped = container.signed_data["encap_content_info"]["content"].native
    if not wrapped:
        return cms.check_integrity(container, covered.digest(body, container.digest_algorithm))
    if subfilter != "adbe.pkcs7.sha1":
        # A detached signature must not bring its own content: the digest would say nothing of the file.
        raise MalformedSignatureError(reason="contents-invalid")
    intact, valid = cms.check_integrity(container, cms.signed_digest(container, wrapped))
    return intact and wrapped == covered.digest(body, "sha1"), valid


def _judge_timestamp(
    facts: Facts,
    container: cms.Container,
    imprint_of: Callable[[str], bytes],
    bundle: TrustBundle,
    policy: Policy,
    now: datetime,
) -> None:
    """A document timestamp (ISO 32000-2, 12.8.5): its token is the signature."""
    if container.content_type != "tst_info":
        raise MalformedSignatureError(reason="contents-invalid")
    stamp = verify_token(container, imprint_of, bundle, policy, now)
    facts.intact = facts.valid = stamp.fault != "timestamp-invalid"
    facts.timestamp, facts.proven_at = stamp, stamp.at if stamp.trusted else None
    facts.chain = find_chain(container.certificate.dump(), container.others, bundle, stamp.at or now)


def _settle_time(facts: list[Facts], bundle: TrustBundle) -> None:
    """A later document timestamp proves the existence of the signatures it covers; judge them at its time."""
    for f in facts:
        later = [t.proven_at for t in facts if t.field.is_timestamp and t.sound and t.proven_at and t.end > f.end]
        if f.proven_at is None and later and f.certificate_der is not None:
            f.proven_at = min(later)
            f.chain = find_chain(f.certificate_der, f.others, bundle, f.proven_at)


def _settle_revocation(facts: Facts, bundle: TrustBundle, store: RevocationData, given: Given) -> None:
    """The file's own data, what was fetched for it, the administrator's lists; a revocation known to any counts.

    Without a proven time a revocation at any time until now speaks against the signature (EN 319 102-1, 5.5.4).
    """
    if facts.certificate_der is None or not facts.trusted:
        return
    own, others = facts.certificate_der, facts.others
    moment = facts.proven_at or facts.declared_at or given.now
    issuers = (*bundle.intermediates, *bundle.anchors, *others)
    facts.revocation_state = choose_state(
        (
            check_revocation(own, others, bundle, moment, store + facts.archived),
            check_revocation(own, others, bundle, facts.proven_at or given.now, given.fetched, FETCHED),
            check_lists(own, issuers, bundle.revocation_lists, facts.proven_at or given.now),
        )
    )


def _aware(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment is not None else None
