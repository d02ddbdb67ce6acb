"""Appraisers and criterion owners act on what they were assigned, and the log explains every assignment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from audit import store
from evidence_svc.domain.errors import DomainError, ScoreError
from evidence_svc.domain.people import Role
from evidence_svc.domain.score import ScoreKind
from evidence_svc.errors import NotFoundError, ServiceError
from evidence_svc.operations.accounts import change_account
from evidence_svc.operations.appraise import appraise_criterion
from evidence_svc.operations.assign import assign, end_assignment
from evidence_svc.operations.context import Request
from evidence_svc.operations.explain import change_explanation
from evidence_svc.operations.find_work import find_queue
from evidence_svc.operations.import_evidence import Offered, import_evidence
from evidence_svc.operations.link import link_evidence, unlink_evidence
from evidence_svc.operations.people import add_person, find_actor
from evidence_svc.operations.return_criterion import answer_request, request_evidence
from evidence_svc.operations.score import change_score
from evidence_svc.operations.show_appraisal import get_appraised
from evidence_svc.operations.show_assignments import show_assignments
from evidence_svc.operations.state_inputs import state_inputs
from evidence_svc.operations.submit import submit_evidence
from evidence_svc.operations.supersede import supersede_evidence
from evidence_svc.operations.today import Task, find_today
from evidence_svc.operations.verify_log import verify_log
from tests.factories import COUNCIL, OFFICE, PASSWORD, Office, make_office, make_services, make_settings
from tests.sites import add_letter, letter

WHY = "Phân công theo thông báo của tổ giúp việc."


@pytest.fixture
def office(database_url: URL, tmp_path: Path) -> Iterator[Office]:
    """An office on either database."""
    made = make_office(make_services(make_settings(tmp_path, database_url)))
    yield made
    made.services.work.engine.dispose()


def join(office: Office, username: str, role: Role, agency_id: str | None) -> Request:
    """A new person in a role."""
    services, administrator = office.services, office.administrator
    number = add_person(
        services, administrator, username=username, name=username, password=PASSWORD, role=role, agency_id=agency_id
    )
    return again(office, number)


def again(office: Office, number: int) -> Request:
    """The person's next request, with the rights of now."""
    actor = find_actor(office.services, number)
    assert actor is not None
    return Request(actor)


@pytest.fixture
def owner(office: Office) -> Request:
    """The owner of criterion 1.1 in the office, and of nothing else."""
    made = join(office, "phu-trach", Role.CRITERION_OWNER, OFFICE)
    assign(office.services, office.leader, made.actor.id, criteria=["1.1"], reason=WHY)
    return again(office, made.actor.id)


def refused(act: Callable[..., object], *args: Any, **options: Any) -> str:
    """The reason of a refusal."""
    with pytest.raises((DomainError, ServiceError)) as caught:
        act(*args, **options)
    assert isinstance(caught.value, DomainError | ServiceError)
    return caught.value.reason


def appraise(office: Office, who: Request, path: str) -> None:
    """Appraise a criterion."""
    appraise_criterion(office.services, who, office.row_id(path), value=Decimal(0), reason=WHY)


def test_an_appraiser_appraises_only_what_is_assigned(office: Office) -> None:
    """Everything before the first assignment, its field and agency while it is in force, everything after it ended."""
    services, number = office.services, office.appraiser.actor.id
    office.start_appraisal()
    appraise(office, office.appraiser, "2.1")
    assign(services, office.administrator, number, criteria=["1"], reason=WHY)
    limited = again(office, number)
    appraise(office, limited, "1.1.1")
    outside = office.row_id("2.1")
    acts = (
        lambda: appraise(office, limited, "2.1"),
        lambda: change_score(services, limited, outside, kind=ScoreKind.APPRAISED, value=Decimal(0), reason=WHY),
        lambda: request_evidence(services, limited, outside, WHY),
        lambda: get_appraised(services, limited, outside),
        lambda: state_inputs(services, limited, outside, {}, WHY),
    )
    reasons = {refused(act) for act in acts}
    paths = {item.criterion.path.split(".")[0] for item in find_queue(services, limited)}
    counted = {todo.task: todo.count for todo in find_today(services, limited)}
    waiting = [item for item in find_queue(services, limited) if not item.is_done]

    end_assignment(services, office.administrator, 1, WHY)
    appraise(office, again(office, number), "2.3.1")

    assert reasons == {"not-assigned"}
    assert paths == {"1"}
    assert counted[Task.APPRAISE] == len(waiting)
    assert verify_log(services).holds


