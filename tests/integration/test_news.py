"""What happens in a round is told at once to the people it concerns by their rights, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.round_rules import RoundRules
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.appraise import appraise_criterion, settle_raise
from evidence_svc.operations.close_stages import close_stages
from evidence_svc.operations.context import Request
from evidence_svc.operations.exclude import ask_exclusion, settle_exclusion
from evidence_svc.operations.notifications import list_notifications
from evidence_svc.operations.object import decide_objection, object_to_score
from evidence_svc.operations.people import add_person
from evidence_svc.operations.return_criterion import answer_request, request_evidence
from evidence_svc.operations.rounds import advance_round, plan_round
from evidence_svc.operations.score import change_score
from tests.factories import COUNCIL, PASSWORD, ROUND, Office, make_office, make_services, make_settings

WHY = "Theo hồ sơ cơ quan đã cung cấp."
S = RoundState
EVERYBODY = {"administrator", "clerk", "leader", "appraiser", "chair", "auditor"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose round is open."""
    made = make_office(make_services(make_settings(tmp_path)))
    yield made
    made.services.work.engine.dispose()


def move_to(office: Office, *states: RoundState) -> None:
    """Move the round along."""
    for state in states:
        advance_round(office.services, office.administrator, ROUND, state, WHY)


def heard(office: Office, words: str) -> dict[str, str]:
    """Who was told something with those words, and the page it leads to."""
    found = {}
    for name in sorted(EVERYBODY):
        page = list_notifications(office.services, getattr(office, name))
        links = [each.link for each in page.notifications if words in each.text]
        if links:
            found[name] = links[0]
    return found


@pytest.mark.parametrize(
    ("state", "words", "told"),
    [
        (S.CLOSED, "đã khóa tự đánh giá", {"clerk": "/assessments/1", "leader": "/assessments/1"}),
        (
            S.APPRAISING,
            "đang thẩm định lần 1",
            {"appraiser": "/work", "chair": "/work", "clerk": "/assessments/1", "leader": "/assessments/1"},
        ),
        (
            S.COUNCIL,
            "đã trình Hội đồng",
            {"chair": f"/council/{ROUND}", "clerk": "/assessments/1", "leader": "/assessments/1"},
        ),
        (S.PUBLISHED, "đã công bố kết quả", dict.fromkeys(EVERYBODY - {"administrator"}, f"/results/{ROUND}")),
    ],
)
def test_a_stage_is_told_to_those_who_have_something_to_do_in_it(
    office: Office, state: RoundState, words: str, told: dict[str, str]
) -> None:
    """The assessed agency hears of every stage, others of theirs, and who moved the round knows already."""
    order = [S.CLOSED, S.APPRAISING, S.NOTIFIED, S.COUNCIL, S.PUBLISHED]
    move_to(office, *order[: order.index(state) + 1])

    assert heard(office, words) == told


def test_the_clock_tells_too(office: Office) -> None:
    """A stage that closes by itself is told like one that somebody closed."""
    plan_round(office.services, office.administrator, ROUND, RoundRules(deadlines={S.OPEN: date(2023, 7, 15)}))
    later = replace(office.services, clock=lambda: datetime(2023, 7, 16, tzinfo=UTC))
    close_stages(later)
    close_stages(later)

    page = list_notifications(office.services, office.clerk)
    assert [each.text for each in page.notifications] == ["Kỳ “6 tháng đầu năm 2023”: đã khóa tự đánh giá."]
    assert page.unread == 1


def test_a_request_is_told_to_the_agency_and_its_answer_to_who_asked(office: Office) -> None:
    """Each side hears of the other's words, with a link to the criterion."""
    row = office.row_id("1.1.3")
    office.start_appraisal()
    request_evidence(office.services, office.appraiser, row, "Đề nghị bổ sung quyết định phê duyệt.")
    answer_request(office.services, office.clerk, row, "Đã nộp quyết định phê duyệt.")

    place = f"/criteria/{row}"
    assert heard(office, "Đề nghị bổ sung") == {"clerk": place, "leader": place}
    assert heard(office, "Đã nộp") == {"appraiser": place}
    assert (
        "Văn phòng đã trả lời yêu cầu về tiêu chí 1.1.3"
        in list_notifications(office.services, office.appraiser).notifications[0].text
    )


