"""The auditor's pages: who may read what, found by what, drawn, exported, and every reading itself on record."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pydantic import SecretStr
from sqlalchemy import event

from audit import store
from audit.entry import Entry
from evidence_svc.domain.people import Scope
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.checkpoint import log_folder, make_checkpoint
from evidence_svc.operations.explain import change_explanation
from evidence_svc.operations.limit_reader import limit_reader
from evidence_svc.operations.look_at_originals import look_at_originals
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from tests.factories import NOW, OFFICE, ROUND, Office
from tests.sites import REASON, Browser, Site, add_letter, open_site

SLOW = "Báo cáo ban hành chậm, đề nghị xem lại"
MOST_STATEMENTS = 12


def score(office: Office, kind: ScoreKind, points: str, path: str = "1.1.1", reason: str = SLOW) -> None:
    """Give a criterion a score."""
    who = office.clerk if kind is ScoreKind.SELF else office.appraiser
    change_score(office.services, who, office.row_id(path), kind=kind, value=Decimal(points), reason=reason)


def sequences(page: str) -> list[int]:
    """The numbers of the entries on a page of the explorer."""
    return [int(number) for number in re.findall(r'<td class="num" data-label="Số">(\d+)', page)]


def entries_of(office: Office, action: str) -> list[Entry]:
    """The log's entries of one action."""
    with office.services.work.read() as unit:
        return [entry for entry in store.read(unit.connection) if entry.action == action]


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """The statements sent to the database while the block runs."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    engine = office.services.work.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_a_criterion_is_found_by_words_without_accents(site: Site) -> None:
    """Path, agency, person and words of the reason lead to the entry, which names the criterion and not its row."""
    score(site.office, ScoreKind.SELF, "0.50")
    browser = site.browser("auditor")
    clerk = f"person:{site.office.clerk.actor.id}"
    wanted = [
        "text=bao+cao+CHAM",
        "criterion=1.1",
        "criterion=1.1.1",
        f"agency={OFFICE}&action=assessment:self-scored",
        f"actor={clerk}&action=assessment:self-scored",
        f"role=clerk&since={NOW:%Y-%m-%d}&action=assessment:self-scored",
    ]
    pages = [browser.get(f"/log?{query}").text for query in wanted]

    assert [len(sequences(page)) for page in pages] == [1] * len(wanted)
    assert all("1.1.1 Ban hành kế hoạch" in page for page in pages)


@pytest.mark.parametrize(
    "query",
    ["text=khong-co-chu-nay", "criterion=1.2", "agency=so-noi-vu&role=clerk", "until=2023-07-09", "criterion=1"],
)
def test_what_does_not_fit_is_not_shown(site: Site, query: str) -> None:
    """Each filter leaves out what it should; a path means what is below it, not what begins with the same digits."""
    score(site.office, ScoreKind.SELF, "0.50", "1.1.1")
    found = sequences(site.browser("auditor").get(f"/log?{query}&action=assessment:self-scored").text)

    assert found == ([] if query != "criterion=1" else found[:1])


def test_every_reading_is_on_record(site: Site) -> None:
    """A page, an export and a timeline leave the reader's entry with the filter; the same page again leaves none."""
    browser = site.browser("auditor")
    for path in ("/log?text=ke+hoach", "/log?text=ke+hoach", "/log", "/log/export.csv?role=clerk", "/log/patterns"):
        assert browser.get(path).status_code == 200
    read, exported = entries_of(site.office, "log:read"), entries_of(site.office, "log:exported")

    forms = [entry.after for entry in (*read, *exported)]
    assert forms == [
        {"form": "page", "text": "ke hoach"},
        {"form": "page"},
        {"form": "patterns"},
        {"form": "csv", "role": "clerk"},
    ]
    assert {entry.actor for entry in read} == {f"person:{site.office.auditor.actor.id}"}
    assert all(entry.request_id for entry in (*read, *exported))


def test_readings_are_shown_when_asked_for(site: Site) -> None:
    """They do not bury the changes, and are not hidden either."""
    browser = site.browser("auditor")
    browser.get("/log?text=mot")

    assert "Xem nhật ký</td>" not in browser.get("/log").text
    assert "Xem nhật ký</td>" in browser.get("/log?readings=1").text


