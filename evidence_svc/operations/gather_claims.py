"""Load everything an assessment's suggestions and review rest on, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evidence_svc.domain.deadlines import Circumstances, Extension
from evidence_svc.domain.filing import UNREADABLE, VERIFIED, WAITING, Claim, Filing, Wanted, find_answered, find_wanted
from evidence_svc.domain.judging import PersonReading, corrected, subject_of_record
from evidence_svc.domain.known_inputs import NO_ANSWERS, Answers
from evidence_svc.domain.questions import find_questions
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.statements import answers_from, attachments_from
from evidence_svc.domain.suggestions import Given, Proposal, propose_all
from evidence_svc.operations.context import CriterionStanding, Standing
from evidence_svc.operations.show_assessment import links_by_row
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.deadline_extensions import DeadlineExtension
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.filed import Filed
from evidence_svc.persistence.stated_inputs import StatedInput
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Judgement, Verification
from verifiers.calendar import Calendar, local_date
from verifiers.subject import Expectation


@dataclass(frozen=True, slots=True)
class Gathered:
    """The claims of an assessment by criterion id, with what people stated (by row id) and what the rules come to."""

    standing: Standing
    agency: Agency
    claims: Mapping[str, Claim]
    stated: Mapping[int, Mapping[str, StatedInput]]
    given: Given
    proposals: Mapping[str, Proposal]
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the database holds of an assessment: files with their links, and by id what is known of them.

    `reports` and `judgements` are those of the claims that were gathered, the rest is of the whole assessment.
    """

    filed: tuple[Filed, ...]
    links: Mapping[int, tuple[Link, ...]]
    files: Mapping[int, Filed]
    reports: Mapping[int, Verification]
    judgements: Mapping[int, Judgement]
    paths: Mapping[int, str]
    stated: Mapping[int, Mapping[str, StatedInput]]
    readings: Mapping[int, Mapping[str, PersonReading]]
    extensions: Mapping[int, tuple[DeadlineExtension, ...]]


def gather_claims(unit: UnitOfWork, standing: Standing, calendar: Calendar, only: str | None = None) -> Gathered:
    """The claims of an assessment by criterion id, with what people stated (by row id) and what the rules come to.

    With `only`, the claims of that criterion and of its gates alone. Raises NotFoundError.
    """
    agency = standing.agency
    rows = {row.criterion_id: row for row in unit.assessments.rows(standing.assessment.id)}
    chosen = [leaf.id for leaf in standing.criteria.leaves if leaf.id in rows and _is_needed(standing, leaf.id, only)]
    loaded = _load(unit, standing, rows, frozenset(rows[each].id for each in chosen))
    here = circumstances(standing, calendar)
    claims = {each: _claim(standing, agency, rows[each], loaded, here) for each in chosen}
    given = {each: (claim, _answers(claim, loaded.stated.get(claim.row_id, {}))) for each, claim in claims.items()}
    return Gathered(standing, agency, claims, loaded.stated, given, propose_all(standing.criteria, given), loaded)


def _is_needed(standing: Standing, criterion_id: str, only: str | None) -> bool:
    return only is None or criterion_id in {only, *(gate.id for gate in standing.criteria.gates_of(only))}


def circumstances(standing: Standing, calendar: Calendar) -> Circumstances:
    """Whose deadlines in which year, by the set's own clock, with the working days of a calendar."""
    year, clock = standing.round.starts_on.year, standing.criteria.clock
    return Circumstances(year, standing.agency_id, clock=clock, calendar=calendar)


def row_circumstances(
    unit: UnitOfWork, place: CriterionStanding, calendar: Calendar, *, extended: bool = True
) -> Circumstances:
    """The same for one criterion, with the documents stated for it and, unless told otherwise, its extensions."""
    stated = {name: item.value for name, item in unit.stated_inputs.in_force_of(place.row.id).items()}
    given = unit.deadline_extensions.of_row(place.row.id) if extended else ()
    return _of_row(circumstances(place.standing, calendar), stated, given)


def _of_row(here: Circumstances, stated: Mapping[str, Any], given: tuple[DeadlineExtension, ...]) -> Circumstances:
    extensions = tuple(
        Extension(here.agency_id, each.slot, each.until, each.reason, each.signer, each.document) for each in given
    )
    return replace(here, attachments=attachments_from(stated), extensions=extensions)


def _load(unit: UnitOfWork, standing: Standing, rows: Mapping[str, CriterionRow], chosen: frozenset[int]) -> Loaded:
    filed = unit.filed.of(standing.assessment.id)
    by_row = links_by_row(filed)
    looked_at = [link for row in sorted(chosen) for link in by_row.get(row, ())]
    used = tuple(sorted({link.evidence_id for link in looked_at}))
    return Loaded(
        filed=filed,
        links=by_row,
        files={each.evidence.id: each for each in filed},
        reports=unit.verifications.latest_of(used),
        judgements=unit.verifications.judgements_of(tuple(link.id for link in looked_at)),
        paths={row.id: standing.criteria.get(criterion_id).path for criterion_id, row in rows.items()},
        stated=unit.stated_inputs.in_force(standing.assessment.id),
        readings=find_readings(unit, standing, used),
        extensions=unit.deadline_extensions.in_assessment(standing.assessment.id),
    )


def _claim(standing: Standing, agency: Agency, row: CriterionRow, loaded: Loaded, here: Circumstances) -> Claim:
    criterion = standing.criteria.get(row.criterion_id)
    stated = {name: item.value for name, item in loaded.stated.get(row.id, {}).items()}
    wanted = find_wanted(criterion, _of_row(here, stated, loaded.extensions.get(row.id, ())))
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


def _filing(link: Link, wanted: tuple[Wanted, ...], loaded: Loaded) -> Filing:
    filed, report = loaded.files[link.evidence_id], loaded.reports.get(link.evidence_id)
    file = filed.evidence
    rows = {each.criterion_assessment_id for each in filed.links} - {link.criterion_assessment_id}
    filing = Filing(
        link_id=link.id,
        evidence_id=file.id,
        file_name=link.file_name,
        state=_state(report),
        received_on=local_date(file.received_at),
        original=filed.original,
        beside=tuple(sorted(loaded.paths[row] for row in rows)),
        elsewhere=filed.elsewhere,
    )
    return _read(filing, file, report, wanted, loaded) if report and filing.state == VERIFIED else filing


def _read(filing: Filing, file: Evidence, report: Verification, wanted: tuple[Wanted, ...], loaded: Loaded) -> Filing:
    record = corrected(report.report, loaded.readings.get(file.id, {}))
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


def _answers(claim: Claim, stated: Mapping[str, StatedInput]) -> Answers:
    if not stated:
        return NO_ANSWERS
    return answers_from({name: item.value for name, item in stated.items()}, find_questions(claim.criterion))


def find_readings(unit: UnitOfWork, standing: Standing, used: tuple[int, ...]) -> dict[int, dict[str, PersonReading]]:
    """The corrections in force; what the assessed agency reads about itself stays unconfirmed, as when judging."""
    corrections = unit.corrections.in_force_of(used)
    if not corrections:
        return {}
    agencies = {account.id: account.agency_id for account in unit.people.list()}
    return {
        evidence_id: {
            name: PersonReading(item.value, agencies.get(item.corrected_by, standing.agency_id) != standing.agency_id)
            for name, item in fields.items()
        }
        for evidence_id, fields in corrections.items()
    }


def _state(report: Verification | None) -> str:
    if report is None:
        return WAITING
    return UNREADABLE if report.report["error"] is not None else VERIFIED
