"""The lines of the criteria table: sums for parents, the five zeros, the worst of the evidence, what needs care."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.operations.find_signs import Signs
from evidence_svc.operations.show_assessment import AssessmentPage, CriterionLine, LinkedEvidence
from evidence_svc.web.display import word
from evidence_svc.web.reason_words import REASONS
from evidence_svc.web.remark_words import table_words

NO_SIGNS = Signs((), ())
# Worst first: what failed must be seen before what waits.
_ORDER = ("failed", "unreadable", "indeterminate", "waiting", "passed")


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line as shown; `row_id` and `status` are None for parents, whose scores are sums (None: no leaf has one).

    `outcome` is the worst among the evidence, `problems` and `doubts` say in words what failed and what is open.
    """

    criterion: Criterion
    depth: int
    row_id: int | None
    status: ScoreStatus | None
    self_score: Decimal | None
    appraised_score: Decimal | None
    files: int
    outcome: str | None
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether the line carries a score of its own."""
        return self.row_id is not None


def table_lines(page: AssessmentPage, signs: Mapping[int, Signs]) -> tuple[TableLine, ...]:
    """Every node of the tree, in document order; `signs` are by row id."""
    return tuple(
        _leaf(line, signs.get(line.row.id, NO_SIGNS)) if line.row is not None else _parent(line, page)
        for line in page.lines
    )


def only(wanted: Callable[[TableLine], bool], lines: tuple[TableLine, ...]) -> tuple[TableLine, ...]:
    """The leaves that are wanted, each under its parents."""
    kept: list[TableLine] = []
    deepest = -1
    for line in reversed(lines):
        if line.is_leaf and wanted(line):
            deepest = line.depth
        elif line.is_leaf or line.depth >= deepest:
            continue
        else:
            deepest = line.depth
        kept.append(line)
    return tuple(reversed(kept))


def outcome_of(item: LinkedEvidence) -> str:
    """What is known of a file under a criterion, `waiting` and `unreadable` told apart from the three outcomes."""
    if item.evidence.state == "unreadable":
        return "unreadable"
    return item.outcome or "waiting"


def worst(outcomes: Iterable[str]) -> str | None:
    """The outcome to show for several files; None for none."""
    seen = set(outcomes)
    return next((outcome for outcome in _ORDER if outcome in seen), None)


def _leaf(line: CriterionLine, signs: Signs) -> TableLine:
    state = line.state
    scored = state is not None and state.self_score is not None
    losses, questions = table_words(signs.remarks if scored else ())
    return TableLine(
        criterion=line.criterion,
        depth=line.depth,
        row_id=line.row.id if line.row else None,
        status=state.status if state else None,
        self_score=state.self_score if state else None,
        appraised_score=state.appraised_score if state else None,
        files=len(line.evidence),
        outcome=worst(outcome_of(item) for item in line.evidence),
        problems=tuple(dict.fromkeys([*_problems(line), *losses])),
        doubts=tuple(dict.fromkeys([*(word(reason, REASONS) for reason in signs.doubts), *questions])),
    )


def _parent(line: CriterionLine, page: AssessmentPage) -> TableLine:
    totals = page.totals.nodes[line.criterion.id]
    return TableLine(
        criterion=line.criterion,
        depth=line.depth,
        row_id=None,
        status=None,
        self_score=totals.self_score if totals.self_scored else None,
        appraised_score=totals.appraised_score if totals.appraised else None,
        files=0,
        outcome=None,
    )


def _problems(line: CriterionLine) -> list[str]:
    problems = []
    if line.claimed_without_file:
        problems.append(_("Có điểm nhưng không có tài liệu"))
    if any(item.evidence.state == "unreadable" for item in line.evidence):
        problems.append(_("Có tệp không đọc được"))
    reasons = dict.fromkeys(reason for item in line.evidence for reason in item.failed)
    return problems + [word(reason, REASONS) for reason in reasons]
