"""Revocation from what the file itself carries: OCSP answers and CRLs in the DSS or beside the signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError, ValidationError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from verifiers.signature import cms
from verifiers.signature.boundary import translated
from verifiers.signature.chain import PATH_ALGORITHMS, drive, parse_readable
from verifiers.signature.details import Revocation
from verifiers.signature.fields import raw, raw_items, resolve
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.revocation_lists import NOT_CHECKED, RevocationState
from verifiers.signature.trust import TrustBundle

MOST_ITEMS = 200
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
    nodes = [resolve(item) for item in items]
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
    certificate: bytes, others: tuple[bytes, ...], bundle: TrustBundle, moment: datetime, data: RevocationData
) -> RevocationState:
    """The state of a certificate at `moment` as the file's data tell it; not-checked when they tell nothing.

    Data younger than the moment count as well: they are collected after signing.
    """
    if not (data.responses or data.lists):
        return NOT_CHECKED
    try:
        state = translated(lambda: _ask(certificate, others, bundle, moment, data), "contents-invalid")
        if state is Revocation.NOT_CHECKED:
            return NOT_CHECKED
        return RevocationState(state, translated(lambda: _age(certificate, data), "contents-invalid"), "embedded")
    except MalformedSignatureError:
        return NOT_CHECKED


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
    known = (*bundle.intermediates, *others, *data.certificates)
    context = ValidationContext(
        trust_roots=parse_readable(bundle.anchors),
        other_certs=parse_readable(known),
        moment=moment,
        allow_fetching=False,
        crls=data.lists,
        ocsps=data.responses,
        revinfo_policy=_POLICY,
        algorithm_usage_policy=PATH_ALGORITHMS,
    )
    validator = CertificateValidator(x509.Certificate.load(certificate), validation_context=context)
    try:
        drive(validator.async_validate_path())
    except RevokedError:
        return Revocation.REVOKED
    except ValidationError:
        return Revocation.NOT_CHECKED
    return Revocation.GOOD
