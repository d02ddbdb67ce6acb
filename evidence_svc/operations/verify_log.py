"""Verify the log: recompute it from its rows, then replay it against the live scores."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from audit import store
from audit.verify import Verification, verify
from evidence_svc.domain.replay import Difference, Replay, Values, find_differences
from evidence_svc.persistence.assessments import CriterionRow, criterion_assessments
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

REASONS = {
    "entry-altered": "nội dung mục này đã bị sửa",
    "entry-malformed": "nội dung mục này không còn đúng dạng",
    "leaf-hash-wrong": "mã băm của mục này đã bị sửa",
    "column-differs": "cột tra cứu của mục này không khớp nội dung",
    "sequence-gap": "thiếu mục này hoặc thứ tự bị đổi",
    "root-wrong": "mã băm gốc sau mục này đã bị sửa",
    "head-wrong": "đầu nhật ký không khớp các mục",
}


@dataclass(frozen=True, slots=True)
class LogResult:
    """What the verification found: the log itself, and values in the tables that it does not explain."""

    log: Verification
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether the log is intact and explains every score and status."""
        return self.log.is_intact and not self.differences

    @property
    def sentence(self) -> str:
        """The result in one Vietnamese sentence."""
        if self.log.defect is not None:
            defect = self.log.defect
            return f"Nhật ký KHÔNG toàn vẹn: mục {defect.sequence}: {REASONS[defect.reason]} ({defect.reason})."
        if self.differences:
            first = self.differences[0]
            words = f"dòng {first.row_id}, {first.name}: nhật ký {first.logged}, bảng {first.stored}"
            return f"Có {len(self.differences)} thay đổi không qua nhật ký, đầu tiên ở {words} (unlogged-change)."
        return f"Nhật ký toàn vẹn: {self.log.entries} mục, gốc {self.log.root.hex()}."

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {
            "holds": self.holds,
            "entries": self.log.entries,
            "root": self.log.root.hex(),
            "defect": asdict(self.log.defect) if self.log.defect else None,
            "unlogged_changes": [asdict(difference) for difference in self.differences],
        }


def verify_log(services: Services) -> LogResult:
    """Recompute every hash and replay every score, in one snapshot of the database."""
    with services.work.snapshot() as unit:
        head = store.read_head(unit.connection)
        log = verify(store.read_stored(unit.connection), head)
        differences = _replay(unit) if log.is_intact else ()
    return LogResult(log, differences)


def _replay(unit: UnitOfWork) -> tuple[Difference, ...]:
    replay = Replay()
    for row in store.read_stored(unit.connection):
        replay.take(row.subject, json.loads(row.canonical)["after"])
    stored = unit.connection.execute(select(criterion_assessments).order_by(criterion_assessments.c.id))
    return find_differences(replay.rows, (_values(CriterionRow(*row)) for row in stored))


def _values(row: CriterionRow) -> tuple[int, Values]:
    own, given = row.self_score, row.appraised_score
    scores = {"self_score": None if own is None else format(own, "f")}
    scores["appraised_score"] = None if given is None else format(given, "f")
    return row.id, {"status": row.status, **scores}
