"""The council's table: what stands open, what was voted, and the minutes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit import store
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.domain.ranking import Result
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.threads import Thread
from evidence_svc.domain.voting import Count, MotionKind, MotionState
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request, Standing, get_standing
from evidence_svc.operations.council import count_motion
from evidence_svc.operations.show_results import round_results
from evidence_svc.operations.voted_on import adopted_results
from evidence_svc.persistence.assessments import CriterionRow
from evidence_svc.persistence.councils import Motion
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.reports.minutes import Decision, Minutes, write_minutes
from evidence_svc.services import Services

# Entries about the criteria of one agency that are read at once; a round has some hundreds.
MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something the council can decide: an exclusion asked for, an objection, or an agency's whole result.

    `why` is what the agency said, `stands` the score that stands.
    """

    kind: MotionKind
    assessment_id: int
    agency_name: str
    row_id: int | None
    title: str
    why: str
    stands: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class VotedMotion:
    """A motion with its count; `mine` is how this person voted, `may_vote` whether they still can."""

    motion: Motion
    agency_name: str
    title: str
    count: Count
    voters: tuple[tuple[str, str], ...]
    mine: str | None
    may_vote: bool
    may_run: bool
    may_close: bool


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """Everything of a round that lies before its council.

    `deciding` names the assessments (id, agency, number) whose requests for exclusion this person may decide on.
    """

    round: Round
    points: tuple[OpenPoint, ...]
    motions: tuple[VotedMotion, ...]
    results: tuple[Result, ...]
    may_run: bool
    deciding: tuple[tuple[int, str, int], ...] = ()


def show_council(services: Services, request: Request, round_id: str) -> CouncilPage:
    """The council's table of a round; raises NotFoundError and PermissionDeniedError (as for viewing agencies)."""
    with services.work.read() as unit:
        round_, standings = _seen(unit, request, round_id)
        motions = tuple(_voted(unit, request, motion, standings) for motion in _motions(unit, round_id, standings))
        voting = _settled(unit, [item.motion for item in motions])
        points = [point for standing in standings.values() for point in _points(unit, standing)]
        open_ = tuple(point for point in points if (point.assessment_id, point.row_id, point.kind.value) not in voting)
        results = tuple(result for result in round_results(unit, round_) if result.assessment_id in standings)
    runs = [
        may(request.actor, Action.RUN_COUNCIL, standing.agency_id, standing.round_state)
        for standing in standings.values()
    ]
    return CouncilPage(round_, open_, motions, results, any(runs), _deciding(request, open_, standings))


def _deciding(
    request: Request, points: tuple[OpenPoint, ...], standings: dict[int, Standing]
) -> tuple[tuple[int, str, int], ...]:
    asked = Counter(point.assessment_id for point in points if point.kind is MotionKind.EXCLUSION)
    found = ((standings[number], count) for number, count in asked.items())
    return tuple(
        (standing.assessment.id, standing.agency.name, count)
        for standing, count in found
        if may(request.actor, Action.DECIDE_EXCLUSION, standing.agency_id, standing.state)
    )


def make_minutes(services: Services, request: Request, round_id: str) -> bytes:
    """The minutes as DOCX; that they were taken is an entry. Raises what `show_council` raises."""
    page = show_council(services, request, round_id)
    with services.work.begin() as unit:
        unit.append(request.draft("round:exported", f"round:{round_id}", after={"form": "minutes"}), now=services.now())
        unit.commit()
    decided = [item for item in page.motions if item.motion.state != MotionState.OPEN]
    minutes = Minutes(
        round_title=page.round.title,
        written_on=services.now(),
        decisions=tuple(
            Decision(item.agency_name, item.title, item.motion.text, item.motion.way, item.count, item.voters)
            for item in decided
        ),
        results=page.results,
        open_points=len(page.points),
    )
    return write_minutes(minutes)


def _seen(unit: UnitOfWork, request: Request, round_id: str) -> tuple[Round, dict[int, Standing]]:
    """The round and the assessments of it that this person may see; refuses those who may see none."""
    round_ = unit.rounds.find(round_id)
    if round_ is None:
        raise NotFoundError
    found = [get_standing(unit, item.id) for item in unit.assessments.list(round_id)]
    others = [item for item in found if item.agency_id != request.actor.agency_id]
    for item in others[:1]:  # a right over other agencies, which the assessed office does not have
        require(request.actor, Action.VIEW_ASSESSMENT, item.agency_id)
    if not others:
        require(request.actor, Action.MANAGE_ROUND)
    allowed = [item for item in found if may(request.actor, Action.VIEW_ASSESSMENT, item.agency_id)]
    return round_, {item.assessment.id: item for item in allowed}


