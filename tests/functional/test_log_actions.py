"""Every action that can stand in the log: it has words, a place in the replay, and is found in the explorer."""

from __future__ import annotations

import ast
import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from audit.entry import EntryDraft
from audit.scan import Logged
from evidence_svc import operations
from evidence_svc.domain.replay import _SPECIAL, MEMBERS, Replay
from evidence_svc.domain.threads import MessageKind
from evidence_svc.operations.hand_in import CONSENTED, SUBMITTED, TAKEN_BACK
from evidence_svc.web import wording
from tests.sites import REASON, Site

_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*:[a-z]+(?:-[a-z]+)*")
# Actors and subjects are written in the same way.
NO_ACTIONS = {"log-entries:all", "trust:bundle"}
MADE = {f"assessment:{word}" for word in (*MessageKind, SUBMITTED, TAKEN_BACK, CONSENTED)}
# What changes values of the subject's own row, which the replay takes from `after`.
OF_THE_ROW = {
    "agency:registered",
    "assessment:appraisal-undone",
    "assessment:appraised",
    "assessment:exclusion-withdrawn",
    "assessment:explained",
    "assessment:opened",
    "assessment:self-score-withdrawn",
    "assessment:self-scored",
    "assessment:status-changed",
    "criteria-set:published",
    "person:changed",
    "person:log-limited",
    "person:second-factor-added",
    "person:second-factor-removed",
    "person:second-factor-reset",
    "round:moved",
    "round:planned",
}
# What tells of something done that no value of a table rests on.
TOLD_ONLY = {
    "evidence:opened",
    "evidence:original-damaged",
    "evidence:original-restored",
    "evidence:report-issued",
    "evidence:reverification-requested",
    "log-key:added",
    "log-key:retired",
    "log:exported",
    "log:read",
    "log:resumed",
    "person:calendar-closed",
    "person:calendar-opened",
    "person:contact-changed",
    "person:password-changed",
    "person:password-reset",
    "round:exported",
    "session:code-refused",
    "session:others-ended",
    "session:sign-in-refused",
    "session:signed-in",
    "session:signed-out",
    "trust:fetched",
    "trust:imported",
    "trust:version-chosen",
}
SUBJECTS = {"assessment": "criterion-assessment:3", "evidence": "evidence:1", "round": "round:2023-h1"}
AFTERS: tuple[Any, ...] = (None, {}, {"x": 1}, {"status": None}, [1], "text", 7)


def logged_actions() -> set[str]:
    """The actions that the operations write, read from their source."""
    found = set()
    for path in Path(operations.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
                found.add(node.value)
    return {code for code in found if not code.startswith("service:")} - NO_ACTIONS | MADE


def test_every_action_has_words_and_no_words_are_left_over() -> None:
    """What the operations write and what the pages can say are the same."""
    assert logged_actions() == set(wording.ACTIONS)


def test_every_action_has_its_place_in_the_replay() -> None:
    """A new action says whether it makes a row, changes one, or only tells; none is in two places."""
    special = set(_SPECIAL)

    assert special | OF_THE_ROW | TOLD_ONLY == logged_actions()
    assert special & OF_THE_ROW == special & TOLD_ONLY == OF_THE_ROW & TOLD_ONLY == set()
    assert {code.partition(":")[0] for code in OF_THE_ROW} <= set(MEMBERS)


@pytest.mark.parametrize("action", sorted(wording.ACTIONS))
def test_what_an_entry_holds_stops_no_replay(action: str) -> None:
    """Entries of odd shapes, which only somebody without our operations writes, are taken and the next are, too."""
    kind, who = action.partition(":")[0], ("2023-07-10T03:00:00Z", "person:1", "administrator")
    good = Logged(9, *who, "agency:registered", "agency:x", None, {"name": "X"}, ())
    for shape in AFTERS:
        for before in AFTERS:
            replay = Replay()
            subject = SUBJECTS.get(kind, f"{kind}:x")
            replay.take([Logged(8, *who, action, subject, before, shape, ()), good])
            assert replay.facts["agency:x"] == {"name": "X"}


def test_every_action_is_found_in_the_explorer_and_its_export(site: Site) -> None:
    """Asked for by its code, the entry stands on the page in words, and in the file."""
    with site.office.services.work.begin() as unit:
        for action in sorted(wording.ACTIONS):
            subject = SUBJECTS.get(action.partition(":")[0], f"{action.partition(':')[0]}:x")
            draft = EntryDraft("person:1", "administrator", action, subject, after={}, reason=f"{REASON} {action}")
            size = unit.append(draft, now=site.office.services.now()).sequence + 1
        unit.commit()
    browser = site.browser("auditor")
    missing = set()
    for action, words in wording.ACTIONS.items():
        asked = {"action": action, "readings": "1", "before": str(size)}  # looking makes entries, too
        page = browser.get("/log", query_string=asked).text
        rows = list(csv.reader(io.StringIO(browser.get("/log/export.csv", query_string=asked).text)))
        if not (
            f"{REASON} {action}" in page and str(words) in page and any(f"{REASON} {action}" in row for row in rows)
        ):
            missing.add(action)

    assert missing == set()
