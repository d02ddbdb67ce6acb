"""A reviewed corrections file: what a person saw in the original and a program could not know."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from evidence_svc.domain.entries import Entry, Text
from evidence_svc.domain.file_schema import read_entry


class CellEntry(Entry):
    """Misread letters in one cell, named by code (or path) and column; `wrong` must stand there exactly once."""

    code: Text
    column: Text
    wrong: Text
    right: str
    why: str = ""


class MergedEntry(Entry):
    """A cell merged over the rows `first` to `last` in some columns (separated by spaces)."""

    first: Text
    last: Text
    columns: Text
    joint: str = ""


class TaskEntry(Entry):
    """Misread letters in one task of an agency, both counted from 1."""

    agency: Annotated[int, Field(ge=1)]
    task: Annotated[int, Field(ge=1)]
    wrong: Text
    right: str


class ValueEntry(Entry):
    """A value of a node (`key`), or the words of one of its cases (`option`, counted from 1), as it should be."""

    path: Text
    key: str = ""
    option: Annotated[int, Field(ge=1)] | None = None
    wrong: str
    right: str
    why: Text


class RuleCorrection(Entry):
    """The rule of a criterion after review, with its slots and inputs; an assumption unless the set prints it."""

    path: Text
    assumption: bool
    why: Text
    slots: list[dict[str, Any]] = Field(default_factory=list)
    inputs: list[dict[str, Any]] = Field(default_factory=list)
    rule: dict[str, Any]


class CorrectionsEntry(Entry):
    """A corrections file; `draft` is the head of a set as printed, `head` that of what is published in the end."""

    draft: dict[str, Any] = Field(default_factory=dict)
    every: dict[str, Any] = Field(default_factory=dict)
    head: dict[str, Any] = Field(default_factory=dict)
    assessment: dict[str, Any] = Field(default_factory=dict)
    cells: list[CellEntry] = Field(default_factory=list)
    merged: list[MergedEntry] = Field(default_factory=list)
    tasks: list[TaskEntry] = Field(default_factory=list)
    values: list[ValueEntry] = Field(default_factory=list)
    rules: list[RuleCorrection] = Field(default_factory=list)


def parse_corrections(text: str, source: str = "tệp chỉnh lý") -> dict[str, Any]:
    """The corrections as plain lists and mappings; raises CriteriaFileError naming the line of every fault."""
    entry, _ = read_entry(text, source, CorrectionsEntry)
    return entry.model_dump(exclude_unset=True)
