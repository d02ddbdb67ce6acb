"""What holds for every rule, whatever it is made of: never above its best, never below zero, monotone, exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_svc.domain.numbers import Rounding, Scale
from evidence_svc.domain.rule_bounds import inputs_of, most_points, walk
from evidence_svc.domain.rule_inputs import Input, RuleInputs, Unit, Value
from evidence_svc.domain.rule_shapes import (
    AffineRule,
    AllRule,
    Band,
    BandsRule,
    BestOfRule,
    ChecklistItem,
    ChecklistRule,
    CountedItem,
    CutOffRule,
    DeductionRule,
    FixedRule,
    GateRule,
    LinearRule,
    PerItemRule,
    Rule,
    SeverityLevel,
    SeverityRule,
    SumRule,
    SystemicRule,
)
from evidence_svc.domain.rule_spans import (
    DAYS,
    PERCENTS,
    Reach,
    Span,
    find_gaps,
    find_overlaps,
    is_empty,
    parse_span,
    render_span,
)
from evidence_svc.domain.rule_terms import Asked, Given, Growth, Share
from evidence_svc.domain.rule_worked import round_exact
from evidence_svc.domain.rules import suggest

POINTS = st.decimals(0, 10, places=2)
NUMBERS = st.decimals(0, 10**6, places=2)
SCALES = st.builds(Scale, st.sampled_from([2, 4]), st.sampled_from(list(Rounding)))
NUMBER_INPUTS = [Input(name, name, Unit.PERCENT) for name in ("a", "b", "c")]
COUNTS = [Input(name, name, Unit.COUNT) for name in ("m", "n")]
CONDITIONS = [Asked(Input(name, name, Unit.YES_NO)) for name in ("x", "y", "z")]

MEASURES = st.one_of(
    st.builds(Given, st.sampled_from(NUMBER_INPUTS)),
    st.builds(Share, st.sampled_from(NUMBER_INPUTS), st.sampled_from(NUMBER_INPUTS)),
    st.builds(Growth, st.sampled_from(NUMBER_INPUTS), st.sampled_from(NUMBER_INPUTS)),
)
SPANS = (
    st.builds(
        Span,
        st.none() | st.integers(-5, 110).map(Decimal),
        st.none() | st.integers(-5, 110).map(Decimal),
        st.booleans(),
        st.booleans(),
    )
    .map(
        lambda span: Span(
            span.lower,
            span.upper,
            span.lower_closed and span.lower is not None,
            span.upper_closed and span.upper is not None,
        )
    )
    .filter(lambda span: not is_empty(span))
)
SIMPLE: st.SearchStrategy[Rule] = st.one_of(
    st.builds(FixedRule, POINTS),
    st.builds(LinearRule, MEASURES, POINTS),
    st.builds(AffineRule, POINTS, POINTS, MEASURES),
    st.builds(BandsRule, MEASURES, st.lists(st.builds(Band, SPANS, POINTS), min_size=1, max_size=3).map(tuple)),
    st.builds(AllRule, st.lists(st.sampled_from(CONDITIONS), max_size=3).map(tuple), POINTS),
    st.builds(
        ChecklistRule,
        st.lists(st.builds(ChecklistItem, st.sampled_from(CONDITIONS), POINTS), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        SeverityRule,
        st.lists(st.builds(SeverityLevel, st.sampled_from(CONDITIONS), POINTS), max_size=2).map(tuple),
        POINTS,
    ),
    st.builds(
        PerItemRule,
        st.lists(st.builds(CountedItem, st.sampled_from(COUNTS), POINTS, POINTS), min_size=1, max_size=2).map(tuple),
        POINTS,
    ),
)


def combined(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Rules made of other rules."""
    conditions = st.lists(st.sampled_from(CONDITIONS), max_size=2).map(tuple)
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(GateRule, conditions, inner),
        st.builds(CutOffRule, MEASURES, POINTS, inner, st.booleans(), POINTS),
        st.builds(DeductionRule, inner, POINTS, conditions, st.none() | st.sampled_from(COUNTS), POINTS),
        st.builds(SumRule, several, st.none() | POINTS),
        st.builds(BestOfRule, several),
        st.builds(SystemicRule, inner, POINTS, st.just("x")),
    )


RULES = st.recursive(SIMPLE, combined, max_leaves=6)


@st.composite
def known_values(draw: st.DrawFn) -> dict[str, Value]:
    """Values for some or all of the inputs."""
    values: dict[str, Value] = {each.name: draw(NUMBERS) for each in NUMBER_INPUTS}
    values |= {each.name: Decimal(draw(st.integers(0, 20))) for each in COUNTS}
    values |= {each.name: draw(st.booleans()) for condition in CONDITIONS for each in [condition.value]}
    absent = draw(st.sets(st.sampled_from(sorted(values)), max_size=2))
    return {name: value for name, value in values.items() if name not in absent}


@settings(max_examples=400)
@given(RULES, known_values(), SCALES)
def test_no_rule_gives_more_than_its_best_or_less_than_nothing(
    rule: Rule, values: dict[str, Value], scale: Scale
) -> None:
    """Rounding included: the points of a rule stay between 0 and the best it says it can give."""
    suggestion = suggest(rule, RuleInputs(values=values), scale)
    most = most_points(rule)

    assert most is not None
    assert suggestion.points is None or 0 <= suggestion.points <= most
    assert suggestion.trace or not suggestion.missing


