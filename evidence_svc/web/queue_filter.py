"""The filter of the appraisal queue in an address: read from it and written back into links and forms."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _

from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.find_work import Risk
from evidence_svc.operations.walk_queue import Order, QueueFilter, Stage

RISKS = {
    Risk.HIGH: _("Rủi ro cao"),
    Risk.OPEN: _("Cần xem kỹ"),
    Risk.LOW: _("Tài liệu đạt"),
}
STAGES = {
    Stage.WAITING: _("Còn chờ"),
    Stage.DONE: _("Đã thẩm định hoặc trả lại"),
    Stage.ALL: _("Tất cả"),
}
ORDERS = {
    Order.RISK: _("Rủi ro cao trước"),
    Order.POINTS: _("Nhiều điểm trước"),
    Order.AGENCY: _("Từng cơ quan"),
    Order.CRITERION: _("Từng tiêu chí qua các cơ quan"),
}
_FIRST = QueueFilter()
Choice = TypeVar("Choice", bound=StrEnum)


def read_filter(typed: Mapping[str, str]) -> QueueFilter:
    """What of the queue an address or a form asks for; what it does not know asks for nothing."""
    risks = {risk.name.lower(): risk for risk in Risk}
    return QueueFilter(
        agency=parse_identifier(typed.get("agency", "")),
        field=typed.get("field", ""),
        risk=risks.get(typed.get("risk", "")),
        stage=_choice(Stage, typed.get("stage", ""), _FIRST.stage),
        order=_choice(Order, typed.get("order", ""), _FIRST.order),
    )


def filter_query(wanted: QueueFilter) -> dict[str, str]:
    """The fields of an address that asks for the same; what is usual is left out."""
    fields = {
        "agency": "" if wanted.agency is None else str(wanted.agency),
        "field": wanted.field,
        "risk": "" if wanted.risk is None else wanted.risk.name.lower(),
        "stage": "" if wanted.stage is _FIRST.stage else wanted.stage.value,
        "order": "" if wanted.order is _FIRST.order else wanted.order.value,
    }
    return {name: value for name, value in fields.items() if value}


def _choice(choices: type[Choice], typed: str, usual: Choice) -> Choice:
    return choices(typed) if typed in set(choices) else usual
