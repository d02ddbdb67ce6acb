"""Revocation from what the file carries, or somebody fetched for it: OCSP answers and CRLs."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import OCSPValidationError, RevokedError, ValidationError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

from verifiers.errors import TrustError
from verifiers.signature import cms
from verifiers.signature.boundary import translated
from verifiers.signature.chain import PATH_ALGORITHMS, drive, parse_readable
from verifiers.signature.details import Revocation
from verifiers.signature.fields import key_of, raw, raw_items, resolve
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.revocation_lists import (
    NOT_CHECKED,
    RevocationList,
    RevocationState,
    check_lists,
    parse_revocation_list,
)
from verifiers.signature.trust import TrustBundle

MOST_ITEMS = 2_000
EMBEDDED, FETCHED = "embedded", "fetched"
# The issuing authorities' own state is theirs to publish; the signer's certificate is what a file vouches for.
_POLICY = CertRevTrustPolicy(
    RevocationCheckingPolicy(RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK),
    retroactive_revinfo=True,
)


@dataclass(frozen=True, slots=True)
class RevocationData:
    """OCSP responses, CRLs and certificates, DER."""

    responses: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()

    def __add__(self, other: RevocationData) -> RevocationData:
        return RevocationData(
            self.responses + other.responses, self.lists + other.lists, self.certificates + other.certificates
        )


def read_store(reader: PdfFileReader) -> RevocationData:
    """What the document security store holds (ISO 32000-2, 12.8.4.3); nothing when it is unreadable."""
    try:
        return translated(lambda: _read_store(raw(reader.root, "/DSS")), "unreadable-pdf")
    except MalformedSignatureError:
        return RevocationData()


def _read_store(item: Any) -> RevocationData:
    store = resolve(item)
    return RevocationData(*(_streams(store, name) for name in ("/OCSPs", "/CRLs", "/Certs")))


def _streams(store: Any, name: str) -> tuple[bytes, ...]:
    array = resolve(raw(store, name))
    items = raw_items(array)[:MOST_ITEMS] if isinstance(array, generic.ArrayObject) else []
    nodes = [resolve(item) for item in {key_of(item): item for item in items}.values()]
    return tuple(bytes(node.data) for node in nodes if isinstance(node, generic.StreamObject))


def read_archived(container: cms.Container) -> RevocationData:
    """Adobe's revocation archive among the signed attributes; nothing when it is unreadable."""
    archive = cms.find_attribute(container.signer["signed_attrs"], "adobe_revocation_info_archival")
    if archive is None:
        return RevocationData()
    try:
        return translated(lambda: RevocationData(_dump(archive["ocsp"]), _dump(archive["crl"])), "contents-invalid")
    except MalformedSignatureError:
        return RevocationData()


def _dump(items: Any) -> tuple[bytes, ...]:
    return tuple(item.dump() for item in list(items or ())[:MOST_ITEMS])


def check_revocation(
    certificate: bytes,
    others: tuple[bytes, ...],
    bundle: TrustBundle,
    moment: datetime,
    data: RevocationData,
    source: str = EMBEDDED,
) -> RevocationState:
    """The state of a certificate at `moment` as collected data tell it; not-checked when they tell nothing.

    Data younger than the moment count as well: they are collected after signing. Plain lists are read once for all
    examinations; answers, and lists that somebody else than the issuer signed, are judged by pyHanko.
    """
    if not (data.responses or data.lists):
        return NOT_CHECKED
    issuers = (*bundle.intermediates, *bundle.anchors, *others, *data.certificates)
    # One unreadable answer or list must not silence the others.
    lists = _parsed(data.lists)
    answers = tuple(one for one in data.responses if _speaks_of(certificate, one))
    data = replace(data, responses=answers, lists=tuple(one.content for one in lists))
    try:
        listed = translated(lambda: check_lists(certificate, issuers, lists, moment), "contents-invalid")
        if listed.state is Revocation.REVOKED or (listed.state is Revocation.GOOD and not data.responses):
            return replace(listed, source=source)
        # Large lists that the issuer signed have said what they say.
        asked = data if listed.state is Revocation.NOT_CHECKED else replace(data, lists=())
        state = translated(lambda: _ask(certificate, others, bundle, moment, asked), "contents-invalid")
        if state is Revocation.NOT_CHECKED:
            return replace(listed, source=source) if listed.state is Revocation.GOOD else NOT_CHECKED
        return RevocationState(state, translated(lambda: _age(certificate, data), "contents-invalid"), source)
    except MalformedSignatureError:
        return NOT_CHECKED


