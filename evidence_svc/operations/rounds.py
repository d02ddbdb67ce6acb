"""Run rounds: publish a criteria set, create a round over it, open assessments, move the round along."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from evidence_svc.domain.criteria import CriteriaSet, RoundKind
from evidence_svc.domain.criteria_file import lay_assumptions, parse_criteria_set
from evidence_svc.domain.criteria_versions import check_replacement
from evidence_svc.domain.errors import RoundError
from evidence_svc.domain.folding import slug
from evidence_svc.domain.permissions import Action, require, require_disinterested
from evidence_svc.domain.register import check_id, check_name
from evidence_svc.domain.round_rules import RoundRules, check_rules, check_time_left, read_rules, write_rules
from evidence_svc.domain.rounds import PUBLIC_STATES, RoundMove, RoundState, move
from evidence_svc.domain.score import ScoreStatus, initial_status
from evidence_svc.domain.unappraised import RESTS_ON_APPRAISAL, UNAPPRAISED, checked_waiver
from evidence_svc.domain.voting import MotionState
from evidence_svc.errors import ConflictError, NotFoundError
from evidence_svc.operations.context import Request, get_criteria
from evidence_svc.operations.council import lapse_motions
from evidence_svc.operations.preset_exclusions import apply_presets
from evidence_svc.operations.show_results import round_results
from evidence_svc.operations.tell import tell_of_move
from evidence_svc.operations.voted_on import adopted_results
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assessments import places_digest
from evidence_svc.persistence.criteria_sets import PublishedSet, digest_of
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

# What the columns of agencies and rounds hold.
LONGEST_TITLE = 300


def publish_criteria_set(services: Services, request: Request, content: str, assumptions: str = "") -> str:
    """Check a criteria-set file and publish it; returns the id it is found by. What is published never changes.

    A later edition of a published set is found by `id@version` and must say what became of every criterion of the
    one before. Raises CriteriaFileError, PermissionDeniedError, ReplacementError, and ConflictError for an edition
    that is published already.
    """
    require(request.actor, Action.MANAGE_CRITERIA)
    criteria = parse_criteria_set(content)
    if assumptions:
        lay_assumptions(criteria, assumptions)
    digest, now = digest_of(content, assumptions), services.now()
    with services.work.begin() as unit:
        key = _edition_key(unit, criteria)
        after = {"title": criteria.title, "sha256": digest}
        entry = unit.append(request.draft("criteria-set:published", f"criteria-set:{key}", after=after), now=now)
        unit.criteria_sets.add(PublishedSet(key, criteria.title, content, assumptions, digest, now, entry.sequence))
        unit.commit()
    return key


def _edition_key(unit: UnitOfWork, criteria: CriteriaSet) -> str:
    """The set's id, or id and version where an earlier edition has the id."""
    editions = [each.id for each in unit.criteria_sets.list() if each.id.partition("@")[0] == criteria.id]
    if not editions:
        return criteria.id
    newest = get_criteria(unit, editions[0])
    if newest.version == criteria.version:
        raise ConflictError(f"Bộ tiêu chí {criteria.id}, phiên bản {criteria.version} đã được công bố.")
    check_replacement(newest, criteria)
    return f"{criteria.id}@{slug(criteria.version)}"


def register_agency(services: Services, request: Request, agency: Agency) -> None:
    """Add an agency to the register; raises PermissionDeniedError, RegisterError and ConflictError."""
    require(request.actor, Action.MANAGE_PEOPLE)
    agency = replace(agency, id=check_id(agency.id), name=check_name(agency.name, longest=LONGEST_TITLE))
    with services.work.begin() as unit:
        after = {"name": agency.name, "kind": agency.kind}
        unit.append(request.draft("agency:registered", f"agency:{agency.id}", after=after), now=services.now())
        unit.agencies.add(agency)
        unit.commit()


