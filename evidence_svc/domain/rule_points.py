"""The shapes of rules as pure functions: what each gives for the values it was handed, with its formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from evidence_svc.domain.rule_inputs import RuleInputs
from evidence_svc.domain.rule_measures import Measured, cannot_tell, describe, holds, measure, read_number, unit_of
from evidence_svc.domain.rule_shapes import (
    AffineRule,
    AllRule,
    BandsRule,
    ChecklistRule,
    ChoiceRule,
    CountedItem,
    ImportedRule,
    LatenessBand,
    LatenessRule,
    LinearRule,
    PerItemRule,
    SeverityRule,
    YesNoRule,
)
from evidence_svc.domain.rule_terms import Condition
from evidence_svc.domain.rule_worked import (
    BAND_GAP,
    BAND_OVERLAP,
    INPUT_INVALID,
    INPUT_MISSING,
    Worked,
    first_unknown,
    in_points,
    plain,
    show,
    unknown,
)


def by_lateness(rule: LatenessRule, days_late: Mapping[str, int | None]) -> Worked:
    """R1: the latest of the slots decides; a slot known to be empty decides before any date."""
    if any(slot in days_late and days_late[slot] is None for slot in rule.slots):
        if not rule.missing_stated:
            return unknown("Không có mức điểm nào cho trường hợp không ban hành.", BAND_GAP)
        return plain(rule.missing, "Không ban hành")
    known = [days for slot in rule.slots if (days := days_late.get(slot)) is not None]
    if len(known) < len(rule.slots) or not known:
        lacking = (slot for slot in rule.slots if days_late.get(slot) is None)
        return unknown("Chưa biết ngày ban hành của tài liệu.", INPUT_MISSING, lacking)
    return _by_days(rule.bands, max(known))


def _by_days(bands: Sequence[LatenessBand], days: int) -> Worked:
    fitting = [band for band in bands if band.days.holds(days)]
    late = f"chậm {days} ngày" if days else "không chậm"
    if not fitting:
        return unknown(f"Không có mức điểm nào cho trường hợp {late}.", BAND_GAP)
    if len({band.points for band in fitting}) > 1:
        return unknown(f"Nhiều mức điểm cùng áp dụng cho trường hợp {late}.", BAND_OVERLAP)
    return plain(fitting[0].points, f"{late[0].upper()}{late[1:]} → {fitting[0].days.describe()}")


def by_bands(rule: BandsRule, known: RuleInputs) -> Worked:
    """R2, R15, R16, R18: the one band that holds the measure decides."""
    found = measure(rule.measure, known)
    if isinstance(found, Worked):
        return found
    fitting = [band for band in rule.bands if band.span.holds(found.value)]
    if not fitting:
        return unknown(f"Không có mức điểm nào cho {found.describe()}.", BAND_GAP)
    if len({band.points for band in fitting}) > 1:
        return unknown(f"Nhiều mức điểm cùng áp dụng cho {found.describe()}.", BAND_OVERLAP)
    band = fitting[0]
    return plain(band.points, f"{found.describe(band.span)} → {band.span.describe(unit_of(rule.measure))}")


def by_share(rule: LinearRule, known: RuleInputs) -> Worked:
    """R3: `41.940/58.818 × 1,5`."""
    found = measure(rule.measure, known)
    return found if isinstance(found, Worked) else _times(found, rule.points)


def by_base_and_share(rule: AffineRule, known: RuleInputs) -> Worked:
    """R5: `0,5 + 0,5 × 38/39`, each half of it in the order the offices write it."""
    found = measure(rule.measure, known)
    if isinstance(found, Worked):
        return found
    share, notes = _at_most_one(found)
    formula = f"{show(rule.base)} + {show(rule.points)} × {_as_factor(found, share)}"
    return Worked(Fraction(rule.base) + Fraction(rule.points) * share, notes, formula)


def by_import(rule: ImportedRule, known: RuleInputs) -> Worked:
    """R14, R15: a value that came from outside, out of `full`, times the points."""
    value = read_number(rule.value, known)
    if isinstance(value, Worked):
        return value
    full = Fraction(rule.full)
    return _times(Measured(value / full * 100, f"{show(value)}/{show(full)}", "%"), rule.points)


def _times(found: Measured, points: Decimal) -> Worked:
    share, notes = _at_most_one(found)
    return Worked(Fraction(points) * share, notes, f"{_as_factor(found, share)} × {show(points)}")


def _at_most_one(found: Measured) -> tuple[Fraction, tuple[str, ...]]:
    """A share above one earns no more than the points there are, one below nothing no less than none."""
    share = min(max(found.share, Fraction(0)), Fraction(1))
    if share == found.share:
        return share, ()
    return share, (f"{found.describe()}, tính {show(share * 100)}%",)


def _as_factor(found: Measured, share: Fraction) -> str:
    if share != found.share:
        return f"{show(share * 100)}%"
    return found.formula or f"{show(found.value)}{found.unit}"


def by_items(rule: PerItemRule, known: RuleInputs) -> Worked:
    """R7, R17: each kind of item up to its own cap, all together up to the rule's."""
    parts = [_counted(item, known) for item in rule.items]
    lacking = first_unknown(parts)
    if lacking is not None:
        return lacking
    total = sum((part.points or Fraction(0) for part in parts), Fraction(0))
    notes = tuple(note for part in parts for note in part.notes)
    return capped(Worked(total, notes, " + ".join(part.term for part in parts)), rule.cap)


