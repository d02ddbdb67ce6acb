"""A certificate's names, period and role, read lazily: one broken attribute must not hide the others."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509

from verifiers.signature.details import Role

# Given names never start so; an agency, unit, office or company does.
ORGANISATION_WORDS = (
    "uy ban", "van phong", "so ", "phong ", "cong ty", "trung tam", "bo ", "cuc ", "chi cuc", "tong cuc",
    "ban ", "hoi dong", "truong ", "benh vien", "vien ", "thanh tra", "toa an", "vien kiem sat", "tinh uy",
    "dang uy", "huyen uy", "thanh uy", "kho bac", "ngan hang", "chi nhanh", "doan ", "hoi ", "lien doan",
    "mat tran", "cong an", "cong thong tin", "cong bao", "hai quan", "thue ", "bao hiem", "dai hoc", "hoc vien",
    "tap doan", "tong cong ty", "ubnd", "hdnd", "tram ", "doi ", "bch ", "bo chi huy", "bo tu lenh", "quoc hoi",
)  # fmt: skip
PERSON_ID = re.compile(r"\b(?:CMND|CCCD|HC|PID)\b")
TAX_ID = re.compile(r"\b(?:MST|VATVN)\b")
OTHER_PURPOSES = frozenset(
    {
        "server_auth", "code_signing", "time_stamping", "ocsp_signing",
        "ipsec_end_system", "ipsec_tunnel", "ipsec_user", "ipsec_ike",
    }
)  # fmt: skip
# Signing in says nothing for or against signing documents.
NEUTRAL_PURPOSES = frozenset({"client_auth", "microsoft_smart_card_logon"})


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a signer's certificate says of itself; instants are aware UTC."""

    signer: str | None
    organisation: str | None
    issuer: str | None
    role: Role
    not_before: datetime | None
    not_after: datetime | None


def read_certificate(certificate: x509.Certificate) -> CertificateFacts:
    """The facts of one certificate. Raises ValueError when even its validity cannot be read."""
    body = certificate["tbs_certificate"]
    subject = read_name(body["subject"])
    signer = _last(subject, "2.5.4.3")
    validity = body["validity"]
    return CertificateFacts(
        signer=signer,
        organisation=_organisation(subject, signer),
        issuer=_last(read_name(body["issuer"]), "2.5.4.3"),
        role=role_of(subject),
        not_before=validity["not_before"].native,
        not_after=validity["not_after"].native,
    )


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether the certificate is made for signing documents (RFC 5280, 4.2.1.3, 4.2.1.9 and 4.2.1.12).

    An issuing authority's, a server's, a timestamping service's or a program publisher's is made for other things.
    """
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if certificate.ca or (usage is not None and not {"digital_signature", "non_repudiation"} & set(usage.native)):
        return False
    named = set(purposes.native) if purposes is not None else set()
    return not (named & OTHER_PURPOSES and named <= OTHER_PURPOSES | NEUTRAL_PURPOSES)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate's DER, in hex."""
    return hashlib.sha256(certificate.dump()).hexdigest()


def read_name(name: x509.Name) -> tuple[tuple[str, str], ...]:
    """The readable attributes of a distinguished name as (object identifier, text), in order.

    Real certificates carry attributes cut short; those are left out rather than fatal.
    """
    pairs = []
    for relative in name.chosen:
        for attribute in relative:
            try:
                pairs.append((attribute["type"].dotted, _text(attribute["value"].native)))
            except (ValueError, TypeError, KeyError):
                continue
    return tuple(pairs)


def _text(value: object) -> str:
    return unicodedata.normalize("NFC", str(value)).strip()


def _last(pairs: tuple[tuple[str, str], ...], identifier: str) -> str | None:
    values = [value for key, value in pairs if key == identifier and value]
    return values[-1] if values else None


def _organisation(subject: tuple[tuple[str, str], ...], signer: str | None) -> str | None:
    """The unit nearest to the signer: the last OU, else O (Vietnamese subjects go from the root downwards)."""
    units = [value for key, value in subject if key == "2.5.4.11" and value]
    return units[-1] if units else _last(subject, "2.5.4.10") or (signer if _is_organisation(signer) else None)


def role_of(subject: tuple[tuple[str, str], ...]) -> Role:
    """Person or organisation, from identifiers and the wording of the common name; unknown when neither says."""
    identifiers = " ".join(value for key, value in subject if key in {"0.9.2342.19200300.100.1.1", "2.5.4.5"})
    keys = {key for key, _ in subject}
    if {"2.5.4.42", "2.5.4.4"} & keys or PERSON_ID.search(identifiers):
        return Role.PERSON
    name = _last(subject, "2.5.4.3")
    if _is_organisation(name) or TAX_ID.search(identifiers):
        return Role.ORGANISATION
    return Role.PERSON if name and _is_personal(name) else Role.UNKNOWN


def _is_organisation(name: str | None) -> bool:
    return name is not None and (fold(name) + " ").startswith(ORGANISATION_WORDS)


def _is_personal(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 6 and all(word.isalpha() for word in words)


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d, single spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