def create_round(
    services: Services,
    request: Request,
    round_id: str,
    *,
    title: str,
    criteria_set_id: str,
    kind: RoundKind,
    starts_on: date,
    ends_on: date,
) -> None:
    """Create a round in draft.

    Raises PermissionDeniedError, NotFoundError, ConflictError, RegisterError, and RoundError (`days-out-of-order`).
    """
    require(request.actor, Action.MANAGE_ROUND)
    round_id, title = check_id(round_id), check_name(title, longest=LONGEST_TITLE)
    if ends_on < starts_on:
        raise RoundError("Ngày cuối của kỳ phải sau ngày đầu.", reason="days-out-of-order")
    with services.work.begin() as unit:
        get_criteria(unit, criteria_set_id)
        after = {"title": title, "criteria_set": criteria_set_id, "kind": kind.value, "from": starts_on, "to": ends_on}
        entry = unit.append(request.draft("round:created", f"round:{round_id}", after=after), now=services.now())
        state = RoundState.DRAFT.value
        unit.rounds.add(Round(round_id, title, criteria_set_id, kind.value, starts_on, ends_on, state, entry.sequence))
        unit.commit()


def advance_round(services: Services, request: Request, round_id: str, target: RoundState, reason: str = "") -> None:
    """Move a round to its next state, or reopen it with a reason.

    Motions that are open when the council's stage is left for an earlier one lapse. Raises RoundError (publishing:
    `points-open` while exclusions or objections wait, `motion-open` while the council votes, `vote-missing` where the
    round asks for a vote; to the council and to publication: `criteria-not-appraised` unless the reason says why; to a
    stage whose last day is over: `deadline-past`),
    NotFoundError, and PermissionDeniedError: nobody moves a round in which their own agency is assessed.
    """
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.begin() as unit:
        round_ = get_steered_round(unit, request, round_id)
        change = move(RoundState(round_.state), target, reason=reason)
        now = services.now()
        check_time_left(change.after, read_rules(round_.rules), now)
        if target is RoundState.PUBLISHED:
            _check_settled(unit, round_)
            _check_adopted(unit, round_)
        elif change.before is RoundState.COUNCIL:
            lapse_motions(unit, request, round_id, now=now)
        before, after = {"state": change.before.value}, {"state": change.after.value, **_left_out(unit, round_, change)}
        draft = request.draft("round:moved", f"round:{round_id}", before=before, after=after, reason=change.reason)
        entry = unit.append(draft, now=now)
        unit.rounds.set_state(round_id, change.after.value, entry=entry.sequence)
        if UNAPPRAISED in after:
            unit.rounds.set_unappraised(round_id, after[UNAPPRAISED])
        tell_of_move(unit, round_, change.after, entry=entry.sequence, now=now, by=request.actor.id)
        unit.commit()


def _left_out(unit: UnitOfWork, round_: Round, change: RoundMove) -> dict[str, Any]:
    """What the entry of a move that rests on appraised scores keeps: who lacks how many, and why; raises RoundError."""
    if change.after not in RESTS_ON_APPRAISAL:
        return {}
    missing = {each.agency_id: each.not_appraised for each in round_results(unit, round_) if each.not_appraised}
    waiver = checked_waiver(change.after, missing, change.reason)
    return {UNAPPRAISED: waiver, "not_appraised": missing} if missing else {UNAPPRAISED: None}


def plan_round(services: Services, request: Request, round_id: str, rules: RoundRules) -> None:
    """Lay down the round's own rules: last days, silence, grades, second eyes, vote.

    Raises PermissionDeniedError, NotFoundError and RoundError (`round-published`, `deadline-past` where the present
    stage would be over at once, and what `check_rules` refuses).
    """
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.begin() as unit:
        round_ = get_steered_round(unit, request, round_id)
        _require_unpublished(round_)
        check_time_left(RoundState(round_.state), rules, services.now())
        before = None if round_.rules is None else {"rules": json.loads(round_.rules)}
        written = write_rules(check_rules(rules))
        draft = request.draft("round:planned", f"round:{round_id}", before=before, after={"rules": written})
        entry = unit.append(draft, now=services.now())
        unit.rounds.set_rules(round_id, json.dumps(written, ensure_ascii=False), entry=entry.sequence)
        unit.commit()