def test_an_assigned_agency_leaves_the_others_alone(office: Office) -> None:
    """Who is assigned one agency appraises nothing of another; the chair appraises everywhere all the same."""
    services, number = office.services, office.appraiser.actor.id
    assign(services, office.administrator, number, agency_id=COUNCIL, reason=WHY)
    office.start_appraisal()

    assert refused(appraise, office, again(office, number), "1.1.1") == "not-assigned"
    assert find_queue(services, again(office, number)) == ()
    appraise(office, office.chair, "1.1.1")


def test_an_owner_acts_only_on_assigned_criteria(office: Office, owner: Request) -> None:
    """Explaining, linking, unlinking, replacing and handing in elsewhere are refused, and leave nothing behind."""
    services = office.services
    inside, outside = office.row_id("1.1.1"), office.row_id("2.1")
    evidence, newer = add_letter(office), add_letter(office, "35.pdf", letter("35/KH-VP"))
    link_evidence(services, owner, evidence, inside)
    theirs = link_evidence(services, office.clerk, evidence, outside)
    change_explanation(services, owner, inside, "Đã ban hành kế hoạch.")
    with services.work.read() as unit:
        before = store.read_head(unit.connection)
    reasons = [
        refused(act)
        for act in (
            lambda: change_explanation(services, owner, outside, "x"),
            lambda: link_evidence(services, owner, newer, outside),
            lambda: unlink_evidence(services, owner, theirs, WHY),
            lambda: supersede_evidence(services, owner, evidence, newer, WHY),
            lambda: submit_evidence(services, owner, 1, "36.pdf", [letter("36/KH-VP")], row_id=outside),
        )
    ]
    with services.work.read() as unit:
        after = store.read_head(unit.connection)

    assert reasons == ["not-assigned"] * 5
    assert after == before


def test_an_import_refuses_only_the_files_of_others(office: Office, owner: Request) -> None:
    """A file whose number names somebody else's criterion is refused by name; those beside it are kept."""
    files = (
        Offered("5355_11732_6155_1_Ke hoach.pdf", [letter("37/KH-VP")]),
        Offered("khong ro.pdf", [letter("38/KH-VP")]),
    )

    done = list(import_evidence(office.services, owner, office.assessment_id, files))

    assert [(each.outcome, each.reason) for each in done] == [("refused", "not-assigned"), ("new", "")]


def test_an_owner_answers_only_assigned_requests(office: Office, owner: Request) -> None:
    """A returned criterion is answered by its own owner, and counted only for them."""
    services = office.services
    office.start_appraisal()
    for path in ("1.1.1", "2.1"):
        request_evidence(services, office.appraiser, office.row_id(path), WHY)
    asked = [todo.count for todo in find_today(services, owner) if todo.task is Task.ANSWER]
    with services.work.read() as unit:
        told = [each.text for each in unit.notifications.of_person(owner.actor.id, limit=10)]

    assert asked == [1]
    assert [text for text in told if "trả lại" in text] == [f"Tiêu chí 1.1.1 được trả lại để bổ sung: “{WHY}”"]
    assert refused(answer_request, services, owner, office.row_id("2.1"), WHY) == "not-assigned"
    answer_request(services, owner, office.row_id("1.1.1"), WHY)


def test_who_may_assign_whom(office: Office, owner: Request) -> None:
    """Those who run rounds assign appraisers, not about their own agency; a leader the owners of the own agency."""
    services, appraiser = office.services, office.appraiser.actor.id
    secretary = join(office, "thu-ky", Role.SECRETARIAT, OFFICE)
    stranger = join(office, "lanh-dao-khac", Role.LEADER, COUNCIL)
    assign(services, secretary, appraiser, criteria=["2", "2"], reason=WHY)

    assert refused(assign, services, secretary, appraiser, agency_id=OFFICE, reason=WHY) == "own-agency"
    for who in (office.clerk, office.appraiser, office.chair, office.auditor, office.leader, owner):
        assert refused(assign, services, who, appraiser, criteria=["1"], reason=WHY) == "wrong-role"
    for who, reason in (
        (office.administrator, "wrong-role"),
        (secretary, "wrong-role"),
        (stranger, "other-agency"),
        (owner, "wrong-role"),
    ):
        assert refused(assign, services, who, owner.actor.id, criteria=["2"], reason=WHY) == reason
    assert refused(end_assignment, services, stranger, 1, WHY) == "other-agency"
    assert refused(assign, services, secretary, office.clerk.actor.id, criteria=["1"], reason=WHY) == ("not-assignable")


