"""The page of one criterion: rule, scores, explanation, exclusion, history, conflicts."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from audit import store
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from evidence_svc.persistence.assessments import CriterionRow
from tests.factories import ROUND
from tests.sites import REASON, Browser, Site, add_letter


def _version(browser: Browser, row_id: int) -> str:
    found = re.search(r'name="version" value="(\d+)"', browser.get(f"/criteria/{row_id}").text)
    assert found is not None
    return found[1]


def _row(site: Site, row_id: int) -> CriterionRow:
    with site.office.services.work.read() as unit:
        found = unit.assessments.row(row_id)
    assert found is not None
    return found


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_rule_and_deadline_are_told_in_words(site: Site) -> None:
    """The bands, the wording, its reading and the mark of an assumption stand on the page."""
    words = _words(site.browser("clerk").get(f"/criteria/{site.office.row_id('1.1.1')}").text)

    assert "Chậm dưới 10 ngày: 0,25 điểm." in words
    assert "“trước ngày 20/01/2023” giả định" in words
    assert "Hiểu được hai cách: tính cả ngày 20/01/2023, hoặc không tính ngày đó" in words
    assert "Chưa biết ngày ban hành của tài liệu." in words


def test_criterion_without_a_rule_is_for_a_person(site: Site) -> None:
    """Where the set has no rule the page says so, and nothing is marked as assumed."""
    page = site.browser("clerk").get(f"/criteria/{site.office.row_id('1.1.2')}").text

    assert "Bộ tiêu chí không có công thức" in page
    assert "giả định" not in page


def test_self_score_is_kept_with_its_history(site: Site) -> None:
    """A saved score shows on the page with who gave it, their role, before, after, reason and log number."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    fields = {"value": "1,25", "reason": REASON, "version": _version(browser, row_id)}

    page = browser.post(f"/criteria/{row_id}/self-score", fields, follow_redirects=True).text

    words = _words(page)
    assert "Đã lưu điểm tự chấm." in words
    assert "Điểm tự chấm: trước: – → sau: 1,25" in words
    assert f"{REASON} Người clerk, Chuyên viên nhập liệu 10/07/2023 10:00 nhật ký số" in words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"value": "1", "reason": "ngắn"}, "Lý do phải có ít nhất 10 ký tự."),
        ({"value": "2,5", "reason": REASON}, "Điểm không được vượt quá điểm chuẩn 2,00."),
        ({"value": "-1", "reason": REASON}, "Điểm không được âm."),
        ({"value": "0,255", "reason": REASON}, "Điểm chỉ được có tối đa 2 chữ số thập phân."),
        ({"value": "một", "reason": REASON}, "“một” không phải là một số."),
        ({"value": "", "reason": REASON}, "không phải là một số."),
        ({"value": "0,5%", "reason": REASON}, "Điểm không nhập theo tỷ lệ phần trăm."),
    ],
)
def test_refused_score_is_explained_and_nothing_typed_is_lost(
    site: Site, fields: dict[str, str], sentence: str
) -> None:
    """What the domain refuses is said at the form, with the value and the reason still in it."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")

    answer = browser.post(f"/criteria/{row_id}/self-score", fields | {"version": _version(browser, row_id)})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{fields["value"]}"' in answer.text
    assert f">{fields['reason']}</textarea>" in answer.text


def test_stale_page_is_a_conflict(site: Site) -> None:
    """Who saves over somebody else's change is told so, keeps what they typed, and changes nothing."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    seen = _version(browser, row_id)
    services, leader = site.office.services, site.office.leader
    change_score(services, leader, row_id, kind=ScoreKind.SELF, value=Decimal("1.50"), reason=REASON)

    answer = browser.post(
        f"/criteria/{row_id}/self-score", {"value": "2", "reason": "Điều tôi vừa viết dài.", "version": seen}
    )

    assert answer.status_code == 409
    assert "Có người đã thay đổi trước bạn" in answer.text
    assert "Điều tôi vừa viết dài." in answer.text
    assert "<dd>1,50</dd>" in browser.get(f"/criteria/{row_id}").text


