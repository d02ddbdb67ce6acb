"""Which of the documents that offices exchange a file holds, and reading it as that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.remediation import DeductionSheet, TargetSheet
from evidence_svc.domain.remediation_file import render_deductions, render_targets
from evidence_svc.importing.deductions import read_deductions
from evidence_svc.importing.heads import find_head
from evidence_svc.importing.sets import import_set
from evidence_svc.importing.targets import read_targets
from evidence_svc.tables.rows import Repair, TableFile


class FileKind(StrEnum):
    """A criteria set (with or without self-scores), a table of lost points, a table of targets."""

    CRITERIA = "criteria"
    DEDUCTIONS = "deductions"
    TARGETS = "targets"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds as a value and as the YAML of its kind, with every repair in the order of its lines."""

    kind: FileKind
    value: CriteriaSet | DeductionSheet | TargetSheet
    yaml: str
    repairs: tuple[Repair, ...]


def kind_of(file: TableFile) -> FileKind:
    """The kind by the columns of its head; a file without any head is left to the reader of criteria sets to refuse."""
    for table in file.tables:
        found = find_head(table.rows)
        if found is not None and "deducted" in found[1].columns:
            return FileKind.DEDUCTIONS
        if found is not None and "status" in found[1].columns and "max_score" not in found[1].columns:
            return FileKind.TARGETS
    return FileKind.CRITERIA


def import_file(
    file: TableFile, name: str, corrections: Mapping[str, Any], head: Mapping[str, Any] | None = None
) -> Imported:
    """A file's tables as whatever they hold; `head` is for criteria sets. Raises TableError and CriteriaFileError."""
    kind = kind_of(file)
    if kind is FileKind.DEDUCTIONS:
        deductions = read_deductions(file, name, corrections)
        return Imported(kind, deductions.sheet, render_deductions(deductions.sheet), deductions.repairs)
    if kind is FileKind.TARGETS:
        targets = read_targets(file, name, corrections)
        return Imported(kind, targets.sheet, render_targets(targets.sheet), targets.repairs)
    found = import_set(file, name, corrections, head or {})
    return Imported(kind, found.criteria_set, found.yaml, found.repairs)
