"""The separate truths about each signature of a file, without any library's types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Indication(StrEnum):
    """ETSI EN 319 102-1, 5.1.3."""

    TOTAL_PASSED = "TOTAL-PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL-FAILED"


class ChangesAfter(StrEnum):
    """What happened to the file after a signature was made."""

    NONE = "none"
    PERMITTED = "permitted"
    STAMPED = "stamped"
    CONTENT = "content"


class Role(StrEnum):
    """Whose certificate signed: a person's or an organisation's, as far as its subject tells."""

    PERSON = "person"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


class Revocation(StrEnum):
    """The state of the signer's certificate, as far as it could be asked."""

    GOOD = "good"
    REVOKED = "revoked"
    NOT_CHECKED = "not-checked"


class Coverage(StrEnum):
    """How much of the file the signature's ByteRange covers."""

    ENTIRE_FILE = "entire-file"
    ENTIRE_REVISION = "entire-revision"
    CONTIGUOUS_BLOCK = "contiguous-block"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class SignatureDetails:
    """One signature field. Instants are aware UTC; `algorithm` names digest and key, e.g. "sha256/rsa".

    `hierarchy` is the anchor's: government, public or own. `revocation_at` is when the revocation data used were
    issued, `revocation_source` whether the file carried them (embedded), they were asked for (fetched)
    or an administrator brought them (imported).
    """

    field: str
    signer: str | None
    organisation: str | None
    issuer: str | None
    role: Role
    indication: Indication
    sub_indication: str | None
    intact: bool
    valid: bool
    trusted: bool
    coverage: Coverage
    changes_after: ChangesAfter
    signed_at: datetime | None
    timestamped_at: datetime | None
    algorithm: str | None
    revocation: Revocation
    reason: str
    certificate_not_before: datetime | None = None
    certificate_not_after: datetime | None = None
    changed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    hierarchy: str | None = None
    revocation_at: datetime | None = None
    revocation_source: str | None = None


@dataclass(frozen=True, slots=True)
class SignatureSet:
    """All signatures of a file in signing order; `defects` are kebab-case names of malformations met.

    `unsigned` is its own fact: True only when the file could be examined and holds no signature.
    """

    signatures: tuple[SignatureDetails, ...] = ()
    defects: tuple[str, ...] = ()
    examined: bool = True
    trust_bundle: str = ""
    policy_version: str = ""

    @property
    def unsigned(self) -> bool:
        """Whether the file was examined and holds no signature at all."""
        return self.examined and not self.signatures and not self.defects
