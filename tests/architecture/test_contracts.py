"""The import contracts hold, and each really fails when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("parsers", "verifiers", "audit", "evidence_svc")

BREAKS = {
    "a parser knows a verifier": ("parsers/number.py", "import verifiers.findings"),
    "a verifier knows the log": ("verifiers/consistency.py", "import audit.entry"),
    "the log knows the service": ("audit/entry.py", "import evidence_svc.errors"),
    "the domain knows the database": ("evidence_svc/domain/score.py", "import sqlalchemy"),
    "the tree hash knows the database": ("audit/merkle.py", "import sqlalchemy"),
    "a parser knows the web": ("parsers/date.py", "import flask"),
    "the service reads PDF by itself": ("evidence_svc/operations/inspect.py", "import pypdfium2"),
    "a parser module reads PDF by itself": ("parsers/number.py", "import pypdf"),
    "the service validates by itself": ("evidence_svc/operations/inspect.py", "import pyhanko"),
    "a check validates by itself": ("verifiers/consistency.py", "import pyhanko"),
    "the domain knows an operation": ("evidence_svc/domain/score.py", "import evidence_svc.operations.score"),
    "an operation knows a page": ("evidence_svc/operations/score.py", "import evidence_svc.web"),
    "storage knows an operation": ("evidence_svc/storage.py", "import evidence_svc.operations.score"),
    "the web knows the API": ("evidence_svc/web/__init__.py", "import evidence_svc.api"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of pyproject.toml on the packages in a folder."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code that may be broken."""
    folder = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold() -> None:
    """The code as it stands keeps every contract."""
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.replace(" ", "-"))
def test_a_broken_contract_fails(copy: Path, case: str) -> None:
    """One forbidden import anywhere is enough to fail."""
    name, statement = BREAKS[case]
    path = copy / name
    original = path.read_text(encoding="utf-8")
    path.write_text(f"{original}\n\n{statement}\n", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        path.write_text(original, encoding="utf-8")

    assert result.returncode == 1, result.stdout
