"""Many files at once: a ZIP, a folder or a handful of files, with what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from evidence_svc.domain.permissions import Action, require
from evidence_svc.operations.import_evidence import ArchiveError, Imported, Offered, files_of_archive, import_evidence
from evidence_svc.operations.list_evidence import list_evidence
from evidence_svc.serving import acting, read_chunks, services, serving

pages = Blueprint("evidence_import", __name__)
ZIP_SUFFIX = ".zip"


@pages.get("/assessments/<int:assessment_id>/import")
def show(assessment_id: int) -> ResponseReturnValue:
    """The place to choose an archive, a folder or files."""
    return _page(assessment_id)


@pages.post("/assessments/<int:assessment_id>/import")
def upload(assessment_id: int) -> ResponseReturnValue:
    """Receive everything that was chosen; each file has its own outcome, a refused one stops no other."""
    chosen = [file for file in request.files.getlist("files") if file.filename]
    if not chosen:
        return _page(assessment_id, message=_("Hãy chọn một tệp ZIP, một thư mục hoặc các tệp để nộp.")), 422
    outcomes = [done for file in chosen for done in _take(assessment_id, file)]
    for done in outcomes:
        if done.submitted is not None and done.submitted.evidence.state == "received":
            serving().enqueue(done.submitted.evidence.id)
    return _page(assessment_id, outcomes=outcomes)


def _take(assessment_id: int, file: FileStorage) -> Iterator[Imported]:
    """What became of the files of an archive, or of one file; an archive that cannot be opened is one refusal."""
    name = file.filename or ""
    if name.lower().endswith(ZIP_SUFFIX):
        most, limits = services().settings.max_upload_bytes, services().limits
        offered = files_of_archive(file.stream.read(), most_bytes=most, limits=limits)
    else:
        offered = iter((Offered(name, read_chunks(file.stream)),))
    try:
        yield from import_evidence(services(), acting(), assessment_id, offered)
    except ArchiveError as error:
        yield Imported(name, reason=error.reason, message=str(error))


def _page(assessment_id: int, *, outcomes: list[Imported] | None = None, message: str = "") -> str:
    found = list_evidence(services(), acting(), assessment_id)
    require(acting().actor, Action.ADD_EVIDENCE, found.standing.agency_id, found.standing.state)
    return render_template(
        "evidence_import.html",
        standing=found.standing,
        agency=found.agency,
        outcomes=outcomes or [],
        counts=Counter(done.outcome for done in outcomes or []),
        message=message,
        limit=services().settings.max_upload_bytes,
    )
