"""What the documents promise: every setting, command and decision appears where a reader looks for it."""

from __future__ import annotations

import re
from pathlib import Path

from click import Group

from evidence_svc.cli import main
from evidence_svc.config import Settings

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    """A document's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_has_its_line() -> None:
    """A setting that nobody wrote down does not exist for an operator."""
    text = read("docs/operations.md")
    missing = [name for name in Settings.model_fields if f"| `EVIDENCE_{name.upper()}` |" not in text]

    assert missing == []


def test_every_command_is_named_for_a_reader() -> None:
    """Each command of the program stands in the README or in operations.md."""
    text = read("README.md") + read("docs/operations.md")
    groups = {name: command for name, command in main.commands.items() if isinstance(command, Group)}
    names = [name for name, command in main.commands.items() if name not in groups and not command.hidden]
    names += [f"{name} {below}" for name, group in groups.items() for below in group.commands]

    assert [name for name in names if f"evidence-svc {name}" not in text and name not in {"demo"}] == []


def test_links_between_documents_lead_somewhere() -> None:
    """No document sends its reader to a file that is not there."""
    documents = [ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")]
    links = [
        (path, target)
        for path in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    ]
    broken = [f"{path.name}: {target}" for path, target in links if not (path.parent / target).exists()]

    assert broken == []


def test_decisions_are_numbered_once() -> None:
    """Two decisions cannot share a number."""
    numbers = [path.name[:4] for path in (ROOT / "docs/adr").glob("*.md")]

    assert len(numbers) == len(set(numbers))
