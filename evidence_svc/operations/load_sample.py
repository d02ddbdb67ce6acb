"""Load the sample province through the same use cases that people use; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind, ScoreStatus
from evidence_svc.domain.self_assessment import SelfRow
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request
from evidence_svc.operations.exclude import ask_exclusion
from evidence_svc.operations.explain import change_explanation
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.people import actor_of, add_first_administrator, add_person
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.rounds import (
    advance_round,
    create_round,
    open_assessment,
    publish_criteria_set,
    register_agency,
)
from evidence_svc.operations.score import change_score
from evidence_svc.persistence.agencies import Agency
from evidence_svc.samples.load import ASSUMPTIONS_FILE, CRITERIA_FILE, load_sample, load_self_assessment, sample_text
from evidence_svc.services import Services
from evidence_svc.storage import chunks_of

APPRAISING_AGENCY = Agency("so-noi-vu", "Sở Nội vụ tỉnh Quảng Trị", "provincial-office")
# Every account of the demonstration has this password, and the demonstration says so on its first page.
DEMO_PASSWORD = "trinh-dien-2023"  # noqa: S105 - a demonstration's password is no secret
# The request that everything of the sample is traced to: it was put in at one go, not typed.
LOADING = "sample-load"
SELF_SCORE_REASON = "Theo báo cáo tự đánh giá 6 tháng đầu năm 2023 của đơn vị."


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration."""

    username: str
    name: str
    role: Role
    agency_id: str | None


OFFICE = load_sample().agency_id
DEMO_ACCOUNTS = (
    DemoAccount("quantri", "Quản trị hệ thống", Role.ADMINISTRATOR, None),
    DemoAccount("chuyenvien", "Chuyên viên Văn phòng", Role.CLERK, OFFICE),
    DemoAccount("lanhdao", "Lãnh đạo Văn phòng", Role.LEADER, OFFICE),
    DemoAccount("thuky", "Thư ký Hội đồng", Role.SECRETARIAT, APPRAISING_AGENCY.id),
    DemoAccount("thamdinh", "Người thẩm định", Role.APPRAISER, APPRAISING_AGENCY.id),
    # An objection is decided by somebody else than who scored first, and so is a raise above the limit.
    DemoAccount("thamdinh2", "Người thẩm định thứ hai", Role.APPRAISER, APPRAISING_AGENCY.id),
    DemoAccount("chutich", "Chủ tịch Hội đồng", Role.CHAIR, APPRAISING_AGENCY.id),
    DemoAccount("kiemtoan", "Kiểm toán viên", Role.AUDITOR, None),
)


def load_demo(services: Services, documents: Mapping[str, Path], progress: Callable[[str], None]) -> int:
    """The sample's assessment with every score, explanation and file; returns its id.

    `documents` leads from each evidence file name to the made document; `progress` is told each step's name.
    """
    sample = load_sample()
    with services.work.read() as unit:
        existing = unit.assessments.find_for(sample.round_id, sample.agency_id)
    if existing is not None:
        return existing.id
    administrator = Request(_add_accounts(services), LOADING)
    assessment_id = _open(services, administrator)
    clerk = Request(demo_actor(services, Role.CLERK), LOADING)
    rows = _row_ids(services, assessment_id)
    for row in load_self_assessment():
        _fill(services, clerk, assessment_id, rows[row.criterion_id], row, documents)
        progress(row.criterion_id)
    return assessment_id


def demo_actor(services: Services, role: Role) -> Actor:
    """The demonstration's person in that role; raises NotFoundError before the sample is loaded."""
    username = next(account.username for account in DEMO_ACCOUNTS if account.role is role)
    with services.work.read() as unit:
        account = unit.people.find_by_username(username)
    if account is None:
        raise NotFoundError
    return actor_of(account)


def _add_accounts(services: Services) -> Actor:
    first, *others = DEMO_ACCOUNTS
    administrator = add_first_administrator(services, username=first.username, name=first.name, password=DEMO_PASSWORD)
    request, sample = Request(administrator, LOADING), load_sample()
    register_agency(services, request, Agency(sample.agency_id, sample.agency_name, "provincial-office"))
    register_agency(services, request, APPRAISING_AGENCY)
    for account in others:
        add_person(
            services,
            request,
            username=account.username,
            name=account.name,
            password=DEMO_PASSWORD,
            role=account.role,
            agency_id=account.agency_id,
        )
    return administrator


def _open(services: Services, request: Request) -> int:
    sample = load_sample()
    set_id = publish_criteria_set(services, request, sample_text(CRITERIA_FILE), sample_text(ASSUMPTIONS_FILE))
    create_round(
        services,
        request,
        sample.round_id,
        title=sample.round_title,
        criteria_set_id=set_id,
        kind=sample.round_kind,
        starts_on=sample.starts_on,
        ends_on=sample.ends_on,
    )
    advance_round(services, request, sample.round_id, RoundState.OPEN)
    return open_assessment(services, request, sample.round_id, sample.agency_id)


def _row_ids(services: Services, assessment_id: int) -> dict[str, int]:
    with services.work.read() as unit:
        return {row.criterion_id: row.id for row in unit.assessments.rows(assessment_id)}


def _fill(
    services: Services,
    clerk: Request,
    assessment_id: int,
    row_id: int,
    row: SelfRow,
    documents: Mapping[str, Path],
) -> None:
    """One leaf: its files first, so that the score's log entry names what it rested on."""
    for name in row.evidence:
        content = documents[name].read_bytes()
        received = receive_evidence(services, clerk, assessment_id, name, chunks_of(content))
        link_evidence(services, clerk, received.evidence_id, row_id, name)
    if row.status is ScoreStatus.EXCLUSION_REQUESTED:
        ask_exclusion(services, clerk, row_id, row.explanation)
    elif row.explanation:
        change_explanation(services, clerk, row_id, row.explanation)
    if row.self_score is not None:
        change_score(services, clerk, row_id, kind=ScoreKind.SELF, value=row.self_score, reason=SELF_SCORE_REASON)
