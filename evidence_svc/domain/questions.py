"""What a rule asks of a person: its named inputs, its free question, and documents that may never have been issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.filing import Wanted
from evidence_svc.domain.rule_inputs import UNIT_WORDS, Input, InputSource, Unit
from evidence_svc.domain.rule_shapes import ChoiceRule, LatenessRule, YesNoRule
from evidence_svc.domain.rule_terms import InTime, Issued
from evidence_svc.domain.schedules import AfterAnchor

# The free answer of a rule without a named input, and the statement that a slot's document was never issued.
ANSWER = "answer"
NEVER_ISSUED = "never-issued"
# The document that a relative deadline waits for.
ANCHOR = "anchor"


class QuestionKind(StrEnum):
    """How an input is asked for."""

    NUMBER = "number"
    YES_NO = "yes-no"
    CHOICE = "choice"
    NEVER_ISSUED = "never-issued"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a person may state; `options` are the keys and titles of a choice, `own` whether the agency may."""

    name: str
    title: str
    kind: QuestionKind
    unit: Unit | None = None
    source: InputSource = InputSource.UNIT_FILE
    options: tuple[tuple[str, str], ...] = ()

    @property
    def own(self) -> bool:
        """Whether the assessed agency gives this value itself; the others come from outside."""
        return self.source in {InputSource.UNIT_FILE, InputSource.PERSON}

    @property
    def unit_word(self) -> str:
        """The word behind a number, empty for a plain count."""
        return UNIT_WORDS.get(self.unit, "") if self.unit is not None else ""


def find_questions(criterion: Criterion, wanted: tuple[Wanted, ...] = ()) -> tuple[Question, ...]:
    """Everything a criterion may ask a person, each once: documents that set deadlines, then what its rule needs."""
    titles = {each.slot.key: each.slot.title for each in wanted}
    found: dict[str, Question] = {}
    for question in (*_anchors(criterion), *_walk(criterion.rule, titles)):
        found.setdefault(question.name, question)
    return tuple(found.values())


def _anchors(criterion: Criterion) -> Iterator[Question]:
    for slot in criterion.slots:
        if isinstance(slot.schedule, AfterAnchor):
            yield Question(f"{ANCHOR}:{slot.schedule.anchor}", slot.schedule.title, QuestionKind.DOCUMENT)


def slot_question(key: str, title: str) -> Question:
    """The question whether a wanted document was never issued."""
    return Question(f"{NEVER_ISSUED}:{key}", title, QuestionKind.NEVER_ISSUED)


def _walk(node: object, titles: dict[str, str]) -> Iterator[Question]:
    match node:
        case ChoiceRule():
            options = tuple((option.key, option.title) for option in node.options)
            yield _of_input(node.value, options)
        case YesNoRule(question=question, condition=None):
            yield Question(ANSWER, question, QuestionKind.YES_NO)
        case LatenessRule():
            yield from (slot_question(slot, titles.get(slot, slot)) for slot in node.slots)
        case Issued() | InTime():
            yield slot_question(node.slot, titles.get(node.slot, node.title))
        case Input():
            yield _of_input(node)
        case tuple():
            for each in node:
                yield from _walk(each, titles)
        case _ if is_dataclass(node) and not isinstance(node, type):
            for each in fields(node):
                yield from _walk(getattr(node, each.name), titles)


def _of_input(value: Input, options: tuple[tuple[str, str], ...] = ()) -> Question:
    kinds = {Unit.YES_NO: QuestionKind.YES_NO, Unit.CHOICE: QuestionKind.CHOICE}
    return Question(
        value.name, value.title, kinds.get(value.unit, QuestionKind.NUMBER), value.unit, value.source, options
    )
