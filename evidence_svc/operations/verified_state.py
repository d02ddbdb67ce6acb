"""Where the last good verification ended, kept in a file of its own so that the next can go on from there.

It repeats what entries say of people and scores, so it never lies in the published folder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from audit import merkle
from audit.errors import AuditError
from audit.folder import write_durably
from audit.merkle import EMPTY, Frontier
from evidence_svc.domain.replay import Replay


@dataclass(frozen=True, slots=True)
class VerifiedState:
    """The tree up to which all was good, and what the log had said by then."""

    frontier: Frontier = EMPTY
    replay: Replay = field(default_factory=Replay)


def read_state(path: Path) -> VerifiedState:
    """The last good state; the beginning of the log when there is none or it cannot be read."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        frontier = merkle.decode(stored["size"], bytes.fromhex(stored["frontier"]))
        replay = Replay(dict(stored["facts"]), dict(stored["live_links"]))
        return VerifiedState(frontier, replay)
    except (OSError, ValueError, KeyError, TypeError, AuditError):
        return VerifiedState()


def keep_state(path: Path, state: VerifiedState) -> None:
    """Remember a good state; raises PublicationError when it cannot be written."""
    stored = {
        "size": state.frontier.size,
        "frontier": merkle.encode(state.frontier).hex(),
        "facts": state.replay.facts,
        "live_links": state.replay.live_links,
    }
    write_durably(path, json.dumps(stored, ensure_ascii=False).encode())
