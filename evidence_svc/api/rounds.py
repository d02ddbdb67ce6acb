"""Rounds: handing in, moves, results, and the council's motions and votes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.answers import RoundAnswer
from evidence_svc.api.assessments import AssessmentPath
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.voting import Choice, Count, MotionKind, Way
from evidence_svc.headers import send_untrusted
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.council import cast_vote, close_motion, open_motion
from evidence_svc.operations.export_results import export_results
from evidence_svc.operations.hand_in import consent_to_appraisal, hand_in_assessment, take_back_assessment
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.show_council import show_council
from evidence_svc.operations.show_results import list_results, show_results
from evidence_svc.reports.results_table import FORMS
from evidence_svc.serving import acting, services


def _binary(media_type: str) -> dict[str, Any]:
    return {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}


_OF_RESULT = ("place", "name", "percent", "points", "base", "grade", "not_appraised")
resource = APIBlueprint(
    "rounds_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="rounds")], abp_security=SIGNED_IN
)


class RoundPath(BaseModel):
    """A round's id."""

    round_id: str = Field(max_length=64)


class MotionPath(BaseModel):
    """A motion's id."""

    motion_id: Identifier


class Reason(BaseModel):
    """Why."""

    reason: str = Field(max_length=2000)


class NewState(BaseModel):
    """The state to move to; going back needs a reason, and so does moving on with criteria not appraised."""

    state: RoundState
    reason: str = Field(default="", max_length=2000)


class NewMotion(BaseModel):
    """What is put to the vote; `row` for an exclusion or a score, `value` for a score."""

    kind: MotionKind
    way: Way
    text: str = Field(max_length=2000)
    row: Identifier | None = None
    value: Decimal | None = None


class NewVote(BaseModel):
    """One member's vote."""

    choice: Choice


class Made(BaseModel):
    """The id of what was made."""

    id: int


class CountAnswer(BaseModel):
    """Votes on a motion; it carries with more than half of those entitled."""

    entitled: int
    in_favour: int
    against: int
    abstained: int
    carried: bool


class MotionAnswer(BaseModel):
    """A motion with its count."""

    id: int
    assessment: int
    row: int | None
    kind: str
    way: str
    text: str
    value: Decimal | None
    state: str
    votes: CountAnswer


class CouncilAnswer(BaseModel):
    """The motions of a round, and how many points nobody put to the vote yet."""

    motions: list[MotionAnswer]
    open_points: int


class FieldAnswer(BaseModel):
    """One field's points and percentage."""

    code: str
    title: str
    base: Decimal
    points: Decimal
    percent: Decimal | None


class ResultAnswer(BaseModel):
    """One agency's place; `percent` is of its base, in which `not_appraised` criteria have no appraised score."""

    place: int
    agency: str
    name: str
    percent: Decimal | None
    points: Decimal
    base: Decimal
    grade: str
    not_appraised: int
    fields: list[FieldAnswer]


class ResultsAnswer(BaseModel):
    """A round's ranking; `unappraised_reason` says why criteria stayed without an appraised score, if any did."""

    round: RoundAnswer
    unappraised_reason: str | None
    results: list[ResultAnswer]


class RoundList(BaseModel):
    """Rounds."""

    rounds: list[RoundAnswer]


@resource.post("/assessments/<int:assessment_id>/submission", responses={204: None})
def post_submission(path: AssessmentPath) -> tuple[str, int]:
    """Hand the assessment in, as the agency's leader."""
    hand_in_assessment(services(), acting(), path.assessment_id)
    return "", 204


@resource.delete("/assessments/<int:assessment_id>/submission", responses={204: None})
def delete_submission(path: AssessmentPath, body: Reason) -> tuple[str, int]:
    """Take it back while the stage is open."""
    take_back_assessment(services(), acting(), path.assessment_id, body.reason)
    return "", 204


@resource.post("/assessments/<int:assessment_id>/consent", responses={204: None})
def post_consent(path: AssessmentPath) -> tuple[str, int]:
    """Agree with the appraisal of everything not objected to."""
    consent_to_appraisal(services(), acting(), path.assessment_id)
    return "", 204


