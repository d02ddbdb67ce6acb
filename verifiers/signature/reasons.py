"""Every code a signature's verdict can carry, in one place, each reason with its ETSI words."""

from __future__ import annotations

from types import MappingProxyType

from verifiers.errors import VerifierError
from verifiers.signature.details import Indication

_PASSED, _FAILED = Indication.TOTAL_PASSED, Indication.TOTAL_FAILED
_OPEN = Indication.INDETERMINATE

# reason -> (indication, sub-indication), after ETSI EN 319 102-1, tables 5 and 6. A change to the content
# after signing has no word there; it is a failure of the form that the signature was made over.
VERDICTS = MappingProxyType(
    {
        "signature-valid": (_PASSED, None),
        "byte-range-invalid": (_FAILED, "FORMAT_FAILURE"),
        "contents-invalid": (_FAILED, "FORMAT_FAILURE"),
        "signature-unreadable": (_FAILED, "FORMAT_FAILURE"),
        "several-signers": (_FAILED, "FORMAT_FAILURE"),
        "digest-mismatch": (_FAILED, "HASH_FAILURE"),
        "crypto-failure": (_FAILED, "SIG_CRYPTO_FAILURE"),
        "content-changed": (_FAILED, "FORMAT_FAILURE"),
        "revision-not-covered": (_FAILED, "FORMAT_FAILURE"),
        "certificate-revoked": (_FAILED, "REVOKED"),
        "certificate-expired": (_FAILED, "EXPIRED"),
        "certificate-not-yet-valid": (_FAILED, "NOT_YET_VALID"),
        "certificate-missing": (_OPEN, "NO_SIGNING_CERTIFICATE_FOUND"),
        "certificate-out-of-bounds": (_OPEN, "OUT_OF_BOUNDS_NO_POE"),
        "certificate-usage": (_OPEN, "CHAIN_CONSTRAINTS_FAILURE"),
        "certificate-revoked-later": (_OPEN, "REVOKED_NO_POE"),
        "chain-not-found": (_OPEN, "NO_CERTIFICATE_CHAIN_FOUND"),
        "chain-invalid": (_OPEN, "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        "algorithm-weak": (_OPEN, "CRYPTO_CONSTRAINTS_FAILURE"),
        "signature-unsupported": (_OPEN, "SIGNED_DATA_NOT_FOUND"),
        "comparison-too-large": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "certification-exceeded": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "stamped-after-signing": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "annotations-changed": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "form-filled-unsigned": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "contents-padding": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "bytes-after-signature": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "table-rebuilt": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "later-signature-untrusted": (_OPEN, "SIG_CONSTRAINTS_FAILURE"),
        "timestamp-invalid": (_OPEN, "NO_POE"),
        "timestamp-untrusted": (_OPEN, "NO_POE"),
        "no-timestamp": (_OPEN, "NO_POE"),
        "no-signing-time": (_OPEN, "NO_POE"),
    }
)
REASONS = tuple(VERDICTS)

WARNINGS = (
    "signing-time-offset",
    "signing-time-after-timestamp",
    "timestamp-invalid",
    "timestamp-untrusted",
    "revocation-not-checked",
    "certification-exceeded",
    "stamped-after-signing",
    "later-signature-untrusted",
    "legacy-subfilter",
    "unreferenced-objects",
    "structure-changed",
    "metadata-changed",
    "form-filled",
    "annotations-changed",
    "weak-digest-accepted-by-date",
    "form-filled-unsigned",
    "contents-padding",
    "bytes-after-signature",
    "table-rebuilt",
    "algorithm-weak",
)

# What SignatureDetails.changed says, from the outside inwards.
CHANGED = (
    "trailer",
    "catalog",
    "page-tree",
    "page-attributes",
    "page-box",
    "page-content",
    "page-resources",
    "annotation",
    "annotation-removed",
    "stamp",
    "highlight",
    "note",
    "form",
    "form-field",
    "form-field-added",
    "form-field-removed",
    "form-value",
    "signature-field",
    "security-store",
    "object-stream",
    "structure",
    "dangling-reference",
    "object-generation",
    "doubled-entry",
    "shared-object",
    "objects-outside-xref",
    "revision-unreadable",
    "comparison-too-large",
)

DEFECTS = (
    "not-a-pdf",
    "unreadable-pdf",
    "encrypted-pdf",
    "unreadable-form",
    "too-many-signatures",
    "leading-garbage",
    "table-rebuilt",
    "dangling-byterange",
    "bytes-after-signature",
    "objects-outside-xref",
    "byte-ranges-overlap",
    "twin-objects",
    "unreferenced-content",
    "hidden-layers",
)


class MalformedSignatureError(VerifierError):
    """A signature that cannot be judged further; `reason` is one of REASONS."""

    reason = "signature-unreadable"
