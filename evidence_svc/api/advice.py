"""What the service advises: suggestions with what they ask for, the review before submitting, deadlines, reminders."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.assessments import AssessmentPath
from evidence_svc.api.criteria import RowPath
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.domain.outlook import Outlook, RiskDay
from evidence_svc.domain.remarks import Remark
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.look_ahead import look_ahead_for
from evidence_svc.operations.look_at_claim import ClaimView
from evidence_svc.operations.notifications import list_notifications, mark_read
from evidence_svc.operations.review_assessment import review_assessment
from evidence_svc.operations.show_criterion import show_criterion
from evidence_svc.operations.state_inputs import state_inputs
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "advice_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="advice")], abp_security=SIGNED_IN
)


class RemarkAnswer(BaseModel):
    """One thing the council would find; `stake` are the points that hang on it."""

    reason: str
    weight: str
    message: str
    action: str
    stake: Decimal
    link: int | None


class ReviewLineAnswer(BaseModel):
    """One criterion with its remarks, the gravest first."""

    row: int
    path: str
    title: str
    weight: str
    stake: Decimal
    remarks: list[RemarkAnswer]


class ReviewAnswer(BaseModel):
    """Points lost by the rules and points the council may ask about, with the lines they come from."""

    assessment: int
    loss: Decimal
    doubt: Decimal
    unscored: int
    unlinked: list[int] = Field(description="evidence that supports no criterion")
    lines: list[ReviewLineAnswer]


class VariantAnswer(BaseModel):
    """What the rule gives under one reading of the deadlines."""

    words: str
    points: Decimal | None
    trace: str
    reason: str


class QuestionAnswer(BaseModel):
    """Something the rule asks of a person, and what was stated; decimals as text."""

    name: str
    title: str
    kind: str
    options: list[str]
    stated: Any = None
    source: str = ""


class SuggestionAnswer(BaseModel):
    """What the rule comes to, in one variant or several, and what it asks for."""

    variants: list[VariantAnswer]
    questions: list[QuestionAnswer]
    remarks: list[RemarkAnswer]


class NewInputs(BaseModel):
    """Answers by the question's name as one would type them ("99,5", "yes", an option's key; empty takes back)."""

    inputs: dict[str, str]
    source: str = Field(description="where the values come from", max_length=2000)


class OutlookAnswer(BaseModel):
    """A wanted document that is not there; `today` are the criterion's points if it is issued today."""

    row: int
    path: str
    slot: str
    title: str
    on_time: Decimal | None
    never: Decimal | None
    today: list[Decimal]


class RiskDayAnswer(BaseModel):
    """A last day with what is lost once it has passed, and in all by then."""

    last_day: date
    lost: Decimal
    lost_so_far: Decimal
    documents: list[OutlookAnswer]


class AheadAnswer(BaseModel):
    """The deadlines of one assessment."""

    assessment: int
    round: str
    days: list[RiskDayAnswer]


class AgencyPath(BaseModel):
    """An agency's id."""

    agency_id: str


class AheadQuery(BaseModel):
    """Whether criteria that only the annual round scores are included."""

    whole_year: bool = False


class AgencyAheadAnswer(BaseModel):
    """What lies ahead of an agency."""

    agency: str
    today: date
    rounds: list[AheadAnswer]


class NotificationAnswer(BaseModel):
    """One thing the person was told."""

    id: int
    kind: str
    text: str
    link: str
    created_at: datetime
    read_at: datetime | None


class NotificationList(BaseModel):
    """The newest notifications, newest first."""

    unread: int
    notifications: list[NotificationAnswer]


class ReadNotification(BaseModel):
    """Which notification was read; all if none is named."""

    notification: Identifier | None = None


@resource.get("/assessments/<int:assessment_id>/review", responses={200: ReviewAnswer})
def review(path: AssessmentPath) -> dict[str, Any]:
    """Everything the council would find in an assessment."""
    found = review_assessment(services(), acting(), path.assessment_id)
    lines = [
        ReviewLineAnswer(
            row=line.claim.row_id,
            path=line.claim.criterion.path,
            title=line.claim.criterion.title,
            weight=line.weight.value,
            stake=line.stake,
            remarks=[_remark(each) for each in line.remarks],
        )
        for line in found.lines
    ]
    answer = ReviewAnswer(
        assessment=path.assessment_id,
        loss=found.totals.loss,
        doubt=found.totals.doubt,
        unscored=found.totals.unscored,
        unlinked=[file.id for file in found.unlinked],
        lines=lines,
    )
    return answer.model_dump(mode="json")