def test_what_is_not_an_assignment_is_refused(office: Office, owner: Request) -> None:
    """Unknown criteria, agencies, people, nothing, the same again, no reason; an id does as well as a path."""
    services, administrator, number = office.services, office.administrator, office.appraiser.actor.id
    for call in (
        lambda: assign(services, administrator, number, criteria=["99"], reason=WHY),
        lambda: assign(services, administrator, number, agency_id="khong-co", reason=WHY),
        lambda: assign(services, administrator, 99, criteria=["1"], reason=WHY),
        lambda: end_assignment(services, administrator, 99, WHY),
    ):
        with pytest.raises(NotFoundError):
            call()
    with pytest.raises(ScoreError):
        assign(services, administrator, number, criteria=["1"], reason="ngắn")
    field = next(node for node in show_assignments(services, administrator).nodes if node.path == "3")
    assert assign(services, administrator, number, agency_id=OFFICE, criteria=[field.id], reason=WHY) == 1
    same = {"agency_id": OFFICE, "criteria": ["3"], "reason": WHY}
    assert refused(assign, services, administrator, number, **same) == "already-assigned"
    assert refused(assign, services, administrator, number, reason=WHY) == "nothing-chosen"
    assert refused(assign, services, office.leader, owner.actor.id, reason=WHY) == "nothing-chosen"


def test_an_assignment_changed_behind_the_log_is_found(office: Office, owner: Request) -> None:
    """The replay explains what was given and ended; a row edited by hand does not pass, and none can be deleted."""
    services = office.services
    assign(services, office.leader, owner.actor.id, criteria=["1.2"], reason=WHY)
    end_assignment(services, office.leader, 1, WHY)
    clean = verify_log(services)
    with services.work.begin() as unit:
        unit.connection.execute(text("UPDATE assignments SET path = '7' WHERE id = 2"))
        unit.commit()
    found = verify_log(services)

    assert clean.holds
    assert not found.holds
    assert "phân công ghi ở mục" in found.sentence
    assert again(office, owner.actor.id).actor.assignments[0].path == "7"


def test_the_page_shows_whom_one_assigns(office: Office, owner: Request) -> None:
    """The leader sees the own owners and every node; the administrator the appraisers, the agencies and the fields."""
    leader = show_assignments(office.services, office.leader)
    administrator = show_assignments(office.services, office.administrator)

    assert [each.id for each in leader.people] == [owner.actor.id]
    assert [each.assignment.path for each in leader.kept[owner.actor.id]] == ["1.1"]
    assert leader.agencies == ()
    assert len(leader.nodes) > 100
    assert [each.id for each in administrator.people] == [office.appraiser.actor.id]
    assert {node.path for node in administrator.nodes} == {"1", "2", "3", "4", "5", "6", "7"}
    assert refused(show_assignments, office.services, office.chair) == "wrong-role"


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        ({"role": Role.CLERK}, True),
        ({"active": False}, True),
        ({"agency_id": COUNCIL}, True),
        ({"name": "Tên mới"}, False),
    ],
)
def test_assignments_end_with_the_role_they_limit(
    office: Office, owner: Request, change: dict[str, Any], ends: bool
) -> None:
    """Another role or agency, or a closed account, ends what was assigned, by an entry each; another name does not."""
    account: dict[str, Any] = {"name": "phu-trach", "role": Role.CRITERION_OWNER, "agency_id": OFFICE, "active": True}
    services, number = office.services, owner.actor.id

    change_account(services, office.administrator, number, **account | change)

    with services.work.read() as unit:
        found = unit.people.find(number)
        ended = [entry for entry in store.read(unit.connection) if entry.action == "person:assignment-ended"]
    assert found is not None
    assert bool(found.assignments) is not ends
    assert [(entry.subject, bool(entry.reason)) for entry in ended] == [(f"person:{number}", True)] * ends
    assert verify_log(services).holds


def test_an_appraiser_who_moves_to_another_office_keeps_what_is_assigned(office: Office) -> None:
    """It names whom they appraise, not where they work."""
    services, number = office.services, office.appraiser.actor.id
    assign(services, office.administrator, number, agency_id=OFFICE, reason=WHY)

    change_account(
        services, office.administrator, number, name="A", role=Role.APPRAISER, agency_id=None, active=True, reason=WHY
    )

    assert again(office, number).actor.assignments
    assert verify_log(services).holds
