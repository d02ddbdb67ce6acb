"""Which criterion a file of an import belongs to."""

from __future__ import annotations

import pytest

from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.placing import place_file
from evidence_svc.samples.load import CRITERIA_FILE, sample_text

CRITERIA = parse_criteria_set(sample_text(CRITERIA_FILE))


def place(path: str, **references: str) -> str | None:
    """The path of the criterion found."""
    by_path = {CRITERIA.by_path(path.replace("_", ".")[1:]).id: text for path, text in references.items()}
    found = place_file(CRITERIA, path, by_path)
    return CRITERIA.get(found.criterion_id).path if found else None


@pytest.mark.parametrize(
    ("path", "criterion"),
    [
        ("5355_11732_6140_1_34-17.01 Kế hoạch.pdf", "1.1.2"),
        ("1.1.1/5355_11732_6140_1_34-17.01 Kế hoạch.pdf", "1.1.2"),
        ("Tiêu chí 1.1.1 - Kế hoạch/a.pdf", "1.1.1"),
        ("1.1.1/con/a.pdf", "1.1.1"),
        ("1.1.1/1.1.2/a.pdf", "1.1.2"),
        ("1.1.1 và 1.1.2/a.pdf", None),
        ("17.01.2023/a.pdf", None),
        ("1.1/a.pdf", None),
        ("khác/1.1.1 Kế hoạch.pdf", None),
        ("", None),
    ],
)
def test_name_then_nearest_folder(path: str, criterion: str | None) -> None:
    """The prefix wins over folders, the nearest folder over farther ones; two codes, dates, inner nodes say nothing."""
    assert place(path) == criterion


def test_one_explanation_that_names_the_file_decides() -> None:
    """Case, spaces and Unicode form do not matter; two criteria that name it leave it open, a short name is no name."""
    assert place("khác/Báo cáo quý 1.pdf", _1_1_1="Xem báo cáo  QUÝ 1.pdf") == "1.1.1"
    assert place("khác/Báo cáo quý 1.pdf", _1_1_1="Báo cáo quý 1.pdf", _1_1_2="Báo cáo quý 1.pdf") is None
    assert place("a.pdf", _1_1_1="Xem a.pdf") is None