@resource.post("/assessments/<int:assessment_id>/motions", responses={201: Made})
def add_motion(path: AssessmentPath, body: NewMotion) -> tuple[dict[str, Any], int]:
    """Put a point to the vote."""
    motion_id = open_motion(
        services(),
        acting(),
        path.assessment_id,
        kind=body.kind,
        way=body.way,
        text=body.text,
        row_id=body.row,
        value=body.value,
    )
    return Made(id=motion_id).model_dump(), 201


@resource.post("/motions/<int:motion_id>/votes", responses={204: None})
def add_vote(path: MotionPath, body: NewVote) -> tuple[str, int]:
    """Vote, once."""
    cast_vote(services(), acting(), path.motion_id, body.choice)
    return "", 204


@resource.post("/motions/<int:motion_id>/result", responses={200: CountAnswer})
def add_result(path: MotionPath) -> dict[str, Any]:
    """Count the votes and do what was decided."""
    return _count(close_motion(services(), acting(), path.motion_id)).model_dump()


@resource.get("/rounds/<round_id>/council", responses={200: CouncilAnswer})
def show_motions(path: RoundPath) -> dict[str, Any]:
    """What lies before the council."""
    page = show_council(services(), acting(), path.round_id)
    motions = [
        MotionAnswer(
            id=item.motion.id,
            assessment=item.motion.assessment_id,
            row=item.motion.criterion_assessment_id,
            **{name: getattr(item.motion, name) for name in ("kind", "way", "text", "value", "state")},
            votes=_count(item.count),
        )
        for item in page.motions
    ]
    return CouncilAnswer(motions=motions, open_points=len(page.points)).model_dump(mode="json")


@resource.put("/rounds/<round_id>/state", responses={204: None})
def put_state(path: RoundPath, body: NewState) -> tuple[str, int]:
    """Move the round, or reopen it with a reason."""
    advance_round(services(), acting(), path.round_id, body.state, body.reason)
    return "", 204


@resource.get("/results", responses={200: RoundList})
def list_all_results() -> dict[str, Any]:
    """The rounds whose results this person may see."""
    return RoundList(rounds=[_round(item) for item in list_results(services(), acting())]).model_dump(mode="json")


@resource.get("/rounds/<round_id>/results.xlsx", responses={200: _binary(FORMS["xlsx"])})
def download_workbook(path: RoundPath) -> Response:
    """A published round's ranking and fields as a workbook."""
    return _file(path.round_id, "xlsx")


@resource.get("/rounds/<round_id>/results.csv", responses={200: _binary("text/csv")})
def download_table(path: RoundPath) -> Response:
    """The same as CSV, numbers in the Vietnamese way."""
    return _file(path.round_id, "csv")


@resource.get("/rounds/<round_id>/results", responses={200: ResultsAnswer})
def show_ranking(path: RoundPath) -> dict[str, Any]:
    """A published round's ranking."""
    page = show_results(services(), acting(), path.round_id)
    results = [
        ResultAnswer(
            agency=result.agency_id,
            fields=[
                FieldAnswer(**{name: getattr(part, name) for name in FieldAnswer.model_fields})
                for part in result.fields
            ],
            **{name: getattr(result, name) for name in _OF_RESULT},
        )
        for result in page.results
    ]
    reason = page.round.unappraised_reason
    return ResultsAnswer(round=_round(page.round), unappraised_reason=reason, results=results).model_dump(mode="json")


def _file(round_id: str, form: str) -> Response:
    content = export_results(services(), acting(), round_id, form)
    return send_untrusted(content, f"ket-qua-{round_id}.{form}", FORMS[form])


def _round(item: object) -> RoundAnswer:
    return RoundAnswer(**{name: getattr(item, name) for name in RoundAnswer.model_fields})


def _count(count: Count) -> CountAnswer:
    return CountAnswer(**{name: getattr(count, name) for name in CountAnswer.model_fields})
