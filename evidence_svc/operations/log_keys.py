"""The keys that sign the log: say which there are, let a new one sign beside the old, retire the old one.

Each change is an entry under a checkpoint of a key that was known before: who trusts one key can follow to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit import keys
from audit.errors import AuditError, PublicationError
from audit.note import VerifierKey
from evidence_svc.domain.permissions import Action, require
from evidence_svc.domain.score import checked_reason
from evidence_svc.operations.checkpoint import explained, key_folder, log_folder, log_keys, make_checkpoint
from evidence_svc.operations.context import Request
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class LogKey:
    """A public key of the log; one that signs no longer stays published for what it signed."""

    key: VerifierKey
    signs: bool


def list_keys(services: Services) -> tuple[LogKey, ...]:
    """Every key the log was ever signed with, the first first; raises CheckpointError."""
    try:
        known, origin = log_keys(services), log_folder(services).origin
        signing = {one.verifier for one in keys.read_keys(key_folder(services), origin)} if origin else set()
    except AuditError as error:
        raise explained(error) from error
    return tuple(LogKey(key, key in signing) for key in known)


def add_key(services: Services, request: Request, reason: str) -> VerifierKey:
    """Let a new key sign beside those before, from the next checkpoint on.

    The entry that names it comes first and is published under the old keys alone: a key that the log never announced
    is refused by every check. Raises PermissionDeniedError, ScoreError (`reason-too-short`) and CheckpointError.
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    why, folder = checked_reason(reason), log_folder(services)
    make_checkpoint(services)
    try:
        known = folder.keys
        signer = keys.new_key(known[0].name)
        _log(services, request, "log-key:added", signer.verifier, why, known)
        make_checkpoint(services)
        keys.keep_key(key_folder(services), signer)
        folder.publish_key(signer.verifier)
    except AuditError as error:
        raise explained(error) from error
    return signer.verifier


def retire_key(services: Services, request: Request, key_id: str, reason: str) -> None:
    """Destroy an old secret key once clients have the new one; what it signed stays true.

    The last checkpoint before it goes is signed by all. Raises PermissionDeniedError, ScoreError
    (`reason-too-short`), and CheckpointError `key-missing` for an unknown key or the only one.
    """
    require(request.actor, Action.MANAGE_PEOPLE)
    why = checked_reason(reason)
    signing = {one.key.id.hex(): one.key for one in list_keys(services) if one.signs}
    if key_id not in signing or len(signing) < 2:
        raise explained(PublicationError(f"no key {key_id} beside another", reason="key-needed"))
    _log(services, request, "log-key:retired", signing[key_id], why, tuple(signing.values()))
    make_checkpoint(services)
    try:
        keys.retire_key(key_folder(services), signing[key_id])
    except AuditError as error:
        raise explained(error) from error


def _log(
    services: Services, request: Request, action: str, key: VerifierKey, reason: str, known: tuple[VerifierKey, ...]
) -> None:
    before, after = {"keys": [one.text for one in known]}, {"key": key.text}
    with services.work.begin() as unit:
        draft = request.draft(action, f"log-key:{key.id.hex()}", before=before, after=after, reason=reason)
        unit.append(draft, now=services.now())
        unit.commit()
