"""Notifications of the signed-in person, where their mail goes, and their calendar feeds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from icalendar import Event
from werkzeug.exceptions import BadRequest

from evidence_svc.errors import RefusedError
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.calendar_feed import end_feed, list_feeds, open_feed, read_feed
from evidence_svc.operations.look_ahead import AgencyAhead
from evidence_svc.operations.notifications import (
    change_contact,
    list_notifications,
    mark_read,
    show_contact,
)
from evidence_svc.operations.remind import STAGE_WORDS
from evidence_svc.reports.deadline_calendar import deadline_event, write_calendar
from evidence_svc.serving import acting, services, unread_count
from evidence_svc.web.deadlines import today_words
from evidence_svc.web.session import own_path

pages = Blueprint("notifications", __name__)


def unread() -> dict[str, Any]:
    """For every template: how many notifications wait."""
    return {"unread": unread_count()}


@pages.get("/notifications")
def index() -> ResponseReturnValue:
    """The newest notifications."""
    return render_template("notifications.html", page=list_notifications(services(), acting()))


@pages.post("/notifications/read")
def read() -> ResponseReturnValue:
    """Mark one as read and go on to where it leads, or mark all."""
    number = request.form.get("notification", "")
    notification_id = parse_identifier(number) if number else None
    if number and notification_id is None:
        raise BadRequest
    mark_read(services(), acting(), notification_id)
    place = request.form.get("go", "")
    return redirect(own_path(place) if place else url_for("notifications.index"))


@pages.get("/notifications/settings")
def settings() -> ResponseReturnValue:
    """Where mail goes, and the calendar feeds."""
    return _settings()


@pages.post("/notifications/settings")
def change() -> ResponseReturnValue:
    """Say where mail goes."""
    email, wants = request.form.get("email", ""), request.form.get("wants_mail") == "yes"
    try:
        change_contact(services(), acting(), email=email, wants_mail=wants)
    except RefusedError as error:
        return _settings(message=str(error), typed=email), 422
    flash(_("Đã lưu địa chỉ nhận thư."))
    return redirect(url_for("notifications.settings"))


@pages.post("/notifications/feeds")
def add_feed() -> ResponseReturnValue:
    """Open a calendar feed; its address is shown this once."""
    secret = open_feed(services(), acting(), request.form.get("agency", ""))
    return _settings(address=_address("notifications.feed", secret=secret))


@pages.post("/notifications/feeds/<int:feed_id>/end")
def remove_feed(feed_id: int) -> ResponseReturnValue:
    """Revoke a feed."""
    end_feed(services(), acting(), feed_id)
    flash(_("Đã thu hồi địa chỉ lịch."))
    return redirect(url_for("notifications.settings"))


@pages.get("/calendar/<secret>.ics")
def feed(secret: str) -> ResponseReturnValue:
    """The deadlines behind a secret address, without a session: calendars cannot sign in."""
    ahead = read_feed(services(), secret)
    content = write_calendar(str(_("Hạn CCHC %(agency)s", agency=ahead.agency.name)), _events(ahead))
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer


def _settings(message: str = "", typed: str = "", address: str = "") -> str:
    contact = show_contact(services(), acting())
    return render_template(
        "notification_settings.html",
        contact=contact,
        feeds=list_feeds(services(), acting()),
        mails=services().settings.smtp_host is not None,
        message=message,
        typed=typed or (contact.email if contact else ""),
        address=address,
    )


def _address(endpoint: str, **values: Any) -> str:
    """A page's whole address, by the public one of the service where that is set."""
    base = services().settings.public_url
    return f"{base.rstrip('/')}{url_for(endpoint, **values)}" if base else url_for(endpoint, **values, _external=True)


def _events(ahead: AgencyAhead) -> list[Event]:
    stamp = services().now()
    events = []
    for each in ahead.rounds:
        assessment_id = each.standing.assessment.id
        for outlook in each.of_round + each.of_year:
            if outlook.last_day is not None:
                address = _address("criteria.show", row_id=outlook.claim.row_id)
                title = f"{outlook.wanted.slot.title} ({outlook.claim.criterion.path})"
                text = str(_("Nếu ban hành hôm nay: %(words)s.", words=today_words(outlook)))
                events.append(deadline_event(outlook.key, outlook.last_day, title, text, address, stamp))
        for state, day in each.stages:
            if state in STAGE_WORDS:
                address = _address("reviews.show", assessment_id=assessment_id)
                key, words = f"stage-{assessment_id}-{state.value}", STAGE_WORDS[state]
                events.append(deadline_event(key, day, words, each.standing.round.title, address, stamp))
    return events