BEST: dict[str, tuple[Rule, Decimal]] = {
    "a cap": (SumRule((FixedRule(Decimal(2)), FixedRule(Decimal(2))), Decimal(3)), Decimal(3)),
    "no cap": (SumRule((FixedRule(Decimal(2)), FixedRule(Decimal(2)))), Decimal(4)),
    "a systemic loss": (SystemicRule(FixedRule(Decimal(2)), Decimal("0.5"), "x"), Decimal("1.5")),
    "a loss of more than there is": (SystemicRule(FixedRule(Decimal(2)), Decimal(3), "x"), Decimal(0)),
    "alternatives": (BestOfRule((FixedRule(Decimal(2)), FixedRule(Decimal(1)))), Decimal(2)),
}


@pytest.mark.parametrize("case", BEST)
def test_the_best_of_a_rule_can_be_reached(case: str) -> None:
    """A bound too wide would let an unreachable maximum pass."""
    rule, best = BEST[case]

    assert most_points(rule) == suggest(rule, RuleInputs()).points == best


@settings(max_examples=200)
@given(RULES, known_values())
def test_what_is_missing_is_an_input_of_the_rule(rule: Rule, values: dict[str, Value]) -> None:
    """A rule waits only for what it names, and never for what is known, unless the value itself is the trouble."""
    suggestion = suggest(rule, RuleInputs(values=values))
    names = {each.name for each in inputs_of(rule)}

    assert set(suggestion.missing) <= names
    if suggestion.reason == "input-missing":
        assert not set(values) >= set(suggestion.missing)
    assert next(iter(walk(rule))) is rule


@given(st.integers(0, 200), st.integers(1, 100), POINTS, SCALES)
def test_a_larger_part_never_earns_less(part: int, whole: int, points: Decimal, scale: Scale) -> None:
    """Linear and affine rules rise with the part done."""
    share = Share(NUMBER_INPUTS[0], NUMBER_INPUTS[1])
    for rule in (LinearRule(share, points), AffineRule(Decimal("0.5"), points, share)):
        low, high = (
            suggest(rule, RuleInputs(values={"a": Decimal(n), "b": Decimal(whole)}), scale).points
            for n in (part, part + 1)
        )
        assert low is not None
        assert high is not None
        assert low <= high


@given(st.integers(0, 50), POINTS, POINTS, POINTS)
def test_items_raise_and_failures_lower(count: int, each: Decimal, cap: Decimal, start: Decimal) -> None:
    """One more item never earns less, one more failure never more."""
    items = PerItemRule((CountedItem(COUNTS[0], each, cap),), cap)
    failures = DeductionRule(FixedRule(start), each, count=COUNTS[0])
    at = [RuleInputs(values={"m": Decimal(number)}) for number in (count, count + 1)]

    more, less = ([suggest(rule, known).points for known in at] for rule in (items, failures))

    assert more == sorted(points for points in more if points is not None)
    assert less == sorted((points for points in less if points is not None), reverse=True)


@given(st.lists(SPANS, max_size=4), st.sampled_from([PERCENTS, DAYS, Reach(Span(Decimal(0), None))]))
def test_a_value_is_in_a_gap_exactly_when_no_band_holds_it(bands: list[Span], reach: Reach) -> None:
    """Gaps and bands share out the reach between them: every value is in one or the other, none in both."""
    gaps = find_gaps(bands, reach)
    steps = 1 if reach.whole else 2

    for value in (Fraction(number, steps) for number in range(-12, 240)):
        if reach.span.holds(value):
            covered = any(band.holds(value) for band in bands)
            assert covered != any(gap.holds(value) for gap in gaps)


@given(SPANS, SPANS)
def test_an_overlap_holds_what_both_bands_hold(first: Span, second: Span) -> None:
    """Every value of the reach that lies in both lies in the overlap, and no other."""
    overlaps = find_overlaps(first, second, PERCENTS)

    for value in (Fraction(number, 2) for number in range(201)):
        assert any(each.holds(value) for each in overlaps) == (first.holds(value) and second.holds(value))


def test_gaps_are_as_large_as_they_can_be() -> None:
    """Days between bands are one range, and a range that only touches whole numbers from outside is none."""
    bands = [span for text in ("[0,0]", "(0,15)", "(15,)") if (span := parse_span(text))]

    assert [render_span(gap) for gap in find_gaps(bands, DAYS)] == ["[15,15]"]
    assert [render_span(gap) for gap in find_gaps(bands[:1], DAYS)] == ["(0,)"]
    beside = [span for text in ("[0,14]", "(15,)") if (span := parse_span(text))]
    assert [render_span(gap) for gap in find_gaps(beside, DAYS)] == ["[15,15]"]
    around = [span for text in ("[0,0]", "[1,1]", "[2,100]") if (span := parse_span(text))]
    assert [render_span(gap) for gap in find_gaps(around, PERCENTS)] == ["(0,1)", "(1,2)"]
    neighbours = [span for text in ("[0,3]", "[4,)") if (span := parse_span(text))]
    assert find_gaps(neighbours, DAYS) == ()


@given(SPANS)
def test_a_span_is_read_as_it_was_written(span: Span) -> None:
    """Rendering and reading are inverse."""
    assert parse_span(render_span(span)) == span


@given(st.fractions(0, 1000, max_denominator=10**6), SCALES)
def test_rounding_is_that_of_the_exact_value(value: Fraction, scale: Scale) -> None:
    """Half up or down from the value itself, never from a value rounded before."""
    rounded = round_exact(value, scale)
    step = Fraction(1, 10**scale.places)

    error = value - Fraction(rounded)
    if scale.rounding is Rounding.DOWN:
        assert 0 <= error < step
    else:
        assert -step / 2 <= error < step / 2
    assert len(f"{rounded:f}".partition(".")[2]) == scale.places
