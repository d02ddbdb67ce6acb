"""More time for one wanted document of one agency: giving it and taking it back, on the page of the criterion."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evidence_svc.domain.deadlines import Due
from evidence_svc.domain.errors import DeadlineError
from evidence_svc.operations.extend_deadline import extend_deadline, withdraw_deadline_extension
from evidence_svc.serving import acting, services
from evidence_svc.web.criteria import act
from evidence_svc.web.rule_words import describe_reading

pages = Blueprint("extensions", __name__, url_prefix="/criteria")
# What the set itself fixes is told with its reading and clock, everything else with what it was computed from.
_FIXED_BY_SET = frozenset({"fixed", "yearly"})


@pages.post("/<int:row_id>/deadline-extensions")
def extend(row_id: int) -> ResponseReturnValue:
    """Give more time for one document."""
    form = request.form

    def save() -> None:
        said = {name: form.get(name, "") for name in ("document", "signer", "reason")}
        extend_deadline(services(), acting(), row_id, form.get("slot", ""), _day(form.get("until", "")), **said)

    return act(row_id, "extend-deadline", save, [_("Đã gia hạn; tài liệu của tiêu chí đã được đối chiếu lại.")])


@pages.post("/<int:row_id>/deadline-extensions/<int:extension_id>/end")
def withdraw(row_id: int, extension_id: int) -> ResponseReturnValue:
    """Let the set's own deadline count again."""

    def save() -> None:
        withdraw_deadline_extension(services(), acting(), extension_id, request.form.get("reason", ""))

    done = _("Đã rút gia hạn; tài liệu của tiêu chí đã được đối chiếu lại.")
    return act(row_id, f"extension-{extension_id}", save, [done])


def due_words(due: Due) -> str:
    """How a deadline is read for this agency, without any extension."""
    deadline = due.original or due.deadline
    if deadline is not None and (due.original is not None or due.reason in _FIXED_BY_SET):
        return describe_reading(deadline)
    return due.sentence


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DeadlineError(_("Hãy chọn ngày gia hạn."), reason="day-missing") from error
