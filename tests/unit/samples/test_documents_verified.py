"""The sample documents as the parser reads and the checks judge them: the planted defects, and nothing else.

Scans are left to the test of the whole service, where a worker reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence_svc.domain.criteria import find_slots
from evidence_svc.domain.judging import expectation_of, name_claim, subject_of
from evidence_svc.operations.look_at_pages import look_at_pages
from evidence_svc.samples.defects import load_defects, load_natural_findings
from evidence_svc.samples.documents import MadeDocument, make_files, stands_for
from evidence_svc.samples.drafts import bare_name, load_drafts
from evidence_svc.samples.load import load_criteria_set, load_sample
from evidence_svc.samples.pki import export_trust, open_pki
from parsers.document import ParsedDocument
from parsers.filename import parse_file_name
from parsers.parse import ParseOptions, parse_document
from verifiers.findings import Finding, Outcome
from verifiers.registry import verify
from verifiers.signature.details import SignatureSet
from verifiers.signature.trust import load_bundle
from verifiers.signature.validation import Examination, examine_fully
from verifiers.subject import Period, Subject

NOW = datetime(2026, 6, 1, tzinfo=UTC)
READ_ELSEWHERE = ("scan", "photo", "web-page")


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding under one criterion about a document of one form."""

    criterion: str
    file: str
    form: str
    finding: Finding


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Judged, ...]:
    """All findings on all links of the self-assessment whose file has text."""
    folder = tmp_path_factory.mktemp("samples")
    pki = open_pki(folder / "pki")
    export_trust(pki, folder / "trust")
    drafts = [draft for draft in load_drafts() if draft.form not in READ_ELSEWHERE]
    return tuple(judge_all(list(make_files(folder / "documents", pki, drafts)), folder / "trust"))


def judge_all(documents: list[MadeDocument], trust: Path) -> Iterator[Judged]:
    bundle = load_bundle(trust)
    for document in documents:
        content = document.path.read_bytes()
        read = parse_document(content, ParseOptions(file_name=document.files[0], ocr=False))
        is_pdf = read.media_type == "application/pdf"
        examined = examine_fully(content, bundle, now=NOW) if is_pdf else Examination(SignatureSet())
        for criterion, name, subject in subjects(document, read, examined):
            for finding in verify(subject).findings:
                yield Judged(criterion, bare_name(name), document.form, finding)


def subjects(document: MadeDocument, read: ParsedDocument, examined: Examination) -> Iterator[tuple[str, str, Subject]]:
    views = look_at_pages(examined.appended) if examined.appended else None
    sample = load_sample()
    criteria = {criterion.id: criterion for criterion in load_criteria_set().leaves}
    period = Period(sample.starts_on, sample.ends_on)
    for row in sample.rows:
        criterion = criteria[row.criterion_id]
        for name in row.evidence:
            if stands_for(document, name):
                about = f"{name} {read.subject.value or ''}"
                slots = find_slots(criterion, read.type.value, about)
                expectation = expectation_of(criterion, slots[0] if slots else None, period)
                subject = subject_of(read, examined.signatures, None, views)
                claim = name_claim(parse_file_name(name))
                yield criterion.path, name, replace(subject, file_name=claim, expectation=expectation)


def test_exactly_the_planted_defects_fail(judged: tuple[Judged, ...]) -> None:
    """Every failed finding was planted, every planted failure is found, each once."""
    failed = Counter((one.criterion, one.file, one.finding.reason) for one in judged if is_failed(one.finding))
    planted = [
        (one.criteria[0], one.file, one.reason) for one in load_defects() if one.outcome == "failed" and one.file
    ]

    assert failed == Counter(planted)


def test_nothing_is_left_open_but_what_is_planted_or_natural(judged: tuple[Judged, ...]) -> None:
    """Every indeterminate finding is of a kind listed for its form, or a planted one, and all kinds occur."""
    open_findings = {(one.form, one.finding.reason) for one in judged if is_open(one.finding)}
    forms = {one.form for one in judged}
    natural = {(form, one.reason) for one in load_natural_findings() for form in one.forms if form in forms}
    planted = {("unsigned", "unsigned"), ("signed", "filed-under-other-criterion")}

    assert open_findings == natural | planted


PLANTED = {one.id: one for one in load_defects() if one.file and one.reason != "html-not-pdf"}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_defect_gives_its_finding(judged: tuple[Judged, ...], planted: str) -> None:
    """Check, outcome, details and the Vietnamese sentence are those that the list of defects promises."""
    wanted = PLANTED[planted]
    found = [one for one in judged if (one.file, one.finding.reason) == (wanted.file, wanted.reason)]
    said = {(one.finding.check, one.finding.outcome.value, one.finding.message) for one in found}

    assert {one.criterion for one in found} == set(wanted.criteria)
    assert said == {(wanted.check, wanted.outcome, wanted.message)}
    assert all(wanted.details.items() <= dict(one.finding.details).items() for one in found)


def test_only_one_original_is_unsigned(judged: tuple[Judged, ...]) -> None:
    """Apart from scans, a single document carries no signature: the planted one."""
    unsigned = {one.file for one in judged if one.finding.reason == "unsigned"}

    assert unsigned == {one.file for one in load_defects() if one.reason == "unsigned"}


def is_failed(finding: Finding) -> bool:
    return finding.outcome is Outcome.FAILED


def is_open(finding: Finding) -> bool:
    return finding.outcome is Outcome.INDETERMINATE
