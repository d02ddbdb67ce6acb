"""Verifying again: what rests on older versions, and the scores that rest on a verdict which changed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.domain.permissions import Action, may
from evidence_svc.operations.changed_verdicts import find_changed_verdicts
from evidence_svc.operations.list_rounds import list_rounds
from evidence_svc.operations.reverify import find_outdated, reverify, reverify_one
from evidence_svc.serving import acting, services, serving
from evidence_svc.web.counting import counted

pages = Blueprint("verifications", __name__)
# More lines than this are counted, not shown: the button queues all of them.
MOST_LINES = 300


@pages.get("/verifications")
def index() -> ResponseReturnValue:
    """Everything the person may look at, or one round (`?round=`)."""
    round_id = request.args.get("round") or None
    outdated = find_outdated(services(), acting(), round_id)
    return render_template(
        "verifications.html",
        rounds=list_rounds(services()),
        round_id=round_id or "",
        changed=find_changed_verdicts(services(), acting(), round_id=round_id),
        outdated=outdated[:MOST_LINES],
        total=len(outdated),
        queued=sum(one.is_queued for one in outdated),
        may_verify=may(acting().actor, Action.VERIFY_AGAIN),
    )


@pages.post("/verifications")
def queue_outdated() -> ResponseReturnValue:
    """Queue everything that rests on older versions."""
    round_id = request.form.get("round") or None
    ids = reverify(services(), acting(), round_id=round_id)
    for evidence_id in ids:
        serving().enqueue(evidence_id)
    flash(counted("Đã đưa %(n)s tài liệu vào hàng đợi kiểm tra lại.", len(ids)))
    return redirect(url_for("verifications.index", round=round_id))


@pages.post("/evidence/<int:evidence_id>/verifications")
def queue_one(evidence_id: int) -> ResponseReturnValue:
    """Queue one file; its earlier reports stay."""
    reverify_one(services(), acting(), evidence_id)
    serving().enqueue(evidence_id)
    flash(_("Tài liệu đang được kiểm tra lại; các kết quả trước vẫn được giữ."))
    return redirect(url_for("evidence.show", evidence_id=evidence_id))