@resource.get("/criteria/<int:row_id>/suggestion", responses={200: SuggestionAnswer})
def suggestion(path: RowPath) -> dict[str, Any]:
    """What the rule of one criterion comes to."""
    return _suggestion(path.row_id)


@resource.post("/criteria/<int:row_id>/inputs", responses={200: SuggestionAnswer})
def post_inputs(path: RowPath, body: NewInputs) -> dict[str, Any]:
    """State what the rule asks for; the score stays as it is."""
    state_inputs(services(), acting(), path.row_id, body.inputs, body.source)
    return _suggestion(path.row_id)


@resource.get("/agencies/<agency_id>/deadlines", responses={200: AgencyAheadAnswer})
def deadlines(path: AgencyPath, query: AheadQuery) -> dict[str, Any]:
    """What falls due for an agency, and what is at risk."""
    ahead = look_ahead_for(services(), acting(), path.agency_id)
    rounds = [
        AheadAnswer(
            assessment=each.standing.assessment.id,
            round=each.standing.round.id,
            days=[_risk_day(day) for day in each.days(whole_year=query.whole_year)],
        )
        for each in ahead.rounds
    ]
    return AgencyAheadAnswer(agency=ahead.agency.id, today=ahead.today, rounds=rounds).model_dump(mode="json")


@resource.get("/notifications", responses={200: NotificationList})
def notifications() -> dict[str, Any]:
    """The person's own notifications."""
    page = list_notifications(services(), acting())
    told = [NotificationAnswer.model_validate(each, from_attributes=True) for each in page.notifications]
    return NotificationList(unread=page.unread, notifications=told).model_dump(mode="json")


@resource.post("/notifications/read", responses={204: None})
def read_notifications(body: ReadNotification) -> tuple[str, int]:
    """Mark one of the person's own notifications as read, or all of them."""
    mark_read(services(), acting(), body.notification)
    return "", 204


def _suggestion(row_id: int) -> dict[str, Any]:
    view = show_criterion(services(), acting(), row_id).view
    variants = [
        VariantAnswer(
            words=each.words,
            points=each.suggestion.points,
            trace=each.suggestion.trace,
            reason=each.suggestion.reason,
        )
        for each in view.proposal.variants
    ]
    remarks = [_remark(each) for each in view.remarks]
    return SuggestionAnswer(variants=variants, questions=_questions(view), remarks=remarks).model_dump(mode="json")


def _questions(view: ClaimView) -> list[QuestionAnswer]:
    answers = []
    for question in view.proposal.questions:
        stated = view.stated.get(question.name)
        answers.append(
            QuestionAnswer(
                name=question.name,
                title=question.title,
                kind=question.kind.value,
                options=[key for key, _ in question.options],
                stated=stated.value if stated else None,
                source=stated.source if stated else "",
            )
        )
    return answers


def _remark(remark: Remark) -> RemarkAnswer:
    return RemarkAnswer(
        reason=remark.reason,
        weight=remark.weight.value,
        message=remark.message,
        action=remark.action,
        stake=remark.stake,
        link=remark.link_id,
    )


def _risk_day(day: RiskDay) -> RiskDayAnswer:
    documents = [_outlook(each) for each in day.outlooks]
    return RiskDayAnswer(last_day=day.last_day, lost=day.lost, lost_so_far=day.lost_so_far, documents=documents)


def _outlook(outlook: Outlook) -> OutlookAnswer:
    return OutlookAnswer(
        row=outlook.claim.row_id,
        path=outlook.claim.criterion.path,
        slot=outlook.wanted.slot.key,
        title=outlook.wanted.slot.title,
        on_time=outlook.on_time,
        never=outlook.never,
        today=list(outlook.today),
    )
