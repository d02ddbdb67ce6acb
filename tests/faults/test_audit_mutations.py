"""A thousand random attacks on a log: each is named, from inside or, where that cannot be, from outside."""

from __future__ import annotations

from pathlib import Path

from audit.folder import LogFolder
from tests.faults.mutations import ATTACKS, KEY, WHOLE_ATTACKS, Outside, World, detect, honest_entries, run, world_of


def test_every_mutation_is_found_and_named(tmp_path: Path) -> None:
    """No attack of any kind goes unnoticed; those that leave everything agreeing are found by what others keep."""
    tally = run(tmp_path, 1_000, seed=20261121)

    assert tally.missed == [], tally.summary + str(tally.missed)
    names = {kind.partition(":")[0] for kind in (*tally.found, *tally.outside_only)}
    assert names == {attack.__name__ for attack in (*ATTACKS, *WHOLE_ATTACKS)}
    assert tally.found.total() + tally.outside_only.total() >= 1_000


def test_an_honest_log_is_not_accused(tmp_path: Path) -> None:
    """Untouched, the same log is sound from inside and from outside."""
    entries = honest_entries(40)
    world: World = world_of(entries, tmp_path / "log", [20, 40])
    latest = LogFolder(tmp_path / "log").latest

    assert latest is not None
    assert detect(world, tmp_path / "copy") == ""
    assert detect(world, tmp_path / "copy", Outside(KEY.verifier, {latest.size: latest.root})) == ""
