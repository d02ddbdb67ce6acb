"""Who else has a criterion open: on a real Valkey, and in the process alone when there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from evidence_svc.embedded import embedded_queue
from evidence_svc.presence import LEFT_ALONE_FOR, SEEN_FOR, Presence, open_presence
from tests.factories import make_settings

NOW = datetime(2023, 7, 20, 2, 0, tzinfo=UTC)


def test_two_processes_see_each_other_for_a_while(tmp_path: Path) -> None:
    """What one process noted the other is told, until the person leaves or was not seen for long enough."""
    settings = make_settings(tmp_path)
    with embedded_queue(settings):
        one, other = open_presence(settings), open_presence(settings)
        one.note("7", "1 An", NOW)

        together = other.note("7", "2 Bình", NOW)
        elsewhere = other.note("8", "2 Bình", NOW)
        later = other.note("7", "2 Bình", NOW + SEEN_FOR + timedelta(seconds=1))
        other.leave("7", "2 Bình", NOW)
        alone = one.note("7", "1 An", NOW)

    assert (together, elsewhere, later, alone) == (("1 An",), (), (), ())


def test_without_a_server_a_process_tells_what_it_saw(tmp_path: Path) -> None:
    """A server that is not there costs nothing but the sight of other processes, and is asked again later."""
    settings = make_settings(tmp_path)
    presence = open_presence(settings)
    presence.note("7", "1 An", NOW)

    together = presence.note("7", "2 Bình", NOW)
    presence.leave("7", "1 An", NOW)
    alone = presence.note("7", "2 Bình", NOW)
    with embedded_queue(settings):
        open_presence(settings).note("7", "3 Chi", NOW + LEFT_ALONE_FOR)
        again = presence.note("7", "2 Bình", NOW + LEFT_ALONE_FOR)

    assert (together, alone, again) == (("1 An",), (), ("3 Chi",))


def test_who_was_seen_long_ago_is_forgotten() -> None:
    """A process keeps no list of everybody who ever opened anything."""
    presence = Presence(None)
    presence.note("7", "1 An", NOW)

    seen = presence.note("7", "2 Bình", NOW + SEEN_FOR)

    assert seen == ()
