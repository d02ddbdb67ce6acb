"""What falls due for an agency: documents wanted by date, points at risk, and what issuing today would give."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.domain.outlook import Outlook
from evidence_svc.operations.look_ahead import look_ahead_for
from evidence_svc.serving import acting, services
from evidence_svc.translations.sentences import said
from evidence_svc.web.counting import counted
from evidence_svc.web.display import show_day, show_score

pages = Blueprint("deadlines", __name__)


@pages.get("/agencies/<agency_id>/deadlines")
def agency(agency_id: str) -> ResponseReturnValue:
    """Deadlines by date; `?whole=year` adds what only the annual round scores."""
    ahead = look_ahead_for(services(), acting(), agency_id)
    whole_year = request.args.get("whole") == "year"
    return render_template(
        "deadlines.html", ahead=ahead, whole_year=whole_year, days_left=days_left, today_words=today_words
    )


def days_left(last_day: date, today: date) -> str:
    """How long there is, in words."""
    days = (last_day - today).days
    if days < 0:
        return str(counted("quá hạn %(n)s ngày", -days))
    return str(_("hết hạn hôm nay") if days == 0 else counted("còn %(n)s ngày", days))


def today_words(outlook: Outlook) -> str:
    """What issuing the document today would give: `mất 1,00 điểm`; both readings where they differ."""
    if not outlook.today or outlook.lost_today is None or outlook.on_time is None:
        return str(_("Chưa tính được"))
    if len(outlook.today) > 1:
        points = str(_(" hoặc ")).join(show_score(each) for each in outlook.today)
        return str(_("còn %(points)s điểm tùy cách hiểu thời hạn", points=points))
    if not outlook.lost_today:
        return str(_("đủ %(points)s điểm", points=show_score(outlook.on_time)))
    left, lost = show_score(outlook.today[0]), show_score(outlook.lost_today)
    return str(_("mất %(lost)s điểm, còn %(left)s", lost=lost, left=left))


def outlook_words(outlook: Outlook, today: date) -> str:
    """One line for the page of a criterion."""
    due = outlook.wanted.due
    if due is None or outlook.last_day is None:
        words = said(due.sentence) if due is not None and due.sentence else _("chưa có thời hạn.")
        return f"{outlook.wanted.slot.title}: {words}"
    facts = {"title": outlook.wanted.slot.title, "today": today_words(outlook), "day": show_day(outlook.last_day)}
    return str(_("%(title)s: %(today)s (hạn %(day)s, %(left)s).", **facts, left=days_left(outlook.last_day, today)))