def test_the_same_score_sent_twice_is_kept_once(site: Site) -> None:
    """A second click where scripts are off is told that the score is kept, not that somebody else was first."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    fields = {"value": "1,25", "reason": REASON, "version": _version(browser, row_id)}

    answers = [browser.post(f"/criteria/{row_id}/self-score", fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert browser.get(f"/criteria/{row_id}").text.count("trước: – → sau: 1,25") <= 1
    assert _scores_logged(site, row_id) == 1


@pytest.mark.parametrize("changed", [{"value": "1"}, {"reason": f"{REASON} Thêm căn cứ."}])
def test_another_score_from_an_old_page_is_a_conflict(site: Site, changed: dict[str, str]) -> None:
    """Only exactly the same is a repeat: another value or reason from an outdated page changes nothing."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    fields = {"value": "1,25", "reason": REASON, "version": _version(browser, row_id)}
    browser.post(f"/criteria/{row_id}/self-score", fields)

    assert browser.post(f"/criteria/{row_id}/self-score", fields | changed).status_code == 409
    assert site.browser("leader").post(f"/criteria/{row_id}/self-score", fields).status_code in {403, 409}
    assert _scores_logged(site, row_id) == 1


def test_the_same_appraisal_sent_twice_is_kept_once(site: Site) -> None:
    """The desk's form without scripts, too."""
    browser, row_id = site.browser("appraiser"), site.office.row_id("1.1.3")
    site.office.start_appraisal()
    fields = {"value": "1,50", "reason": REASON, "version": "1"}

    answers = [browser.post(f"/criteria/{row_id}/appraised-score", fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert _scores_logged(site, row_id) == 1


def _scores_logged(site: Site, row_id: int) -> int:
    with site.office.services.work.read() as unit:
        entries = store.read(unit.connection, subject=f"criterion-assessment:{row_id}")
    return sum(entry.action in {"assessment:self-scored", "assessment:appraised"} for entry in entries)


@pytest.mark.parametrize("twice", ["exclusion-request", "exclusion-request/withdrawal"])
def test_a_refusal_whose_form_is_gone_is_said_on_top(site: Site, twice: str) -> None:
    """A request, or its withdrawal, sent a second time: the page says why it was refused, though the form went."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    for path in dict.fromkeys(("exclusion-request", twice)):
        assert browser.post(f"/criteria/{row_id}/{path}", {"reason": REASON}).status_code == 302

    answer = browser.post(f"/criteria/{row_id}/{twice}", {"reason": REASON})

    assert answer.status_code == 422
    assert answer.text.count('class="refusal"') == 1
    assert 'id="gone-error"' in answer.text


def test_score_without_a_version_is_malformed(site: Site) -> None:
    """A form that does not say which version it saw is refused: it could overwrite anything."""
    answer = site.browser("clerk").post("/criteria/1/self-score", {"value": "1", "reason": REASON})

    assert answer.status_code == 400


def test_appraiser_scores_beside_the_claim(site: Site) -> None:
    """During the appraisal the appraiser's form is there, the clerk's is not, and the score keeps its reason."""
    row_id = site.office.row_id("1.1.3")
    site.office.start_appraisal()
    browser = site.browser("appraiser")
    desk = browser.get(f"/criteria/{row_id}").text
    fields = {"value": "1,50", "reason": REASON, "version": "1"}

    browser.post(f"/criteria/{row_id}/appraised-score", fields)
    page = browser.get(f"/criteria/{row_id}").text

    assert f'href="/appraise/{row_id}"' in desk
    assert "Điểm thẩm định: trước: – → sau: 1,50" in _words(page)
    assert "self-score" not in page
    assert f"/appraise/{row_id}" not in site.browser("clerk").get(f"/criteria/{row_id}").text


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("clerk", "appraised-score"),
        ("appraiser", "self-score"),
        ("auditor", "self-score"),
        ("auditor", "appraised-score"),
        ("quantri", "appraised-score"),
        ("leader", "exclusion-decision"),
    ],
)
def test_forms_that_are_not_offered_are_refused_too(site: Site, username: str, path: str) -> None:
    """Hiding a form is no lock: the operation refuses those without the right."""
    fields = {"value": "1", "reason": REASON, "version": "1", "decision": "accept"}

    answer = site.browser(username).post(f"/criteria/{site.office.row_id('1.1.3')}/{path}", fields)

    assert answer.status_code == 403
    assert "Không có quyền" in answer.text


def test_explanation_is_plain_text(site: Site) -> None:
    """An explanation is kept with its lines and shown as text: a tag in it is letters."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    text = "Dòng một\n<script>alert(1)</script>"

    browser.post(f"/criteria/{row_id}/explanation", {"text": text, "version": _version(browser, row_id)})
    page = site.browser("auditor").get(f"/criteria/{row_id}").text

    assert "Dòng một\n&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_explanation_sent_twice_is_no_conflict(site: Site) -> None:
    """A second click on the button finds its own text there: it is told saved, and the history holds one change."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    fields = {"text": "Đã ban hành kế hoạch.", "version": _version(browser, row_id)}

    answers = [browser.post(f"/criteria/{row_id}/explanation", fields).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert _row(site, row_id).version == int(fields["version"]) + 1


def test_what_word_pastes_becomes_lines(site: Site) -> None:
    """Breaks of other programs are lines; control characters, which XML and PostgreSQL cannot hold, are left out."""
    browser, row_id = site.browser("clerk"), site.office.row_id("1.1.3")
    pasted = "một\vhai\fba\r\nbốn\x00\x1b\tnăm 🎉 Tie\u0302\u0301ng"

    browser.post(f"/criteria/{row_id}/explanation", {"text": pasted, "version": _version(browser, row_id)})

    assert _row(site, row_id).explanation == "một\nhai\nba\nbốn\tnăm 🎉 Tiếng"


def test_exclusion_is_asked_and_decided(site: Site) -> None:
    """The agency asks, the council decides with a reason, and both stand in the history."""
    row_id = site.office.row_id("1.1.2")
    site.browser("clerk").post(f"/criteria/{row_id}/exclusion-request", {"reason": "Đơn vị không có nhiệm vụ này."})
    site.office.start_appraisal()
    chair = site.browser("chair")

    offered = chair.get(f"/criteria/{row_id}").text
    decision = {"decision": "accept", "reason": "Hội đồng thống nhất."}
    page = chair.post(f"/criteria/{row_id}/exclusion-decision", decision, follow_redirects=True).text

    assert "Quyết định đề nghị trừ điểm" in offered
    assert "Đã đồng ý trừ tiêu chí này vào điểm tổng." in page
    assert "Hội đồng đã đồng ý trừ tiêu chí này" in page
    assert "trước: Đề nghị trừ điểm → sau: Đã trừ vào điểm tổng" in _words(page)


def test_refused_exclusion_is_confirmed_and_tells_the_office_what_to_do(site: Site) -> None:
    """A refusal is asked for twice; afterwards the office may score that criterion and hand it in again."""
    row_id = site.office.row_id("1.1.2")
    site.browser("clerk").post(f"/criteria/{row_id}/exclusion-request", {"reason": "Đơn vị không có nhiệm vụ này."})
    site.office.start_appraisal()
    chair, path = site.browser("chair"), f"/criteria/{row_id}/exclusion-decision"
    decision = {"decision": "refuse", "reason": "Đơn vị có nhiệm vụ này theo quy định."}

    asked = chair.post(path, decision).text
    still = chair.get(f"/criteria/{row_id}").text
    done = chair.post(path, decision | {"confirmed": "yes"}, follow_redirects=True).text
    page = site.browser("clerk").get(f"/criteria/{row_id}").text

    assert "Không đồng ý trừ tiêu chí này vào điểm tổng?" in asked
    assert "đang chờ Hội đồng quyết định" in still
    assert "Đã từ chối đề nghị; tiêu chí vẫn tính vào điểm chuẩn của kỳ." in done
    assert "được mở lại để cơ quan tự chấm" in page
    assert "Trả lời và nộp lại tiêu chí" in page
    assert "Tự chấm điểm</h2>" in page
    assert "Đơn vị có nhiệm vụ này theo quy định." in page


def test_evidence_is_linked_and_taken_off_by_hand(site: Site) -> None:
    """A file that is there can be offered for a criterion, and taken off again with a reason."""
    evidence_id, row_id = add_letter(site.office), site.office.row_id("1.1.3")
    browser = site.browser("clerk")

    linked = browser.post(f"/criteria/{row_id}/links", {"evidence": str(evidence_id)}, follow_redirects=True).text
    refused = browser.post(f"/criteria/{row_id}/links/1/end", {"reason": "nhầm", "confirmed": "yes"})
    asked = browser.post(f"/criteria/{row_id}/links/1/end", {"reason": "Gắn nhầm tiêu chí."}).text
    still = browser.get(f"/criteria/{row_id}").text
    confirmed = {"reason": "Gắn nhầm tiêu chí.", "confirmed": "yes"}
    ended = browser.post(f"/criteria/{row_id}/links/1/end", confirmed, follow_redirects=True)

    assert "Tài liệu kiểm chứng (1)" in linked
    assert refused.status_code == 422
    assert "Lý do phải có ít nhất 10 ký tự." in refused.text
    assert "tiêu chí 1.1.3 còn 0 tài liệu sau khi gỡ" in asked
    assert "Tài liệu kiểm chứng (1)" in still
    assert "Tài liệu kiểm chứng (0)" in ended.text


def test_same_file_twice_under_a_criterion_is_a_conflict(site: Site) -> None:
    """A link that exists is not made again."""
    evidence_id, row_id = add_letter(site.office), site.office.row_id("1.1.3")
    browser = site.browser("clerk")
    browser.post(f"/criteria/{row_id}/links", {"evidence": str(evidence_id)})

    assert browser.post(f"/criteria/{row_id}/links", {"evidence": str(evidence_id)}).status_code == 409


def test_neighbours_lead_through_the_set(site: Site) -> None:
    """The first leaf has only a next, the one after it leads back."""
    browser, first = site.browser("auditor"), site.office.row_id("1.1.1")

    page = browser.get(f"/criteria/{first}").text

    assert "Mục trước" not in page
    assert f'rel="next" href="/criteria/{site.office.row_id("1.1.2")}"' in page
    assert f'rel="prev" href="/criteria/{first}"' in browser.get(f"/criteria/{site.office.row_id('1.1.2')}").text


@pytest.mark.parametrize("path", ["/criteria/99999", "/evidence/99999", "/assessments/99999", "/nowhere"])
def test_what_is_not_there_is_a_page(site: Site, path: str) -> None:
    """Unknown addresses say so in Vietnamese and lead back."""
    answer = site.browser("clerk").get(path)

    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text
    assert 'href="/"' in answer.text


def _claim(site: Site, path: str = "1.1.3", value: str = "2,00") -> int:
    """A claimed score on a round whose appraisal has begun; returns the row."""
    row_id = site.office.row_id(path)
    fields = {"value": value, "reason": "Theo báo cáo của đơn vị.", "version": "1"}
    assert site.browser("clerk").post(f"/criteria/{row_id}/self-score", fields).status_code == 302
    site.office.start_appraisal()
    return row_id


def test_appraiser_agrees_without_typing_and_goes_on(site: Site) -> None:
    """One press takes the claim over with the stock phrase and leads to the next criterion that waits."""
    row_id = _claim(site)
    browser = site.browser("appraiser")

    answer = browser.post(f"/criteria/{row_id}/appraised-score", {"as": "claimed", "version": "2", "then": "next"})
    page = browser.get(f"/criteria/{row_id}").text

    assert answer.status_code == 302
    assert answer.location.startswith("/appraise/")
    assert not answer.location.startswith(f"/appraise/{row_id}?")
    assert "Đồng ý với kết quả tự đánh giá." in page
    assert "Đã thẩm định" in page


def test_appraiser_asks_for_evidence_and_the_office_answers(site: Site) -> None:
    """A template is enough of a request; the office reads it, and its answer closes the criterion again."""
    row_id = _claim(site)
    request = {"reason": "", "template": "Đề nghị giải trình rõ số liệu và cách tính.", "version": "2"}
    site.browser("appraiser").post(f"/criteria/{row_id}/evidence-request", request)
    clerk = site.browser("clerk")

    asked = clerk.get(f"/criteria/{row_id}").text
    done = clerk.post(f"/criteria/{row_id}/answer", {"reason": "Đã giải trình cách tính."}, follow_redirects=True).text

    assert "Đề nghị giải trình rõ số liệu" in asked
    assert "Trả lại bổ sung" in asked
    assert "Đã gửi trả lời." in done
    assert "Trả lời và nộp lại tiêu chí" not in done


def test_what_was_given_can_be_taken_back_from_the_page(site: Site) -> None:
    """The clerk takes a self-score back, the appraiser an appraisal, each with a reason beside its form."""
    row_id = _claim(site)
    browser = site.browser("appraiser")
    browser.post(f"/criteria/{row_id}/appraised-score", {"as": "claimed", "version": "2"})

    short = browser.post(f"/criteria/{row_id}/appraised-score/undo", {"reason": "nhầm", "version": "3"})
    undone = browser.post(
        f"/criteria/{row_id}/appraised-score/undo",
        {"reason": "Chấm nhầm tiêu chí.", "version": "3"},
        follow_redirects=True,
    )

    assert (short.status_code, undone.status_code) == (422, 200)
    assert "Lý do phải có ít nhất 10 ký tự." in short.text
    assert "Đã rút lại điểm thẩm định." in undone.text


def test_an_objection_is_decided_on_the_page(site: Site) -> None:
    """The office objects in its window; the first appraiser is told that another decides, the chair decides."""
    row_id = _claim(site)
    low = {"value": "1,00", "reason": "Chưa đủ tài liệu kiểm chứng.", "version": "2"}
    site.browser("appraiser").post(f"/criteria/{row_id}/appraised-score", low)
    office = site.office
    for state in (RoundState.NOTIFIED, RoundState.EXPLAINING):
        advance_round(office.services, office.administrator, ROUND, state)
    sent = site.browser("leader").post(
        f"/criteria/{row_id}/objection", {"reason": "Tài liệu đã nộp đầy đủ."}, follow_redirects=True
    )
    advance_round(office.services, office.administrator, ROUND, RoundState.REAPPRAISING)

    first = site.browser("appraiser").get(f"/criteria/{row_id}").text
    decision = {"decision": "uphold", "value": "2,00", "reason": "Tài liệu bổ sung đạt yêu cầu.", "version": "3"}
    site.browser("chair").post(f"/criteria/{row_id}/objection/decision", decision)
    decided = site.browser("chair").get(f"/criteria/{row_id}")

    assert "Đã gửi ý kiến." in sent.text
    assert "một người thẩm định khác sẽ quyết định" in first
    assert "Chấp nhận ý kiến" in decided.text
    assert re.search(r"Điểm: \d+,\d+", _words(decided.text))


def test_history_names_the_wanted_document_by_its_title(site: Site) -> None:
    """What a file answers stands in the history in the set's words, not under the key that the log keeps."""
    clerk, row_id = site.browser("clerk"), site.office.row_id("1.1.1")
    clerk.post(f"/criteria/{row_id}/links", {"evidence": add_letter(site.office)})
    site.work()

    words = _words(clerk.get(f"/criteria/{row_id}").text)

    assert "Tài liệu yêu cầu: Kế hoạch cải cách hành chính năm 2023" in words
