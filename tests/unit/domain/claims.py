"""Claims made by hand for the tests of suggestions and reviews: one criterion, its wanted documents, its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from evidence_svc.domain.criteria import EvidenceSlot
from evidence_svc.domain.deadlines import Circumstances
from evidence_svc.domain.filing import VERIFIED, Claim, Filing, find_wanted
from evidence_svc.domain.rule_shapes import LatenessBand, LatenessRule
from evidence_svc.domain.rule_spans import Interval
from evidence_svc.domain.score import ScoreStatus
from tests.unit.domain.sets import criterion
from verifiers.deadline import Deadline
from verifiers.signature.details import (
    ChangesAfter,
    Coverage,
    Indication,
    Revocation,
    Role,
    SignatureDetails,
    SignatureSet,
)
from verifiers.subject import Period, Reading, Subject

DUE = date(2023, 1, 20)
PLAN = EvidenceSlot("plan", "Kế hoạch năm 2023", "kế hoạch", deadline=Deadline("trước ngày 20/01/2023", DUE))
RULE = LatenessRule(
    ("plan",),
    (
        LatenessBand(Interval(0, 0), Decimal(2)),
        LatenessBand(Interval(0, 10, lower_closed=False, upper_closed=False), Decimal(1)),
        LatenessBand(Interval(10, None), Decimal(0)),
    ),
)


def signature(signed_at: datetime, role: Role = Role.ORGANISATION) -> SignatureDetails:
    """A signature that holds."""
    return SignatureDetails(
        field="f",
        signer="Văn phòng",
        organisation="Văn phòng",
        issuer="CA",
        role=role,
        indication=Indication.TOTAL_PASSED,
        sub_indication=None,
        reason="signature-valid",
        intact=True,
        valid=True,
        trusted=True,
        coverage=next(iter(Coverage)),
        changes_after=ChangesAfter.NONE,
        signed_at=signed_at,
        timestamped_at=signed_at,
        algorithm="sha256",
        revocation=Revocation.GOOD,
    )


def filing(name: str = "34 Kế hoạch.pdf", on: date | None = date(2023, 1, 17), **changes: Any) -> Filing:
    """A file that was read: a plan of that date that answers the slot `plan`."""
    kind = changes.pop("document_type", "kế hoạch")
    subject = Subject(
        document_date=Reading(on) if on else None,
        document_type=Reading(kind) if kind else None,
        issuer=Reading(changes.pop("issuer", "Văn phòng")),
        signatures=SignatureSet(changes.pop("signatures", ())),
    )
    made = Filing(1, 1, name, VERIFIED, date(2023, 7, 1), subject=subject, about=name, slot="plan")
    return replace(made, **changes)


def claim(*filings: Filing, score: str | None = "2", slot: EvidenceSlot | None = PLAN, **changes: Any) -> Claim:
    """A criterion of 2 points whose plan was due before the 20th of January."""
    wants = (slot,) if slot is not None else ()
    node = replace(criterion("1", "2"), slots=wants, rule=changes.pop("rule", RULE))
    made = Claim(
        row_id=7,
        criterion=node,
        status=ScoreStatus.NOT_SCORED if score is None else ScoreStatus.SCORED,
        self_score=None if score is None else Decimal(score),
        explanation="",
        wanted=find_wanted(node, Circumstances(2023)),
        filings=filings,
        agency_name="Văn phòng",
        period=Period(date(2023, 1, 1), date(2023, 6, 30)),
    )
    return replace(made, **changes)


def at(day: int, month: int = 1) -> datetime:
    """Noon of a day of 2023 in Viet Nam."""
    return datetime(2023, month, day, 5, tzinfo=UTC)
