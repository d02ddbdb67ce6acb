"""A criterion's rule and deadlines in words, as an official would explain them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.rule_inputs import Unit
from evidence_svc.domain.rule_measures import describe, unit_of
from evidence_svc.domain.rule_shapes import (
    AffineRule,
    AllRule,
    BandsRule,
    BestOfRule,
    ChecklistRule,
    ChoiceRule,
    CutOffRule,
    DeductionRule,
    FixedRule,
    GateRule,
    ImportedRule,
    LatenessRule,
    LinearRule,
    ManualRule,
    PerItemRule,
    Rule,
    SeverityRule,
    SumRule,
    SystemicRule,
    YesNoRule,
)
from evidence_svc.domain.rule_terms import Condition, Given, Growth, Measure, Share
from evidence_svc.web import wording
from evidence_svc.web.display import show_day, word
from verifiers.deadline import Deadline

Bands = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A sentence, the cases as (case, points), and the rules inside; `assumption`: no published text says it."""

    sentence: str
    bands: Bands = ()
    parts: tuple[RuleWords, ...] = ()
    assumption: bool = False


def describe_rule(rule: Rule | None) -> RuleWords:
    """The rule in words; a criterion without a rule is a person's to judge."""
    if rule is None:
        return RuleWords(_by_hand())
    found = _combination(rule) or _cases(rule) or _formula(rule)
    return RuleWords(found.sentence, found.bands, found.parts, rule.assumption)


def describe_reading(deadline: Deadline) -> str:
    """How the wording is read: which day is the last, by which clock."""
    day, clock = show_day(deadline.on), word(deadline.clock.value, wording.CLOCKS)
    if deadline.inclusive is None:
        reading = _("Hiểu được hai cách: tính cả ngày %(day)s, hoặc không tính ngày đó", day=day)
    elif deadline.inclusive:
        reading = _("Ngày cuối cùng còn đúng hạn là %(day)s", day=day)
    else:
        reading = _("Phải xong trước ngày %(day)s, ngày đó đã là chậm", day=day)
    return str(_("%(reading)s; tính theo %(clock)s.", reading=reading, clock=clock))


def _combination(rule: Rule) -> RuleWords | None:
    """Rules made of other rules."""
    match rule:
        case SumRule(parts, cap):
            most = "" if cap is None else " " + _("Tối đa %(cap)s.", cap=_points(cap))
            return RuleWords(_("Cộng điểm của các phần sau.") + most, parts=_all(parts))
        case BestOfRule(alternatives):
            return RuleWords(_("Lấy phương án có điểm cao nhất trong các phương án sau."), parts=_all(alternatives))
        case GateRule(conditions, inner):
            return RuleWords(_("Không được điểm nếu thiếu: %(what)s.", what=_list(conditions)), parts=_all((inner,)))
        case SystemicRule(inner, deduction, cause):
            words = _("Trừ %(points)s do nguyên nhân chung: %(cause)s.", points=_points(deduction), cause=cause)
            return RuleWords(words, parts=_all((inner,)))
        case CutOffRule():
            return _cut_off(rule)
        case DeductionRule():
            return _deduction(rule)
        case _:
            return None


def _cut_off(rule: CutOffRule) -> RuleWords:
    least = f"{format_decimal(rule.least)} {unit_of(rule.measure)}".strip()
    words = {"what": _measure(rule.measure), "least": least, "points": _points(rule.below)}
    if rule.strict:
        sentence = _("%(what)s không quá %(least)s: %(points)s; trên mức đó tính như sau.", **words)
    else:
        sentence = _("%(what)s dưới %(least)s: %(points)s; từ mức đó tính như sau.", **words)
    return RuleWords(sentence, parts=_all((rule.rule,)))


def _deduction(rule: DeductionRule) -> RuleWords:
    what = rule.count.title if rule.count is not None else _list(rule.conditions)
    words = {"each": _points(rule.each), "what": what, "floor": _points(rule.floor)}
    if rule.count is not None:
        sentence = _("Trừ %(each)s cho mỗi đơn vị của: %(what)s; còn lại ít nhất %(floor)s.", **words)
    else:
        sentence = _("Trừ %(each)s cho mỗi điều không đạt: %(what)s; còn lại ít nhất %(floor)s.", **words)
    return RuleWords(sentence, parts=_all((rule.start,)))


