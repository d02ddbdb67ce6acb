"""The committed sample: its control sums, its evidence, its assumptions, and that the seed gives it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from evidence_svc.domain.criteria import Level, RoundKind, find_slots, find_sum_mismatches
from evidence_svc.domain.folding import fold
from evidence_svc.domain.rules import LatenessRule, RuleInputs, suggest
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.domain.self_assessment import states_of
from evidence_svc.domain.totals import AssessmentTotals, compute_totals, summary_line
from evidence_svc.samples.build import build_office
from evidence_svc.samples.load import (
    load_criteria_set,
    load_printed_set,
    load_sample,
    load_self_assessment,
    sample_text,
)
from evidence_svc.samples.sources import OFFICE

SET = load_criteria_set()
ROWS = load_self_assessment()
EVIDENCE = [(row.code, name) for row in ROWS for name in row.evidence]
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
DATED = re.compile(r"_1_\d+[-.](\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?[ _]")


def totals() -> AssessmentTotals:
    """The totals of the self-assessment."""
    return compute_totals(SET, states_of(SET, load_sample().agency_id, ROWS))


def test_the_summary_is_the_letters() -> None:
    """The five sums the office states, and both readings of its requests."""
    whole = totals().whole

    line = "total 100.00 · yearly 17.50 · excluded 27.00 · base 55.50 · self 53.50 · index 96.40 %"
    assert summary_line(whole) == line
    assert (whole.base_if_refused, whole.index_if_refused) == (Decimal("82.5"), Decimal("64.85"))
    assert (whole.base_leaves, whole.self_scored, whole.appraised) == (46, 46, 0)


def test_fields_have_their_printed_sums() -> None:
    """Maximum and self-score of each field, as its row prints them."""
    printed = {
        "1": ("19.50", "16"),
        "2": ("11.50", "5.5"),
        "3": ("24.00", "0"),
        "4": ("10.00", "10"),
        "5": ("12.50", "9.5"),
        "6": ("10.50", "4.5"),
        "7": ("12.00", "8"),
    }

    found = {each.field.code: (each.totals.total, each.totals.self_score) for each in totals().fields}

    assert {code: tuple(map(Decimal, sums)) for code, sums in printed.items()} == found


def test_the_tree_has_its_shape_and_every_parent_its_sum() -> None:
    """7 fields, 41 criteria, 70 sub-criteria; 30 parents, each the sum of its children; 88 leaves."""
    levels = Counter(node.level for node in SET.criteria)

    assert (levels[Level.FIELD], levels[Level.CRITERION], levels[Level.SUB_CRITERION]) == (7, 41, 70)
    assert (len(SET.criteria) - len(SET.leaves), len(SET.leaves)) == (30, 88)
    assert find_sum_mismatches(SET) == ()
    assert [node.code for node in SET.children(SET.by_path("1.5").id)] == ["1.5.1", "1.5.2", "1.5.3"]


def test_zeros_are_counted_apart() -> None:
    """17 yearly leaves, 25 requests, 46 scored; yearly leaves belong to the annual round only."""
    assert Counter(row.status for row in ROWS) == {
        ScoreStatus.YEARLY: 17,
        ScoreStatus.EXCLUSION_REQUESTED: 25,
        ScoreStatus.SCORED: 46,
    }
    yearly = {row.criterion_id for row in ROWS if row.status is ScoreStatus.YEARLY}
    assert yearly == {leaf.id for leaf in SET.leaves if leaf.rounds == (RoundKind.YEAR,)}


def test_the_evidence_is_all_there() -> None:
    """105 references in 43 rows, 82 names without the prefix, 79 without accents; types as submitted."""
    plain = [name.split("_", 4)[4] for _, name in EVIDENCE]

    assert (len(plain), len({code for code, _ in EVIDENCE})) == (105, 43)
    assert (len(set(plain)), len({fold(name) for name in plain})) == (82, 79)
    assert Counter(name.rpartition(".")[2] for name in plain) == {
        "pdf": 80,
        "PDF": 20,
        "xlsx": 3,
        "docx": 1,
        "jpg": 1,
    }
    assert sum(bool(re.search(r"[^.]\.\.pdf$", name)) for name in plain) == 11


def test_one_file_carries_the_number_of_another_criterion() -> None:
    """Under 5.1.2 stands a file of 5.2.2; every other file carries its own criterion's number."""
    numbers = {node.code: node.file_number for node in SET.criteria}
    odd = [(code, name) for code, name in EVIDENCE if int(name.split("_")[2]) != numbers[code]]

    assert len([number for number in numbers.values() if number]) == 43
    assert [code for code, _ in odd] == ["5.1.2"]
    assert int(odd[0][1].split("_")[2]) == numbers["5.2.2"] == 6199
    assert (numbers["1.5.1"], numbers["4.1.5"]) == (6150, 6248)


