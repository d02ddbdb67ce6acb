"""Scores of a whole province computed again, beside a plain loop; sets read, linted and imported. Processor time.

    python -m benchmarks.criteria [--rounds N] [--seeds FOLDER]

A province is 30 agencies with 118 criteria each: the tree of the provincial offices, whose 88 leaves take the rules
of the district's reviewed set in turn. The plain loop multiplies and adds the same numbers without rules, traces,
bounds or totals, so the ratio is the price of those.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.lint import lint
from evidence_svc.domain.rule_bounds import inputs_of, slots_of
from evidence_svc.domain.rule_inputs import Input, RuleInputs, Unit, Value
from evidence_svc.domain.rules import suggest
from evidence_svc.domain.score import ScoreState, ScoreStatus
from evidence_svc.domain.totals import compute_totals
from evidence_svc.importing.sets import import_set
from evidence_svc.reports.export_set import set_table
from evidence_svc.reports.export_xlsx import write_xlsx
from evidence_svc.samples.load import load_set, sample_text
from evidence_svc.tables.text import read_text
from evidence_svc.tables.xlsx import read_xlsx

AGENCIES = 30
REVIEWED = "district-offices-2023.yaml"
SEED = "001_1d2ed02fd101ed54.txt"


@dataclass(frozen=True, slots=True)
class Timed:
    """What one job took, in processor seconds (median), and the limit it is held to, None for none."""

    job: str
    seconds: float
    limit: float | None = None

    @property
    def keeps(self) -> bool:
        """Whether it stayed below its limit."""
        return self.limit is None or self.seconds < self.limit


def province() -> CriteriaSet:
    """118 criteria with a rule in each of the 88 leaves."""
    base, ruled = load_set("provincial-offices-2023.yaml"), load_set(REVIEWED).leaves
    leaves = (
        replace(leaf, rule=ruled[number % len(ruled)].rule, max_score=ruled[number % len(ruled)].max_score)
        for number, leaf in enumerate(base.leaves)
    )
    return base.with_criteria(leaves)


def inputs_for(criteria_set: CriteriaSet, agency: int) -> dict[str, RuleInputs]:
    """Something known for every rule, different from agency to agency."""
    found = {}
    for number, leaf in enumerate(criteria_set.leaves):
        if leaf.rule is None:
            continue
        late = dict.fromkeys(slots_of(leaf.rule), agency * number % 20)
        values = {each.name: _value(each, agency + number) for each in inputs_of(leaf.rule)}
        present = dict.fromkeys(late, True)
        found[leaf.id] = RuleInputs(days_late=late, answer=agency % 2 == 0, values=values, present=present)
    return found


def _value(wanted: Input, number: int) -> Value:
    if wanted.unit is Unit.YES_NO:
        return number % 3 > 0
    if wanted.unit is Unit.CHOICE:
        return "option-1"
    return Decimal(number % 100 + 1)


def recompute(criteria_set: CriteriaSet, known: dict[str, RuleInputs], agency: str) -> Decimal:
    """One agency: every rule with its trace, then all totals; returns the sum of the scores."""
    states = {}
    for leaf in criteria_set.leaves:
        suggestion = suggest(leaf.rule, known[leaf.id], criteria_set.scale)
        status = ScoreStatus.SCORED if suggestion.points is not None else ScoreStatus.NOT_SCORED
        states[leaf.id] = ScoreState(
            criterion_id=leaf.id,
            agency_id=agency,
            max_score=leaf.max_score,
            status=status,
            self_score=suggestion.points,
            scale=criteria_set.scale,
        )
    return compute_totals(criteria_set, states).whole.self_score


def plain_loop(numbers: list[tuple[Decimal, Decimal]]) -> Decimal:
    """Share times points, rounded to two places, added up: what somebody would write in an afternoon."""
    total = Decimal(0)
    for share, points in numbers:
        total += (share / 100 * points).quantize(Decimal("0.01"))
    return total


def measure(rounds: int, seeds: Path | None) -> Iterator[Timed]:
    """Every job in turn, `rounds` times each."""
    criteria_set = province()
    known = [inputs_for(criteria_set, agency) for agency in range(AGENCIES)]
    numbers = [(Decimal(index % 100), leaf.max_score) for index, leaf in enumerate(criteria_set.leaves)]
    text = sample_text(REVIEWED)
    book = write_xlsx((set_table(load_set(REVIEWED)),))
    yield _timed("plain loop over the same leaves", rounds, lambda: [plain_loop(numbers) for _ in known])
    yield _timed(
        "a province computed again",
        rounds,
        lambda: [recompute(criteria_set, each, str(agency)) for agency, each in enumerate(known)],
        1.0,
    )
    yield _timed("reading and linting a set (YAML)", rounds, lambda: lint(parse_criteria_set(text)), 2.0)
    yield _timed("importing and linting a workbook", rounds, lambda: _import(book), 2.0)
    if seeds is not None:
        page = (seeds / SEED).read_text(encoding="utf-8")
        yield _timed("importing and linting a web page", rounds, lambda: _import_text(page), 2.0)


def _import(book: bytes) -> object:
    """As the child does: its processor time is not the parent's."""
    return lint(import_set(read_xlsx(book), "bo.xlsx").criteria_set)


def _import_text(page: str) -> object:
    return lint(import_set(read_text(page), SEED).criteria_set)


def _timed(job: str, rounds: int, work: Callable[[], object], limit: float | None = None) -> Timed:
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return Timed(job, median(taken), limit)


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 when a limit was passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seeds", type=Path, help="a folder with the seed texts")
    chosen = parser.parse_args(arguments)
    found = list(measure(chosen.rounds, chosen.seeds))
    table = Table("job", "processor seconds", "limit", "times the plain loop")
    for each in found:
        limit = "–" if each.limit is None else f"{each.limit:.0f}"
        table.add_row(each.job, f"{each.seconds:.4f}", limit, f"{each.seconds / found[0].seconds:.0f}")
    Console().print(table)
    return 0 if all(each.keeps for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
