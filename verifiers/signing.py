"""What a file's signatures amount to: one finding per problem, or one that all of them hold."""

from __future__ import annotations

from verifiers.calendar import Calendar
from verifiers.certainty import is_certain
from verifiers.findings import Finding, Outcome
from verifiers.messages import Details, find
from verifiers.moments import find_holding
from verifiers.names import is_same_person
from verifiers.signature.details import Indication, Role, SignatureDetails
from verifiers.subject import Subject

CHECK = "signatures"
ROLES_CHECK = "signature-roles"
SIGNER_CHECK = "signer"
OCR = "ocr"
ANNEX = "phụ lục"

_OUTCOMES = {
    Indication.TOTAL_PASSED: Outcome.PASSED,
    Indication.INDETERMINATE: Outcome.INDETERMINATE,
    Indication.TOTAL_FAILED: Outcome.FAILED,
}


def check_signatures(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Turn the signatures' own verdicts into findings; unsigned is its own fact, never "invalid".

    Signatures with the same problem share a finding. A pass says that every signature held against the
    trust bundle in use; it does not say that its signer was entitled to sign.
    """
    if not subject.is_pdf:
        return (find(CHECK, Outcome.INDETERMINATE, "signatures-not-examined"),)
    if subject.signatures.unsigned:
        return (find(CHECK, Outcome.INDETERMINATE, "unsigned"),)
    defects = tuple(
        find(CHECK, Outcome.INDETERMINATE, f"file-{defect}") for defect in dict.fromkeys(subject.signatures.defects)
    )
    return (*defects, *_verdicts(subject.signatures.signatures, subject.signatures.trust_bundle))


def _verdicts(signatures: tuple[SignatureDetails, ...], trust_bundle: str) -> tuple[Finding, ...]:
    """One finding per problem in order of signing; agreement only when there is no problem at all."""
    groups: dict[tuple[Indication, str], list[SignatureDetails]] = {}
    for signature in signatures:
        groups.setdefault((signature.indication, signature.reason), []).append(signature)
    problems = [key for key in groups if key[0] is not Indication.TOTAL_PASSED]
    if problems:
        return tuple(_problem(*key, groups[key], trust_bundle) for key in problems)
    return (_all_passed(signatures, trust_bundle),) if signatures else ()


def _problem(indication: Indication, reason: str, signatures: list[SignatureDetails], trust_bundle: str) -> Finding:
    code = f"signature-{reason.removeprefix('signature-')}"
    more: Details = {
        "indication": indication.value,
        "sub_indication": signatures[0].sub_indication,
        "changed": [*sorted({change for one in signatures for change in one.changed})],
    }
    words = {"signers": _signers(signatures)}
    return find(CHECK, _OUTCOMES[indication], code, words, _details(signatures, trust_bundle) | more)


def _all_passed(signatures: tuple[SignatureDetails, ...], trust_bundle: str) -> Finding:
    """State the agreement, and in the sentence itself whether revocation was left unchecked (TT 15/2025)."""
    is_checked = all("revocation-not-checked" not in one.warnings for one in signatures)
    reason = "signatures-passed" if is_checked else "signatures-passed-revocation-not-checked"
    words = {"count": str(len(signatures)), "signers": _signers(list(signatures))}
    return find(CHECK, Outcome.PASSED, reason, words, _details(list(signatures), trust_bundle))


def _details(signatures: list[SignatureDetails], trust_bundle: str) -> Details:
    return {
        "fields": [one.field for one in signatures],
        "signers": [*dict.fromkeys(one.signer for one in signatures)],
        "warnings": [*sorted({warning for one in signatures for warning in one.warnings})],
        "trust_bundle": trust_bundle,
    }


def _signers(signatures: list[SignatureDetails]) -> str:
    return ", ".join(dict.fromkeys(one.signer or "không rõ người ký" for one in signatures))


def check_roles(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Judge who signed: an original carries a person's and the agency's signature, a copy the agency's only.

    NĐ 30/2020/NĐ-CP, Điều 5 (original), Điều 25 and Phụ lục I (copies, separate annexes). Whether a file is
    an original is seen from where its text comes from: text that had to be read by OCR is a copy of paper.
    """
    holding = find_holding(subject.signatures)
    roles = {one.role for one in holding}
    if not roles:
        return ()
    details: Details = {"roles": [*sorted(role.value for role in roles)]}
    words = {"signers": _signers(list(holding))}
    if {Role.PERSON, Role.ORGANISATION} <= roles:
        return (find(ROLES_CHECK, Outcome.PASSED, "signed-by-person-and-organisation", words, details),)
    if Role.UNKNOWN in roles:
        return (find(ROLES_CHECK, Outcome.INDETERMINATE, "signature-roles-unclear", words, details),)
    if roles == {Role.PERSON}:
        return (find(ROLES_CHECK, Outcome.INDETERMINATE, "organisation-signature-missing", words, details),)
    if _is_annex(subject):
        return (find(ROLES_CHECK, Outcome.PASSED, "signed-as-annex", words, details),)
    if _is_scan(subject):
        return (find(ROLES_CHECK, Outcome.PASSED, "signed-as-copy", words, details),)
    return (find(ROLES_CHECK, Outcome.INDETERMINATE, "person-signature-missing", words, details),)


def _is_annex(subject: Subject) -> bool:
    """A separately stored annex carries the agency's signature only (Phụ lục I, phần III)."""
    kind = subject.document_type
    return kind is not None and is_certain(kind) and kind.value.casefold() == ANNEX


def _is_scan(subject: Subject) -> bool:
    return any(reading and reading.origin == OCR for reading in (subject.number, subject.document_date))


def check_signer(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Compare the printed name of the signer (ô 7b) with the people whose certificates signed.

    A difference is a question, not a fault: a clerk's or a portal's certificate may be personal, too.
    """
    printed = subject.signer_name
    people = [one.signer for one in find_holding(subject.signatures) if one.role is Role.PERSON and one.signer]
    if printed is None or not people:
        return ()
    words = {"printed": printed.value, "signers": ", ".join(dict.fromkeys(people))}
    details: Details = {"printed": printed.value, "signers": [*dict.fromkeys(people)]}
    if any(is_same_person(printed.value, name) for name in people):
        return (find(SIGNER_CHECK, Outcome.PASSED, "signer-matches", words, details),)
    reason = "signer-differs" if is_certain(printed) else "signer-uncertain"
    return (find(SIGNER_CHECK, Outcome.INDETERMINATE, reason, words, details),)
