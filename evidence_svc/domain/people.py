"""Who acts: a person in one role, belonging to at most one agency."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the scoring of administrative reform."""

    CLERK = "clerk"
    LEADER = "leader"
    CRITERION_OWNER = "criterion-owner"
    SECRETARIAT = "secretariat"
    APPRAISER = "appraiser"
    COUNCIL_MEMBER = "council-member"
    CHAIR = "chair"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an action; `agency_id` is the agency they work for, None for none in the register."""

    id: int
    name: str
    role: Role
    agency_id: str | None = None
