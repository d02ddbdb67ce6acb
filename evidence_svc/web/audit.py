"""The log explorer: newest entries first, filtered, and a check of the whole log on demand."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.read_log import LogFilter, check_log, read_log
from evidence_svc.serving import acting, services
from evidence_svc.web.story import tell

pages = Blueprint("audit", __name__)


@pages.get("/log")
def index() -> ResponseReturnValue:
    """One page of the log; `?check=1` recomputes all of it first."""
    wanted = LogFilter(
        subject=request.args.get("subject", "").strip(),
        actor=request.args.get("actor", "").strip(),
        action=request.args.get("action", "").strip(),
        before=parse_identifier(request.args.get("before", "")),
    )
    found = read_log(services(), acting(), wanted)
    checked = check_log(services(), acting()) if request.args.get("check") else None
    told = tuple(tell(line) for line in found.lines)
    return render_template("log.html", found=found, told=told, wanted=wanted, checked=checked)
