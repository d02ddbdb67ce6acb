"""A set written as a table and read back is the same set, in every format that offices exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.numbers import Rounding, Scale
from evidence_svc.importing.sets import ImportedSet, import_set
from evidence_svc.reports.export_docx import write_docx
from evidence_svc.reports.export_pdf import write_pdf
from evidence_svc.reports.export_set import set_table
from evidence_svc.reports.export_table import WrittenTable
from evidence_svc.reports.export_tsv import write_tsv
from evidence_svc.reports.export_xlsx import write_xlsx
from evidence_svc.samples.load import SET_FILES, load_set
from evidence_svc.tables.read import read_tables

WRITERS: dict[str, Callable[[tuple[WrittenTable, ...]], bytes]] = {
    "xlsx": write_xlsx,
    "docx": write_docx,
    "tsv": write_tsv,
}
KEPT = {"stray-number"}  # said of what stays as it is


def there_and_back(criteria_set: CriteriaSet, form: str) -> ImportedSet:
    """The set out in a format and in again."""
    content = WRITERS[form]((set_table(criteria_set),))
    return import_set(read_tables(content, f"bo.{form}"), f"bo.{form}")


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("file", SET_FILES)
def test_every_sample_survives_the_way_there_and_back(file: str, form: str) -> None:
    """Rules, slots, deadlines, cases and head; nothing had to be repaired."""
    found = there_and_back(load_set(file), form)

    assert found.criteria_set == load_set(file)
    assert {repair.kind for repair in found.repairs} <= KEPT


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("places", [0, 3, 4])
def test_points_survive_in_every_scale(places: int, form: str) -> None:
    """Three decimals are the hard case: `1,125` could be a thousand."""
    base = load_set(SET_FILES[0])
    scale = Scale(places, Rounding.DOWN)
    points = {0: Decimal(1), 3: Decimal("1.125"), 4: Decimal("1.1253")}[places]
    changed = replace(
        base, scale=scale, criteria=tuple(replace(node, max_score=points, rule=None) for node in base.criteria)
    )

    assert there_and_back(changed, form).criteria_set == changed


@pytest.mark.parametrize("form", WRITERS)
def test_a_title_like_a_formula_stays_words(form: str) -> None:
    """Nothing that is written becomes something that computes."""
    base = load_set(SET_FILES[0])
    first = replace(base.criteria[0], title="=1+1")

    assert there_and_back(base.with_criteria([first]), form).criteria_set.criteria[0].title == "=1+1"


@pytest.mark.parametrize("file", SET_FILES)
def test_a_pdf_gives_back_what_it_prints(file: str) -> None:
    """Codes, words and points, line ends aside; the head is repeated on each page and dropped again."""
    wanted = load_set(file)
    content = write_pdf((set_table(wanted),))

    found = import_set(read_tables(content, "bo.pdf"), "bo.pdf", head={"valid_from": "2023-01-01"})

    assert [_printed(found.criteria_set, index) for index in range(len(wanted.criteria))] == [
        _printed(wanted, index) for index in range(len(wanted.criteria))
    ]
    assert {repair.kind for repair in found.repairs} >= {"head-repeated", "head-assumed"}


def _printed(criteria_set: CriteriaSet, index: int) -> tuple[str, str, Decimal, list[tuple[str, Decimal]]]:
    node = criteria_set.criteria[index]
    options = [("".join(option.text.split()), option.points) for option in node.options]
    return node.path, "".join(node.title.split()), node.max_score, options
