"""The auditor's pages: the log explorer with its exports, patterns worth a look, a criterion's way, receipts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.domain.people import Role
from evidence_svc.errors import RefusedError
from evidence_svc.headers import as_attachment
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.export_log import export_log
from evidence_svc.operations.find_patterns import look_for_patterns
from evidence_svc.operations.read_log import LogFilter, LogLine, check_log, read_log
from evidence_svc.operations.receipts import make_receipt
from evidence_svc.operations.show_criterion import HistoryLine
from evidence_svc.operations.show_timeline import show_timeline
from evidence_svc.reports.streamed_tables import csv_chunks, json_chunks, xlsx_chunks
from evidence_svc.serving import acting, services
from evidence_svc.web import wording
from evidence_svc.web.display import show_instant
from evidence_svc.web.story import Told, file_titles, slot_titles, tell
from evidence_svc.web.timeline_picture import draw_timeline

pages = Blueprint("audit", __name__)
LONGEST_FIELD = 200
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@pages.get("/log")
def index() -> ResponseReturnValue:
    """One page of the log; `?check=1` first verifies what is new in it and every value of the tables."""
    wanted = read_filter()
    checked = check_log(services(), acting()) if request.args.get("check") else None
    found = read_log(services(), acting(), wanted)
    names = file_titles(found.files)
    told = tuple((tell(HistoryLine(line.entry, line.actor_name), names), line) for line in found.lines)
    kept = {name: value for name, value in request.args.items() if name not in {"before", "check"} and value}
    return render_template(
        "log.html",
        found=found,
        told=told,
        wanted=wanted,
        checked=checked,
        kept=kept,
        roles=list(Role),
        forms=FORMS,
        unread_days=unread_days(),
    )


@pages.get("/log/export.<form>")
def export(form: str) -> ResponseReturnValue:
    """Everything that fits the filter, as a file."""
    if form not in FORMS:
        abort(404)
    if unread_days():
        raise RefusedError(_("Không hiểu ngày của bộ lọc. Ghi ngày theo dạng 17/01/2023."), reason="day-unreadable")
    lines = export_log(services(), acting(), read_filter(), form)
    chunks = json_chunks("entries", map(_as_json, lines)) if form == "json" else _table(form, lines)
    return as_attachment(Response(stream_with_context(chunks), content_type=FORMS[form]), f"nhat-ky.{form}")


@pages.get("/log/patterns")
def patterns() -> ResponseReturnValue:
    """What in the score changes is worth a look."""
    found = look_for_patterns(services(), acting())
    return render_template("log_patterns.html", found=found)


@pages.get("/criteria/<int:row_id>/timeline")
def timeline(row_id: int) -> ResponseReturnValue:
    """One criterion's way through its round, as a picture and as a table."""
    page = show_timeline(services(), acting(), row_id)
    criterion = page.place.criterion
    titles = slot_titles(criterion)
    names = [(step, tell(HistoryLine(step.entry, page.names[step.entry.actor]), titles)) for step in page.steps]
    picture = draw_timeline(page.steps, criterion.max_score)
    return render_template("timeline.html", page=page, criterion=criterion, steps=names, picture=picture)


@pages.get("/log/receipts/<int:sequence>")
def receipt(sequence: int) -> ResponseReturnValue:
    """A receipt for one entry, to take home."""
    name, text = make_receipt(services(), acting(), sequence)
    return as_attachment(Response(text, content_type="text/plain; charset=utf-8"), name)


def read_filter() -> LogFilter:
    """The filter in the address; what cannot be read asks for nothing."""
    names = ("subject", "actor", "action", "agency", "criterion", "role", "text")
    texts = {name: request.args.get(name, "").strip()[:LONGEST_FIELD] for name in names}
    return LogFilter(
        **texts,
        before=parse_identifier(request.args.get("before", "")),
        since=_day("since"),
        until=_day("until"),
        readings=bool(request.args.get("readings")),
    )


def _day(name: str) -> date | None:
    """A day as browsers send it, or as people here write it."""
    typed = request.args.get(name, "").strip()
    parts = [part.strip().zfill(2) for part in reversed(typed.split("/"))]
    try:
        return date.fromisoformat("-".join(parts) if len(parts) == 3 else typed)
    except ValueError:
        return None


def unread_days() -> list[str]:
    """The days of the filter that nobody can read, as they were typed."""
    typed = {name: request.args.get(name, "").strip()[:LONGEST_FIELD] for name in ("since", "until")}
    return [words for name, words in typed.items() if words and _day(name) is None]


def _told(line: LogLine) -> Told:
    return tell(HistoryLine(line.entry, line.actor_name))


def _table(form: str, lines: Iterable[LogLine]) -> Iterator[bytes]:
    header = [
        _("Số"),
        _("Lúc (giờ Việt Nam)"),
        _("Người thực hiện"),
        _("Vai trò"),
        _("Việc"),
        _("Cơ quan"),
        _("Đối tượng"),
        _("Thay đổi"),
        _("Lý do"),
        _("Tài liệu (SHA-256)"),
        _("Mã yêu cầu"),
    ]
    rows = map(_row, lines)
    return csv_chunks(header, rows) if form == "csv" else xlsx_chunks(_("Nhật ký"), header, rows)


def _row(line: LogLine) -> list[str]:
    entry, told = line.entry, _told(line)
    changes = "; ".join(f"{change.label}: {change.before} → {change.after}" for change in told.changes)
    who = (line.actor_name, str(told.role), str(told.action), line.agency_name, line.label)
    moment = show_instant(entry.occurred_at, seconds=True)
    return [str(entry.sequence), moment, *who, changes, entry.reason, " ".join(entry.evidence), entry.request_id]


def _as_json(line: LogLine) -> dict[str, Any]:
    """The entry with its own names and values, and beside it the names of people and things."""
    entry = line.entry
    members = ("sequence", "actor", "role", "action", "subject", "before", "after", "reason", "request_id")
    named = {"actor_name": line.actor_name, "subject_name": line.label, "agency_name": line.agency_name}
    moment, evidence = entry.occurred_at.isoformat(), list(entry.evidence)
    told = {name: getattr(entry, name) for name in members}
    return {**told, "occurred_at": moment, "evidence": evidence, **named}


def page_of(sequence: int) -> str:
    """The address at which an entry stands first."""
    return url_for("audit.index", before=sequence + 1, readings=1)


pages.add_app_template_global(page_of, "page_of_entry")
pages.add_app_template_global(lambda code: wording.PATTERNS[code], "pattern_words")
