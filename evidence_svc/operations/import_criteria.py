"""Take in a criteria set from a file as offices have it: read, repair in the open, and publish whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.remediation_file import parse_deductions, parse_targets
from evidence_svc.domain.yaml_text import read_yaml
from evidence_svc.errors import RefusedError
from evidence_svc.importing.corrections import parse_corrections
from evidence_svc.importing.kinds import FileKind, Imported, import_file
from evidence_svc.isolation import Limits
from evidence_svc.operations.context import Request
from evidence_svc.operations.rounds import publish_criteria_set
from evidence_svc.services import Services
from evidence_svc.tables.read import read_tables
from evidence_svc.tables.rows import TableError
from evidence_svc.tables.text import decode_text

YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class ImportWishes:
    """What a person says beside the file: reviewed corrections (YAML), and entries of the set's head."""

    corrections: str = ""
    head: Mapping[str, Any] = field(default_factory=dict)


def read_import(content: bytes, name: str, wishes: ImportWishes, limits: Limits | None = None) -> Imported:
    """What a file holds, its tables read in a child; nothing is kept.

    Raises TableError, CriteriaFileError (both naming rows) and IsolationError.
    """
    if name.lower().endswith(YAML_ENDINGS):
        if wishes.corrections.strip() or wishes.head:
            message = "Tệp YAML đã là bộ hoàn chỉnh: hãy sửa ngay trong tệp, không kèm tệp chỉnh lý hay tùy chọn."
            raise TableError(message, reason="correction-misplaced")
        return _read_yaml_file(decode_text(content, name), name)
    corrections = parse_corrections(wishes.corrections) if wishes.corrections.strip() else {}
    return import_file(read_tables(content, name, limits), name, corrections, wishes.head)


def _read_yaml_file(text: str, name: str) -> Imported:
    """A criteria set, or a table of lost points or of targets as the importers print it, by its own entries."""
    entries = read_yaml(text, name).data
    keys = entries.keys() if isinstance(entries, dict) else frozenset()
    if "criteria" not in keys and "groups" in keys:
        return Imported(FileKind.TARGETS, parse_targets(text, name), text, ())
    if "criteria" not in keys and {"rows", "scale"} <= keys:
        return Imported(FileKind.DEDUCTIONS, parse_deductions(text, name), text, ())
    return Imported(FileKind.CRITERIA, parse_criteria_set(text, name), text, ())


def publish_import(services: Services, request: Request, imported: Imported) -> str:
    """Publish an imported criteria set; returns its id.

    Raises RefusedError for a table that is no criteria set, and whatever publishing raises.
    """
    if imported.kind is not FileKind.CRITERIA:
        message = "Tệp này là bảng điểm bị trừ hoặc bảng mục tiêu, không phải bộ tiêu chí nên không công bố được."
        raise RefusedError(message, reason="not-a-criteria-set")
    return publish_criteria_set(services, request, imported.yaml)
