"""Services on a fresh database with a small office in them: two agencies, their people, one open round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy.engine import URL

from evidence_svc.config import Settings
from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.rounds import RoundState
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.operations.people import add_first_administrator, add_person
from evidence_svc.operations.rounds import (
    advance_round,
    create_round,
    open_assessment,
    publish_criteria_set,
    register_agency,
)
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.database import open_database
from evidence_svc.persistence.migrate import upgrade
from evidence_svc.persistence.unit_of_work import UnitOfWork, Work
from evidence_svc.samples.load import ASSUMPTIONS_FILE, CRITERIA_FILE, sample_text
from evidence_svc.services import Services
from evidence_svc.storage import BlobStore
from verifiers.signature.trust import TrustBundle

NOW = datetime(2023, 7, 10, 3, 0, tzinfo=UTC)
PASSWORD = "mat-khau-thu-nghiem"
# The real cost is a second of work a test; what is tested is who gets in.
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ROUND = "2023-h1"
OFFICE, COUNCIL = "van-phong", "so-noi-vu"


def make_settings(folder: Path, url: URL | None = None) -> Settings:
    """Settings that keep everything in one folder."""
    address = url.render_as_string(hide_password=False) if url is not None else None
    return Settings(data_dir=folder, database_url=address)


def make_services(settings: Settings, bundle: TrustBundle | None = None) -> Services:
    """Services on a migrated, empty database at a fixed instant."""
    engine = open_database(settings.database)
    upgrade(engine)
    blobs = BlobStore(settings.blobs)
    return Services(settings, Work(engine), blobs, bundle or TrustBundle(()), lambda: NOW, QUICK_HASHER)


@dataclass(frozen=True, slots=True)
class Office:
    """A service with an assessment in the open state and one person a role."""

    services: Services
    assessment_id: int
    administrator: Request
    clerk: Request
    leader: Request
    appraiser: Request
    chair: Request
    auditor: Request

    def row_id(self, path: str) -> int:
        """The row of the criterion at a path such as "1.1.1"."""
        with self.services.work.read() as unit:
            return self.row_id_in(unit, path)

    def row_id_in(self, unit: UnitOfWork, path: str) -> int:
        """The same inside a unit of work."""
        criterion = get_standing(unit, self.assessment_id).criteria.by_path(path)
        rows = {row.criterion_id: row.id for row in unit.assessments.rows(self.assessment_id)}
        return rows[criterion.id]

    def start_appraisal(self) -> None:
        """Move the round to the appraisal."""
        for state in (RoundState.CLOSED, RoundState.APPRAISING):
            advance_round(self.services, self.administrator, ROUND, state)


def make_office(services: Services) -> Office:
    """Set up agencies, people, criteria set, round and assessment through the use cases."""
    administrator = Request(add_first_administrator(services, username="quantri", name="Quản trị", password=PASSWORD))
    register_agency(services, administrator, Agency(OFFICE, "Văn phòng", "provincial-office"))
    register_agency(services, administrator, Agency(COUNCIL, "Sở Nội vụ", "provincial-office"))
    set_id = publish_criteria_set(services, administrator, sample_text(CRITERIA_FILE), sample_text(ASSUMPTIONS_FILE))
    create_round(
        services,
        administrator,
        ROUND,
        title="6 tháng đầu năm 2023",
        criteria_set_id=set_id,
        kind=RoundKind.HALF_YEAR,
        starts_on=date(2023, 1, 1),
        ends_on=date(2023, 6, 30),
    )
    advance_round(services, administrator, ROUND, RoundState.OPEN)
    return Office(
        services=services,
        assessment_id=open_assessment(services, administrator, ROUND, OFFICE),
        administrator=administrator,
        clerk=_person(services, administrator, Role.CLERK, OFFICE),
        leader=_person(services, administrator, Role.LEADER, OFFICE),
        appraiser=_person(services, administrator, Role.APPRAISER, COUNCIL),
        chair=_person(services, administrator, Role.CHAIR, COUNCIL),
        auditor=_person(services, administrator, Role.AUDITOR, None),
    )


def _person(services: Services, administrator: Request, role: Role, agency_id: str | None) -> Request:
    name = f"Người {role.value}"
    person_id = add_person(
        services, administrator, username=role.value, name=name, password=PASSWORD, role=role, agency_id=agency_id
    )
    return Request(Actor(person_id, name, role, agency_id))
