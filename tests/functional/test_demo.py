"""The demonstration, end to end: through queue and workers, and exactly what was planted is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from evidence_svc.demo import accounts_table, demo_settings, run_demo
from evidence_svc.domain.people import Role
from evidence_svc.operations.context import Request
from evidence_svc.operations.load_sample import DEMO_ACCOUNTS, OFFICE, demo_actor
from evidence_svc.operations.show_assessment import AssessmentPage, show_assessment
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.samples.defects import load_defects, load_natural_findings
from evidence_svc.samples.drafts import bare_name
from evidence_svc.services import Services, open_services
from parsers.ocr import is_available
from tests.factories import make_settings

SUMMARY = "total 100.00 · yearly 17.50 · excluded 27.00 · base 55.50 · self 53.50 · index 96.40 %"
NEEDS_OCR = {"needs-ocr", "number-missing", "date-missing", "number-uncertain", "date-uncertain"}


@dataclass(frozen=True)
class Demo:
    """A loaded demonstration and what it printed."""

    services: Services
    page: AssessmentPage
    printed: tuple[str, ...]

    def findings(self) -> Iterator[tuple[str, str | None, dict[str, Any], str]]:
        """Every finding on every link: criterion, bare file name, finding, where the text came from."""
        links = {item.link.id: (line, item) for line in self.page.lines for item in line.evidence}
        with self.services.work.read() as unit:
            judged = unit.verifications.judgements_of(tuple(links))
            records = unit.verifications.latest_of(tuple({item.evidence.id for _, item in links.values()}))
        for link_id, (line, item) in links.items():
            record = records[item.evidence.id].report
            findings = judged[link_id].findings if link_id in judged else record["findings"]
            for finding in findings:
                yield line.criterion.path, bare_name(item.link.file_name), finding, record["text_origin"]
        for line in self.page.lines:
            if line.claimed_without_file:
                yield line.criterion.path, None, {"outcome": "failed", "reason": "points-without-evidence"}, "none"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration in a fresh data folder, run twice as a curious person would."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "REDIS_URL", "BLOB_URL", "TRUST_DIR"):
            patch.delenv(f"EVIDENCE_{name}", raising=False)
        settings = demo_settings(make_settings(tmp_path_factory.mktemp("demo")))
        printed = [_run(settings), _run(settings)]
        services = open_services(settings)
        page = show_assessment(services, Request(demo_actor(services, Role.AUDITOR)), 1)
        yield Demo(services, page, tuple(printed))
        services.work.engine.dispose()


def _run(settings: Any) -> str:
    out = StringIO()
    run_demo(settings, Console(file=out, width=200), address=None)
    return out.getvalue()


def test_the_last_line_is_the_summary(demo: Demo) -> None:
    """The totals of the real half-year stand in the last line, both times."""
    assert [text.rstrip("\n").splitlines()[-1] for text in demo.printed] == [SUMMARY, SUMMARY]


def test_the_summary_names_every_planted_defect(demo: Demo) -> None:
    """A person who reads the table sees each planted file under its criterion, in words instead of codes."""
    printed = re.sub(r"\s|│", "", demo.printed[-1])
    missing = [defect.id for defect in load_defects() if re.sub(r"\s", "", defect.file or "–") not in printed]

    assert missing == []
    assert "Chưa ký số" in demo.printed[-1]
    assert "deadline-missed" not in demo.printed[-1]


def test_a_second_run_adds_nothing(demo: Demo) -> None:
    """One assessment, 105 links, and no evidence twice."""
    with demo.services.work.read() as unit:
        assessments = unit.assessments.list()
        links = unit.evidence.links_in(1)
        evidence = unit.evidence.in_assessment(1)

    assert len(assessments) == 1
    assert len(links) == 105
    assert len({item.sha256 for item in evidence}) == len(evidence) == 77


def test_every_account_is_shown_and_two_may_appraise() -> None:
    """The summary names each account with its role in words; an objection finds another appraiser than the first."""
    appraisers = [account for account in DEMO_ACCOUNTS if account.role is Role.APPRAISER]
    console = StringIO()
    Console(file=console, width=200).print(accounts_table())

    assert len({account.agency_id for account in appraisers} - {OFFICE}) == 1
    assert len(appraisers) == 2
    for account in DEMO_ACCOUNTS:
        assert account.username in console.getvalue()
        assert account.role.value not in console.getvalue()


def test_every_planted_defect_is_found(demo: Demo) -> None:
    """Each line of the written list has its finding, with its reason, outcome, details and sentence."""
    found = list(demo.findings())
    missing = [
        (defect.id, criterion)
        for defect in load_defects()
        for criterion in defect.criteria
        if not any(
            path == criterion
            and name == defect.file
            and (finding["reason"], finding["outcome"]) == (defect.reason, defect.outcome)
            and defect.details.items() <= finding.get("details", {}).items()
            and defect.message in {"", finding.get("message")}
            for path, name, finding, _ in found
        )
    ]

    assert missing == []


def test_nothing_else_fails(demo: Demo) -> None:
    """Exactly the planted failures fail."""
    planted = {(c, d.file, d.reason) for d in load_defects() if d.outcome == "failed" for c in d.criteria}
    failed = {(path, name, f["reason"]) for path, name, f, _ in demo.findings() if f["outcome"] == "failed"}

    assert failed == planted


def test_every_open_question_is_planted_or_natural(demo: Demo) -> None:
    """What is indeterminate is a planted defect or one of the listed kinds, nothing unexplained."""
    planted = {(d.file, d.reason) for d in load_defects()}
    natural = {kind.reason for kind in load_natural_findings()}
    allowed = natural if is_available() else natural | NEEDS_OCR
    unexplained = {
        (path, name, finding["reason"])
        for path, name, finding, _ in demo.findings()
        if finding["outcome"] == "indeterminate"
        and (name, finding["reason"]) not in planted
        and finding["reason"] not in allowed
    }

    assert unexplained == set()


def test_only_the_planted_document_is_unsigned_without_being_a_scan(demo: Demo) -> None:
    """Unsigned is its own fact; among documents with text, one is."""
    unsigned = {
        name for _, name, finding, origin in demo.findings() if finding["reason"] == "unsigned" and origin == "text"
    }

    assert unsigned == {defect.file for defect in load_defects() if defect.reason == "unsigned"}


def test_the_log_explains_every_score(demo: Demo) -> None:
    """After the whole load the log is intact and a replay gives the tables."""
    assert verify_log(demo.services).holds