def _cases(rule: Rule) -> RuleWords | None:
    """Rules that list cases with their points."""
    match rule:
        case LatenessRule():
            return RuleWords(_("Chấm theo số ngày chậm so với thời hạn."), _lateness(rule))
        case BandsRule(measure, bands):
            unit = unit_of(measure)
            rows = tuple((_begin(band.span.describe(unit)), _points(band.points)) for band in bands)
            return RuleWords(_("Chấm theo mức: %(what)s.", what=_measure(measure)), rows)
        case ChecklistRule(items):
            rows = tuple((_begin(describe(item.condition)), _points(item.points)) for item in items)
            return RuleWords(_("Cộng điểm của từng nội dung đạt."), rows)
        case YesNoRule(question, yes, no):
            return RuleWords(question, ((_("Có"), _points(yes)), (_("Không"), _points(no))))
        case ChoiceRule(value, options):
            return RuleWords(value.title, tuple((option.title, _points(option.points)) for option in options))
        case AllRule(conditions, points):
            rows = ((_("Đạt tất cả"), _points(points)), (_("Thiếu một điều"), _points(Decimal(0))))
            return RuleWords(_("Chỉ được điểm khi đạt tất cả: %(what)s.", what=_list(conditions)), rows)
        case SeverityRule(levels, clean):
            found = tuple((_begin(describe(level.violation)), _points(level.points)) for level in levels)
            return RuleWords(_("Chấm theo vi phạm nặng nhất."), ((_("Không có vi phạm"), _points(clean)), *found))
        case _:
            return None


def _formula(rule: Rule) -> RuleWords:
    """Rules that compute from numbers, and what is left to a person."""
    match rule:
        case LinearRule(measure, points):
            return RuleWords(
                _("Điểm bằng %(what)s nhân với %(points)s.", what=_measure(measure), points=_points(points))
            )
        case AffineRule(base, points, measure):
            words = {"base": _points(base), "what": _measure(measure), "points": _points(points)}
            return RuleWords(_("Điểm bằng %(base)s cộng với %(what)s nhân %(points)s.", **words))
        case ImportedRule(value, full, points):
            words = {"what": value.title, "full": format_decimal(full), "points": _points(points)}
            return RuleWords(_("Điểm bằng %(what)s chia cho %(full)s rồi nhân với %(points)s.", **words))
        case PerItemRule(items, cap):
            rows = tuple((item.count.title, f"{_points(item.each)} (≤ {_points(item.cap)})") for item in items)
            return RuleWords(_("Cộng điểm cho mỗi đơn vị, tất cả không quá %(cap)s.", cap=_points(cap)), rows)
        case FixedRule(points):
            return RuleWords(_points(points))
        case ManualRule(guidance):
            return RuleWords(guidance or _by_hand())
        case _:
            return RuleWords(_by_hand())


def _lateness(rule: LatenessRule) -> Bands:
    rows = [(_begin(band.days.describe()), _points(band.points)) for band in rule.bands]
    if rule.missing_stated:
        rows.append((_("Không ban hành"), _points(rule.missing)))
    return tuple(rows)


def _measure(measure: Measure) -> str:
    match measure:
        case Given(value):
            return value.title + (" (%)" if value.unit is Unit.PERCENT else "")
        case Share(part, whole):
            return str(_("%(part)s chia cho %(whole)s", part=part.title, whole=whole.title))
        case Growth(now, base):
            return str(_("mức tăng của %(now)s so với %(base)s", now=now.title, base=base.title))


def _list(conditions: Iterable[Condition]) -> str:
    return "; ".join(describe(condition) for condition in conditions)


def _all(rules: Iterable[Rule]) -> tuple[RuleWords, ...]:
    return tuple(describe_rule(rule) for rule in rules)


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def _by_hand() -> str:
    return str(_("Bộ tiêu chí không có công thức cho tiêu chí này: người chấm tự đánh giá và ghi lý do."))


def _points(points: Decimal) -> str:
    return str(_("%(points)s điểm", points=format_decimal(points, places=2)))