def _points(unit: UnitOfWork, standing: Standing) -> list[OpenPoint]:
    threads = unit.threads.of_assessments((standing.assessment.id,))
    name = _agency_name(unit, standing)
    rows = unit.assessments.rows(standing.assessment.id)
    asked = reasons_of(unit, rows)
    points = [_point(standing, row, threads.get(row.id, Thread()), name, asked.get(row.id, "")) for row in rows]
    whole = OpenPoint(MotionKind.RESULT, standing.assessment.id, name, None, "", "", None, None)
    return [*(point for point in points if point), whole]


def _point(standing: Standing, row: CriterionRow, thread: Thread, name: str, asked: str) -> OpenPoint | None:
    criterion = standing.criteria.get(row.criterion_id)
    title = f"{criterion.code} {criterion.title}"
    if row.status == ScoreStatus.EXCLUSION_REQUESTED:
        kind, why = MotionKind.EXCLUSION, asked
    elif thread.objection is not None:
        kind, why = MotionKind.SCORE, thread.objection.text
    else:
        return None
    about = (kind, standing.assessment.id, name, row.id, title, why)
    return OpenPoint(*about, row.appraised_score, criterion.max_score)


def reasons_of(unit: UnitOfWork, rows: Iterable[CriterionRow]) -> dict[int, str]:
    """What the agency gave as its reason for each request, in the log's words, by row id."""
    asked = [row for row in rows if row.status == ScoreStatus.EXCLUSION_REQUESTED and row.status_entry is not None]
    subjects = tuple(f"criterion-assessment:{row.id}" for row in asked)
    entries = store.read(unit.connection, subjects=subjects, limit=MOST_ENTRIES) if asked else ()
    reasons = {entry.sequence: entry.reason for entry in entries}
    return {row.id: reasons.get(row.status_entry or 0, "") for row in asked}


def _motions(unit: UnitOfWork, round_id: str, standings: dict[int, Standing]) -> list[Motion]:
    return [motion for motion in unit.councils.motions_of(round_id) if motion.assessment_id in standings]


def _settled(unit: UnitOfWork, motions: Sequence[Motion]) -> frozenset[tuple[int, int | None, str]]:
    """Points that need no motion now (assessment, row, kind): one is open, or the result as it stands was adopted."""
    open_ = [motion for motion in motions if motion.state == MotionState.OPEN]
    points = {(motion.assessment_id, motion.criterion_assessment_id, motion.kind) for motion in open_}
    adopted = adopted_results(unit, motions)
    return frozenset(points | {(assessment_id, None, MotionKind.RESULT.value) for assessment_id in adopted})


def _voted(unit: UnitOfWork, request: Request, motion: Motion, standings: dict[int, Standing]) -> VotedMotion:
    standing = standings[motion.assessment_id]
    votes = unit.councils.votes_on((motion.id,)).get(motion.id, ())
    names = unit.people.names()
    is_open = motion.state == MotionState.OPEN
    rights = {
        action: is_open and may(request.actor, action, standing.agency_id, standing.round_state)
        for action in (Action.VOTE, Action.RUN_COUNCIL)
    }
    mine = next((vote.choice for vote in votes if vote.person_id == request.actor.id), None)
    return VotedMotion(
        motion=motion,
        agency_name=_agency_name(unit, standing),
        title=_title(unit, motion, standing),
        count=count_motion(unit, motion, standing.agency_id),
        voters=tuple((names.get(vote.person_id, ""), vote.choice) for vote in votes),
        mine=mine,
        may_vote=rights[Action.VOTE] and mine is None,
        may_run=rights[Action.RUN_COUNCIL],
        may_close=rights[Action.RUN_COUNCIL] and rights[Action.VOTE],
    )


def _title(unit: UnitOfWork, motion: Motion, standing: Standing) -> str:
    """The criterion's code and title; empty for the whole result."""
    if motion.criterion_assessment_id is None:
        return ""
    row = unit.assessments.row(motion.criterion_assessment_id)
    criterion = standing.criteria.get(row.criterion_id) if row else None
    return f"{criterion.code} {criterion.title}" if criterion else ""


def _agency_name(unit: UnitOfWork, standing: Standing) -> str:
    agency = unit.agencies.find(standing.agency_id)
    return agency.name if agency else standing.agency_id
