"""docs/criteria-sets.md names every shape, schedule and reason; the published schema accepts the samples."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import validator_for

import evidence_svc.importing
import evidence_svc.tables
from evidence_svc.domain import (
    lint_bands,
    lint_codes,
    lint_rules,
    lint_sheets,
    lint_sums,
    lint_times,
    lint_words,
    option_phrases,
    rule_worked,
)
from evidence_svc.samples.build import DRAFT_FILE, REVIEWED_FILE
from evidence_svc.samples.load import CRITERIA_FILE, sample_text
from tests.unit.domain.test_set_file import RULES, SCHEDULES

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "criteria-sets.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "docs" / "criteria-set.schema.json").read_text(encoding="utf-8"))
REASON = re.compile(r'(?:LintProblem|warn|note|warn if found else note\))\(\s*"([a-z-]+)"')
REPAIR = re.compile(r'(?:repaired|Repair)\(.{0,200}?"([a-z]+(?:-[a-z]+)+)"', re.DOTALL)


def reasons() -> set[str]:
    """The reasons written in the linter's modules."""
    modules = (lint_bands, lint_codes, lint_rules, lint_sheets, lint_sums, lint_times, lint_words)
    sources = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules]
    faults = {option_phrases.PERCENT_SIGN_MISSING, option_phrases.WORDS_LOST}
    return faults | {reason for source in sources for reason in REASON.findall(source)}


def test_every_kind_and_reason_is_documented() -> None:
    """What a file may say and what the linter may answer stands in the documentation, and nothing else."""
    before = TEXT.partition("## Importing")[0] + TEXT.partition("## Samples")[2]
    rows = {row.split("`")[1] for row in before.splitlines() if row.startswith("| `")}
    files = {row for row in rows if row.endswith(".yaml")}

    assert rows - files - {"kind", "schedule.kind"} == {*RULES, *SCHEDULES, "yearly", *reasons()}


def test_every_repair_is_documented() -> None:
    """What an importer may repair stands in the documentation."""
    text = TEXT.partition("## Importing")[2].partition("## Exporting")[0]
    folders = [Path(str(module.__file__)).parent for module in (evidence_svc.importing, evidence_svc.tables)]
    sources = [path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.glob("*.py"))]
    kinds = {kind for source in sources for kind in REPAIR.findall(source)}

    assert len(kinds) > 20
    assert {kind for kind in kinds if f"`{kind}`" not in text} == set()


def test_every_reason_of_a_suggestion_is_documented() -> None:
    """The words that a suggestion's reason may be."""
    known = (value for name, value in vars(rule_worked).items() if name.isupper() and isinstance(value, str))

    assert all(f"`{reason}`" in TEXT for reason in known)


@pytest.mark.parametrize("name", [CRITERIA_FILE, DRAFT_FILE, REVIEWED_FILE])
def test_the_published_schema_accepts_the_samples(name: str) -> None:
    """Other programs that know only the schema read our files."""
    data = plain(yaml.safe_load(sample_text(name)))

    assert list(validator_for(SCHEMA).iter_errors(data)) == []


def test_the_published_schema_refuses_what_the_parser_refuses() -> None:
    """An unknown key, an unknown rule, a measure of nothing."""
    data = plain(yaml.safe_load(sample_text(CRITERIA_FILE)))
    leaf = data["criteria"][0]["children"][0]["children"][0]
    wrong: list[dict[str, Any]] = [
        {"colour": "red"},
        {"rule": {"kind": "guess"}},
        {"rule": {"kind": "linear", "measure": {"of": "a"}, "points": "1"}},
    ]

    for values in wrong:
        good = dict(leaf)
        leaf.update(values)
        assert list(validator_for(SCHEMA).iter_errors(data))
        leaf.clear()
        leaf.update(good)


def plain(value: Any) -> Any:
    """YAML's dates as JSON writes them."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
