"""A criterion's rule as lines of a page, and how the wording of its deadlines is read."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from evidence_svc.domain.rule_shapes import Rule
from evidence_svc.domain.rule_words import describe_rule
from evidence_svc.translations.sentences import said
from evidence_svc.web import wording
from evidence_svc.web.display import show_day, word
from verifiers.deadline import Deadline

_STEP = 2  # spaces by which the domain sets in what lies inside another rule


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One sentence of a rule, and how deep it lies inside others."""

    text: str
    depth: int


def rule_lines(rule: Rule | None) -> tuple[RuleLine, ...]:
    """The rule in sentences; a criterion without a rule is a person's to judge."""
    if rule is None:
        words = _("Bộ tiêu chí không có công thức cho tiêu chí này: người chấm tự đánh giá và ghi lý do.")
        return (RuleLine(words, 0),)
    lines = describe_rule(rule)
    return tuple(RuleLine(said(line.strip()), (len(line) - len(line.lstrip())) // _STEP) for line in lines)


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
