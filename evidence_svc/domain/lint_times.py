"""Dates outside the period, before the set itself, without a year or with two readings; lateness without a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from evidence_svc.domain.criteria import CriteriaSet, Criterion, EvidenceSlot
from evidence_svc.domain.deadline_phrases import DatePhrase, find_dates, find_windows
from evidence_svc.domain.lint_problem import LintProblem, note, warn
from evidence_svc.domain.rule_bounds import walk
from evidence_svc.domain.rule_shapes import LatenessRule
from evidence_svc.domain.schedules import FixedDate, Milestone, WithinInterval, YearlyDates

_TIMELY = re.compile(
    r"thời gian quy định|thời gian yêu cầu|(?:đúng|đảm bảo|theo|thời gian).{0,12}thời gian", re.IGNORECASE
)
_LATE = re.compile(r"(?:chậm|quá)(?: \w+){0,3} \d+(?: \w+ \d+)? ngày", re.IGNORECASE)
_ON_THE_DAY = re.compile(r"trước (?:và|hoặc) đúng", re.IGNORECASE)
_YEAR = re.compile(r"năm ((?:19|20)\d\d)\b")


def find_time_problems(criteria_set: CriteriaSet) -> Iterator[LintProblem]:
    """Times in the words of every node, then in its slots."""
    for node in criteria_set.criteria:
        text = words_of(node)
        for phrase in find_dates(text):
            yield from _date_problems(criteria_set, node, phrase)
        for words, first, last in find_windows(text):
            yield from _window_problems(criteria_set, node.path, words, first, last)
        yield from _year_problems(criteria_set, node.path, text)
        yield from _slot_problems(criteria_set, node)
    for leaf in criteria_set.leaves:
        yield from _lateness_problems(criteria_set, leaf)


def words_of(node: Criterion) -> str:
    """Everything a node prints but its slots."""
    cases = (part for option in node.options for part in (option.text, option.evidence))
    return "\n".join(part for part in (node.title, node.evidence, *cases) if part)


def _date_problems(criteria_set: CriteriaSet, node: Criterion, phrase: DatePhrase) -> Iterator[LintProblem]:
    year, path = _year_of(criteria_set), node.path
    on = phrase.on(year)
    if on is None:
        yield LintProblem("date-unreal", path, f"“{phrase.phrase}” không phải là một ngày có thật.")
        return
    if phrase.year is None:
        yield warn("date-without-year", path, f"“{phrase.phrase}” không ghi năm.")
    if phrase.inclusive is None:
        cases = (option.text for each in (node, *criteria_set.children(node.id)) for option in each.options)
        case = next((text for text in cases if _ON_THE_DAY.search(text)), "")
        message = f"“{phrase.phrase}” hiểu được hai cách: tính hoặc không tính ngày đó."
        if case:
            message = f"“{phrase.phrase}” hiểu được hai cách: tính hoặc không tính ngày đó; mức điểm ghi “{case}”."
        yield warn("deadline-two-readings", path, message)
    yield from _day_problems(criteria_set, path, on, phrase.phrase)


def _day_problems(criteria_set: CriteriaSet, path: str, on: date, phrase: str) -> Iterator[LintProblem]:
    if criteria_set.issued_on is not None and on < criteria_set.issued_on:
        message = f"“{phrase}” đến trước ngày của chính bộ tiêu chí ({criteria_set.issued_on:%d/%m/%Y})."
        yield warn("date-before-set", path, message)
    if not _is_valid(criteria_set, on):
        yield warn("date-outside-period", path, f"“{phrase}” nằm ngoài thời gian áp dụng của bộ tiêu chí.")


def _window_problems(
    criteria_set: CriteriaSet, path: str, words: str, first: date, last: date
) -> Iterator[LintProblem]:
    if last < first:
        yield LintProblem("window-reversed", path, f"“{words}” kết thúc trước khi bắt đầu.")
    elif not (_is_valid(criteria_set, first) and _is_valid(criteria_set, last)):
        yield LintProblem("window-outside-period", path, f"“{words}” nằm ngoài thời gian áp dụng của bộ tiêu chí.")


def _year_problems(criteria_set: CriteriaSet, path: str, text: str) -> Iterator[LintProblem]:
    """A year named in words that is not the set's; often right (last year's report), so only a note."""
    years = {int(match[1]) for match in _YEAR.finditer(text)}
    for year in sorted(years):
        if not criteria_set.valid_from.year <= year <= (criteria_set.valid_to or criteria_set.valid_from).year:
            yield note("year-differs", path, f"nhắc đến năm {year}, ngoài thời gian áp dụng của bộ tiêu chí.")


def _slot_problems(criteria_set: CriteriaSet, node: Criterion) -> Iterator[LintProblem]:
    printed = {phrase.on(_year_of(criteria_set)) for phrase in find_dates(words_of(node))}
    for slot in node.slots:
        for on, phrase in _fixed_days(slot):
            if on not in printed:
                yield from _day_problems(criteria_set, node.path, on, phrase)


def _fixed_days(slot: EvidenceSlot) -> Iterator[tuple[date, str]]:
    if slot.deadline is not None:
        yield slot.deadline.on, slot.deadline.phrase
    match slot.schedule:
        case FixedDate(wording, on) | Milestone(wording, on):
            yield on, wording.phrase
        case WithinInterval(wording, _, last):
            yield last, wording.phrase


def _lateness_problems(criteria_set: CriteriaSet, leaf: Criterion) -> Iterator[LintProblem]:
    """A criterion that judges time, by its rule or in its words, with no date to judge by."""
    ruled = leaf.rule is not None and any(isinstance(rule, LatenessRule) for rule in walk(leaf.rule))
    cases = "\n".join(option.text for option in leaf.options)
    worded = bool(_TIMELY.search(cases) or _LATE.search(cases))
    if not (ruled or worded) or _has_day(criteria_set, leaf):
        return
    reason = "chấm theo số ngày chậm" if ruled or _LATE.search(cases) else "nói đến thời gian quy định"
    yield warn("lateness-without-date", leaf.path, f"{reason} nhưng không nêu ngày nào.")


def _has_day(criteria_set: CriteriaSet, leaf: Criterion) -> bool:
    """A date in the leaf's words or slots, or in those of the node right above it."""
    above = [criteria_set.get(leaf.parent)] if leaf.parent is not None else []
    if any(find_dates(words_of(node)) for node in (leaf, *above)):
        return True
    scheduled = (slot.schedule for slot in leaf.slots)
    dated = any(isinstance(each, FixedDate | YearlyDates | WithinInterval | Milestone) for each in scheduled)
    return dated or any(slot.deadline is not None for slot in leaf.slots)


def _is_valid(criteria_set: CriteriaSet, on: date) -> bool:
    first, last = criteria_set.valid_from, criteria_set.valid_to
    return first <= on and (last is None or on <= last)


def _year_of(criteria_set: CriteriaSet) -> int:
    period = criteria_set.period
    return criteria_set.valid_from.year if period is None else period.starts_on.year
