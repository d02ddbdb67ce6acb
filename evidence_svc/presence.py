"""Who has a criterion open now: short-lived keys of the queue's server; without that server, what this process saw.

Nothing rests on it: it only tells two people of each other before one of them types in vain.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

import structlog
from redis import Redis
from redis.exceptions import RedisError

from evidence_svc.config import Settings
from evidence_svc.embedded import queue_url

log = structlog.get_logger(__name__)
# Pages say every 15 seconds that they are still open; who missed three of these is gone.
SEEN_FOR = timedelta(seconds=50)
# A server that does not answer costs a page this long, and is then left alone for a while.
SECONDS_TO_ANSWER = 0.2
LEFT_ALONE_FOR = timedelta(seconds=30)


class Presence:
    """Who looks at what, by the name of the thing; people are told by their names."""

    def __init__(self, server: Redis | None) -> None:
        self._server = server
        self._silent_until: datetime | None = None
        self._here: dict[str, dict[str, float]] = defaultdict(dict)
        self._lock = threading.Lock()

    def note(self, place: str, person: str, now: datetime) -> tuple[str, ...]:
        """Say that a person is here now; returns who else is, by name."""
        seen = self._on_server(place, person, now)
        if seen is None:
            seen = self._in_process(place, person, now)
        return tuple(sorted(name for name in seen if name != person))

    def leave(self, place: str, person: str, now: datetime) -> None:
        """Say that a person is no longer here."""
        with self._lock:
            self._here[place].pop(person, None)
        if self._may_ask(now):
            try:
                cast(Redis, self._server).zrem(_key(place), person)
            except RedisError as error:
                self._leave_alone(error, now)

    def _on_server(self, place: str, person: str, now: datetime) -> Mapping[str, float] | None:
        """Names with when each was seen last; None when the server cannot be asked."""
        if not self._may_ask(now):
            return None
        key, oldest = _key(place), (now - SEEN_FOR).timestamp()
        try:
            with cast(Redis, self._server).pipeline() as asking:
                asking.zadd(key, {person: now.timestamp()})
                asking.zremrangebyscore(key, "-inf", oldest)
                asking.expire(key, SEEN_FOR)
                asking.zrange(key, 0, -1, withscores=True)
                found = asking.execute()[-1]
        except RedisError as error:
            self._leave_alone(error, now)
            return None
        return {bytes(name).decode(): score for name, score in found}

    def _in_process(self, place: str, person: str, now: datetime) -> Mapping[str, float]:
        oldest = (now - SEEN_FOR).timestamp()
        with self._lock:
            for there in [there for there, seen in self._here.items() if max(seen.values(), default=0) <= oldest]:
                del self._here[there]
            self._here[place][person] = now.timestamp()
            return {name: seen for name, seen in self._here[place].items() if seen > oldest}

    def _may_ask(self, now: datetime) -> bool:
        return self._server is not None and (self._silent_until is None or now >= self._silent_until)

    def _leave_alone(self, error: RedisError, now: datetime) -> None:
        log.info("presence-unreachable", error=str(error))
        self._silent_until = now + LEFT_ALONE_FOR


def open_presence(settings: Settings) -> Presence:
    """Presence on the queue's server, which need not run."""
    wait = SECONDS_TO_ANSWER
    return Presence(Redis.from_url(queue_url(settings), socket_timeout=wait, socket_connect_timeout=wait))


def _key(place: str) -> str:
    return f"evidence-svc:here:{place}"
