"""Who acts: a person in one role, belonging to at most one agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evidence_svc.domain.assignments import Assignment


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
class Scope:
    """What a reader of the log is limited to: agencies (None: all) and days in Viet Nam's time, both inclusive."""

    agencies: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_limited(self) -> bool:
        """Whether anything is kept from the reader."""
        return self != Scope()

    def has(self, day: date) -> bool:
        """Whether the reader may see what was written on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an action; `agency_id` is the agency they work for, None for none in the register.

    `assignments` are what they were assigned; none means everything that their role may act on.
    """

    id: int
    name: str
    role: Role
    agency_id: str | None = None
    scope: Scope = EVERYTHING
    assignments: tuple[Assignment, ...] = ()
