"""Log entries told to a person: who did what, and each value before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from evidence_svc.domain.criteria import Criterion
from evidence_svc.operations.show_criterion import HistoryLine
from evidence_svc.translations.sentences import said_whole
from evidence_svc.web import wording
from evidence_svc.web.display import NOTHING, short_hash, show_day, show_score, show_size, word
from evidence_svc.web.people import KINDS

# Letters that two values side by side, or one alone, may have in the history column.
_ROOM, _ROOM_ALONE = 80, 300
# How the log writes the points of a motion, a proposed raise or a decision; a corrected reading is other text.
_DECIMAL = re.compile(r"\d+\.\d+")
NO_TITLES: Mapping[str, str] = {}
_SCORES = frozenset({"self_score", "appraised_score"})
_FILE = "evidence"
# Members that name a file by its number.
_OF_FILES = frozenset({_FILE, "replaced_by"})
_LABELS = {**wording.DOCUMENT_FIELDS, **wording.MEMBERS}
_PAGES = {
    "criterion-assessment": ("criteria.show", "row_id"),
    "evidence": ("evidence.show", "evidence_id"),
    "assessment": ("assessments.show", "assessment_id"),
}
_VOCABULARIES: dict[str, Mapping[Any, Any]] = {
    "status": wording.STATUSES,
    "state": wording.ROUND_STATES,
    "outcome": wording.OUTCOMES,
    "role": wording.ROLES,
    "choice": wording.CHOICES,
    "way": wording.WAYS,
    "result": wording.MOTION_STATES,
    "kind": {**wording.MESSAGES, **wording.MOTIONS, **wording.ROUND_KINDS, **KINDS},
    "step": {step: wording.ACTIONS[f"assessment:{step}"] for step in ("submitted", "taken-back", "consented")},
}
_CHANGES_OF_SCORE = frozenset(
    {
        "assessment:self-scored",
        "assessment:self-score-withdrawn",
        "assessment:appraised",
        "assessment:appraisal-undone",
        "assessment:status-changed",
        "assessment:exclusion-withdrawn",
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, in words; `long` texts are shown apart, `is_new` has nothing before it."""

    label: str
    before: str
    after: str
    is_new: bool = False

    @property
    def long(self) -> bool:
        """Whether it needs its own paragraph."""
        room = _ROOM_ALONE if self.is_new else _ROOM
        return len(self.before) + len(self.after) > room or "\n" in self.before + self.after


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: its code in the log, a name, and the address of its page (empty: it has none)."""

    code: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words. `occurred_at` is aware UTC; `sequence` is the entry's number in the log."""

    sequence: int
    occurred_at: datetime
    who: str
    role: str
    action: str
    subject: Subject
    changes: tuple[Change, ...]
    reason: str
    evidence: tuple[str, ...]
    about_score: bool


def slot_titles(criterion: Criterion) -> dict[str, str]:
    """The titles of a criterion's wanted documents by the keys that the log keeps."""
    return {slot.key: slot.title for slot in criterion.slots}


def tell_history(lines: Iterable[HistoryLine], slots: Mapping[str, str] = NO_TITLES) -> tuple[Told, ...]:
    """Each line in words, newest first; `slots` are the titles of the criterion's wanted documents by key."""
    told = list(lines)
    names = {**slots, **_names_in(told)}
    return tuple(tell(line, names) for line in sorted(told, key=lambda line: -line.entry.sequence))


def file_titles(files: Mapping[int, str]) -> dict[str, str]:
    """The names of files by the keys under which `tell` looks for them."""
    return {f"{_FILE}:{number}": name for number, name in files.items()}


def _names_in(lines: Iterable[HistoryLine]) -> dict[str, str]:
    """The names of files that the entries themselves give."""
    members = (_members(line.entry.after) for line in lines)
    named = (each for each in members if {_FILE, "file_name"} <= {*each})
    return file_titles({each[_FILE]: each["file_name"] for each in named})


def tell(line: HistoryLine, slots: Mapping[str, str] = NO_TITLES) -> Told:
    """One line in words; a wanted document that `slots` does not name keeps its key, a file its number."""
    entry = line.entry
    return Told(
        sequence=entry.sequence,
        occurred_at=entry.occurred_at,
        who=said_whole(line.actor_name),
        role=word(entry.role, wording.ROLES),
        action=word(entry.action, wording.ACTIONS),
        subject=_subject(entry.subject),
        changes=tuple(_changes(_members(entry.before), _members(entry.after), slots)),
        reason=entry.reason,
        evidence=entry.evidence,
        about_score=entry.action in _CHANGES_OF_SCORE,
    )


def _subject(code: str) -> Subject:
    kind, _sep, number = code.partition(":")
    name = f"{word(kind, wording.SUBJECTS)} {short_hash(number) if kind == 'blob' else number}"
    endpoint, argument = _PAGES.get(kind, ("", ""))
    place: dict[str, Any] = {argument: number}
    return Subject(code, name, url_for(endpoint, **place) if endpoint else "")


def _members(value: Any) -> Mapping[str, Any]:
    members = value if isinstance(value, Mapping) else {}
    inputs = members.get("inputs")
    if not isinstance(inputs, Mapping):
        return members
    stated = {name if _head(name) in _LABELS else f"inputs:{name}": each for name, each in inputs.items()}
    return {**{name: each for name, each in members.items() if name != "inputs"}, **stated}


def _head(name: str) -> str:
    """What a member is, without what it is of: `never-issued` of `never-issued:plan`."""
    return name.partition(":")[0]


def _label(name: str, slots: Mapping[str, str]) -> str:
    head, _sep, of = name.partition(":")
    return f"{word(head, _LABELS)} “{slots.get(of, of)}”" if of else str(word(head, _LABELS))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], slots: Mapping[str, str]) -> Iterable[Change]:
    hidden = {"evidence"} if "file_name" in {*before, *after} else set()
    hidden |= {"link", "verification", "findings_sha256"} if "link" in after else set()  # for the proof, not to read
    for name in dict.fromkeys((*before, *after)):
        if name not in hidden and before.get(name) != after.get(name):
            label, old, new = _label(name, slots), before.get(name), after.get(name)
            is_new = not before and name not in _SCORES
            yield Change(label, _show(name, old, slots), _show(name, new, slots), is_new=is_new)


def _show(name: str, value: Any, slots: Mapping[str, str]) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return word(value, wording.ANSWERS)
    if isinstance(value, Mapping):
        return "; ".join(str(each) for each in value.values() if each)
    if name in _SCORES or (name == "value" and _DECIMAL.fullmatch(str(value))):
        return show_score(Decimal(value))
    if name == "size":
        return show_size(int(value))
    if name in {"from", "to", "date", "until"}:
        return show_day(value)
    if name.endswith("sha256"):
        return short_hash(str(value))
    return _named(name, value, slots)


def _named(name: str, value: Any, names: Mapping[str, str]) -> str:
    """A code in words: a wanted document or a file by `names`, anything else by its vocabulary."""
    if name in _OF_FILES:
        return names.get(f"{_FILE}:{value}") or _("số %(n)s", n=value)
    return word(value, names if name == "slot" else _VOCABULARIES.get(name, {}))
