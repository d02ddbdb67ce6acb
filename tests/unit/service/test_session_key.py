"""The key that signs sessions: made once, whole from the first moment, for its owner alone."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evidence_svc.config import Settings, session_key


def test_processes_that_start_at_once_use_one_key(tmp_path: Path) -> None:
    """Whoever comes first makes it; nobody reads half a key, and nothing else stays in the folder."""
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(8) as starting:
        keys = set(starting.map(lambda _: session_key(settings), range(32)))
    (key,) = keys
    (file,) = (tmp_path / "keys").iterdir()

    assert len(key) >= 48
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_that_is_there_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that looked before the first one was done takes the first one's key."""
    settings = Settings(data_dir=tmp_path)
    first = session_key(settings)
    seen = iter([False])
    monkeypatch.setattr(Path, "exists", lambda _: next(seen))

    assert session_key(settings) == first
