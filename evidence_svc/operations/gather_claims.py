"""Load everything an assessment's suggestions and review rest on, in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from evidence_svc.domain.deadlines import Circumstances
from evidence_svc.domain.filing import UNREADABLE, VERIFIED, WAITING, Claim, Filing, Wanted, find_answered, find_wanted
from evidence_svc.domain.judging import corrected, subject_of_record
from evidence_svc.domain.known_inputs import Answers
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.suggestions import Proposal, propose_all
from evidence_svc.operations.context import Standing
from evidence_svc.operations.show_assessment import get_agency
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Judgement, Verification
from verifiers.calendar import local_date
from verifiers.subject import Expectation


@dataclass(frozen=True, slots=True)
class Gathered:
    """The claims of an assessment by criterion id, with what people stated and what the rules come to."""

    standing: Standing
    agency: Agency
    claims: Mapping[str, Claim]
    answers: Mapping[str, Answers]
    proposals: Mapping[str, Proposal]


@dataclass(frozen=True, slots=True)
class _Loaded:
    links: Mapping[int, tuple[Link, ...]]
    files: Mapping[int, Evidence]
    reports: Mapping[int, Verification]
    judgements: Mapping[int, Judgement]
    paths: Mapping[int, str]
    bad: Mapping[str, str]
    elsewhere: Mapping[str, int]


def gather_claims(unit: UnitOfWork, standing: Standing) -> Gathered:
    """The claims of an assessment; raises NotFoundError."""
    agency = get_agency(unit, standing)
    rows = {row.criterion_id: row for row in unit.assessments.rows(standing.assessment.id)}
    loaded = _load(unit, standing, rows)
    here = circumstances(standing)
    claims = {
        leaf.id: _claim(standing, agency, rows[leaf.id], loaded, here)
        for leaf in standing.criteria.leaves
        if leaf.id in rows
    }
    answers = {criterion_id: Answers() for criterion_id in claims}
    given = {criterion_id: (claim, answers[criterion_id]) for criterion_id, claim in claims.items()}
    return Gathered(standing, agency, claims, answers, propose_all(standing.criteria, given))


def circumstances(standing: Standing) -> Circumstances:
    """Whose deadlines in which year, by the set's own clock."""
    return Circumstances(standing.round.starts_on.year, standing.agency_id, clock=standing.criteria.clock)


def _load(unit: UnitOfWork, standing: Standing, rows: Mapping[str, CriterionRow]) -> _Loaded:
    links = unit.evidence.links_in(standing.assessment.id)
    by_row: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        by_row[link.criterion_assessment_id].append(link)
    files = {file.id: file for file in unit.evidence.in_assessment(standing.assessment.id)}
    used = tuple({link.evidence_id for link in links})
    digests = tuple({files[each].sha256 for each in used})
    return _Loaded(
        links={row: tuple(found) for row, found in by_row.items()},
        files=files,
        reports=unit.verifications.latest_of(used),
        judgements=unit.verifications.judgements_of(tuple(link.id for link in links)),
        paths={row.id: standing.criteria.get(criterion_id).path for criterion_id, row in rows.items()},
        bad={digest: check.state for digest, check in unit.blob_checks.bad().items()},
        elsewhere=unit.evidence.elsewhere(standing.agency_id, digests),
    )


def _claim(standing: Standing, agency: Agency, row: CriterionRow, loaded: _Loaded, here: Circumstances) -> Claim:
    criterion = standing.criteria.get(row.criterion_id)
    wanted = find_wanted(criterion, here)
    links = loaded.links.get(row.id, ())
    return Claim(
        row_id=row.id,
        criterion=criterion,
        status=ScoreStatus(row.status),
        self_score=row.self_score,
        explanation=row.explanation,
        wanted=wanted,
        filings=tuple(_filing(link, wanted, loaded) for link in links),
        agency_name=agency.name,
        period=standing.period,
    )


def _filing(link: Link, wanted: tuple[Wanted, ...], loaded: _Loaded) -> Filing:
    file, report = loaded.files[link.evidence_id], loaded.reports.get(link.evidence_id)
    beside = {
        loaded.paths[row]
        for row, links in loaded.links.items()
        if row != link.criterion_assessment_id and any(each.evidence_id == file.id for each in links)
    }
    filing = Filing(
        link_id=link.id,
        evidence_id=file.id,
        file_name=link.file_name,
        state=_state(report),
        received_on=local_date(file.received_at),
        original=loaded.bad.get(file.sha256, ""),
        beside=tuple(sorted(beside)),
        elsewhere=loaded.elsewhere.get(file.sha256, 0),
    )
    return _read(filing, file, report, wanted, loaded) if report and filing.state == VERIFIED else filing


def _read(filing: Filing, file: Evidence, report: Verification, wanted: tuple[Wanted, ...], loaded: _Loaded) -> Filing:
    record = corrected(report.report, {})
    read = record["document"]
    about = " ".join((filing.file_name, read["subject"]["value"] if read["subject"] else ""))
    judgement = loaded.judgements.get(filing.link_id)
    return replace(
        filing,
        subject=subject_of_record(record, filing.file_name, file.received_at, Expectation()),
        about=about,
        slot=find_answered(wanted, read["type"]["value"] if read["type"] else None, about),
        findings=judgement.findings if judgement else (),
    )


def _state(report: Verification | None) -> str:
    if report is None:
        return WAITING
    return UNREADABLE if report.report["error"] is not None else VERIFIED