def _counted(item: CountedItem, known: RuleInputs) -> Worked:
    count = read_number(item.count, known)
    if isinstance(count, Worked):
        return count
    if count.denominator != 1:
        return unknown(f"Số liệu không hợp lệ: {item.count.title}.", INPUT_INVALID, (item.count.name,))
    return capped(Worked(count * Fraction(item.each), formula=f"{show(count)} × {show(item.each)}"), item.cap)


def capped(worked: Worked, cap: Decimal | None) -> Worked:
    """At most `cap` points, said in the formula where it bites."""
    if cap is None or worked.points is None or worked.points <= cap:
        return worked
    total = f"{worked.formula} = {show(worked.points)}" if worked.formula else show(worked.points)
    return replace(worked, points=Fraction(cap), notes=(*worked.notes, f"{total}, tối đa {show(cap)}"), formula="")


def by_checklist(rule: ChecklistRule, known: RuleInputs) -> Worked:
    """R8: the met conditions' points added up; each is named with what it gave."""
    states = [(item, holds(item.condition, known)) for item in rule.items]
    lacking = first_unknown(cannot_tell(item.condition) for item, met in states if met is None)
    if lacking is not None:
        return lacking
    given = [item.points if met else Decimal(0) for item, met in states]
    notes = tuple(
        f"{describe(item.condition)}: {in_points(points)}" for (item, _), points in zip(states, given, strict=True)
    )
    return Worked(Fraction(sum(given, Decimal(0))), notes, " + ".join(show(points) for points in given))


def by_answer(rule: YesNoRule, known: RuleInputs) -> Worked:
    """R9: `yes` or `no` points."""
    met = known.answer if rule.condition is None else holds(rule.condition, known)
    if met is None:
        wanted = () if rule.condition is None else cannot_tell(rule.condition).missing
        return unknown(f"Chưa có câu trả lời: {rule.question}", INPUT_MISSING, wanted)
    return plain(rule.yes if met else rule.no, f"{rule.question} {'Có' if met else 'Không'}")


def by_choice(rule: ChoiceRule, known: RuleInputs) -> Worked:
    """R10: the option a person chose."""
    chosen = known.values.get(rule.value.name)
    if chosen is None:
        return unknown(f"Người thẩm định chưa chọn mức: {rule.value.title}.", INPUT_MISSING, (rule.value.name,))
    for option in rule.options:
        if option.key == chosen:
            return plain(option.points, option.title)
    return unknown(f"Mức được chọn không có trong bộ tiêu chí: {rule.value.title}.", INPUT_INVALID, (rule.value.name,))


def by_all(rule: AllRule, known: RuleInputs) -> Worked:
    """R12: one condition that fails decides, even before the others are known."""
    failed = find_unmet(rule.conditions, known)
    if failed:
        return plain(Decimal(0), f"Không đạt: {describe(failed[0])}")
    lacking = first_unknown(cannot_tell(each) for each in rule.conditions if holds(each, known) is None)
    return lacking or plain(rule.points, "Đạt mọi điều kiện")


def by_severity(rule: SeverityRule, known: RuleInputs) -> Worked:
    """R13: the worst violation that occurred decides, as soon as no worse one can still turn up."""
    states = [(level, holds(level.violation, known)) for level in rule.levels]
    occurred = [level for level, met in states if met]
    worst = min(occurred, key=lambda level: level.points, default=None)
    least = rule.clean if worst is None else worst.points
    open_ones = [cannot_tell(level.violation) for level, met in states if met is None and level.points < least]
    lacking = first_unknown(open_ones)
    if lacking is not None:
        return lacking
    return plain(least, "Không có vi phạm" if worst is None else describe(worst.violation))


def find_unmet(conditions: Sequence[Condition], known: RuleInputs) -> tuple[Condition, ...]:
    """The conditions known not to be met."""
    return tuple(condition for condition in conditions if holds(condition, known) is False)
