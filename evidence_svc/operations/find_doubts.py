"""What the checks could not decide about the evidence of an assessment, criterion by criterion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from evidence_svc.domain.permissions import Action, require
from evidence_svc.operations.context import Request, get_standing
from evidence_svc.services import Services
from verifiers.findings import Outcome


def find_doubts(services: Services, request: Request, assessment_id: int) -> Mapping[int, tuple[str, ...]]:
    """The reasons of indeterminate findings by criterion row id, each once; raises as `show_assessment` does."""
    with services.work.read() as unit:
        require(request.actor, Action.VIEW_ASSESSMENT, get_standing(unit, assessment_id).agency_id)
        rows = {link.id: link.criterion_assessment_id for link in unit.evidence.links_in(assessment_id)}
        judged = unit.verifications.judgements_of(tuple(rows))
    reasons: dict[int, dict[str, None]] = defaultdict(dict)
    for link_id, judgement in judged.items():
        open_ones = (found["reason"] for found in judgement.findings if found["outcome"] == Outcome.INDETERMINATE)
        reasons[rows[link_id]] |= dict.fromkeys(open_ones)
    return {row_id: tuple(found) for row_id, found in reasons.items()}