def _speaks_of(certificate: bytes, response: bytes) -> bool:
    try:
        subject = translated(lambda: x509.Certificate.load(certificate), "contents-invalid")
        return bool(translated(lambda: tuple(_response_ages(subject, (response,))), "contents-invalid"))
    except MalformedSignatureError:
        return False


def _parsed(lists: tuple[bytes, ...]) -> tuple[RevocationList, ...]:
    """The readable ones, newest first."""
    parsed = []
    for content in lists:
        try:
            parsed.append(parse_revocation_list(content))
        except TrustError:
            continue
    return tuple(sorted(parsed, key=lambda one: one.issued_at, reverse=True))


def choose_state(states: Sequence[RevocationState]) -> RevocationState:
    """Of what several sources say of one certificate: a revocation known to any counts, else the newest answer."""
    known = [one for one in states if one.state is not Revocation.NOT_CHECKED]
    revoked = [one for one in known if one.state is Revocation.REVOKED]
    newest_first = sorted(revoked or known, key=_age_of, reverse=True)
    return newest_first[0] if newest_first else NOT_CHECKED


def _age_of(state: RevocationState) -> float:
    return state.known_at.timestamp() if state.known_at is not None else 0.0


def _age(certificate: bytes, data: RevocationData) -> datetime | None:
    """When the newest answer that speaks of the certificate was issued."""
    subject = x509.Certificate.load(certificate)
    return max([*_list_ages(subject, data.lists), *_response_ages(subject, data.responses)], default=None)


def _list_ages(subject: x509.Certificate, lists: tuple[bytes, ...]) -> Iterator[datetime]:
    for content in lists:
        body = crl.CertificateList.load(content)["tbs_cert_list"]
        if body["issuer"].dump() == subject["tbs_certificate"]["issuer"].dump():
            yield body["this_update"].native


def _response_ages(subject: x509.Certificate, responses: tuple[bytes, ...]) -> Iterator[datetime]:
    for content in responses:
        answer = ocsp.OCSPResponse.load(content)
        for single in answer.response_data["responses"] if answer["response_bytes"].native else ():
            if single["cert_id"]["serial_number"].native == subject.serial_number:
                yield single["this_update"].native


def _ask(
    certificate: bytes, others: tuple[bytes, ...], bundle: TrustBundle, moment: datetime, data: RevocationData
) -> Revocation:
    """What answers and lists say together: a revocation in one of them counts, whatever another says."""
    subject = x509.Certificate.load(certificate)
    states = [_ask_lists(subject, others, bundle, moment, data)] if data.lists else []
    if data.responses:
        context = _context(others, bundle, moment, replace(data, responses=(), lists=()), None)
        try:
            path = drive(CertificateValidator(subject, validation_context=context).async_validate_path())
        except ValidationError:
            return Revocation.NOT_CHECKED
        for one in data.responses:
            asked = _context(others, bundle, moment, replace(data, responses=(one,), lists=()), _POLICY)
            states.append(_state_of(verify_ocsp_response(subject, path, asked)))
    order = (Revocation.REVOKED, Revocation.GOOD)
    return next((state for state in order if state in states), Revocation.NOT_CHECKED)


def _ask_lists(
    subject: x509.Certificate,
    others: tuple[bytes, ...],
    bundle: TrustBundle,
    moment: datetime,
    data: RevocationData,
) -> Revocation:
    context = _context(others, bundle, moment, replace(data, responses=()), _POLICY)
    return _state_of(CertificateValidator(subject, validation_context=context).async_validate_path())


def _state_of(question: Coroutine[Any, Any, object]) -> Revocation:
    """What one question answers; whatever the library cannot work with answers nothing, and silences no other."""
    try:
        return translated(lambda: _answer_to(question), "contents-invalid")
    except MalformedSignatureError:
        return Revocation.NOT_CHECKED


def _answer_to(question: Coroutine[Any, Any, object]) -> Revocation:
    try:
        drive(question)
    except RevokedError:
        return Revocation.REVOKED
    except (ValidationError, OCSPValidationError):
        return Revocation.NOT_CHECKED
    return Revocation.GOOD


def _context(
    others: tuple[bytes, ...],
    bundle: TrustBundle,
    moment: datetime,
    data: RevocationData,
    policy: CertRevTrustPolicy | None,
) -> ValidationContext:
    return ValidationContext(
        trust_roots=parse_readable(bundle.anchors),
        other_certs=parse_readable((*bundle.intermediates, *others, *data.certificates)),
        moment=moment,
        allow_fetching=False,
        crls=data.lists,
        ocsps=data.responses,
        revinfo_policy=policy,
        algorithm_usage_policy=PATH_ALGORITHMS,
    )
