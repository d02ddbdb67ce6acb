"""Rebuild from the log's entries alone what the tables must hold, and name every value that no entry explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.scan import Logged
from evidence_svc.domain.threads import MessageKind

ROW = "criterion-assessment"
INITIAL_STATUSES = frozenset({"not-scored", "yearly"})
# What a criterion's row holds before any entry about it; its first status is one of two.
UNTOUCHED: Mapping[str, Any] = {
    "status": None,
    "self_score": None,
    "appraised_score": None,
    "explanation": "",
    "opinion": "",
}
# Which members of `after` are values of the subject's own row, by kind of subject.
MEMBERS: Mapping[str, frozenset[str]] = {
    ROW: frozenset(UNTOUCHED),
    "round": frozenset({"title", "criteria_set", "kind", "from", "to", "state", "rules", "unappraised_reason"}),
    "criteria-set": frozenset({"title", "sha256"}),
    "agency": frozenset({"name", "kind"}),
    "assessment": frozenset({"round", "agency", "rows", "places_sha256"}),
    "person": frozenset(
        {"username", "name", "role", "agency", "active", "log_agencies", "log_since", "log_until", "second_factor"}
    ),
}
MISSING, PRESENT = "row-missing", "row-present"

Values = dict[str, Any]
Facts = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that stands in the tables otherwise than in the log: an unlogged change.

    `name` is `row` when a whole row is missing or has no entry; `row_id` is the entry's sequence for links, received
    files, verifications, judgements and corrections, which the log knows by the entry that made them.
    """

    row_id: int | str
    name: str
    logged: Any
    stored: Any
    kind: str = ROW


@dataclass(slots=True)
class Replay:
    """What the log says so far, by "kind:id"; feed it entries in order. Both dictionaries can be kept as JSON."""

    facts: Facts = field(default_factory=dict)
    live_links: dict[str, int] = field(default_factory=dict)

    def take(self, entries: Iterable[Logged]) -> None:
        """Let entries change what is known."""
        for entry in entries:
            special = _SPECIAL.get(entry.action)
            if special is not None:
                special(self, entry)
            elif isinstance(entry.after, dict):
                self._merge(entry.subject, entry.after)

    def _merge(self, subject: str, after: Mapping[str, Any]) -> None:
        names = MEMBERS.get(subject.partition(":")[0])
        if names:
            values = {name: value for name, value in after.items() if name in names}
            if values:
                self.facts.setdefault(subject, {}).update(values)


def _take_round(replay: Replay, entry: Logged) -> None:
    replay.facts[entry.subject] = {**_after(entry), "state": "draft"}


def _take_person(replay: Replay, entry: Logged) -> None:
    after = _after(entry)
    replay.facts[entry.subject] = {**after, "username": str(after.get("username")).strip().lower(), "active": True}


def _take_link(replay: Replay, entry: Logged) -> None:
    after = _after(entry)
    row = _number(entry.subject)
    values = {"row": row, "ended": None, "pages": None, **after}
    replay.facts[f"link:{entry.sequence}"] = values
    replay.live_links[f"{row}/{after.get('evidence')}"] = entry.sequence


def _take_unlink(replay: Replay, entry: Logged) -> None:
    before = entry.before if isinstance(entry.before, dict) else {}
    made = replay.live_links.pop(f"{_number(entry.subject)}/{before.get('evidence')}", None)
    if made is not None:
        replay.facts[f"link:{made}"]["ended"] = entry.sequence


def _take_received(replay: Replay, entry: Logged) -> None:
    values = {**_after(entry), "sha256": entry.evidence[0] if entry.evidence else None, "by": entry.actor}
    replay.facts[f"received:{entry.sequence}"] = values


def _take_verified(replay: Replay, entry: Logged) -> None:
    replay.facts[f"verification:{entry.sequence}"] = {**_after(entry), "evidence": _number(entry.subject)}


def _take_judged(replay: Replay, entry: Logged) -> None:
    replay.facts[f"judgement:{entry.sequence}"] = {**_after(entry), "row": _number(entry.subject)}


def _take_superseded(replay: Replay, entry: Logged) -> None:
    values = {**_after(entry), "evidence": _number(entry.subject), "ended": None}
    replay.facts[f"replacement:{entry.sequence}"] = values


def _take_corrected(replay: Replay, entry: Logged) -> None:
    name, value = next(iter(_after(entry).items()), (None, None))
    values = {"evidence": _number(entry.subject), "field": name, "value": value, "by": entry.actor}
    replay.facts[f"correction:{entry.sequence}"] = values


def _take_message(replay: Replay, entry: Logged) -> None:
    values = {**_after(entry), "row": _number(entry.subject), "by": entry.actor}
    replay.facts[f"message:{entry.sequence}"] = values


