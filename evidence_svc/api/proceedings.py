"""What agency, appraisers and council do about one criterion: explain, leave out, return, object, decide, take back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.criteria import CriterionAnswer, RowPath, answer_criterion
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.domain.score import MIN_REASON_LETTERS, ScoreKind
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.appraise import settle_raise
from evidence_svc.operations.exclude import ask_exclusion, settle_exclusion, take_back_exclusion
from evidence_svc.operations.explain import LONGEST, change_explanation
from evidence_svc.operations.object import decide_objection, object_to_score, withdraw_objection
from evidence_svc.operations.return_criterion import answer_request, request_evidence
from evidence_svc.operations.score import take_back_score
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "proceedings_api",
    __name__,
    url_prefix="/api/v1/criteria/<int:row_id>",
    abp_tags=[Tag(name="proceedings")],
    abp_security=SIGNED_IN,
    abp_responses={200: CriterionAnswer},
)


class Why(BaseModel):
    """A reason, or what is said."""

    reason: str = Field(description=f"at least {MIN_REASON_LETTERS} characters", max_length=2000)


class VersionedWhy(Why):
    """A reason with the row's version as last seen; another version meanwhile is a 409."""

    version: Identifier


class Text(BaseModel):
    """An explanation, plain text."""

    text: str = Field(max_length=LONGEST)
    version: Identifier


class Decision(Why):
    """A decision with its reason."""

    accepted: bool


class VersionedDecision(VersionedWhy):
    """A decision on the row as last seen."""

    accepted: bool


class Ruling(VersionedWhy):
    """A decision on an objection; `value` is the new score, null keeps the one that stands."""

    value: Decimal | None = None


@resource.put("/explanation")
def put_explanation(path: RowPath, body: Text) -> dict[str, Any]:
    """Replace the agency's explanation."""
    change_explanation(services(), acting(), path.row_id, body.text, version=body.version)
    return answer_criterion(path.row_id)


@resource.delete("/self-score")
def delete_self_score(path: RowPath, body: VersionedWhy) -> dict[str, Any]:
    """Take the self-score back."""
    take_back_score(services(), acting(), path.row_id, kind=ScoreKind.SELF, reason=body.reason, version=body.version)
    return answer_criterion(path.row_id)


@resource.delete("/appraised-score")
def delete_appraised_score(path: RowPath, body: VersionedWhy) -> dict[str, Any]:
    """Undo an appraisal before results are notified."""
    take_back_score(
        services(), acting(), path.row_id, kind=ScoreKind.APPRAISED, reason=body.reason, version=body.version
    )
    return answer_criterion(path.row_id)


@resource.post("/exclusion")
def post_exclusion(path: RowPath, body: Why) -> dict[str, Any]:
    """Ask the council to leave the criterion out of the base."""
    ask_exclusion(services(), acting(), path.row_id, body.reason)
    return answer_criterion(path.row_id)


@resource.delete("/exclusion")
def delete_exclusion(path: RowPath, body: Why) -> dict[str, Any]:
    """Take that request back."""
    take_back_exclusion(services(), acting(), path.row_id, body.reason)
    return answer_criterion(path.row_id)


@resource.put("/exclusion/decision")
def put_exclusion_decision(path: RowPath, body: Decision) -> dict[str, Any]:
    """Accept or refuse it."""
    settle_exclusion(services(), acting(), path.row_id, accepted=body.accepted, reason=body.reason)
    return answer_criterion(path.row_id)


@resource.post("/evidence-request")
def post_evidence_request(path: RowPath, body: VersionedWhy) -> dict[str, Any]:
    """Send the criterion back for what is missing."""
    request_evidence(services(), acting(), path.row_id, body.reason, body.version)
    return answer_criterion(path.row_id)


@resource.post("/answer")
def post_answer(path: RowPath, body: Why) -> dict[str, Any]:
    """Hand a returned criterion in again."""
    answer_request(services(), acting(), path.row_id, body.reason)
    return answer_criterion(path.row_id)


@resource.post("/objection")
def post_objection(path: RowPath, body: Why) -> dict[str, Any]:
    """Object to the appraised score."""
    object_to_score(services(), acting(), path.row_id, body.reason)
    return answer_criterion(path.row_id)


@resource.delete("/objection")
def delete_objection(path: RowPath, body: Why) -> dict[str, Any]:
    """Take the objection back."""
    withdraw_objection(services(), acting(), path.row_id, body.reason)
    return answer_criterion(path.row_id)


@resource.put("/objection/decision")
def put_objection_decision(path: RowPath, body: Ruling) -> dict[str, Any]:
    """Decide an objection, as somebody else than the first appraiser."""
    decide_objection(services(), acting(), path.row_id, value=body.value, reason=body.reason, version=body.version)
    return answer_criterion(path.row_id)


@resource.put("/raise/decision")
def put_raise_decision(path: RowPath, body: VersionedDecision) -> dict[str, Any]:
    """Confirm or refuse a raise that somebody else proposed."""
    settle_raise(services(), acting(), path.row_id, confirmed=body.accepted, reason=body.reason, version=body.version)
    return answer_criterion(path.row_id)
