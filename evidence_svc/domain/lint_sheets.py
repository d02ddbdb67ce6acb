"""What tables of lost points and of targets say against themselves: fractions, percentages, figures, silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from evidence_svc.domain.lint_problem import LintProblem, note, warn
from evidence_svc.domain.numbers import format_decimal, percentage
from evidence_svc.domain.remediation import DeductedRow, DeductionSheet, RowKind, Target, TargetSheet, TargetStatus

_FRACTION = re.compile(r"(?<![\d/.,])(\d{1,3}(?:\.\d{3})+|\d{1,6})/(\d{1,3}(?:\.\d{3})+|\d{1,6})(?![\d/.,]*[\d/])")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*%")
_IN_THE_END = re.compile(r"đến năm 20\d\d[^%;]*?(\d{1,3}(?:[.,]\d{1,2})?)\s*%")
_FEW = 3
_RANK = re.compile(r"(?:thứ|hạng|xếp)(?: \w+){0,2}\s*$", re.IGNORECASE)
_BESIDE = 60  # letters within which a percentage belongs to the fraction before it
_CLOSE = Fraction(1, 10)  # of a percent: what rounding to one place can explain


def lint_deductions(sheet: DeductionSheet) -> tuple[LintProblem, ...]:
    """Every contradiction of a table of lost points, in its order; what fits was not checked for being true."""
    return tuple(problem for row in sheet.criteria for problem in _row_problems(sheet, row))


def lint_targets(sheet: TargetSheet) -> tuple[LintProblem, ...]:
    """Every contradiction between a target, its status and the result beside it, in the order of the table."""
    return tuple(problem for target in sheet.targets for problem in _target_problems(target))


def _row_problems(sheet: DeductionSheet, row: DeductedRow) -> Iterator[LintProblem]:
    if not row.opinion:
        yield warn("opinion-missing", row.code, "bị trừ điểm nhưng không nêu lý do.")
    if row.self_score == row.appraised_score and "Đồng ý" in row.opinion:
        yield note("agreed-but-lost", row.code, "ghi “Đồng ý” nhưng vẫn là điểm bị trừ so với điểm chuẩn.")
    if row.kind is RowKind.CRITERION and any(other.time or other.product for other in sheet.rows):
        if not row.responsible:
            yield warn("responsible-missing", row.code, "không nêu cơ quan thực hiện.")
        if not row.time:
            yield warn("time-missing", row.code, "không nêu thời gian thực hiện.")
    found = _fractions(row.opinion)
    yield from _fraction_problems(row, found)
    yield from _value_problems(row, found, near=Fraction(1, 100 if sheet.scale.places <= 2 else 1000))


def _fraction_problems(row: DeductedRow, found: list[tuple[str, Fraction, int]]) -> Iterator[LintProblem]:
    for words, share, end in found:
        beside = _PERCENT.search(row.opinion[end : end + _BESIDE])
        if beside is not None and abs(share * 100 - Fraction(beside[1].replace(",", "."))) > _CLOSE:
            message = f"{words} là {_percent(share)}%, bên cạnh ghi {beside[1]}%."
            yield LintProblem("fraction-differs", row.code, message)
    wholes = defaultdict(list)
    for words, share, _ in found:
        wholes[words.partition("/")[2]].append((words, share))
    for parts in wholes.values():
        if len(parts) > 1 and sum(share for _, share in parts) > 1:
            shown = " và ".join(words for words, _ in parts)
            yield warn("fractions-exceed", row.code, f"{shown} cộng lại quá một.")


def _value_problems(
    row: DeductedRow, found: list[tuple[str, Fraction, int]], *, near: Fraction
) -> Iterator[LintProblem]:
    """The one fraction or percentage beside a score that it does not give: a hidden weight, a slip, another base."""
    percents = [(f"{each}%", Fraction(each.replace(",", ".")) / 100) for each in _PERCENT.findall(row.opinion)]
    named = [(words, share) for words, share, _ in found] or percents
    if len(named) != 1 or named[0][1] > 1:
        return
    words, share = named[0]
    computed = share * Fraction(row.max_score)
    if abs(computed - Fraction(row.appraised_score)) > near:
        shown = format_decimal(Decimal(computed.numerator) / Decimal(computed.denominator), places=4)
        message = (
            f"{words} × {format_decimal(row.max_score)} = {shown}, bảng ghi {format_decimal(row.appraised_score)}."
        )
        yield (warn if found else note)("value-differs", row.code, message)


def _fractions(text: str) -> list[tuple[str, Fraction, int]]:
    """Each `38/39` with its value and where it ends; dates and numbers of documents are none."""
    found = []
    for match in _FRACTION.finditer(text):
        part, whole = (int(each.replace(".", "")) for each in match.groups())
        is_number_of_document = text[match.end() : match.end() + 1].isalpha() or whole in range(1900, 2100)
        is_rank = _RANK.search(text[: match.start()]) is not None
        if whole and not is_number_of_document and not is_rank:
            found.append((match[0], Fraction(part, whole), match.end()))
    return found


def _target_problems(target: Target) -> Iterator[LintProblem]:
    wanted = _IN_THE_END.search(target.title) or _PERCENT.search(target.title)
    # A list of percentages tells shares of something, not how far the target is.
    reached = _PERCENT.search(target.result) if len(_PERCENT.findall(target.result)) <= _FEW else None
    if target.status is TargetStatus.HIGHER_LEVEL:
        return
    if not any(char.isdigit() for char in target.result):
        yield warn("figure-missing", target.path, "thực trạng không có số liệu nào.")
    if wanted is None or reached is None:
        return
    goal, result = (Fraction(each[1].replace(",", ".")) for each in (wanted, reached))
    if target.status is TargetStatus.IN_PROGRESS and result >= goal:
        message = f"ghi đạt {reached[1]}% trên mục tiêu {wanted[1]}% nhưng đánh giá là đang thực hiện."
        yield note("reached-in-progress", target.path, message)
    if target.status is TargetStatus.DONE and result < goal:
        message = f"ghi đạt {reached[1]}% trên mục tiêu {wanted[1]}% nhưng đánh giá là đã hoàn thành."
        yield warn("done-but-short", target.path, message)


def _percent(share: Fraction) -> str:
    value = percentage(Decimal(share.numerator), Decimal(share.denominator))
    return format_decimal(value if value is not None else Decimal(0))
