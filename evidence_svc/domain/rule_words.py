"""A rule in Vietnamese sentences, as an official would explain it before any number is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence_svc.domain import rule_shapes as shapes
from evidence_svc.domain.rule_measures import describe, unit_of
from evidence_svc.domain.rule_shapes import Rule
from evidence_svc.domain.rule_terms import Condition, Given, Growth, Measure, Share
from evidence_svc.domain.rule_worked import in_points, show


def describe_rule(rule: Rule) -> tuple[str, ...]:
    """One sentence per case or part; what lies inside another rule is indented by two spaces."""
    return tuple(_words(rule))


def _words(rule: Rule) -> Iterator[str]:
    match rule:
        case shapes.LatenessRule():
            for late in rule.bands:
                yield f"{_capital(late.days.describe())}: {in_points(late.points)}."
            yield f"Không ban hành: {in_points(rule.missing)}." if rule.missing_stated else "Không ban hành: không nêu."
        case shapes.BandsRule():
            yield f"Theo {_measure(rule.measure)}:"
            for band in rule.bands:
                yield f"{_capital(band.span.describe(unit_of(rule.measure)))}: {in_points(band.points)}."
        case shapes.LinearRule():
            yield f"{_capital(_measure(rule.measure))} × {in_points(rule.points)}."
        case shapes.AffineRule():
            yield f"{in_points(rule.base)}, cộng {_measure(rule.measure)} × {in_points(rule.points)}."
        case shapes.ImportedRule():
            yield f"{rule.value.title} (trên {show(rule.full)}) × {in_points(rule.points)}; nhập từ bên ngoài."
        case shapes.FixedRule():
            yield f"{in_points(rule.points)}."
        case _:
            yield from _judged(rule)


def _judged(rule: Rule) -> Iterator[str]:
    match rule:
        case shapes.PerItemRule():
            for item in rule.items:
                yield f"{item.count.title}: {in_points(item.each)} mỗi mục, tối đa {in_points(item.cap)}."
            yield f"Tất cả tối đa {in_points(rule.cap)}."
        case shapes.ChecklistRule():
            for check in rule.items:
                yield f"{_capital(describe(check.condition))}: {in_points(check.points)}."
        case shapes.YesNoRule():
            yield f"{rule.question} Có: {in_points(rule.yes)}; không: {in_points(rule.no)}."
        case shapes.ChoiceRule():
            for option in rule.options:
                yield f"{option.title}: {in_points(option.points)}."
        case shapes.AllRule():
            yield f"{in_points(rule.points)} nếu đạt tất cả: {_list(rule.conditions)}; nếu không: 0 điểm."
        case shapes.SeverityRule():
            yield f"Không có vi phạm: {in_points(rule.clean)}."
            for level in rule.levels:
                yield f"{_capital(describe(level.violation))}: {in_points(level.points)}."
        case _:
            yield from _nested(rule)


def _nested(rule: Rule) -> Iterator[str]:
    match rule:
        case shapes.GateRule():
            yield f"0 điểm nếu không đạt: {_list(rule.conditions)}; nếu đạt:"
            yield from _inside([rule.rule])
        case shapes.CutOffRule():
            unit = unit_of(rule.measure)
            least = f"{'không quá' if rule.strict else 'dưới'} {show(rule.least)}{unit if unit == '%' else ''}"
            yield f"{_capital(_measure(rule.measure))} {least}: {in_points(rule.below)}; nếu không:"
            yield from _inside([rule.rule])
        case shapes.DeductionRule():
            yield from _words(rule.start)
            what = "; ".join(part for part in (_list(rule.conditions), rule.count.title if rule.count else "") if part)
            yield f"Trừ {in_points(rule.each)} cho mỗi mục không đạt ({what}), không thấp hơn {in_points(rule.floor)}."
        case shapes.SumRule():
            yield "Tổng của:" if rule.cap is None else f"Tổng, tối đa {in_points(rule.cap)}, của:"
            yield from _inside(rule.parts)
        case shapes.BestOfRule():
            yield "Cách tính có lợi nhất trong các cách:"
            yield from _inside(rule.alternatives)
        case shapes.SystemicRule():
            yield from _words(rule.rule)
            yield f"Trừ {in_points(rule.deduction)} do nguyên nhân ngoài tầm kiểm soát: {rule.cause}"
        case shapes.ManualRule():
            yield rule.guidance or "Tiêu chí do người thẩm định đánh giá."


def _inside(rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        for line in _words(rule):
            yield f"  {line}"


def _measure(measure: Measure) -> str:
    match measure:
        case Given(value):
            return value.title
        case Share(part, whole, _):
            return f"{part.title}/{whole.title}"
        case Growth(now, base):
            return f"mức tăng của {now.title} so với {base.title}"


def _list(conditions: Sequence[Condition]) -> str:
    return "; ".join(describe(condition) for condition in conditions)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
