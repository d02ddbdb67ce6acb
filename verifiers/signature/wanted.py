"""Which addresses could say whether a document's signers were revoked: for whoever may ask them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from verifiers.signature import cms
from verifiers.signature.carried import find_addresses, over_http
from verifiers.signature.fields import SignatureField, open_document
from verifiers.signature.issuing import is_issued_by
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.trust import TrustBundle


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask about one signer's certificate (DER): answers and lists, each by plain GET."""

    certificate: bytes
    responses: tuple[str, ...]
    lists: tuple[str, ...]


def find_wanted(content: bytes, bundle: TrustBundle) -> tuple[Wanted, ...]:
    """The addresses for each signer of a PDF, once a certificate; none where nothing can be read or asked.

    An OCSP request goes into the address itself (RFC 6960, A.1), without a nonce, so that answers can be kept.
    """
    try:
        _, _, fields = open_document(content)
    except MalformedSignatureError:
        return ()
    signers = dict(pair for field in fields for pair in [_signer(field)] if pair is not None)
    wanted = (_wanted(certificate, others, bundle) for certificate, others in signers.items())
    return tuple(one for one in wanted if one.responses or one.lists)


def is_current_response(content: bytes, now: datetime) -> bool:
    """Whether an OCSP answer speaks of a certificate and its issuer has announced no newer one yet (RFC 6960, 2.4).

    Says nothing of its signature: who may be believed is for the examination.
    """
    try:
        answer = ocsp.load_der_ocsp_response(content)
        ends = [one.next_update_utc for one in answer.responses]
    except (ValueError, UnsupportedAlgorithm):
        return False
    return bool(ends) and all(end is not None and now < end for end in ends)


def is_response(content: bytes) -> bool:
    """Whether these bytes are an OCSP answer that says something, not an error or a page of a proxy."""
    try:
        return ocsp.load_der_ocsp_response(content).response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
    except (ValueError, UnsupportedAlgorithm):
        return False


def _signer(field: SignatureField) -> tuple[bytes, tuple[bytes, ...]] | None:
    try:
        container = cms.read_container(field.contents or b"")
    except MalformedSignatureError:
        return (field.certificates[0], field.certificates[1:]) if field.certificates else None
    return container.certificate.dump(), container.others


def _wanted(certificate: bytes, others: tuple[bytes, ...], bundle: TrustBundle) -> Wanted:
    known = (*bundle.intermediates, *bundle.anchors, *others)
    try:
        issuer = next((der for der in known if is_issued_by(certificate, der)), None)
        responses = _queries(certificate, issuer) if issuer is not None else ()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        responses = ()
    return Wanted(certificate, responses, find_addresses(certificate).lists)


def _queries(certificate: bytes, issuer: bytes) -> tuple[str, ...]:
    """The signer's OCSP addresses with the request in them; the request names the certificate by SHA-1 (RFC 5019)."""
    subject, authority = (x509.load_der_x509_certificate(der) for der in (certificate, issuer))
    named = [
        access.access_location.value
        for extension in subject.extensions
        if isinstance(extension.value, x509.AuthorityInformationAccess)
        for access in extension.value
        if access.access_method == AuthorityInformationAccessOID.OCSP
    ]
    # A name of the certificate, no protection: every responder knows SHA-1.
    asked = ocsp.OCSPRequestBuilder().add_certificate(subject, authority, hashes.SHA1()).build()  # noqa: S303 - see above
    query = quote(base64.b64encode(asked.public_bytes(serialization.Encoding.DER)).decode(), safe="")
    return tuple(f"{address.rstrip('/')}/{query}" for address in over_http(named))
