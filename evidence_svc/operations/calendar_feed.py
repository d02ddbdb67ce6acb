"""Calendar feeds: a secret address for one person and one agency, what it answers, and its end."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action, may, require
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request
from evidence_svc.operations.look_ahead import AgencyAhead, find_ahead
from evidence_svc.operations.people import find_actor
from evidence_svc.persistence.calendar_feeds import CalendarFeed
from evidence_svc.services import Services
from verifiers.calendar import local_date

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """A live feed of the person with the name of its agency."""

    feed: CalendarFeed
    agency_name: str


def open_feed(services: Services, request: Request, agency_id: str) -> str:
    """Open a feed and return its secret, which is shown once and kept as a digest only.

    Raises PermissionDeniedError and NotFoundError.
    """
    require(request.actor, Action.VIEW_ASSESSMENT, agency_id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with services.work.begin() as unit:
        if unit.agencies.find(agency_id) is None:
            raise NotFoundError
        draft = request.draft("person:calendar-opened", f"person:{request.actor.id}", after={"calendar_of": agency_id})
        entry = unit.append(draft, now=services.now())
        unit.calendar_feeds.add(request.actor.id, agency_id, _digest(secret), services.now(), entry=entry.sequence)
        unit.commit()
    return secret


def end_feed(services: Services, request: Request, feed_id: int) -> None:
    """Revoke one of the person's own feeds; raises NotFoundError."""
    with services.work.begin() as unit:
        feed = next((each for each in unit.calendar_feeds.of_person(request.actor.id) if each.id == feed_id), None)
        if feed is None:
            raise NotFoundError
        before = {"calendar_of": feed.agency_id}
        draft = request.draft("person:calendar-closed", f"person:{request.actor.id}", before=before)
        unit.calendar_feeds.end(feed.id, entry=unit.append(draft, now=services.now()).sequence)
        unit.commit()


def list_feeds(services: Services, request: Request) -> tuple[OwnFeed, ...]:
    """The person's live feeds."""
    with services.work.read() as unit:
        names = {agency.id: agency.name for agency in unit.agencies.list()}
        return tuple(OwnFeed(feed, names[feed.agency_id]) for feed in unit.calendar_feeds.of_person(request.actor.id))


def read_feed(services: Services, secret: str) -> AgencyAhead:
    """What a feed shows; NotFoundError for a secret that is unknown or revoked, or whose person lost the right."""
    today = local_date(services.now())
    with services.work.read() as unit:
        feed = unit.calendar_feeds.find_by_digest(_digest(secret))
        agency = unit.agencies.find(feed.agency_id) if feed else None
        if feed is None or agency is None or not _still_may(find_actor(services, feed.person_id), feed.agency_id):
            raise NotFoundError
        return AgencyAhead(agency, today, find_ahead(unit, feed.agency_id, today, services.calendar))


def _still_may(actor: Actor | None, agency_id: str) -> bool:
    return actor is not None and may(actor, Action.VIEW_ASSESSMENT, agency_id)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
