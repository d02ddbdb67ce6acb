"""What lies under one criterion of one agency: files as they were judged, and the documents wanted of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from evidence_svc.domain.criteria import Criterion, EvidenceSlot
from evidence_svc.domain.deadlines import Circumstances, Due, due_of_slot, resolve, wanted_slots
from evidence_svc.domain.folding import fold
from evidence_svc.domain.score import OUT_OF_BASE, ScoreStatus
from parsers.filename import parse_file_name
from verifiers.subject import Period, Subject

Json = dict[str, Any]
WAITING, UNREADABLE, VERIFIED = "waiting", "unreadable", "verified"


@dataclass(frozen=True, slots=True)
class Filing:
    """One file under one criterion; `subject` and `slot` are None until it has been read.

    `findings` are those of the newest judgement, `original` says `blob-missing` or `blob-altered` where the last
    look at the stored bytes found so, `beside` names the paths of other criteria that use the same bytes, and
    `elsewhere` counts other agencies that handed them in.
    """

    link_id: int
    evidence_id: int
    file_name: str
    state: str
    received_on: date
    subject: Subject | None = None
    about: str = ""
    slot: str | None = None
    findings: tuple[Json, ...] = ()
    original: str = ""
    beside: tuple[str, ...] = ()
    elsewhere: int = 0

    @property
    def name(self) -> str:
        """The file's name as people say it, without the prefix of the provincial software."""
        prefix = parse_file_name(self.file_name).upload_prefix
        return self.file_name.removeprefix(f"{prefix}_") if prefix else self.file_name

    @property
    def failed(self) -> tuple[Json, ...]:
        """The findings that failed."""
        return tuple(found for found in self.findings if found["outcome"] == "failed")

    @property
    def is_sound(self) -> bool:
        """Whether the file may count as the document it is: read, unaltered, no signature that fails."""
        broken = any(found["check"] == "signatures" and found["outcome"] == "failed" for found in self.findings)
        return self.subject is not None and not self.original and not broken


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that a criterion wants of this agency in this round, with its deadline as it was resolved."""

    slot: EvidenceSlot
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One scored criterion of one agency with everything that supports or contradicts its score."""

    row_id: int
    criterion: Criterion
    status: ScoreStatus
    self_score: Any
    explanation: str
    wanted: tuple[Wanted, ...] = ()
    filings: tuple[Filing, ...] = ()
    agency_name: str = ""
    period: Period | None = None

    @property
    def counts(self) -> bool:
        """Whether the criterion is in this round's base."""
        return self.status not in OUT_OF_BASE

    def answering(self, slot: str) -> tuple[Filing, ...]:
        """The files that answer a slot, sound or not."""
        return tuple(filing for filing in self.filings if filing.slot == slot)


def find_wanted(criterion: Criterion, here: Circumstances) -> tuple[Wanted, ...]:
    """The documents a criterion wants here, each with its resolved deadline."""
    dues: dict[str, Due | None] = {}
    for slot in criterion.slots:
        if slot.schedule is None:
            dues[slot.key] = due_of_slot(slot, here)
        else:
            dues |= {due.key: due for due in resolve(slot.schedule, slot.key, here)}
    return tuple(Wanted(slot, dues.get(slot.key)) for slot in wanted_slots(criterion, here))


def find_answered(wanted: tuple[Wanted, ...], document_type: str | None, about: str) -> str | None:
    """The key of the wanted document that a file with this type and these words answers, or None."""
    return next((each.slot.key for each in wanted if each.slot.accepts(document_type, about)), None)


def is_draft(filing: Filing) -> bool:
    """Whether a file calls itself a draft or asks somebody to decide, so that nothing is decided yet."""
    read = filing.subject.document_type.value if filing.subject and filing.subject.document_type else ""
    words = f" {fold(filing.file_name)} {fold(filing.about)} "
    return fold(read) == "to trinh" or (not read and " to trinh " in words) or " du thao " in words
