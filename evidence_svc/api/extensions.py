"""More time for one wanted document of one agency."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.criteria import RowPath
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.domain.filing import Wanted
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.extend_deadline import extend_deadline, withdraw_deadline_extension
from evidence_svc.operations.show_criterion import show_criterion
from evidence_svc.serving import acting, services

resource = APIBlueprint(
    "extensions_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="deadlines")], abp_security=SIGNED_IN
)


class ExtensionPath(BaseModel):
    """An extension's id."""

    extension_id: Identifier


class NewExtension(BaseModel):
    """Which wanted document may come later, to the end of which day, by which document and whose signature."""

    slot: str = Field(max_length=80, description="the key of the wanted document")
    until: date
    document: str = Field(max_length=300, examples=["Công văn số 12/SNV-CCHC ngày 15/01/2023"])
    signer: str = Field(max_length=200)
    reason: str = Field(description=f"at least {MIN_REASON_LETTERS} characters", max_length=2000)


class EndExtension(BaseModel):
    """Why the extension is withdrawn."""

    reason: str = Field(description=f"at least {MIN_REASON_LETTERS} characters", max_length=2000)


class ExtensionId(BaseModel):
    """The new extension."""

    id: int


class ExtensionAnswer(BaseModel):
    """An extension in force."""

    id: int
    slot: str
    until: date
    document: str
    signer: str
    reason: str
    entry: int = Field(description="the log entry that made it")


class DueAnswer(BaseModel):
    """A wanted document with its deadline as it stands; `last_days` has one day a reading, none without a deadline."""

    slot: str
    title: str
    phrase: str
    reason: str = Field(description="fixed, yearly, set-by-document, extended, anchor-missing, …; empty without one")
    sentence: str
    last_days: list[date]
    calendar: str


class DeadlinesAnswer(BaseModel):
    """The wanted documents of one criterion and the extensions in force."""

    wanted: list[DueAnswer]
    extensions: list[ExtensionAnswer]


@resource.get("/criteria/<int:row_id>/deadlines", responses={200: DeadlinesAnswer})
def show(path: RowPath) -> dict[str, Any]:
    """What a criterion wants of this agency and by when, with more time given to it."""
    page = show_criterion(services(), acting(), path.row_id)
    names = ExtensionAnswer.model_fields
    given = [ExtensionAnswer(**{name: getattr(each, name) for name in names}) for each in page.extensions]
    wanted = [_due_answer(each) for each in page.view.claim.wanted]
    return DeadlinesAnswer(wanted=wanted, extensions=given).model_dump(mode="json")


@resource.post("/criteria/<int:row_id>/deadline-extensions", responses={201: ExtensionId})
def extend(path: RowPath, body: NewExtension) -> tuple[dict[str, int], int]:
    """Give more time; an earlier extension of the same document is withdrawn."""
    said = {"document": body.document, "signer": body.signer, "reason": body.reason}
    return {"id": extend_deadline(services(), acting(), path.row_id, body.slot, body.until, **said)}, 201


@resource.delete("/deadline-extensions/<int:extension_id>", responses={204: None})
def withdraw(path: ExtensionPath, body: EndExtension) -> tuple[str, int]:
    """Let the set's own deadline count again."""
    withdraw_deadline_extension(services(), acting(), path.extension_id, body.reason)
    return "", 204


def _due_answer(wanted: Wanted) -> DueAnswer:
    due = wanted.due
    return DueAnswer(
        slot=wanted.slot.key,
        title=wanted.slot.title,
        phrase=due.wording.phrase if due else "",
        reason=due.reason if due else "",
        sentence=due.sentence if due else "",
        last_days=[reading.last_day for reading in due.readings] if due else [],
        calendar=due.calendar if due else "",
    )
