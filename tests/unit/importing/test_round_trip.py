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
from evidence_svc.tables.rows import TableError

WRITERS: dict[str, Callable[[tuple[WrittenTable, ...]], bytes]] = {
    "xlsx": write_xlsx,
    "docx": write_docx,
    "tsv": write_tsv,
    "pdf": write_pdf,
}
KEPT = {"stray-number", "exact-table"}  # said of what stays as it is


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
def test_a_pdf_of_another_program_gives_back_what_it_prints(file: str) -> None:
    """Codes, words and points, line ends aside; the head is repeated on each page and dropped again."""
    wanted = load_set(file)
    content = write_pdf((for_people(set_table(wanted)),))

    found = import_set(read_tables(content, "bo.pdf"), "bo.pdf", head={"valid_from": "2023-01-01"})

    assert [_printed(found.criteria_set, index) for index in range(len(wanted.criteria))] == [
        _printed(wanted, index) for index in range(len(wanted.criteria))
    ]
    assert {repair.kind for repair in found.repairs} >= {"head-repeated", "head-assumed"}


def for_people(table: WrittenTable) -> WrittenTable:
    """The table without what only programs need, so that nothing is attached."""
    kept = [place for place, column in enumerate(table.columns) if not column.for_programs]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)


TOLD = load_set(SET_FILES[0])
OTHERWISE = {
    "a title": TOLD.with_criteria([replace(TOLD.criteria[3], title="Tên khác")]),
    "points": TOLD.with_criteria([replace(TOLD.criteria[3], max_score=Decimal("0.75"))]),
    "the head": replace(TOLD, legal_basis="Quyết định khác"),
    "a criterion less": replace(TOLD, criteria=TOLD.criteria[:-1]),
}


@pytest.mark.parametrize("case", OTHERWISE)
def test_an_attached_table_says_what_the_pages_say(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sees what a PDF carries: where it says something else than the page, neither is taken."""
    other = write_tsv((set_table(OTHERWISE[case]),))
    monkeypatch.setattr("evidence_svc.reports.export_pdf.write_tsv", lambda _tables: other)
    content = write_pdf((set_table(TOLD),))

    with pytest.raises(TableError, match="trang in khác với bảng kèm"):
        read_tables(content, "bo.pdf")


def test_words_that_are_not_the_rule_are_reported() -> None:
    """A rule changed in its words only is told to whoever changed it."""
    table = set_table(load_set(SET_FILES[2]))
    place = [column.title for column in table.columns].index("Cách chấm")
    at = next(number for number, row in enumerate(table.rows) if row[place])
    row = tuple("Thế nào cũng được." if column == place else cell for column, cell in enumerate(table.rows[at]))
    changed = replace(table, rows=(*table.rows[:at], row, *table.rows[at + 1 :]))

    found = import_set(read_tables(write_tsv((changed,)), "bo.tsv"), "bo.tsv")

    assert [repair.kind for repair in found.repairs if repair.kind not in KEPT] == ["words-differ"]


def _printed(criteria_set: CriteriaSet, index: int) -> tuple[str, str, Decimal, list[tuple[str, Decimal]]]:
    node = criteria_set.criteria[index]
    options = [("".join(option.text.split()), option.points) for option in node.options]
    return node.path, "".join(node.title.split()), node.max_score, options
