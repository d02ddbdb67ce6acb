"""The rounds a person can choose from."""

from __future__ import annotations

from evidence_svc.persistence.rounds import Round
from evidence_svc.services import Services


def list_rounds(services: Services) -> tuple[Round, ...]:
    """All rounds; that a round exists is no secret to anybody with an account, what is in it may be."""
    with services.work.read() as unit:
        return tuple(unit.rounds.list())
