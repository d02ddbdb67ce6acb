"""The audit log, newest entries first."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.answers import EntryAnswer, entry_answer
from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.identifiers import Identifier
from evidence_svc.operations.read_log import LogFilter, read_log
from evidence_svc.operations.show_criterion import HistoryLine
from evidence_svc.serving import acting, services

resource = APIBlueprint("log_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="log")], abp_security=SIGNED_IN)


class LogQuery(BaseModel):
    """What to look for; empty texts ask for nothing."""

    subject: str = Field(default="", max_length=200, description="e.g. criterion-assessment:12")
    actor: str = Field(default="", max_length=200)
    action: str = Field(default="", max_length=200)
    before: Identifier | None = Field(default=None, description="only entries with a smaller sequence")
    agency: str = Field(default="", max_length=64, description="an agency's id")
    criterion: str = Field(default="", max_length=40, description="a path such as 1.1, with everything below it")
    role: str = Field(default="", max_length=32)
    since: date | None = Field(default=None, description="first day, in Viet Nam's time")
    until: date | None = Field(default=None, description="last day, in Viet Nam's time")
    text: str = Field(default="", max_length=200, description="words to be found, accents aside")
    readings: bool = Field(default=False, description="entries about reading the log, too")


class LogAnswer(BaseModel):
    """A page of entries; `older` is the next page's `before`, null at the end."""

    entries: list[EntryAnswer]
    size: int
    older: int | None


@resource.get("/log", responses={200: LogAnswer})
def list_entries(query: LogQuery) -> dict[str, Any]:
    """One page of the log, of what the person may read: everything, some agencies, or their own."""
    found = read_log(services(), acting(), LogFilter(**query.model_dump()))
    entries = [entry_answer(HistoryLine(line.entry, line.actor_name)) for line in found.lines]
    return LogAnswer(entries=entries, size=found.size, older=found.older).model_dump(mode="json")