def test_an_objection_is_told_to_who_may_decide_it_and_its_decision_to_the_agency(office: Office) -> None:
    """Auditors and administrators have no part in it."""
    row = office.row_id("1.1.3")
    change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal(2), reason=WHY)
    office.start_appraisal()
    appraise_criterion(office.services, office.appraiser, row, value=Decimal(1), reason=WHY)
    move_to(office, S.NOTIFIED, S.EXPLAINING)
    object_to_score(office.services, office.leader, row, "Kế hoạch được ban hành đúng hạn.")
    move_to(office, S.REAPPRAISING)
    decide_objection(office.services, office.chair, row, value=Decimal(2), reason="Đã đối chiếu kế hoạch.")

    place = f"/criteria/{row}"
    assert heard(office, "có ý kiến về điểm thẩm định") == {"appraiser": place, "chair": place}
    assert heard(office, "được chấp nhận: “Đã đối chiếu") == {"clerk": place, "leader": place}


def test_a_decided_exclusion_is_told_to_the_agency_once(office: Office) -> None:
    """A refusal opens the criterion again, which is part of the same news."""
    rows = [office.row_id(path) for path in ("1.1.2", "1.1.3")]
    for row in rows:
        ask_exclusion(office.services, office.clerk, row, WHY)
    office.start_appraisal()
    settle_exclusion(office.services, office.chair, rows[0], accepted=True, reason=WHY)
    settle_exclusion(office.services, office.chair, rows[1], accepted=False, reason=WHY)

    texts = [each.text for each in list_notifications(office.services, office.clerk).notifications][:2]
    assert texts == [
        f"Tiêu chí 1.1.3: Hội đồng không đồng ý trừ, tiêu chí mở lại để tự chấm: “{WHY}”",
        f"Tiêu chí 1.1.2: Hội đồng đồng ý trừ vào điểm tổng: “{WHY}”",
    ]
    assert set(heard(office, "Hội đồng đồng ý trừ")) == {"clerk", "leader"}


def test_a_proposed_raise_is_told_to_the_other_appraisers_and_its_end_to_who_proposed(office: Office) -> None:
    """The proposer is not told of their own proposal; somebody of the same agency as the assessed one of none."""
    plan_round(office.services, office.administrator, ROUND, RoundRules(second_eyes_above=Decimal("0.25")))
    number = add_person(
        office.services,
        office.administrator,
        username="thu-hai",
        name="Người thứ hai",
        password=PASSWORD,
        role=Role.APPRAISER,
        agency_id=COUNCIL,
    )
    second, row = Request(Actor(number, "Người thứ hai", Role.APPRAISER, COUNCIL)), office.row_id("1.1.3")
    office.start_appraisal()
    appraise_criterion(office.services, office.appraiser, row, value=Decimal(2), reason=WHY)
    waiting = {each.kind for each in list_notifications(office.services, second).notifications}
    settle_raise(office.services, second, row, confirmed=True, reason=WHY)

    assert "raise-proposed" in waiting
    assert heard(office, "chờ xác nhận") == {"chair": f"/criteria/{row}"}
    assert heard(office, "được xác nhận") == {"appraiser": f"/criteria/{row}"}


def test_long_words_are_shortened_to_a_line(office: Office) -> None:
    """A notification says what it is about; the page it leads to has the whole of it."""
    office.start_appraisal()
    request_evidence(office.services, office.appraiser, office.row_id("1.1.3"), "Đề nghị  bổ sung. " + "rất dài " * 200)

    text = list_notifications(office.services, office.clerk).notifications[0].text
    assert "Đề nghị bổ sung. rất dài" in text
    assert text.endswith("…”")
    assert len(text) < 250