def test_a_leader_reads_of_their_own_agency_alone(site: Site) -> None:
    """The leader's right shows what concerns the own agency and nothing else, in pages and exports."""
    score(site.office, ScoreKind.SELF, "0.50")
    add_letter(site.office)
    leader = site.browser("leader")
    told = json.loads(leader.get("/log/export.json").data)["entries"]

    assert 'href="/log"' in leader.get("/").text
    assert {entry["agency_name"] for entry in told} == {"Văn phòng"}
    assert {"assessment:self-scored", "evidence:received", "assessment:opened"} <= {entry["action"] for entry in told}
    assert "criteria-set:published" not in {entry["action"] for entry in told}
    assert sequences(leader.get("/log?agency=so-noi-vu").text) == []


def test_a_limited_auditor_sees_their_agencies_and_days(site: Site) -> None:
    """Limits hold in the log, its exports and the assessments; lifting them is an entry like setting them."""
    office = site.office
    score(office, ScoreKind.SELF, "0.50")
    services, administrator = office.services, office.administrator
    elsewhere = Scope(frozenset({"so-noi-vu"}))
    limit_reader(services, administrator, "auditor", elsewhere, "Chỉ kiểm tra Sở Nội vụ")
    auditor = site.browser("auditor")
    other = json.loads(auditor.get("/log/export.json").data)["entries"]
    page = auditor.get(f"/assessments/{office.assessment_id}")
    yesterday = Scope(until=NOW.date() - timedelta(days=1))
    limit_reader(services, administrator, "auditor", yesterday, "Chỉ xem kỳ trước")
    before = json.loads(auditor.get("/log/export.json").data)["entries"]
    limit_reader(services, administrator, "auditor", Scope(), "Bỏ giới hạn phạm vi")

    assert {entry["agency_name"] for entry in other} == {"Sở Nội vụ"}
    assert page.status_code == 403
    assert before == []
    assert sequences(auditor.get("/log").text)
    limited = entries_of(office, "person:log-limited")
    assert limited[0].after == {"log_agencies": '["so-noi-vu"]', "log_since": None, "log_until": None}
    assert limited[1].before == limited[0].after


def test_a_page_costs_the_same_however_long_the_log(site: Site) -> None:
    """At most twelve statements, as many for one page as for a full one."""
    browser = site.browser("auditor")
    browser.get("/log?text=a")
    with counted(site.office) as few:
        browser.get("/log?text=b")
    for number in range(60):
        add_letter(site.office, content=f"file {number}".encode())
    browser.get("/log?text=c")
    with counted(site.office) as many:
        browser.get("/log?text=d")

    assert len(few) == len(many) <= MOST_STATEMENTS, many


