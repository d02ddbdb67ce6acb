"""The administrator's table of working days: read with its documents, refused with the line of every fault."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from evidence_svc.domain.calendar_file import CalendarFileError, read_calendar
from verifiers.calendar import CALENDAR_VERSION, VIET_NAM

LETTER = "Công văn 1/VPCP-KGVX ngày 05/01/2027"
HEAD = "# Hoán đổi ngày làm việc\ndays:\n"
SWAP = f"""\
  - day: 2027-05-04
    kind: holiday
    document: {LETTER}
  - day: 2027-05-08
    kind: working
    document: {LETTER}
"""


def test_the_files_days_come_before_the_programs() -> None:
    """A swap of the file holds, what the program knows beside it stays, and the version names both."""
    calendar = read_calendar(HEAD + SWAP, "calendar.yaml")

    assert [VIET_NAM.is_working_day(date(2027, 5, day)) for day in (4, 8)] == [True, False]
    assert [calendar.is_working_day(date(2027, 5, day)) for day in (4, 8)] == [False, True]
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.version.startswith(f"{CALENDAR_VERSION} + ")


def test_the_version_changes_with_the_days_and_with_nothing_else() -> None:
    """Comments and order are no other calendar, another day, kind or document is; no day at all is the program's."""
    base = read_calendar(HEAD + SWAP, "a").version
    lines = SWAP.splitlines(keepends=True)

    assert read_calendar("days:\n" + "".join(lines[3:] + lines[:3]), "b").version == base
    assert read_calendar(HEAD + SWAP.replace("05-08", "05-15"), "a").version != base
    assert read_calendar(HEAD + SWAP.replace("Công văn 1/", "Công văn 2/"), "a").version != base
    assert read_calendar("days: []\n", "a").version == CALENDAR_VERSION


def test_a_calendar_reaches_a_child_process() -> None:
    """Pickled and read again it is the same calendar."""
    calendar = read_calendar(HEAD + SWAP, "calendar.yaml")

    assert pickle.loads(pickle.dumps(calendar)) == calendar


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (HEAD + SWAP.replace("2027-05-08", "08/05/2027"), "day-unreadable", 6),
        (HEAD + SWAP.replace("2027-05-08", "2027-02-29"), "day-unreadable", 6),
        (HEAD + SWAP.replace("2027-05-08", "2027-05-04"), "day-twice", 6),
        (HEAD + SWAP.replace("working", "nghỉ"), "kind-unknown", 7),
        (HEAD + SWAP + "  - {day: 2027-06-01, kind: working}\n", "day-malformed", 9),
        (HEAD + SWAP + "  - {day: 2027-06-01, kind: working, document: ' '}\n", "document-missing", 9),
        (HEAD + SWAP + "  - 2027-06-01\n", "day-malformed", 9),
        ("2027-05-08: working\n", "days-missing", 1),
        ("", "days-missing", 1),
        (HEAD + "  - day: [\n", "yaml-syntax", 4),
    ],
)
def test_a_fault_names_its_line(text: str, reason: str, line: int) -> None:
    """Nothing of such a file is used."""
    with pytest.raises(CalendarFileError, match=f"calendar.yaml, dòng {line}: ") as caught:
        read_calendar(text, "calendar.yaml")

    assert [(problem.reason, problem.line) for problem in caught.value.problems] == [(reason, line)]
