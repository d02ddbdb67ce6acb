"""Suggested scores where a rule alone is not enough: gates between criteria, and wordings with two readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.filing import Claim
from evidence_svc.domain.known_inputs import READINGS, Answers, Reading, known_inputs
from evidence_svc.domain.questions import ANSWER, NEVER_ISSUED, Question, QuestionKind, find_questions
from evidence_svc.domain.rule_inputs import RuleInputs, Suggestion
from evidence_svc.domain.rule_worked import COMPUTED, INPUT_MISSING
from evidence_svc.domain.rules import suggest

NOTHING = RuleInputs()
TWO_READINGS = "two-readings"


def suggest_for(criteria_set: CriteriaSet, criterion_id: str, known: Mapping[str, RuleInputs]) -> Suggestion:
    """The suggestion for one criterion, with what is known of every criterion by its id.

    Where a gate of it, or a gate of that gate, earned 0 it earns 0; while one cannot be told, nothing is suggested.
    Never more than the criterion's maximum, whatever its rule adds up to. Raises CriterionNotFoundError.
    """
    own = _by_own_rule(criteria_set, criteria_set.get(criterion_id), known)
    gates = [(gate, _by_own_rule(criteria_set, gate, known)) for gate in criteria_set.gates_of(criterion_id)]
    for gate, before in gates:
        if before.points == 0:
            return Suggestion(Decimal(0), f"Tiêu chí {gate.path} không có điểm: 0 điểm", COMPUTED)
    for gate, before in gates:
        if before.points is None:
            trace = f"Chờ kết quả của tiêu chí {gate.path}: {before.trace}"
            return Suggestion(None, trace, before.reason, before.missing)
    return own


def _by_own_rule(criteria_set: CriteriaSet, criterion: Criterion, known: Mapping[str, RuleInputs]) -> Suggestion:
    return suggest(criterion.rule, known.get(criterion.id, NOTHING), criteria_set.scale, most=criterion.max_score)


@dataclass(frozen=True, slots=True)
class Variant:
    """What the rule gives under one reading of the deadlines, with that reading in words."""

    reading: Reading
    suggestion: Suggestion
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule comes to for one criterion: one variant, or several where readings give different points."""

    variants: tuple[Variant, ...]
    questions: tuple[Question, ...] = ()

    @property
    def suggestion(self) -> Suggestion:
        """The one suggestion; without points where the readings disagree, both told in the trace."""
        first = self.variants[0].suggestion
        if len(self.variants) == 1:
            return first
        told = "; ".join(f"{each.words}: {each.suggestion.trace}" for each in self.variants)
        return Suggestion(None, told, TWO_READINGS)

    @property
    def most(self) -> Decimal | None:
        """The most points any reading gives; None unless every reading gives points."""
        points = [each.suggestion.points for each in self.variants]
        known = [each for each in points if each is not None]
        return max(known) if len(known) == len(points) else None

    @property
    def least(self) -> Decimal | None:
        """The fewest points any reading gives; None unless every reading gives points."""
        points = [each.suggestion.points for each in self.variants]
        known = [each for each in points if each is not None]
        return min(known) if len(known) == len(points) else None

    @property
    def asks_now(self) -> bool:
        """Whether the suggestion waits for something that only a person can state."""
        return any(question.kind is not QuestionKind.NEVER_ISSUED for question in self.open_questions)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions that the suggestion still waits for."""
        missing = {name for each in self.variants for name in each.suggestion.missing}
        waiting = any(each.suggestion.reason == INPUT_MISSING for each in self.variants)
        return tuple(each for each in self.questions if _is_missing(each, missing, waiting=waiting))


Given = Mapping[str, tuple[Claim, Answers]]


def propose(criteria_set: CriteriaSet, criterion_id: str, given: Given) -> Proposal:
    """What the rule of a criterion gives for what was filed and stated under it and under its gates.

    One variant where every reading of the deadlines gives the same points, else one for each that differs, the
    strict one by the set's clock first. Raises CriterionNotFoundError.
    """
    criterion = criteria_set.get(criterion_id)
    claim = given[criterion_id][0] if criterion_id in given else None
    needed = {criterion_id, *(gate.id for gate in criteria_set.gates_of(criterion_id))} & given.keys()
    variants: list[Variant] = []
    for reading in READINGS:
        known = {each: known_inputs(*given[each], reading) for each in needed}
        suggestion = suggest_for(criteria_set, criterion_id, known)
        if all(suggestion.points != each.suggestion.points for each in variants):
            variants.append(Variant(reading, suggestion))
    return Proposal(_told(variants), find_questions(criterion, claim.wanted if claim else ()))


def propose_all(criteria_set: CriteriaSet, given: Given) -> dict[str, Proposal]:
    """The proposals for every criterion that is given and has a rule, by id."""
    return {each: propose(criteria_set, each, given) for each in given if criteria_set.get(each).rule is not None}


def _told(variants: list[Variant]) -> tuple[Variant, ...]:
    """The variants with what tells them apart in words: the day, the clock, or both."""
    days = {each.reading.inclusive for each in variants}
    clocks = {each.reading.by_signature for each in variants}
    return tuple(
        replace(each, words=_words(each.reading, day=len(days) > 1, clock=len(clocks) > 1)) for each in variants
    )


def _words(reading: Reading, *, day: bool, clock: bool) -> str:
    parts = []
    if clock:
        parts.append("theo thời điểm ký số" if reading.by_signature else "theo ngày ghi trên văn bản")
    if day:
        parts.append("kể cả ngày hạn" if reading.inclusive else "không kể ngày hạn")
    return f"Tính {', '.join(parts)}" if parts else ""


def _is_missing(question: Question, missing: set[str], *, waiting: bool) -> bool:
    name = question.name.removeprefix(f"{NEVER_ISSUED}:")
    return name in missing or (question.name == ANSWER and waiting)
