"""Evidence that is not named, wordings that lost something, points in words against points in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion, EvidenceSource, Option
from evidence_svc.domain.folding import fold
from evidence_svc.domain.lint_problem import LintProblem, note, warn
from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.option_phrases import PERCENT_SIGN_MISSING, read_option
from evidence_svc.domain.rule_bounds import walk
from evidence_svc.domain.rule_shapes import ChoiceRule, DeductionRule, YesNoRule

_ONLY_NUMBER = re.compile(r"[\d.,\s]+")
_IN_WORDS = re.compile(r"=\s*0*(\d+(?:,\d+)?)\s*điểm")
_EACH_FAILURE = re.compile(r"mỗi tiêu chí không đạt yêu cầu trừ", re.IGNORECASE)
_ALL_OF = re.compile(r",| và | đồng thời ")
_NEGATED = re.compile(r"không|chưa|thiếu", re.IGNORECASE)


def find_word_problems(criteria_set: CriteriaSet) -> Iterator[LintProblem]:
    """What the words of every scored criterion leave open."""
    for node in criteria_set.criteria:
        if _ONLY_NUMBER.fullmatch(node.evidence):
            yield warn("evidence-is-a-number", node.path, f"ô tài liệu kiểm chứng chỉ có số “{node.evidence}”.")
    for leaf in criteria_set.leaves:
        yield from _evidence_problems(criteria_set, leaf)
        for option in leaf.options:
            yield from _option_problems(leaf.path, option)
        yield from _combination_problems(leaf)
        if any(_EACH_FAILURE.search(option.text) for option in leaf.options) and not _lists_conditions(leaf):
            message = "“mỗi tiêu chí không đạt yêu cầu trừ” nhưng không liệt kê các tiêu chí đó."
            yield warn("deduction-items-unlisted", leaf.path, message)


def _evidence_problems(criteria_set: CriteriaSet, leaf: Criterion) -> Iterator[LintProblem]:
    named = leaf.evidence or (leaf.slots and not leaf.options)
    if named or leaf.evidence_source is not EvidenceSource.UNIT_FILE:
        return
    above = criteria_set.get(leaf.parent) if leaf.parent is not None else None
    message = "không nêu tài liệu kiểm chứng"
    if any(option.evidence for option in leaf.options):
        message += "; có ghi ở một mức điểm"
    elif above is not None and above.evidence and not _ONLY_NUMBER.fullmatch(above.evidence):
        message += f"; có ghi ở mục {above.path}"
    elif not (leaf.options or leaf.rule):
        return
    yield warn("evidence-missing", leaf.path, f"{message}.")


def _option_problems(path: str, option: Option) -> Iterator[LintProblem]:
    for fault in read_option(option.text).faults:
        words = "thiếu dấu %" if fault == PERCENT_SIGN_MISSING else "câu chữ thiếu hoặc mâu thuẫn"
        yield warn(fault, path, f"“{option.text}”: {words}.")
    found = _IN_WORDS.search(option.text)
    if found is not None and Decimal(found[1].replace(",", ".")) != option.points:
        message = f"“{option.text}”: lời ghi {found[1]} điểm, cột điểm ghi {format_decimal(option.points)}."
        yield warn("points-differ-in-words", path, message)


def _combination_problems(leaf: Criterion) -> Iterator[LintProblem]:
    """Cases that join conditions: with two conditions there are four cases, and a set rarely prints them all.

    Found where a person must pick a case, one case wants several conditions at once, and another negates some.
    """
    if not isinstance(leaf.rule, ChoiceRule | YesNoRule) or len(leaf.options) < 2:
        return
    texts = [option.text for option in leaf.options]
    joined = [text for text in texts if _ALL_OF.search(text) or " hoặc " in text]
    negated = [text for text in joined if _NEGATED.search(text)]
    if negated and len(joined) >= 2 and len({fold(text) for text in texts}) == len(texts):
        message = "các mức ghép nhiều điều kiện, có trường hợp không thuộc mức nào hoặc thuộc hai mức."
        yield note("cases-combined", leaf.path, message)


def _lists_conditions(leaf: Criterion) -> bool:
    rules = walk(leaf.rule) if leaf.rule is not None else ()
    return any(isinstance(rule, DeductionRule) and rule.conditions for rule in rules)