def _take_step(replay: Replay, entry: Logged) -> None:
    values = {**_after(entry), "assessment": _number(entry.subject), "by": entry.actor}
    replay.facts[f"step:{entry.sequence}"] = values


def _take_extension(replay: Replay, entry: Logged) -> None:
    values = {**_after(entry), "assessment": _number(entry.subject), "ended": None}
    replay.facts[f"extension:{entry.sequence}"] = values


def _take_deadline_extension(replay: Replay, entry: Logged) -> None:
    values = {**_after(entry), "row": _number(entry.subject), "ended": None}
    replay.facts[f"deadline-extension:{entry.sequence}"] = values


def _take_preset(replay: Replay, entry: Logged) -> None:
    replay.facts[f"preset:{entry.sequence}"] = {**_after(entry), "agency": _number(entry.subject), "ended": None}


def _take_assignment(replay: Replay, entry: Logged) -> None:
    replay.facts[f"assignment:{entry.sequence}"] = {**_after(entry), "person": _number(entry.subject), "ended": None}


def _take_motion(replay: Replay, entry: Logged) -> None:
    replay.facts[f"motion:{entry.sequence}"] = {**_after(entry), "result": "open", "ended": None}


def _take_vote(replay: Replay, entry: Logged) -> None:
    replay.facts[f"vote:{entry.sequence}"] = {**_after(entry), "by": entry.actor}


def _take_end(replay: Replay, entry: Logged) -> None:
    """The end of an extension or a motion, which `before` names by the entry that made it."""
    before = entry.before if isinstance(entry.before, dict) else {}
    for kind, made in before.items():
        known = replay.facts.get(f"{kind}:{made}")
        if known is not None:
            known.update({**_after(entry), "ended": entry.sequence})


def _take_inputs(replay: Replay, entry: Logged) -> None:
    values = {**_after(entry), "row": _number(entry.subject), "by": entry.actor}
    replay.facts[f"inputs:{entry.sequence}"] = values


def _ignore(replay: Replay, entry: Logged) -> None:
    """The same bytes sent again change no row."""


_SPECIAL: Mapping[str, Callable[[Replay, Logged], None]] = {
    "round:created": _take_round,
    "person:added": _take_person,
    "evidence:linked": _take_link,
    "evidence:unlinked": _take_unlink,
    "evidence:received": _take_received,
    "evidence:received-again": _ignore,
    "evidence:verified": _take_verified,
    "evidence:judged": _take_judged,
    "evidence:superseded": _take_superseded,
    "evidence:replacement-withdrawn": _take_end,
    "evidence:reading-corrected": _take_corrected,
    "evidence:reading-withdrawn": _take_corrected,
    "assessment:inputs-stated": _take_inputs,
    **{f"assessment:{kind}": _take_message for kind in MessageKind},
    **{f"assessment:{step}": _take_step for step in ("submitted", "taken-back", "consented")},
    "assessment:extended": _take_extension,
    "assessment:extension-ended": _take_end,
    "assessment:deadline-extended": _take_deadline_extension,
    "assessment:deadline-extension-withdrawn": _take_end,
    "agency:exclusion-preset": _take_preset,
    "agency:exclusion-lifted": _take_end,
    "person:assigned": _take_assignment,
    "person:assignment-ended": _take_end,
    "round:motion-opened": _take_motion,
    "round:motion-closed": _take_end,
    "round:voted": _take_vote,
}


def find_differences(logged: Facts, stored: Iterable[tuple[str, Values]]) -> tuple[Difference, ...]:
    """Every value of the tables that the log does not explain, and every row that only one of them has."""
    left = dict(logged)
    found: list[Difference] = []
    for key, values in stored:
        known = left.pop(key, None)
        if known is None and not key.startswith(f"{ROW}:"):
            found.append(_difference(key, "row", None, PRESENT))
        else:
            found.extend(_compare(key, known or {}, values))
    found.extend(_difference(key, "row", PRESENT, MISSING) for key in left)
    return tuple(found)


def _compare(key: str, known: Values, values: Values) -> Iterable[Difference]:
    for name, value in values.items():
        logged = known.get(name, UNTOUCHED.get(name))
        if name == "places_sha256" and logged is None:  # opened before the log kept which row is which criterion's
            continue
        if logged != value and not (name == "status" and logged is None and value in INITIAL_STATUSES):
            yield _difference(key, name, logged, value)


def _difference(key: str, name: str, logged: Any, stored: Any) -> Difference:
    kind, _, ident = key.partition(":")
    return Difference(int(ident) if ident.isdecimal() else ident, name, logged, stored, kind)


def _after(entry: Logged) -> Values:
    return dict(entry.after) if isinstance(entry.after, dict) else {}


def _number(subject: str) -> int | str:
    ident = subject.partition(":")[2]
    return int(ident) if ident.isdecimal() else ident
