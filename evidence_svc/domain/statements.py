"""Statements of people about a rule's inputs: read from what they typed, kept as JSON, turned into answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from evidence_svc.domain.deadlines import Attachment
from evidence_svc.domain.errors import DomainError
from evidence_svc.domain.known_inputs import Answers
from evidence_svc.domain.numbers import parse_decimal
from evidence_svc.domain.questions import ANCHOR, ANSWER, NEVER_ISSUED, Question, QuestionKind
from evidence_svc.domain.rule_inputs import WHOLE_UNITS, Unit, Value

_YES_NO = {"yes": True, "no": False}
LONGEST_NAME = 300


class StatementError(DomainError):
    """A statement is no value of what was asked."""

    reason = "statement-unreadable"


@dataclass(frozen=True, slots=True)
class Statement:
    """One input as stated: its name and JSON value, None to take it back."""

    name: str
    value: Any


def read_statement(question: Question, typed: Mapping[str, str]) -> Statement:
    """What was typed for a question; an empty field takes the statement back.

    `typed` holds the field of the question's name, for a document also `<name>:issued` and `<name>:due` (ISO 8601
    days). Raises NumberError and StatementError (`statement-unreadable`, `statement-negative`, `statement-not-whole`,
    `statement-above-hundred`).
    """
    text = " ".join(typed.get(question.name, "").split())
    match question.kind:
        case QuestionKind.DOCUMENT:
            return Statement(question.name, _document(question, text, typed))
        case QuestionKind.NUMBER:
            return Statement(question.name, _number(question, text) if text else None)
        case QuestionKind.YES_NO:
            return Statement(question.name, _one_of(question, text, _YES_NO))
        case QuestionKind.CHOICE:
            return Statement(question.name, _one_of(question, text, {key: key for key, _ in question.options}))
        case QuestionKind.NEVER_ISSUED:
            return Statement(question.name, True if text == "yes" else None)


def answers_from(stated: Mapping[str, Any], questions: tuple[Question, ...]) -> Answers:
    """The statements in force as answers; a statement that no question of the rule asks for is left aside."""
    by_name = {question.name: question for question in questions}
    values: dict[str, Value] = {}
    never: set[str] = set()
    for name, value in stated.items():
        question = by_name.get(name)
        if question is None or name == ANSWER or question.kind is QuestionKind.DOCUMENT:
            continue
        if question.kind is QuestionKind.NEVER_ISSUED:
            never.add(name.removeprefix(f"{NEVER_ISSUED}:"))
        else:
            values[name] = Decimal(value) if question.kind is QuestionKind.NUMBER else value
    answer = stated.get(ANSWER) if ANSWER in by_name else None
    return Answers(values, answer, frozenset(never))


def attachments_from(stated: Mapping[str, Any]) -> dict[str, Attachment]:
    """The documents that relative deadlines wait for, by anchor."""
    return {
        name.removeprefix(f"{ANCHOR}:"): Attachment(
            value["document"], issued_on=_day(value["issued_on"]), due_on=_day(value["due_on"])
        )
        for name, value in stated.items()
        if name.startswith(f"{ANCHOR}:")
    }


def _number(question: Question, text: str) -> str:
    value = parse_decimal(text, mark="," if "," in text else None)
    if value < 0:
        raise StatementError(f"“{question.title}” không được âm.", reason="statement-negative")
    if question.unit in WHOLE_UNITS and value != value.to_integral_value():
        raise StatementError(f"“{question.title}” phải là số nguyên.", reason="statement-not-whole")
    if question.unit is Unit.PERCENT and value > 100:
        raise StatementError(f"“{question.title}” không được quá 100 %.", reason="statement-above-hundred")
    return format(value.normalize(), "f")


def _one_of(question: Question, text: str, values: Mapping[str, Any]) -> Any:
    if not text:
        return None
    if text not in values:
        raise StatementError(f"“{question.title}”: hãy chọn một trong các câu trả lời có sẵn.")
    return values[text]


def _document(question: Question, text: str, typed: Mapping[str, str]) -> dict[str, str | None] | None:
    days = {name: typed.get(f"{question.name}:{name}", "").strip() for name in ("issued", "due")}
    if not text and not any(days.values()):
        return None
    try:
        issued, due = (date.fromisoformat(day) if day else None for day in (days["issued"], days["due"]))
    except ValueError as error:
        raise StatementError(f"“{question.title}”: ngày không đọc được.") from error
    if not text or (issued is None and due is None):
        raise StatementError(f"“{question.title}”: ghi tên văn bản và ít nhất một ngày.")
    return {"document": text[:LONGEST_NAME], "issued_on": _iso(issued), "due_on": _iso(due)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
