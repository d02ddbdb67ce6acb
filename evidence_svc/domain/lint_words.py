"""Evidence that is not named, wordings that lost something, points in words against points in figures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion, EvidenceSource, Option
from evidence_svc.domain.folding import fold
from evidence_svc.domain.lint_problem import LintProblem, note, warn
from evidence_svc.domain.lint_times import words_of
from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.option_phrases import PERCENT_SIGN_MISSING, read_option
from evidence_svc.domain.rule_bounds import walk
from evidence_svc.domain.rule_shapes import ChoiceRule, DeductionRule, YesNoRule

_WORD = re.compile(r"\w+")
_BUT = re.compile(r"nhưng ([^,;.]*)")
_DENIES = re.compile(r"không|chưa|chậm|thiếu|muộn|dưới|quá|thấp|ít|trễ", re.IGNORECASE)
_NOT = re.compile(r"\bkhông (\w+) (\w+)")
_OFTEN = 5  # times that a phrase stands whole before a place without its first word is called a loss
_ONLY_NUMBER = re.compile(r"[\d.,\s]+")
_IN_WORDS = re.compile(r"=\s*0*(\d+(?:,\d+)?)\s*điểm")
_EACH_FAILURE = re.compile(r"mỗi tiêu chí không đạt yêu cầu trừ (\d+(?:,\d+)?)", re.IGNORECASE)
_WANTED_OF_EACH = ("noi dung", "thoi gian", "hinh thuc", "the thuc", "so lieu", "tien do")  # folded
_ALL_OF = re.compile(r",| và | đồng thời | nhưng ")
_CORE = 3  # words of a condition that must come back where it is denied
_LIST = 3  # periods that make a list
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_QUARTER = re.compile(r"\bquy (iv|i{1,3}|[1-4])\b")
_HALF = re.compile(r"\b(?:6|06|sau) thang\b")
_NEGATED = re.compile(r"không|chưa|thiếu", re.IGNORECASE)


def find_word_problems(criteria_set: CriteriaSet) -> Iterator[LintProblem]:
    """What the words of every scored criterion leave open."""
    for node in criteria_set.criteria:
        if _ONLY_NUMBER.fullmatch(node.evidence):
            yield warn("evidence-is-a-number", node.path, f"ô tài liệu kiểm chứng chỉ có số “{node.evidence}”.")
    neighbours = _neighbours(criteria_set)
    for leaf in criteria_set.leaves:
        yield from _evidence_problems(criteria_set, leaf)
        yield from _lost_words(leaf, neighbours)
        for option in leaf.options:
            yield from _option_problems(leaf.path, option)
        yield from _combination_problems(leaf)
        yield from _period_problems(leaf)
        yield from _deduction_problems(leaf)


def _neighbours(criteria_set: CriteriaSet) -> dict[tuple[str, str], Counter[str]]:
    """For every two words that follow each other anywhere in the set, the words that stand before them."""
    before: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for node in criteria_set.criteria:
        for line in words_of(node).lower().split("\n"):
            words = _WORD.findall(line)
            for earlier, first, second in zip(["", *words], words, words[1:], strict=False):
                before[first, second][earlier] += 1
    return before


def _lost_words(leaf: Criterion, before: dict[tuple[str, str], Counter[str]]) -> Iterator[LintProblem]:
    """A "nhưng" that denies nothing; a "không" after which half of a fixed phrase is gone ("Không hành kế hoạch")."""
    for option in leaf.options:
        for after in _BUT.findall(option.text):
            if not _DENIES.search(after):
                message = f"“{option.text}”: sau “nhưng” không có gì trái lại, có thể mất chữ “không”."
                yield warn("words-lost", leaf.path, message)
        for match in _NOT.finditer(option.text.lower()):
            usual = before[match[1], match[2]] - Counter(["không"])
            word = next(iter(usual), "")
            if len(usual) == 1 and word not in {"", "không"} and usual[word] >= _OFTEN:
                message = (
                    f"“{option.text}”: chỗ khác luôn viết “{word} {match[1]} {match[2]}”, có thể mất chữ “{word}”."
                )
                yield warn("words-lost", leaf.path, message)


def _deduction_problems(leaf: Criterion) -> Iterator[LintProblem]:
    """What "mỗi tiêu chí" may mean: each document of a list, or each thing that is wanted of each of them."""
    found = [(option, match) for option in leaf.options if (match := _EACH_FAILURE.search(option.text))]
    if not found or _lists_conditions(leaf):
        return
    message = "“mỗi tiêu chí không đạt yêu cầu trừ” nhưng không liệt kê các tiêu chí đó."
    yield warn("deduction-items-unlisted", leaf.path, message)
    documents = len(_periods(leaf.evidence))
    for option, match in found:
        wanted = sum(each in fold(option.text) for each in _WANTED_OF_EACH)
        if documents > 1 and wanted > 1:
            each, most = Decimal(match[1].replace(",", ".")), format_decimal(leaf.max_score)
            once, often = (
                f"{count} × {match[1]} = {format_decimal(count * each)}" for count in _counts(documents, wanted)
            )
            message = f"trừ mỗi văn bản ({once}) hay mỗi yêu cầu của từng văn bản ({often}), trên điểm chuẩn {most}."
            yield warn("deduction-count-open", leaf.path, message)


def _counts(documents: int, wanted: int) -> tuple[int, int]:
    return documents, documents * wanted


def _evidence_problems(criteria_set: CriteriaSet, leaf: Criterion) -> Iterator[LintProblem]:
    if leaf.evidence:
        for option in leaf.options:
            if option.evidence and not _ONLY_NUMBER.fullmatch(option.evidence):
                message = f"ô tài liệu kiểm chứng của một mức điểm còn ghi “{option.evidence}”."
                yield note("evidence-on-case", leaf.path, message)
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
    if len(texts) == 2 and _denies_half(*texts):
        message = f"“{texts[1]}” chỉ phủ định một vế của “{texts[0]}”; khi chỉ đạt một vế thì không rõ mức nào."
        yield note("cases-combined", leaf.path, message)
        return
    joined = [text for text in texts if _ALL_OF.search(text) or " hoặc " in text]
    negated = [text for text in joined if _NEGATED.search(text)]
    if negated and len(joined) >= 2 and len({fold(text) for text in texts}) == len(texts):
        message = "các mức ghép nhiều điều kiện, có trường hợp không thuộc mức nào hoặc thuộc hai mức."
        yield note("cases-combined", leaf.path, message)


def _denies_half(whole: str, denied: str) -> bool:
    """Whether the second case denies only what stands before the "và" of the first."""
    first, joint, _ = whole.partition(" và ")
    core = " ".join(fold(first).split()[-_CORE:])
    return bool(joint) and denied.lower().startswith("không ") and " và " not in denied and core in fold(denied)


def _period_problems(leaf: Criterion) -> Iterator[LintProblem]:
    """Two lists of periods in one criterion that are not the same: "6 tháng" here, "Quý II" there."""
    texts = [leaf.title, leaf.evidence, *(part for option in leaf.options for part in (option.text, option.evidence))]
    lists = [found for text in texts if len(found := _periods(text)) >= _LIST]
    if lists and any(each != lists[0] for each in lists):
        shown = " khác ".join(", ".join(sorted(each)) for each in dict.fromkeys(lists))
        yield warn("periods-differ", leaf.path, f"hai chỗ nêu các kỳ không giống nhau: {shown}.")


def _periods(text: str) -> frozenset[str]:
    quarters = (f"quý {_ROMAN.get(each, each).upper()}" for each in _QUARTER.findall(fold(text)))
    halves = ("6 tháng" for _ in _HALF.findall(fold(text)))
    years = (f"năm {each}" for each in re.findall(r"nam (20\d\d)", fold(text)))
    return frozenset({*quarters, *halves, *years} - _whole_years(text))


def _whole_years(text: str) -> set[str]:
    """Years that only say of which year a quarter is: "Quý III năm 2023"."""
    return {f"năm {each}" for each in re.findall(r"quy (?:i{1,3}|iv|[1-4]) nam (20\d\d)", fold(text))}


def _lists_conditions(leaf: Criterion) -> bool:
    rules = walk(leaf.rule) if leaf.rule is not None else ()
    return any(isinstance(rule, DeductionRule) and rule.conditions for rule in rules)