def test_no_cell_of_an_export_runs(site: Site) -> None:
    """A reason like a formula stays text in CSV and XLSX, and whole in JSON."""
    formula = '=HYPERLINK("http://x";"bấm")'
    score(site.office, ScoreKind.SELF, "0.50", reason=formula)
    browser = site.browser("auditor")
    query = "?action=assessment:self-scored"
    table = list(csv.reader(io.StringIO(browser.get(f"/log/export.csv{query}").data.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(browser.get(f"/log/export.xlsx{query}").data)).active
    (entry,) = json.loads(browser.get(f"/log/export.json{query}").data)["entries"]

    assert sheet is not None
    cells = {cell.value: cell.data_type for cell in sheet[2]}
    assert f"'{formula}" in table[1]
    assert cells[formula] == "s"
    assert entry["reason"] == formula
    assert table[0][0] == "Số"
    assert "1.1.1 Ban hành kế hoạch" in table[1][6]


def appraise(office: Office) -> None:
    """Take a criterion from its self-score to the council."""
    score(office, ScoreKind.SELF, "0.50")
    office.start_appraisal()
    score(office, ScoreKind.APPRAISED, "0.25")
    for state in (RoundState.NOTIFIED, RoundState.EXPLAINING):
        advance_round(office.services, office.administrator, ROUND, state)
    change_explanation(office.services, office.clerk, office.row_id("1.1.1"), "Kế hoạch ban hành đúng hạn")
    advance_round(office.services, office.administrator, ROUND, RoundState.REAPPRAISING)
    score(office, ScoreKind.APPRAISED, "0.50")
    advance_round(office.services, office.administrator, ROUND, RoundState.COUNCIL, REASON)
    score(office, ScoreKind.APPRAISED, "0.30")


def test_the_way_of_a_criterion_is_drawn_and_tabled(site: Site) -> None:
    """Each step in its stage with the difference; the picture tells the scores apart by shape and line."""
    appraise(site.office)
    page = site.browser("auditor").get(f"/criteria/{site.office.row_id('1.1.1')}/timeline").text
    stages = re.findall(r'data-label="Giai đoạn">([^<]+)', page)
    picture = page.partition('<svg class="timeline"')[2].partition("</svg>")[0]

    assert stages == ["Đang tự đánh giá", "Thẩm định lần 1", "Giải trình", "Thẩm định lần 2", "Hội đồng xem xét"]
    assert re.findall(r'data-label="Chênh lệch">([^<]*)', page) == ["", "", "", "+0,25", "-0,20"]
    shapes = [picture.count(shape) for shape in ("<rect", "<circle", "0,-9 9,0", 'class="mark-words"')]
    assert shapes == [1, 2, 1, 1]
    assert 'class="line-self"' in picture
    assert 'style="' not in page


def test_the_timeline_is_for_those_who_see_the_assessment(site: Site) -> None:
    """The office sees its own way; a stranger's request ends in 403, a row that is not there in 404."""
    path = f"/criteria/{site.office.row_id('1.1.1')}/timeline"

    assert site.browser("clerk").get(path).status_code == 200
    assert site.browser("clerk").get("/criteria/99999/timeline").status_code == 404
    assert site.browser().get(path).status_code == 302


def test_those_whose_score_changed_take_a_receipt_that_anybody_checks(site: Site) -> None:
    """The clerk downloads it; a person without an account checks it by file and by pasting, without scripts."""
    appraise(site.office)
    (entry, *_) = entries_of(site.office, "assessment:appraised")
    receipt = site.browser("clerk").get(f"/log/receipts/{entry.sequence}")
    stranger = site.browser()
    pasted = stranger.post("/receipts", {"text": receipt.text.replace("\n", "\r\n")})
    file = (io.BytesIO(receipt.data), "bien-nhan.tlog-proof")
    sent = stranger.post("/receipts", {"file": file}, content_type="multipart/form-data")

    assert receipt.headers["Content-Disposition"] == f"attachment; filename=bien-nhan-{entry.sequence:06}.tlog-proof"
    for page in (pasted, sent):
        assert page.status_code == 200
        assert f"Mục số {entry.sequence} có trong nhật ký" in page.text
        assert "Người appraiser" not in page.text
        assert "\\u" not in page.text
    assert receipt.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "<script" not in sent.text


@pytest.mark.parametrize("damage", ["0.25:0.26", "index :index 1", "c2sp:x", "all"])
def test_a_receipt_that_proves_nothing_is_refused(site: Site, damage: str) -> None:
    """Changed bytes, another index, another form or nothing at all: 422 with the reason, and nothing of the log."""
    appraise(site.office)
    (entry, *_) = entries_of(site.office, "assessment:appraised")
    text = site.browser("clerk").get(f"/log/receipts/{entry.sequence}").text
    old, _, new = damage.partition(":")
    if old == "0.25":
        line = text.split("\n")[1]
        text = text.replace(line, f"{line[:80]}{'A' if line[80] != 'A' else 'B'}{line[81:]}")
    page = site.browser().post("/receipts", {"text": "" if damage == "all" else text.replace(old, new)})

    assert page.status_code == 422
    assert "Biên nhận đúng" not in page.text
    assert ("Đây không phải là một biên nhận" in page.text) == (damage in {"c2sp:x", "all"})


def test_a_receipt_convicts_a_log_that_was_put_back(site: Site) -> None:
    """When the published log no longer holds what it signed, the page says so instead of calling the receipt wrong."""
    appraise(site.office)
    make_checkpoint(site.office.services)
    folder = log_folder(site.office.services)
    names = ("checkpoint", *(f"checkpoints/{path.name}" for path in (folder.path / "checkpoints").iterdir()))
    old = {name: (folder.path / name).read_bytes() for name in names}
    score(site.office, ScoreKind.APPRAISED, "0.40")
    (*_, entry) = entries_of(site.office, "assessment:appraised")
    text = site.browser("clerk").get(f"/log/receipts/{entry.sequence}").text
    for path in (folder.path / "checkpoints").iterdir():
        path.unlink()
    for name, content in old.items():
        (folder.path / name).write_bytes(content)
    page = site.browser().post("/receipts", {"text": text})

    assert page.status_code == 422
    assert "receipt-contradicts" in page.text


def test_receipts_are_for_those_who_may_see(site: Site) -> None:
    """A receipt carries the entry's bytes: who may not see the criterion gets none."""
    appraise(site.office)
    (first, *_) = entries_of(site.office, "person:added")

    assert site.browser("clerk").get(f"/log/receipts/{first.sequence}").status_code == 403
    assert site.browser("clerk").get("/log/receipts/99999").status_code == 404


def test_receipts_of_other_days_stay_with_the_log(site: Site) -> None:
    """An auditor limited to days takes receipts of those days alone."""
    office = site.office
    appraise(office)
    (entry, *_) = entries_of(office, "assessment:appraised")
    path, day = f"/log/receipts/{entry.sequence}", NOW.date()
    limit_reader(
        office.services, office.administrator, "auditor", Scope(until=day - timedelta(days=1)), "Chỉ xem kỳ trước"
    )

    assert site.browser("auditor").get(path).status_code == 403
    limit_reader(office.services, office.administrator, "auditor", Scope(None, day, day), "Chỉ xem ngày này")
    assert site.browser("auditor").get(path).status_code == 200


def test_history_of_a_criterion_stays_within_the_readers_days(site: Site) -> None:
    """The criterion's own page tells a limited auditor nothing of other days, and all of theirs."""
    office = site.office
    appraise(office)
    (entry, *_) = entries_of(office, "assessment:appraised")
    path, day = f"/criteria/{entry.subject.partition(':')[2]}", NOW.date()

    told = []
    for scope in (Scope(until=day - timedelta(days=1)), Scope(None, day, day)):
        limit_reader(office.services, office.administrator, "auditor", scope, "Giới hạn theo kế hoạch")
        told.append('class="about-score"' in site.browser("auditor").get(path).text)

    assert told == [False, True]


def test_originals_read_again_stand_in_the_state_of_the_log(site: Site) -> None:
    """How many stored files were read again and how many of them are bad, beside the state of the log."""
    office = site.office
    add_letter(office)

    look_at_originals(office.services)
    good = site.browser("auditor").get("/log").text
    blob = next(path for path in (office.services.settings.data_dir / "blobs").glob("??/*") if path.is_file())
    blob.write_bytes(b"x")
    look_at_originals(office.services)
    bad = site.browser("auditor").get("/log").text

    assert "đã đọc lại và so mã băm 1 trên 1; không tệp nào hỏng" in good
    assert "1 tệp hỏng hoặc mất" in bad


def test_the_state_of_the_log_stands_at_the_top(site: Site) -> None:
    """Unchecked, then checked and whole, with the size, the instant and who keeps checkpoints."""
    browser = site.browser("auditor")

    assert "Nhật ký chưa được kiểm tra lần nào" in browser.get("/log").text
    browser.get("/log?check=1")
    page = browser.get("/log?text=a").text
    assert "Nhật ký toàn vẹn." in page
    assert "kiểm tra toàn bộ 10/07/2023" in page
    assert "Chưa có nơi nào ngoài máy chủ này giữ điểm kiểm tra" in page


def test_patterns_are_told_with_names(site: Site) -> None:
    """A score raised without new evidence is shown with person, agency and criterion, and called no finding."""
    appraise(site.office)
    page = site.browser("auditor").get("/log/patterns").text

    assert "Nâng điểm mà không có tài liệu mới" in page
    assert "Người appraiser" in page
    assert "1.1.1 Ban hành kế hoạch" in page
    assert "Đây không phải kết luận" in page
    assert site.browser("clerk").get("/log/patterns").status_code == 403


def test_days_are_viet_nams(site: Site) -> None:
    """An entry of 10 July, 10 o'clock in Viet Nam, is found on that day and not the day before."""
    browser = site.browser("auditor")
    today, yesterday = date(2023, 7, 10), date(2023, 7, 9)

    assert sequences(browser.get(f"/log?since={today}&until={today}").text)
    assert not sequences(browser.get(f"/log?until={yesterday}").text)


def test_figures_are_for_whoever_has_the_token(office: Office) -> None:
    """Without a token set there is no page; with one, the right one is asked for."""

    def with_token(token: str) -> Browser:
        settings = office.services.settings.model_copy(update={"metrics_token": SecretStr(token)})
        return open_site(replace(office, services=replace(office.services, settings=settings))).browser()

    measured, emptied = with_token("bi-mat"), with_token("")
    right, wrong = ({"Authorization": f"Bearer {token}"} for token in ("bi-mat", "khac"))

    assert open_site(office).browser().get("/metrics", headers=right).status_code == 404
    assert measured.get("/metrics", headers=wrong).status_code == 401
    assert emptied.get("/metrics").status_code == 404
    assert b"evidence_log_entries" in measured.get("/metrics", headers=right).data
