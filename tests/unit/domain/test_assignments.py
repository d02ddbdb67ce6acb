"""What an assignment covers, for every agency and path."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from evidence_svc.domain.assignments import Assignment, is_assigned, is_under

AGENCIES = st.sampled_from(("van-phong", "so-noi-vu", "so-tu-phap"))
STEPS = st.lists(st.sampled_from(("1", "2", "10", "II")), min_size=1, max_size=4)
PATHS = STEPS.map(".".join)
ASSIGNMENTS = st.builds(Assignment, st.none() | AGENCIES, st.none() | PATHS)


@given(AGENCIES, st.none() | PATHS)
def test_without_an_assignment_everything_is_ones_own(agency: str, path: str | None) -> None:
    """Whatever the agency and the criterion."""
    assert is_assigned((), agency, path)


@given(ASSIGNMENTS, AGENCIES, STEPS)
@example(Assignment(None, "1"), "van-phong", ["10"])
def test_an_assignment_is_the_agency_and_the_first_steps_of_the_path(
    assignment: Assignment, agency: str, steps: list[str]
) -> None:
    """Compared step by step: 1 has no part in 10, and a criterion is part of itself."""
    wanted = (assignment.path or "").split(".") if assignment.path else []
    expected = assignment.agency_id in {None, agency} and steps[: len(wanted)] == wanted

    assert is_assigned((assignment,), agency, ".".join(steps)) == expected


@given(st.lists(ASSIGNMENTS, min_size=1, max_size=4), ASSIGNMENTS, AGENCIES, PATHS)
def test_more_assignments_never_take_anything_away(
    held: list[Assignment], more: Assignment, agency: str, path: str
) -> None:
    """Each adds what it covers; only the first of all limits."""
    together = is_assigned((*held, more), agency, path)

    assert together == (is_assigned(held, agency, path) or is_assigned((more,), agency, path))


@given(st.lists(ASSIGNMENTS, max_size=4), AGENCIES, PATHS)
def test_who_may_act_on_a_criterion_has_something_of_its_agency(held: list[Assignment], agency: str, path: str) -> None:
    """The question for an agency as a whole is never stricter than the one for a criterion of it."""
    assert is_assigned(held, agency) or not is_assigned(held, agency, path)


@given(PATHS, STEPS)
def test_what_stands_below_is_under(path: str, steps: list[str]) -> None:
    """A path is under itself and under everything it begins with."""
    assert is_under(path, path)
    assert is_under(f"{path}.{'.'.join(steps)}", path)
