"""The council decides many requests for exclusion on one page, and sees beforehand what follows."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from audit import store
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.voting import MotionKind, Way
from evidence_svc.operations.council import open_motion
from evidence_svc.operations.exclude import ask_exclusion
from evidence_svc.operations.notifications import list_notifications
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.show_council import OpenPoint
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.web.council_points import group_requests
from tests.factories import ROUND
from tests.sites import REASON, Site

PATHS = ("1.1.1", "1.1.2", "1.1.3")
PAGE = "/assessments/1/exclusions"
OWN = "Nhiệm vụ này thuộc cơ quan khác."


@pytest.fixture
def asking(site: Site) -> Site:
    """Three requests before appraisers."""
    office = site.office
    for path in PATHS:
        ask_exclusion(office.services, office.clerk, office.row_id(path), REASON)
    office.start_appraisal()
    return site


def fields(site: Site, *paths: str, **more: str) -> dict[str, object]:
    """The form with those criteria ticked."""
    rows = [str(site.office.row_id(path)) for path in paths]
    return {"row": rows, "decision": "accept", "common": REASON, **more}


def statuses(site: Site) -> list[str]:
    """How the three stand."""
    with site.office.services.work.read() as unit:
        found = [unit.assessments.row(site.office.row_id_in(unit, path)) for path in PATHS]
    return [row.status for row in found if row is not None]


def test_every_request_stands_there_and_can_be_ticked_without_scripts(asking: Site) -> None:
    """One link ticks them all; the start page and the council's page lead here."""
    chair = asking.browser("chair")
    page, whole = chair.get(PAGE).text, chair.get(f"{PAGE}?all=yes").text

    assert re.findall(r'name="row" value="(\d+)" (checked)?', page) == [
        (str(asking.office.row_id(path)), "") for path in PATHS
    ]
    assert whole.count('" checked>') - page.count('" checked>') == len(PATHS)
    assert page.count(REASON) == len(PATHS)
    assert f'href="{PAGE}"' in chair.get("/").text
    assert f'href="{PAGE}"' in chair.get(f"/council/{ROUND}").text


def test_requests_for_one_reason_are_one_group_on_the_councils_page(asking: Site) -> None:
    """The reason stands once for all of them; its link begins with just those ticked."""
    rows, chair = [asking.office.row_id(path) for path in PATHS], asking.browser("chair")

    page = chair.get(f"/council/{ROUND}").text
    two = chair.get(f"{PAGE}?row={rows[0]}&row={rows[2]}&row=9999&row=x").text

    assert page.count(REASON) == 1
    assert f'href="{PAGE}?{"&amp;".join(f"row={row}" for row in rows)}"' in page
    assert re.findall(r'name="row" value="(\d+)" checked', two) == [str(rows[0]), str(rows[2])]


def test_agencies_and_reasons_are_kept_apart() -> None:
    """Grouped are requests of one agency whose reasons differ in spaces and a full stop at most; the sum is theirs."""
    asked = [
        (1, "Không có\nTTHC.", "1"),
        (1, "Không phát sinh", "0.5"),
        (1, "Không có  TTHC", "2"),
        (2, "Không có TTHC", "1"),
    ]
    points = [
        OpenPoint(MotionKind.EXCLUSION, agency, f"Sở {agency}", row, f"1.{row}", why, None, Decimal(maximum))
        for row, (agency, why, maximum) in enumerate(asked)
    ]
    points.append(OpenPoint(MotionKind.RESULT, 1, "Sở 1", None, "", "", None, None))

    groups = group_requests(points)

    assert [(group.agency_name, group.number) for group in groups] == [("Sở 1", 3), ("Sở 2", 1)]
    assert [(same.rows, same.maximum) for same in groups[0].reasons] == [((0, 2), Decimal(3)), ((1,), Decimal("0.5"))]


def test_the_preview_says_base_and_percentage_before_and_after_and_changes_nothing(asking: Site) -> None:
    """Both readings stand there: what is left accepted, and what is left refused."""
    page = asking.browser("chair").post(PAGE, fields(asking, "1.1.1", "1.1.2")).text
    numbers = re.findall(r'data-label="(?:Trước|Sau)">(?:<strong>)?([^<]+)', page)

    assert numbers[:4] == ["79,50", "79,50", "82,50", "81,50"]
    assert "Đồng ý trừ 2 tiêu chí vào điểm tổng?" in page
    assert statuses(asking) == ["exclusion-requested"] * 3


