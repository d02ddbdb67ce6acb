"""What the clock does to rounds: stages whose last day is over close, extensions end, silence becomes consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audit.entry import EntryDraft
from evidence_svc.domain.round_rules import due_move, read_rules
from evidence_svc.domain.rounds import RoundMove, RoundState
from evidence_svc.operations.context import SYSTEM_ROLE
from evidence_svc.operations.hand_in import CONSENTED
from evidence_svc.operations.live_proceedings import SCHEDULER
from evidence_svc.operations.tell import tell_of_move
from evidence_svc.persistence.assessments import Step
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services
from verifiers.calendar import end_of_day

SILENCE = "Cơ quan không có ý kiến trong thời hạn nên được coi là đồng ý với kết quả thẩm định."
OVER = "Hết thời gian gia hạn."


def close_stages(services: Services) -> tuple[str, ...]:
    """Do what is due now, each round in a transaction of its own; returns the ids of the rounds that moved.

    It needs no right: the rounds' own rules, laid down and logged by people, say what happens and when.
    """
    now = services.now()
    _end_extensions(services, now)
    with services.work.read() as unit:
        due = [round_.id for round_ in unit.rounds.list() if _due(round_, now)]
    return tuple(round_id for round_id in due if _close(services, round_id, now))


def _due(round_: Round, now: datetime) -> RoundMove | None:
    return due_move(RoundState(round_.state), read_rules(round_.rules), now)


def _close(services: Services, round_id: str, now: datetime) -> bool:
    """Move one round, unless somebody else did meanwhile."""
    with services.work.begin() as unit:
        round_ = unit.rounds.find(round_id)
        change = _due(round_, now) if round_ else None
        if round_ is None or change is None:
            return False
        if change.before is RoundState.EXPLAINING and read_rules(round_.rules).silence_consents:
            _consent_of_the_silent(unit, round_, now)
        states = {"state": change.before.value}, {"state": change.after.value}
        sequence = _append(unit, now, "round:moved", f"round:{round_id}", *states, reason=change.reason)
        unit.rounds.set_state(round_id, change.after.value, entry=sequence)
        tell_of_move(unit, round_, change.after, entry=sequence, now=now)
        unit.commit()
    return True


def _consent_of_the_silent(unit: UnitOfWork, round_: Round, now: datetime) -> None:
    """Every agency that neither agreed nor objected to anything is taken to agree."""
    for assessment in unit.assessments.list(round_.id):
        threads = unit.threads.of_assessments((assessment.id,)).values()
        if assessment.consented or any(thread.has_objected for thread in threads):
            continue
        subject, after = f"assessment:{assessment.id}", {"step": CONSENTED}
        sequence = _append(unit, now, f"assessment:{CONSENTED}", subject, None, after, reason=SILENCE)
        unit.assessments.add_step(Step(assessment.id, CONSENTED, now, None, sequence))


def _end_extensions(services: Services, now: datetime) -> None:
    with services.work.begin() as unit:
        over = [extension for extension in unit.assessments.open_extensions() if end_of_day(extension.until) <= now]
        for extension in over:
            subject, before = f"assessment:{extension.assessment_id}", {"extension": extension.entry}
            sequence = _append(unit, now, "assessment:extension-ended", subject, before, {}, reason=OVER)
            unit.assessments.end_extension(extension.id, entry=sequence)
        if over:
            unit.commit()


def _append(
    unit: UnitOfWork,
    now: datetime,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    *,
    reason: str,
) -> int:
    """An entry in the name of the clock."""
    run = f"close-stages-{now:%Y%m%dT%H%M%S}"
    draft = EntryDraft(SCHEDULER, SYSTEM_ROLE, action, subject, before, after, reason, request_id=run)
    return unit.append(draft, now=now).sequence
