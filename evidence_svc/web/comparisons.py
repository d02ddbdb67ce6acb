"""To look at a signature: the document as it was signed, and its pages beside the pages of the file as it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound

from evidence_svc.headers import SANDBOX, send_untrusted
from evidence_svc.operations.show_comparison import ComparisonPage, ask_comparison, show_comparison
from evidence_svc.operations.show_evidence import NotDrawableError
from evidence_svc.operations.signed_revisions import draw_revision, open_signed_revision
from evidence_svc.serving import acting, services, serving
from evidence_svc.web.document_view import WIDTHS, ZOOM_WIDTHS
from verifiers.page_views import PageChange

pages = Blueprint("comparisons", __name__)
PAIRS_SHOWN = 5
_BYTES_NEVER_CHANGE = "private, max-age=86400, immutable"
_CHANGED = frozenset({PageChange.CHANGED, PageChange.ADDED, PageChange.REMOVED})


@pages.get("/evidence/<int:evidence_id>/signatures/<int:number>/revision")
def revision(evidence_id: int, number: int) -> ResponseReturnValue:
    """The document as it was when the signature was made, to be saved and never shown by the browser here."""
    name, content = open_signed_revision(services(), acting(), evidence_id, number)
    return send_untrusted(content, name)


@pages.get("/evidence/<int:evidence_id>/signatures/<int:number>/comparison")
def show(evidence_id: int, number: int) -> ResponseReturnValue:
    """Every page as signed and as it is now, five pairs from `?from=` on; `?only=changed` leaves others out."""
    shown = show_comparison(services(), acting(), evidence_id, number)
    only_changed = request.args.get("only") == "changed"
    wanted = [page for page in shown.pages if not only_changed or page.change in _CHANGED]
    start = min(max(request.args.get("from", default=1, type=int), 1), max(len(wanted), 1))
    return render_template(
        "comparison.html",
        shown=shown,
        evidence=shown.signature.page.evidence,
        signature=shown.signature.signature,
        number=number,
        pairs=[(page, _size(shown, page.page)) for page in wanted[start - 1 : start - 1 + PAIRS_SHOWN]],
        wanted=len(wanted),
        start=start,
        step=PAIRS_SHOWN,
        only_changed=only_changed,
        changed=sum(page.change in _CHANGED for page in shown.pages),
        marked=sum(page.change is PageChange.EXPLAINED for page in shown.pages),
        width=WIDTHS[0],
    )


@pages.post("/evidence/<int:evidence_id>/signatures/<int:number>/comparison")
def ask(evidence_id: int, number: int) -> ResponseReturnValue:
    """Have the pages compared: a short document at once, a long one by a worker."""
    job = ask_comparison(services(), acting(), evidence_id, number)
    if job is not None:
        serving().compare(*job)
    return redirect(url_for("comparisons.show", evidence_id=evidence_id, number=number))


@pages.get("/evidence/<int:evidence_id>/signatures/<int:number>/pages/<int:page>.png")
def picture(evidence_id: int, number: int, page: int) -> ResponseReturnValue:
    """A page of the signed revision as a picture, in one of the widths offered."""
    width = request.args.get("width", default=WIDTHS[0], type=int)
    if width not in ZOOM_WIDTHS:
        raise BadRequest
    try:
        drawn = draw_revision(services(), acting(), evidence_id, number, page, width=width)
    except NotDrawableError as error:
        raise NotFound from error
    response = Response(drawn, mimetype="image/png")
    response.headers["Cache-Control"] = _BYTES_NEVER_CHANGE
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _size(shown: ComparisonPage, page: int) -> Any:
    """A page's width and height in points, as the report has them; A4 for a page that the file has lost."""
    verification = shown.signature.page.verification
    sizes = verification.report.get("page_sizes", []) if verification else []
    return sizes[page - 1] if page <= len(sizes) else (595.0, 842.0)
