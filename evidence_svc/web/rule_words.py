"""A criterion's rule and deadlines in words, as an official would explain them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.rules import LatenessRule, ManualRule, Rule, YesNoRule
from evidence_svc.web import wording
from evidence_svc.web.display import show_day, word
from verifiers.deadline import Deadline


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One sentence and the bands as (case, points); `assumption` marks what no published text says."""

    sentence: str
    bands: tuple[tuple[str, str], ...]
    assumption: bool


def describe_rule(rule: Rule | None) -> RuleWords:
    """The rule in words; a criterion without a rule is a person's to judge."""
    match rule:
        case LatenessRule():
            bands = [(band.days.describe().capitalize(), _points(band.points)) for band in rule.bands]
            bands.append((_("Không ban hành"), _points(rule.missing)))
            return RuleWords(_("Chấm theo số ngày chậm so với thời hạn."), tuple(bands), rule.assumption)
        case YesNoRule():
            answers = ((_("Có"), _points(rule.yes)), (_("Không"), _points(rule.no)))
            return RuleWords(rule.question, answers, rule.assumption)
        case ManualRule():
            return RuleWords(rule.guidance or _by_hand(), (), rule.assumption)
        case _:
            return RuleWords(_by_hand(), (), assumption=False)


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


def _by_hand() -> str:
    return str(_("Bộ tiêu chí không có công thức cho tiêu chí này: người chấm tự đánh giá và ghi lý do."))


def _points(points: Decimal) -> str:
    return str(_("%(points)s điểm", points=format_decimal(points, places=2)))