def test_each_decision_is_an_entry_with_its_own_or_the_common_reason(asking: Site) -> None:
    """All of them in one go; the agency is told once; the log explains every status."""
    office, second = asking.office, asking.office.row_id("1.1.2")
    form = fields(asking, "1.1.1", "1.1.2", confirmed="yes", **{f"reason-{second}": OWN})
    answer = asking.browser("chair").post(PAGE, form)
    with office.services.work.read() as unit:
        entries = store.read(unit.connection)
    decided = [entry for entry in entries if entry.after == {"status": "exclusion-accepted"}]
    told = list_notifications(office.services, office.clerk).notifications

    assert answer.status_code == 302
    assert [(entry.subject, entry.reason) for entry in decided] == [
        (f"criterion-assessment:{office.row_id('1.1.1')}", REASON),
        (f"criterion-assessment:{second}", OWN),
    ]
    assert statuses(asking) == ["exclusion-accepted", "exclusion-accepted", "exclusion-requested"]
    assert [each.text for each in told if each.kind == "exclusions-decided"] == [
        "Hội đồng đồng ý trừ 2 tiêu chí vào điểm tổng."
    ]
    assert verify_log(office.services).holds


def test_refused_requests_are_open_for_scoring_again(asking: Site) -> None:
    """A refusal of many is what a refusal of one is."""
    form = fields(asking, *PATHS, decision="refuse", confirmed="yes")
    asking.browser("chair").post(PAGE, form)
    clerk = asking.browser("clerk")
    scored = clerk.post(
        f"/criteria/{asking.office.row_id('1.1.3')}/self-score", {"value": "1,00", "reason": REASON, "version": "3"}
    )

    assert statuses(asking)[:2] == ["not-scored"] * 2
    assert scored.status_code == 302
    assert "Không có đề nghị trừ điểm nào chờ quyết định." in asking.browser("chair").get(PAGE).text


@pytest.mark.parametrize(
    ("paths", "more", "words"),
    [
        ((), {}, "Hãy chọn ít nhất một tiêu chí."),
        (("1.1.1",), {"common": "ngắn"}, "Lý do phải có ít nhất 10 ký tự."),
        (("1.1.1", "1.2"), {}, "không có đề nghị trừ điểm đang chờ quyết định"),
    ],
)
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
def test_a_form_that_cannot_be_done_is_refused_as_a_whole(
    asking: Site, paths: tuple[str, ...], more: dict[str, str], words: str, confirmed: dict[str, str]
) -> None:
    """Preview and decision refuse alike, and what was ticked and typed stands there again."""
    answer = asking.browser("chair").post(PAGE, fields(asking, *paths, **more, **confirmed))

    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.count('" checked>') == len(set(paths) & set(PATHS))
    assert statuses(asking) == ["exclusion-requested"] * 3


def test_what_the_council_votes_on_is_left_to_the_vote(asking: Site) -> None:
    """It cannot be ticked, and a form that names it is refused."""
    office = asking.office
    for state in (RoundState.NOTIFIED, RoundState.COUNCIL):
        advance_round(office.services, office.administrator, ROUND, state, REASON)
    row = office.row_id("1.1.2")
    open_motion(office.services, office.chair, 1, kind=MotionKind.EXCLUSION, way=Way.MEETING, text=REASON, row_id=row)
    chair = asking.browser("chair")

    page = chair.get(f"{PAGE}?all=yes").text
    refused = chair.post(PAGE, fields(asking, *PATHS, confirmed="yes"))

    assert f'name="row" value="{row}"' not in page
    assert "đang biểu quyết" in page
    assert refused.status_code == 422
    assert statuses(asking) == ["exclusion-requested"] * 3


@pytest.mark.parametrize("who", ["clerk", "appraiser", "quantri", "auditor"])
def test_only_the_council_decides(asking: Site, who: str) -> None:
    """Others neither see the page nor decide by its address."""
    browser = asking.browser(who)

    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, fields(asking, "1.1.1", confirmed="yes")).status_code == 403
