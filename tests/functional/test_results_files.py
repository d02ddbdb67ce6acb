"""A round's results as files: the same to everybody who may see the page, both readings while a request is open."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from audit import store
from evidence_svc.cli import main
from evidence_svc.domain.numbers import parse_decimal
from evidence_svc.domain.rounds import RoundState
from evidence_svc.operations.context import get_criterion_standing
from evidence_svc.operations.exclude import ask_exclusion, settle_exclusion
from evidence_svc.operations.rounds import advance_round
from tests.factories import ROUND
from tests.sites import REASON, Site


@pytest.fixture
def at_council(site: Site) -> Site:
    """1,50 of 2,00 points in one criterion appraised; another asked to be left out and not decided yet."""
    office = site.office
    row, asked = office.row_id("1.1.3"), office.row_id("1.1.2")
    site.browser("clerk").post(f"/criteria/{row}/self-score", {"value": "1,50", "reason": REASON, "version": "1"})
    ask_exclusion(office.services, office.clerk, asked, REASON)
    office.start_appraisal()
    site.browser("appraiser").post(f"/criteria/{row}/appraised-score", {"as": "claimed", "version": "2"})
    for state in (RoundState.NOTIFIED, RoundState.COUNCIL):
        advance_round(office.services, office.administrator, ROUND, state, REASON)
    return site


@pytest.fixture
def published(at_council: Site) -> Site:
    """The same, decided and published."""
    office = at_council.office
    settle_exclusion(office.services, office.chair, office.row_id("1.1.2"), accepted=True, reason=REASON)
    advance_round(office.services, office.administrator, ROUND, RoundState.PUBLISHED, REASON)
    return at_council


def rows(content: bytes) -> list[dict[str, str]]:
    """A CSV's rows by the heads of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_page_links_its_files(published: Site) -> None:
    """Signed in or not, a file of each form lies behind a link, saved and never shown."""
    for path, browser in (("results", published.browser("clerk")), ("public", published.browser())):
        page = browser.get(f"/{path}/{ROUND}").text
        for form in ("csv", "xlsx"):
            answer = browser.get(f"/{path}/{ROUND}/export.{form}")
            assert f"/{path}/{ROUND}/export.{form}" in page
            assert answer.headers["Content-Disposition"].startswith("attachment")
    [line] = rows(published.browser().get(f"/public/{ROUND}/export.csv").data)
    assert (line["Hạng"], line["Cơ quan"], line["Điểm đạt"]) == ("1", "Văn phòng", "1,50")
    assert line["Tỷ lệ nếu không được trừ (%)"] == ""
    of_api = published.browser("clerk").get(f"/api/v1/rounds/{ROUND}/results.csv").data
    assert of_api == published.browser().get(f"/public/{ROUND}/export.csv").data


def test_the_councils_file_holds_both_readings(at_council: Site) -> None:
    """While a request is undecided: the base without and with the criterion, on the page, as text and as numbers."""
    browser = at_council.browser("chair")

    page = browser.get(f"/council/{ROUND}").text
    [line] = rows(browser.get(f"/council/{ROUND}/results.csv").data)
    sheet = load_workbook(io.BytesIO(browser.get(f"/council/{ROUND}/results.xlsx").data))["Xếp hạng"]

    office = at_council.office
    with office.services.work.read() as unit:
        asked = get_criterion_standing(unit, office.row_id("1.1.2")).criterion.max_score
    base, other = line["Điểm chuẩn của kỳ"], line["Điểm chuẩn nếu không được trừ"]
    assert parse_decimal(other) - parse_decimal(base) == asked
    assert (sheet["E2"].value, sheet["H2"].value) == (float(parse_decimal(base)), float(parse_decimal(other)))
    assert sheet["G2"].value < sheet["C2"].value
    assert "nếu không được trừ" in page
    assert f"hoặc {other}" in page


def test_the_councils_file_is_logged_and_not_for_the_assessed(at_council: Site) -> None:
    """Who sees the council's page takes it, and an entry says so; the assessed office is refused."""
    assert at_council.browser("clerk").get(f"/council/{ROUND}/results.csv").status_code == 403
    assert at_council.browser("auditor").get(f"/council/{ROUND}/results.csv").status_code == 200

    with at_council.office.services.work.read() as unit:
        newest = store.read(unit.connection)[-1]
    assert (newest.action, newest.role, newest.after) == ("round:exported", "auditor", {"form": "results-csv"})


def test_results_that_are_not_out_are_no_file(site: Site) -> None:
    """Before publication nobody takes them, and a form that is not offered does not exist."""
    assert site.browser("clerk").get(f"/results/{ROUND}/export.csv").status_code == 403
    assert site.browser().get(f"/public/{ROUND}/export.csv").status_code == 404
    assert site.browser("clerk").get(f"/results/{ROUND}/export.exe").status_code == 404


def test_the_shell_takes_results_and_leaves_an_entry(
    published: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`round results` writes what the page gives, and the log says that it was taken."""
    services = published.office.services
    monkeypatch.setenv("EVIDENCE_DATA_DIR", str(services.settings.data_dir))
    out = tmp_path / "ket-qua.csv"

    done = CliRunner().invoke(main, ["round", "results", ROUND, "--out", str(out)])

    assert done.exit_code == 0, done.output
    assert out.read_bytes() == published.browser().get(f"/public/{ROUND}/export.csv").data
    with services.work.read() as unit:
        newest = store.read(unit.connection)[-1]
    assert (newest.action, newest.actor, newest.after) == (
        "round:exported",
        "service:shell",
        {"form": "results-csv"},
    )
