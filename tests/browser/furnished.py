"""An office in which every page of the application has something to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyotp.totp import TOTP

from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.context import Request
from evidence_svc.operations.exclude import ask_exclusion, settle_exclusion
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.people import add_person
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from evidence_svc.operations.second_factor import confirm_factor, propose_factor, show_own_factor
from evidence_svc.operations.show_comparison import ask_comparison
from tests.factories import COUNCIL, NOW, OFFICE, PASSWORD, ROUND, Office
from tests.pki import append_objects, make_identity, make_pdf, sign
from tests.sites import REASON, add_letter

# Signs in with a code, too; gave the password of an account whose second factor is half set up.
TWO_STEPS, HALF_SET_UP = "haibuoc", "dangbat"
_CHANGED = b"<< /Length 33 >>\nstream\nBT /F1 12 Tf 72 600 Td (bon) Tj ET\nendstream"


@dataclass(frozen=True, slots=True)
class Furnished:
    """What addresses are made of: the parts that routes name, and rows and files by what they are."""

    parts: Mapping[str, str | int]
    claimed: int
    excluded: int
    letter: int
    unreadable: int
    waiting: int
    signed: int


def furnish(office: Office) -> Furnished:
    """Files of every fate, claims, a request to be left out, second factors; the appraisal has begun.

    Documents are validated and compared here, in event loops of their own: no browser may have one in this thread.
    """
    services, clerk = office.services, office.clerk
    claimed, excluded = office.row_id("1.1.2"), office.row_id("1.1.3")
    letter = add_letter(office)
    unreadable = add_letter(office, "hong.pdf", b"<html></html>")
    signed = add_letter(office, "da-ky.pdf", _changed_after_signing())
    for evidence_id in (letter, signed):
        link_evidence(services, clerk, evidence_id, claimed)
    for evidence_id in find_waiting(services):
        process_evidence(services, evidence_id)
    ask_comparison(services, clerk, signed, 1)
    ask_exclusion(services, clerk, excluded, REASON)
    change_score(services, clerk, claimed, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    office.start_appraisal()
    waiting = add_letter(office, "cho.pdf", b"waiting")
    _set_up_factors(office)
    with services.work.read() as unit:
        key = unit.criteria_sets.list()[0].id
    parts: dict[str, str | int] = {
        "row_id": claimed,
        "evidence_id": signed,
        "assessment_id": office.assessment_id,
        "round_id": ROUND,
        "agency_id": OFFICE,
        "key": key,
        "number": 1,
        "page": 1,
        "sequence": 1,
        "form": "csv",
        "secret": "none",
        "topic": "criterion",
    }
    return Furnished(parts, claimed, excluded, letter, unreadable, waiting, signed)


def publish(office: Office) -> None:
    """Score what was claimed, decide what was asked, and bring the round to its end."""
    services, row_id = office.services, office.row_id("1.1.2")
    settle_exclusion(services, office.chair, office.row_id("1.1.3"), accepted=True, reason=REASON)
    change_score(services, office.appraiser, row_id, kind=ScoreKind.APPRAISED, value=Decimal("0.5"), reason=REASON)
    for state in (RoundState.NOTIFIED, RoundState.COUNCIL, RoundState.PUBLISHED):
        advance_round(services, office.administrator, ROUND, state, REASON)


def _changed_after_signing() -> bytes:
    """Two pages; the first was replaced after somebody signed both."""
    return append_objects(sign(make_pdf("mot", "hai"), make_identity("Nguyễn Văn An")), {5: _CHANGED})


def _set_up_factors(office: Office) -> None:
    for username in (TWO_STEPS, HALF_SET_UP):
        fields = {"username": username, "name": f"Người {username}", "password": PASSWORD}
        number = add_person(office.services, office.administrator, **fields, role=Role.APPRAISER, agency_id=COUNCIL)
        request = Request(Actor(number, fields["name"], Role.APPRAISER, COUNCIL))
        propose_factor(office.services, request, PASSWORD)
        waiting = show_own_factor(office.services, request).enrolment
        if username == TWO_STEPS and waiting is not None:
            confirm_factor(office.services, request, TOTP(waiting.secret).at(NOW))
