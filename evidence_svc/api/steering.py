"""Running rounds: create one, lay down its rules, open assessments, give more time, see what a move leaves undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.answers import RoundAnswer
from evidence_svc.api.assessments import AssessmentPath
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.api.rounds import Made, RoundPath
from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.round_rules import Grade, RoundRules
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.operations.extend import extend_assessment
from evidence_svc.operations.prepare_move import prepare_move
from evidence_svc.operations.rounds import create_round, open_assessment, plan_round
from evidence_svc.operations.show_round import RoundAgency, list_steered_rounds, show_round
from evidence_svc.serving import acting, services

MOST_GRADES = 20
resource = APIBlueprint(
    "steering_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="rounds")], abp_security=SIGNED_IN
)


class SetAnswer(BaseModel):
    """A published criteria set."""

    id: str
    title: str


class SteeredRounds(BaseModel):
    """All rounds, newest first, and the criteria sets a new one can use."""

    rounds: list[RoundAnswer]
    criteria_sets: list[SetAnswer]


class NewRound(BaseModel):
    """A round in preparation; both days are in the scored period."""

    id: str = Field(max_length=64)
    title: str = Field(max_length=300)
    criteria_set: str = Field(max_length=80)
    kind: RoundKind
    starts_on: date
    ends_on: date


class LastDay(BaseModel):
    """A stage and its last day, which ends at 24:00 in Viet Nam."""

    stage: RoundState
    day: date


class GradeBody(BaseModel):
    """A grade and the least percentage that earns it."""

    name: str = Field(min_length=1, max_length=80)
    from_percent: Decimal = Field(ge=0, le=100, max_digits=7, decimal_places=4)


class Rules(BaseModel):
    """The round's own rules; `second_eyes_above` are points by which one appraiser may raise a score alone."""

    last_days: list[LastDay] = Field(default=[], max_length=len(RoundState))
    silence_consents: bool = False
    second_eyes_above: Decimal | None = Field(default=None, ge=0, le=1000, max_digits=8, decimal_places=4)
    grades: list[GradeBody] = Field(default=[], max_length=MOST_GRADES)
    vote_required: bool = False


class AssessedAgency(BaseModel):
    """An agency in the round; `extended_until` is the last day of more time that runs, null without any."""

    assessment: int
    agency: str
    agency_name: str
    submitted: bool
    consented: bool
    extended_until: date | None


class SteeredRound(BaseModel):
    """A round for those who steer it, with the stages that may follow and those it may be reopened to."""

    round: RoundAnswer
    criteria_set: str
    rules: Rules
    agencies: list[AssessedAgency]
    forward: list[RoundState]
    back: list[RoundState]
    overdue: bool


class NewAssessment(BaseModel):
    """The agency whose assessment begins."""

    agency: str = Field(max_length=64)


class MoreTime(BaseModel):
    """The last day of the extension, and why."""

    until: date
    reason: str = Field(description=f"at least {MIN_REASON_LETTERS} characters", max_length=2000)


class Move(BaseModel):
    """The stage to move to; going back wants its reason."""

    state: RoundState
    reason: str = Field(default="", max_length=2000)


class UnfinishedAnswer(BaseModel):
    """What a move would leave undone, counted over all agencies; the move may want a reason for it."""

    agencies: int
    not_scored: int
    exclusions_open: int
    files_waiting: int
    not_appraised: int
    not_submitted: int
    requests_open: int
    objections_open: int
    raises_open: int
    needs_reason: bool


@resource.get("/rounds", responses={200: SteeredRounds})
def list_all() -> dict[str, Any]:
    """Every round, for those who steer rounds."""
    page = list_steered_rounds(services(), acting())
    sets = [SetAnswer(id=key, title=title) for key, title in page.sets]
    return SteeredRounds(rounds=[_round(each) for each in page.rounds], criteria_sets=sets).model_dump(mode="json")


@resource.post("/rounds", responses={204: None})
def add(body: NewRound) -> tuple[str, int]:
    """Create a round in preparation."""
    create_round(
        services(),
        acting(),
        body.id,
        title=body.title,
        criteria_set_id=body.criteria_set,
        kind=body.kind,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
    )
    return "", 204


@resource.get("/rounds/<round_id>", responses={200: SteeredRound})
def show(path: RoundPath) -> dict[str, Any]:
    """One round with its rules, its agencies and where it may move."""
    page = show_round(services(), acting(), path.round_id)
    return SteeredRound(
        round=_round(page.round),
        criteria_set=page.round.criteria_set_id,
        rules=_rules_answer(page.rules),
        agencies=[_agency(each) for each in page.agencies],
        forward=list(page.forward),
        back=list(page.back),
        overdue=page.overdue,
    ).model_dump(mode="json")


@resource.put("/rounds/<round_id>/rules", responses={204: None})
def put_rules(path: RoundPath, body: Rules) -> tuple[str, int]:
    """Lay down the round's own rules in place of the older ones."""
    rules = RoundRules(
        deadlines={each.stage: each.day for each in body.last_days},
        silence_consents=body.silence_consents,
        second_eyes_above=body.second_eyes_above,
        grades=tuple(Grade(each.name, each.from_percent) for each in body.grades),
        vote_required=body.vote_required,
    )
    plan_round(services(), acting(), path.round_id, rules)
    return "", 204


@resource.get("/rounds/<round_id>/unfinished", responses={200: UnfinishedAnswer})
def show_unfinished(path: RoundPath, query: Move) -> dict[str, Any]:
    """What a move would leave undone; refused as the move itself would be."""
    found = prepare_move(services(), acting(), path.round_id, query.state, query.reason)
    return UnfinishedAnswer(**{name: getattr(found, name) for name in UnfinishedAnswer.model_fields}).model_dump()


@resource.post("/rounds/<round_id>/assessments", responses={201: Made})
def add_assessment(path: RoundPath, body: NewAssessment) -> tuple[dict[str, Any], int]:
    """Start an agency's assessment."""
    return Made(id=open_assessment(services(), acting(), path.round_id, body.agency)).model_dump(), 201


@resource.post("/assessments/<int:assessment_id>/extensions", responses={204: None})
def extend(path: AssessmentPath, body: MoreTime) -> tuple[str, int]:
    """Give one agency more time for its self-assessment, in place of an older extension."""
    extend_assessment(services(), acting(), path.assessment_id, body.until, body.reason)
    return "", 204


def _round(item: object) -> RoundAnswer:
    return RoundAnswer(**{name: getattr(item, name) for name in RoundAnswer.model_fields})


def _agency(item: RoundAgency) -> AssessedAgency:
    return AssessedAgency(
        assessment=item.assessment.id,
        agency=item.agency.id,
        agency_name=item.agency.name,
        submitted=item.assessment.submitted,
        consented=item.assessment.consented,
        extended_until=item.extension.until if item.extension else None,
    )


def _rules_answer(rules: RoundRules) -> Rules:
    return Rules.model_construct(
        last_days=[LastDay(stage=stage, day=day) for stage, day in rules.deadlines.items()],
        silence_consents=rules.silence_consents,
        second_eyes_above=rules.second_eyes_above,
        grades=[GradeBody.model_construct(name=each.name, from_percent=each.from_percent) for each in rules.grades],
        vote_required=rules.vote_required,
    )
