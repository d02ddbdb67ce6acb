"""Criteria left without an appraised score: no round reaches its council or publication with them unexplained."""

from __future__ import annotations

from collections.abc import Mapping

from evidence_svc.domain.errors import RoundError, ScoreError
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import MIN_REASON_LETTERS, checked_reason

# The round's member in the log that keeps the reason.
UNAPPRAISED = "unappraised_reason"
# What is decided there rests on the appraised scores.
RESTS_ON_APPRAISAL = frozenset({RoundState.COUNCIL, RoundState.PUBLISHED})


def needs_reason(target: RoundState, left_out: int) -> bool:
    """Whether a move to `target` must say why so many criteria of the base have no appraised score."""
    return target in RESTS_ON_APPRAISAL and left_out > 0


def checked_waiver(target: RoundState, left_out: Mapping[str, int], reason: str) -> str:
    """Why criteria stay unappraised (counts by agency id), "" where none do or the move does not rest on them.

    Raises RoundError (`criteria-not-appraised`) without a written reason.
    """
    missing = sum(left_out.values())
    if not needs_reason(target, missing):
        return ""
    try:
        return checked_reason(reason)
    except ScoreError as error:
        message = (
            f"Còn {missing} tiêu chí chưa thẩm định. Hãy thẩm định xong, "
            f"hoặc ghi lý do (ít nhất {MIN_REASON_LETTERS} ký tự) để chuyển tiếp."
        )
        raise RoundError(message, reason="criteria-not-appraised") from error
