"""The secretariat keeps the criteria that an agency never has the task of on a page of the agency."""

from __future__ import annotations

import re

from tests.factories import COUNCIL, OFFICE
from tests.sites import REASON, Site

PAGE = f"/agencies/{OFFICE}/exclusions"


def test_criteria_are_ticked_recorded_and_taken_back(site: Site) -> None:
    """From the register to the agency, ticked with a reason, listed with it, and ended with another."""
    browser = site.browser("quantri")
    empty = browser.get(PAGE).text
    found = re.search(r'name="criterion" value="([^"]+)"> <span>1\.1\.3 ', empty)
    assert found is not None
    set_id = re.search(r'name="set" value="([^"]+)"', empty)
    assert set_id is not None

    short = browser.post(PAGE, {"criterion": found[1], "set": set_id[1], "reason": "ngắn"})
    browser.post(PAGE, {"criterion": found[1], "set": set_id[1], "reason": REASON})
    kept = browser.get(PAGE).text
    browser.post(f"{PAGE}/1/end", {"set": set_id[1], "reason": REASON})
    again = browser.get(PAGE).text

    assert f'href="{PAGE}"' in browser.get("/agencies").text
    assert "Cơ quan này chưa có tiêu chí nào được trừ thường xuyên." in empty
    assert short.status_code == 422
    assert "Đang trừ thường xuyên (1)" in kept
    assert REASON in kept
    assert "Đang trừ thường xuyên (0)" in again


def test_others_neither_see_nor_decide(site: Site) -> None:
    """The assessed office, appraisers and the council are refused; an unknown agency is not found."""
    for who in ("clerk", "leader", "appraiser", "chair", "auditor"):
        browser = site.browser(who)
        assert browser.get(PAGE).status_code == 403
        assert browser.post(PAGE, {"criterion": "x", "reason": REASON}).status_code == 403
        assert browser.post(f"{PAGE}/1/end", {"reason": REASON}).status_code == 403
    assert site.browser("quantri").get("/agencies/khong-co/exclusions").status_code == 404
    assert site.browser("quantri").get(f"/agencies/{COUNCIL}/exclusions").status_code == 200
