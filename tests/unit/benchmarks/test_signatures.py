"""The benchmark of verdicts says what each tool says, and leaves out what is not installed."""

from __future__ import annotations

import pytest

from benchmarks.signatures import ABSENT, Row, made_files, measure, show
from tests.pki import NOW, make_hierarchy

FILES = made_files()
EXPECTED = {
    "one signature": "signature-valid",
    "five signatures, 20 pages": "signature-valid",
    "thirteen signatures": "signature-valid",
    "SHA-1, 2023": "signature-valid",
    "clerk's stamp, sealed": "stamped-after-signing, signature-valid",
    "content replaced": "content-changed",
    "replaced, empty table": "content-changed, objects-outside-xref",
    "prepared for a switch": "signature-valid, unreferenced-content",
    "range cut short": "byte-range-invalid",
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_made_files_get_their_verdicts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the programs of poppler the other columns are there."""
    monkeypatch.setenv("PATH", "")

    row = measure(name, FILES[name], make_hierarchy().bundle, NOW, rounds=1)

    assert row.verdicts["ours"] == EXPECTED[name]
    assert set(row.milliseconds) == {"ours", "cryptography", "pyHanko"}


def test_missing_program_leaves_its_columns_empty() -> None:
    """Ratios need both sides."""
    table = show([Row("a", {"ours": "x"}, {"ours": 2.0, "cryptography": 1.0})])

    cells = [next(iter(column.cells)) for column in table.columns]
    assert cells == ["a", "x", ABSENT, ABSENT, "2.0", "2.00", ABSENT, ABSENT, ABSENT]
