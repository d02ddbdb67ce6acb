"""An agency's deadlines as an iCalendar file (RFC 5545), for the calendar that people have already."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

PRODUCT = "-//evidence-svc//deadlines//VI"
REMIND_BEFORE = (timedelta(days=7), timedelta(days=1))


def write_calendar(name: str, events: list[Event]) -> bytes:
    """The file: UTF-8, lines folded at 75 octets and ended by CRLF, as RFC 5545, section 3.1, asks."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def deadline_event(key: str, day: date, title: str, text: str, address: str, stamp: datetime) -> Event:
    """An event that lasts the whole last day; its identity stays when its words change."""
    event = Event()
    event.add("uid", f"{key}@evidence-svc")
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("description", text)
    event.add("transp", "TRANSPARENT")
    if address:
        event.add("url", address)
    for before in REMIND_BEFORE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event
