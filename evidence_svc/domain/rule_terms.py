"""What rules are made of: measures that give a number, conditions that hold or not."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_svc.domain.rule_inputs import Input


@dataclass(frozen=True, slots=True)
class Given:
    """A measure that is given as it stands: a percentage, a count, a rank, an amount."""

    value: Input


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`: in percent, or as a multiple (`0.2` of a base salary) where `percent` is False."""

    part: Input
    whole: Input
    percent: bool = True


@dataclass(frozen=True, slots=True)
class Growth:
    """The change from `base` (the base year) to `now`, in percent of `base`."""

    now: Input
    base: Input


Measure = Given | Share | Growth


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition that a person or a check answers with yes or no."""

    value: Input


@dataclass(frozen=True, slots=True)
class Issued:
    """The condition that the document of a slot is there."""

    slot: str
    title: str


@dataclass(frozen=True, slots=True)
class InTime:
    """The condition that the document of a slot is there and kept its deadline."""

    slot: str
    title: str


Condition = Asked | Issued | InTime