def get_steered_round(unit: UnitOfWork, request: Request, round_id: str) -> Round:
    """A round that the person may steer because no assessed agency is theirs.

    Raises NotFoundError and PermissionDeniedError (`own-agency`).
    """
    round_ = unit.rounds.find(round_id)
    if round_ is None:
        raise NotFoundError
    require_disinterested(request.actor, {item.agency_id for item in unit.assessments.list(round_id)})
    return round_


def _require_unpublished(round_: Round) -> None:
    """What was published keeps its grades and its agencies; raises RoundError (`round-published`)."""
    if RoundState(round_.state) in PUBLIC_STATES:
        message = "Kỳ đánh giá đã công bố nên không đổi quy định, không thêm cơ quan được."
        raise RoundError(message, reason="round-published")


def _check_settled(unit: UnitOfWork, round_: Round) -> None:
    """What is published has one reading: nothing waits for the council any more."""
    numbers = [item.id for item in unit.assessments.list(round_.id)]
    rows = [row for number in numbers for row in unit.assessments.rows(number)]
    asked = sum(row.status == ScoreStatus.EXCLUSION_REQUESTED for row in rows)
    contested = sum(thread.objection is not None for thread in unit.threads.of_assessments(tuple(numbers)).values())
    if asked or contested:
        message = f"Chưa công bố được: còn {asked} đề nghị trừ điểm và {contested} ý kiến chưa quyết định."
        raise RoundError(message, reason="points-open")
    voting = sum(motion.state == MotionState.OPEN for motion in unit.councils.motions_of(round_.id))
    if voting:
        message = f"Chưa công bố được: Hội đồng đang biểu quyết {voting} nội dung."
        raise RoundError(message, reason="motion-open")


def _check_adopted(unit: UnitOfWork, round_: Round) -> None:
    if not read_rules(round_.rules).vote_required:
        return
    adopted = adopted_results(unit, unit.councils.motions_of(round_.id))
    missing = [item for item in unit.assessments.list(round_.id) if item.id not in adopted]
    if missing:
        message = f"Hội đồng chưa thông qua kết quả hiện nay của {len(missing)} cơ quan."
        raise RoundError(message, reason="vote-missing")


def open_assessment(services: Services, request: Request, round_id: str, agency_id: str) -> int:
    """Start an agency's assessment in a round, one row a leaf; what it never has the task of is out of its base.

    Returns the assessment's id.
    Raises PermissionDeniedError, NotFoundError, RoundError (`round-published`), and ConflictError when it was opened
    before.
    """
    require(request.actor, Action.MANAGE_ROUND)
    with services.work.begin() as unit:
        round_ = unit.rounds.find(round_id)
        if round_ is None or unit.agencies.find(agency_id) is None:
            raise NotFoundError
        _require_unpublished(round_)
        leaves = get_criteria(unit, round_.criteria_set_id).leaves
        statuses = {leaf.id: initial_status(leaf, RoundKind(round_.kind)).value for leaf in leaves}
        assessment_id = unit.assessments.open(round_id, agency_id, statuses)
        places = places_digest((row.id, row.criterion_id) for row in unit.assessments.rows(assessment_id))
        after = {"round": round_id, "agency": agency_id, "rows": len(leaves), "places_sha256": places}
        draft = request.draft("assessment:opened", f"assessment:{assessment_id}", after=after)
        unit.append(draft, now=services.now())
        apply_presets(services, unit, request, assessment_id, agency_id, round_.criteria_set_id)
        unit.commit()
    return assessment_id