def test_points_claimed_without_a_file() -> None:
    """Three scored leaves name no evidence."""
    assert [row.code for row in ROWS if row.self_score and not row.evidence] == ["4.1.4", "7.1.4", "7.2"]


def lateness() -> dict[tuple[str, str], dict[str, int]]:
    """Days late by criterion and slot, and evidence name, under the printed set's assumed deadlines."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for code, name in EVIDENCE:
        dated = DATED.search(name)
        for slot in find_slots(SET.by_path(code), None, name):
            assert dated
            assert slot.deadline
            day, month, year = dated.groups()
            days = (date(int(year or 2023), int(month), int(day)) - slot.deadline.on).days
            strict = days + 1 if slot.deadline.inclusive is None else days
            assert (days > 0) == (strict > 0), "both readings of the wording agree"
            found.setdefault((code, slot.key), {})[name] = max(0, days)
    return found


def test_exactly_two_plans_are_late() -> None:
    """One 9 days and one 12 days; every other document that answers a slot is on time."""
    late = {(code, days) for (code, _), names in lateness().items() for days in names.values() if days}

    assert late == {("2.2.1", 9), ("5.4", 12)}


def test_every_slot_is_answered_by_one_document() -> None:
    """No slot is left empty and none is claimed twice."""
    wanted = {(node.code, slot.key) for node in SET.criteria for slot in node.slots}

    assert set(lateness()) == wanted
    assert {len(names) for names in lateness().values()} == {1}


def test_the_rules_give_full_half_and_no_points() -> None:
    """On time the maximum, 9 days late half of it, 12 days late nothing."""
    points = {}
    for node in SET.criteria:
        if isinstance(node.rule, LatenessRule):
            days = {key: next(iter(names.values())) for (code, key), names in lateness().items() if code == node.code}
            points[node.code] = (suggest(node.rule, RuleInputs(days_late=dict(days))).points, node.max_score)

    assert points.pop("2.2.1") == (Decimal("0.25"), Decimal("0.50"))
    assert points.pop("5.4") == (Decimal(0), Decimal(2))
    assert points
    assert all(given == maximum for given, maximum in points.values())


def test_every_deadline_and_rule_is_marked_as_assumed() -> None:
    """The printed table has none, so each one laid over it says that it is an assumption."""
    assert not [node.code for node in load_printed_set().criteria if node.slots or node.rule or node.note]
    laid = [node for node in SET.criteria if node.slots or node.rule]
    assert all(node.assumption and node.note for node in laid)
    deadlines = [slot.deadline for node in laid for slot in node.slots]
    assert all(deadline and deadline.assumption for deadline in deadlines)


if SEEDS.is_dir():

    def test_the_seed_gives_the_committed_files() -> None:
        """Building again changes nothing, so the files were not edited by hand."""
        built = build_office((SEEDS / OFFICE.seed).read_text(encoding="utf-8"))

        assert {name: sample_text(name) for name in built.files} == built.files

    def test_every_repair_of_the_seed_is_reported() -> None:
        """Eight rows over pages, one doubled code, tags, shifted columns, misread letters, zeros."""
        sample = build_office((SEEDS / OFFICE.seed).read_text(encoding="utf-8"))

        assert Counter(repair.kind for repair in sample.repairs) == {
            "row-split": 8,
            "code-twice": 1,
            "tags": 4,
            "column-shifted": 37,
            "misread-letters": 17,
            "zero-told-apart": 42,
            "other-criterion-number": 1,
        }
        split = [repair.code for repair in sample.repairs if repair.kind == "row-split"]
        assert split == ["1.5", "1.5.2", "3.2", "3.7.2", "5.1.2", "5.5", "6.2.3", "7.1.2"]
