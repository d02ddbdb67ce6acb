"""The auditor's day in a real browser: from the public ranking to the signature behind one score, and a receipt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from tests.browser.conftest import LiveSite
from tests.factories import ROUND
from tests.letters import LEADER, OFFICE_NAME, signed_plan
from tests.sites import REASON, add_letter
from verifiers.signature.trust import load_bundle

NAME = "5355_11732_6140_1_34-17.01 Kế hoạch CCHC.pdf"
WHY = "Kế hoạch chưa nêu thời hạn từng việc."


@pytest.fixture(scope="module", autouse=True)
def plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """A signed plan and the folder of its anchors, made before the browser has its event loop in this thread."""
    trust = tmp_path_factory.mktemp("signed") / "trust"
    return signed_plan(trust), trust


def _publish(live: LiveSite, content: bytes, trust: Path) -> None:
    """A signed plan behind one score, which was lowered with a reason; the round is published."""
    office = live.site.office
    row_id = office.row_id("1.1.2")
    evidence_id = add_letter(office, NAME, content)
    link_evidence(office.services, office.clerk, evidence_id, row_id)
    trusting = replace(office.services, bundle=load_bundle(trust))
    with ThreadPoolExecutor(1) as worker:  # signatures are validated in an event loop of their own
        worker.submit(process_evidence, trusting, evidence_id).result()
    change_score(office.services, office.clerk, row_id, kind=ScoreKind.SELF, value=Decimal("0.5"), reason=REASON)
    office.start_appraisal()
    change_score(office.services, office.appraiser, row_id, kind=ScoreKind.APPRAISED, value=Decimal("0.25"), reason=WHY)
    for state in (RoundState.NOTIFIED, RoundState.COUNCIL, RoundState.PUBLISHED):
        advance_round(office.services, office.administrator, ROUND, state, REASON)


def test_from_the_ranking_to_the_signature_and_a_receipt(
    plan: tuple[bytes, Path], live: LiveSite, tmp_path: Path
) -> None:
    """Ranking, agency, criterion, timeline, evidence, signature; the receipt holds for a stranger, but not bent."""
    _publish(live, *plan)
    auditor = live.open("auditor")
    auditor.goto(f"/public/{ROUND}")
    expect(auditor.get_by_role("row", name="Văn phòng")).to_contain_text("0,25")
    auditor.get_by_role("link", name="Kết quả").first.click()
    auditor.wait_for_url("**/results")
    auditor.get_by_role("link", name="6 tháng đầu năm 2023").first.click()
    auditor.wait_for_url(f"**/results/{ROUND}")
    auditor.get_by_role("row", name="Văn phòng").get_by_role("link").click()
    auditor.get_by_role("row", name="1.1.2 Chất lượng kế hoạch ban hành").get_by_role("link").click()
    receipt = _read_the_timeline(auditor, tmp_path)
    _read_the_signature(auditor)
    _check_the_receipt(live.open(), receipt, tmp_path)


def _read_the_timeline(auditor: Page, folder: Path) -> Path:
    """The step that lowered the score, with who and why; returns its receipt."""
    auditor.get_by_role("link", name="Diễn biến và biên nhận").click()
    step = auditor.get_by_role("row").filter(has_text=WHY)
    expect(step).to_contain_text("Người appraiser")
    expect(step).to_contain_text("0,25")
    with auditor.expect_download() as download:
        step.get_by_role("link", name="Tải").click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    auditor.go_back()
    return target


def _read_the_signature(auditor: Page) -> None:
    auditor.get_by_role("link", name="34-17.01 Kế hoạch CCHC.pdf").first.click()
    expect(auditor.get_by_role("row", name="Số, ký hiệu")).to_contain_text("34/KH-VP")
    signed = auditor.locator("article.signature").filter(has_text=LEADER).first
    expect(signed).to_contain_text("Còn nguyên vẹn")
    signed.get_by_text("Chi tiết chữ ký").click()
    expect(signed).to_contain_text("Phần đã ký còn nguyên vẹn")
    expect(signed).to_contain_text("Chứng thư nối đến tổ chức được tin cậy")
    expect(auditor.locator("article.signature").filter(has_text=OFFICE_NAME).first).to_be_visible()


def _check_the_receipt(stranger: Page, receipt: Path, folder: Path) -> None:
    stranger.goto("/receipts")
    stranger.get_by_label("Tệp biên nhận").set_input_files(receipt)
    stranger.get_by_role("button", name="Kiểm tra").click()
    expect(stranger.get_by_text("Biên nhận đúng.")).to_be_visible()
    expect(stranger.get_by_role("main")).to_contain_text(WHY)

    bent = folder / "bent.tlog-proof"
    bent.write_bytes(receipt.read_bytes()[:-40])
    stranger.get_by_label("Tệp biên nhận").set_input_files(bent)
    stranger.get_by_role("button", name="Kiểm tra").click()
    expect(stranger.get_by_role("alert")).to_be_visible()
    expect(stranger.get_by_text("Biên nhận đúng.")).to_have_count(0)
