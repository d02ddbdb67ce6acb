"""Verifying again, the scores that rest on a changed verdict, and the comparison of signed revisions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from evidence_svc.api.errors import SIGNED_IN
from evidence_svc.api.evidence import EvidencePath
from evidence_svc.api.evidence_files import SignaturePath
from evidence_svc.operations.changed_verdicts import ChangedVerdict, find_changed_verdicts
from evidence_svc.operations.reverify import find_outdated, reverify, reverify_one
from evidence_svc.operations.show_comparison import ComparisonPage, ask_comparison, show_comparison
from evidence_svc.serving import acting, services, serving

resource = APIBlueprint(
    "verifications_api", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="verifications")], abp_security=SIGNED_IN
)


class InRound(BaseModel):
    """One round, or all of them."""

    round: str | None = Field(default=None, max_length=64)


class OutdatedAnswer(BaseModel):
    """Evidence whose newest report rests on older versions: which of policy, trust_bundle, calendar changed."""

    evidence: int
    file_name: str
    agency: str
    changed: list[str] = Field(examples=[["trust_bundle"]])
    queued: bool


class OutdatedList(BaseModel):
    """What was verified under older versions."""

    outdated: list[OutdatedAnswer]


class Wanted(BaseModel):
    """What to verify again: everything outdated, or everything, of a round or of all rounds."""

    round: str | None = Field(default=None, max_length=64, examples=["2023-h1"])
    everything: bool = False


class QueuedAnswer(BaseModel):
    """The evidence that was queued; earlier reports stay."""

    queued: list[int]


class ChangedAnswer(BaseModel):
    """A score, the verdict on a file when it was given, and the verdict now."""

    agency: str
    round: str
    row: int
    criterion: str = Field(examples=["1.1.1"])
    title: str
    score: Decimal
    appraised: bool
    evidence: int
    file_name: str
    old_outcome: str = Field(examples=["passed"])
    new_outcome: str = Field(examples=["failed"])
    judged_at: datetime
    because: list[str] = Field(examples=[["trust_bundle"]])


class ChangedList(BaseModel):
    """Every score that rests on a verdict which changed since."""

    changed: list[ChangedAnswer]


class PageAnswer(BaseModel):
    """A page: same, explained (later marks), changed, added or removed; boxes in points from the top left."""

    page: int
    change: str = Field(examples=["same"])
    regions: list[list[float]]
    unexplained: list[list[float]]


class ComparisonAnswer(BaseModel):
    """How far a comparison has come: none, waiting or done; `reason` says why pages are missing."""

    state: str = Field(examples=["done"])
    pages_done: int
    pages_total: int
    reason: str | None
    pages: list[PageAnswer]


@resource.get("/verifications/outdated", responses={200: OutdatedList})
def list_outdated(query: InRound) -> dict[str, Any]:
    """What rests on another policy, trust bundle or calendar than the ones in force."""
    found = find_outdated(services(), acting(), query.round)
    outdated = [
        OutdatedAnswer(
            evidence=one.evidence.id,
            file_name=one.evidence.file_name,
            agency=one.agency_id,
            changed=list(one.changed),
            queued=one.is_queued,
        )
        for one in found
    ]
    return OutdatedList(outdated=outdated).model_dump(mode="json")


@resource.post("/verifications", responses={202: QueuedAnswer})
def verify_again(body: Wanted) -> tuple[dict[str, Any], int]:
    """Queue what is outdated, or everything."""
    queued = reverify(services(), acting(), round_id=body.round, outdated_only=not body.everything)
    return _queued(*queued), 202


@resource.post("/evidence/<int:evidence_id>/verifications", responses={202: QueuedAnswer})
def verify_one_again(path: EvidencePath) -> tuple[dict[str, Any], int]:
    """Queue one piece of evidence; 409 while it waits already."""
    reverify_one(services(), acting(), path.evidence_id)
    return _queued(path.evidence_id), 202


@resource.get("/verifications/changed", responses={200: ChangedList})
def list_changed(query: InRound) -> dict[str, Any]:
    """The scores that rest on a verdict which changed since they were given."""
    found = find_changed_verdicts(services(), acting(), round_id=query.round)
    return ChangedList(changed=[_changed(one) for one in found]).model_dump(mode="json")


@resource.get("/evidence/<int:evidence_id>/signatures/<int:number>/comparison", responses={200: ComparisonAnswer})
def show_pages(path: SignaturePath) -> dict[str, Any]:
    """The pages of the signed revision compared with the file's, as far as they are."""
    return _comparison(show_comparison(services(), acting(), path.evidence_id, path.number))


@resource.post("/evidence/<int:evidence_id>/signatures/<int:number>/comparison", responses={202: ComparisonAnswer})
def compare_pages(path: SignaturePath) -> tuple[dict[str, Any], int]:
    """Have the pages compared; a short document is done at once."""
    job = ask_comparison(services(), acting(), path.evidence_id, path.number)
    if job is not None:
        serving().compare(*job)
    return _comparison(show_comparison(services(), acting(), path.evidence_id, path.number)), 202


def _queued(*evidence_ids: int) -> dict[str, Any]:
    for evidence_id in evidence_ids:
        serving().enqueue(evidence_id)
    return QueuedAnswer(queued=list(evidence_ids)).model_dump(mode="json")


def _changed(one: ChangedVerdict) -> ChangedAnswer:
    return ChangedAnswer(
        agency=one.agency.id,
        round=one.round_id,
        row=one.row_id,
        criterion=one.criterion.path,
        title=one.criterion.title,
        score=one.score,
        appraised=one.is_appraised,
        evidence=one.evidence_id,
        file_name=one.file_name,
        old_outcome=one.old,
        new_outcome=one.new,
        judged_at=one.judged_at,
        because=list(one.because),
    )


def _comparison(shown: ComparisonPage) -> dict[str, Any]:
    stored = shown.stored
    pages = [
        PageAnswer(
            page=page.page,
            change=page.change.value,
            regions=[list(region) for region in page.regions],
            unexplained=[list(region) for region in page.unexplained],
        )
        for page in shown.pages
    ]
    return ComparisonAnswer(
        state=stored.state if stored else "none",
        pages_done=stored.pages_done if stored else 0,
        pages_total=stored.pages_total if stored else 0,
        reason=shown.reason,
        pages=pages,
    ).model_dump(mode="json")
