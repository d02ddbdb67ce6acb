"""Patterns in score changes that are worth a look; none of them is a finding, each has honest reasons, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from evidence_svc.domain.folding import fold
from evidence_svc.domain.timeline import StepKind
from verifiers.calendar import VIET_NAM_TIME

NIGHT_BEGINS, NIGHT_ENDS = 22, 5
# How many changes by one person in favour of one agency are told, and which share of theirs there.
FEWEST_RAISES, SHARE_RAISED = 3, Decimal("0.8")
# How often the same words must have been given as a reason by one person.
FEWEST_REPEATS = 5


class PatternKind(StrEnum):
    """What was noticed."""

    AFTER_CLOSING = "after-closing"
    AT_NIGHT = "at-night"
    ONE_SIDED = "one-sided"
    SAME_REASON = "same-reason"
    IN_ONE_GO = "in-one-go"
    NO_NEW_EVIDENCE = "no-new-evidence"


@dataclass(frozen=True, slots=True)
class ScoreEvent:
    """One score change: whose, on which criterion's row of which agency, and what it rested on.

    `occurred_at` is aware; `late` says that self-assessment had been closed, or results published, before;
    `request_id` is shared by changes that one request made, as an import does.
    """

    sequence: int
    occurred_at: datetime
    actor: str
    row_id: int
    agency_id: str
    kind: StepKind
    before: Decimal | None
    after: Decimal
    reason: str
    evidence: tuple[str, ...] = ()
    late: bool = False
    request_id: str = ""

    @property
    def raised(self) -> bool:
        """Whether the score went up from an earlier one."""
        return self.before is not None and self.after > self.before


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was noticed of whom, the changes it was noticed in, and the words they share where words were noticed."""

    kind: PatternKind
    actor: str
    events: tuple[ScoreEvent, ...]
    words: str = ""

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies whose scores changed."""
        return tuple(dict.fromkeys(event.agency_id for event in self.events))


def find_patterns(events: Sequence[ScoreEvent]) -> tuple[Pattern, ...]:
    """Everything worth a look in these changes, which come in the log's order; the most frequent of a kind first."""
    known = _with_self_scores(events)
    found = [pattern for finder in _FINDERS for pattern in finder(known)]
    order = list(PatternKind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), -len(one.events), one.actor)))


def _with_self_scores(events: Sequence[ScoreEvent]) -> list[ScoreEvent]:
    """An appraiser's first score is compared with the agency's own."""
    own: dict[int, Decimal] = {}
    known = []
    for event in events:
        if event.kind is StepKind.SELF:
            own[event.row_id] = event.after
        elif event.before is None and event.row_id in own:
            fields = {name: getattr(event, name) for name in ScoreEvent.__slots__}
            event = ScoreEvent(**{**fields, "before": own[event.row_id]})  # noqa: PLW2901 - the same event, known better
        known.append(event)
    return known


def _after_closing(events: Iterable[ScoreEvent]) -> Iterator[Pattern]:
    return _by_person(PatternKind.AFTER_CLOSING, events, lambda event: event.late)


def _at_night(events: Iterable[ScoreEvent]) -> Iterator[Pattern]:
    def is_night(event: ScoreEvent) -> bool:
        hour = event.occurred_at.astimezone(VIET_NAM_TIME).hour
        return hour >= NIGHT_BEGINS or hour < NIGHT_ENDS

    return _by_person(PatternKind.AT_NIGHT, events, is_night)


def _no_new_evidence(events: Iterable[ScoreEvent]) -> Iterator[Pattern]:
    """Scores raised on the very files that the score before rested on."""
    rested: dict[int, frozenset[str]] = {}
    raised = []
    for event in events:
        files = frozenset(event.evidence)
        if event.raised and event.row_id in rested and files <= rested[event.row_id]:
            raised.append(event)
        rested[event.row_id] = files
    return _by_person(PatternKind.NO_NEW_EVIDENCE, raised, lambda _: True)


def _one_sided(events: Iterable[ScoreEvent]) -> Iterator[Pattern]:
    """One person who, in one agency, raises and hardly ever lowers."""
    changed: dict[tuple[str, str], list[ScoreEvent]] = defaultdict(list)
    for event in events:
        if event.kind is StepKind.APPRAISED and event.before is not None and event.before != event.after:
            changed[event.actor, event.agency_id].append(event)
    for (actor, _), found in changed.items():
        raised = tuple(event for event in found if event.raised)
        if len(raised) >= FEWEST_RAISES and len(raised) >= SHARE_RAISED * len(found):
            yield Pattern(PatternKind.ONE_SIDED, actor, raised)


def _same_reason(events: Iterable[ScoreEvent]) -> Iterator[Pattern]:
    """The same words again and again, spaces, case and accents aside; those of one request are not a person's habit."""
    given: dict[tuple[str, str], list[ScoreEvent]] = defaultdict(list)
    for event in events:
        given[event.actor, fold(event.reason)].append(event)
    for (actor, folded), found in given.items():
        if folded and _requests(found) >= FEWEST_REPEATS:
            yield Pattern(PatternKind.SAME_REASON, actor, tuple(found), found[-1].reason)


def _requests(events: Iterable[ScoreEvent]) -> int:
    """How many requests made these changes; one that the log does not name counts for itself."""
    return len({event.request_id or event.sequence for event in events})


def _in_one_go(events: Iterable[ScoreEvent]) -> Iterator[Pattern]:
    """Many scores put in by one request, as from a table: their reasons were given once for all."""
    made: dict[tuple[str, str], list[ScoreEvent]] = defaultdict(list)
    for event in events:
        if event.request_id:
            made[event.actor, event.request_id].append(event)
    for (actor, _), found in made.items():
        if len(found) >= FEWEST_REPEATS:
            yield Pattern(PatternKind.IN_ONE_GO, actor, tuple(found), found[-1].reason)


def _by_person(
    kind: PatternKind, events: Iterable[ScoreEvent], noticed: Callable[[ScoreEvent], bool]
) -> Iterator[Pattern]:
    found: dict[str, list[ScoreEvent]] = defaultdict(list)
    for event in events:
        if noticed(event):
            found[event.actor].append(event)
    return (Pattern(kind, actor, tuple(theirs)) for actor, theirs in found.items())


_FINDERS: tuple[Callable[[Sequence[ScoreEvent]], Iterable[Pattern]], ...] = (
    _after_closing,
    _at_night,
    _one_sided,
    _same_reason,
    _in_one_go,
    _no_new_evidence,
)
