"""The sample's criteria set and self-assessment as values of the domain."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.criteria_file import lay_assumptions, parse_criteria_set
from evidence_svc.domain.self_assessment import SelfAssessment, SelfRow, parse_self_assessment

CRITERIA_FILE = "provincial-offices-2023.yaml"
ASSUMPTIONS_FILE = "assumptions-2023.yaml"
SET_FILES = (CRITERIA_FILE, "district-offices-2023-draft.yaml", "district-offices-2023.yaml")
SELF_ASSESSMENT_FILE = "self-assessment-h1-2023.yaml"


def sample_text(name: str) -> str:
    """The text of one of the sample's files."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def load_criteria_set() -> CriteriaSet:
    """The provincial offices' criteria set of 2023, with the demonstration's assumed deadlines and rules."""
    return lay_assumptions(load_printed_set(), sample_text(ASSUMPTIONS_FILE), ASSUMPTIONS_FILE)


@cache
def load_printed_set() -> CriteriaSet:
    """The criteria set as printed: no deadline, no rule."""
    return parse_criteria_set(sample_text(CRITERIA_FILE), CRITERIA_FILE)


@cache
def load_set(file: str) -> CriteriaSet:
    """One of the sample's criteria sets, with the demonstration's assumptions where the file itself has no rules."""
    return load_criteria_set() if file == CRITERIA_FILE else parse_criteria_set(sample_text(file), file)


def find_sample_set(name: str) -> CriteriaSet | None:
    """The sample set of that file name (with or without `.yaml`) or id; of two editions the later one, or None."""
    by_file = next((file for file in SET_FILES if name in {file, file.removesuffix(".yaml")}), None)
    if by_file is not None:
        return load_set(by_file)
    return next((found for file in reversed(SET_FILES) if (found := load_set(file)).id == name), None)


@cache
def load_sample() -> SelfAssessment:
    """The self-assessment for the first half of 2023 with its agency and round."""
    return parse_self_assessment(sample_text(SELF_ASSESSMENT_FILE), load_printed_set(), SELF_ASSESSMENT_FILE)


def load_self_assessment() -> tuple[SelfRow, ...]:
    """The 88 leaves of the self-assessment, in the order of the criteria set."""
    return load_sample().rows
