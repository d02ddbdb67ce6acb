"""The versions a verdict rests on, stored with it so that it can be replayed."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from verifiers.calendar import Calendar
from verifiers.signature.policy import current_policy
from verifiers.signature.trust import TrustBundle


def versions_in_force(bundle: TrustBundle, calendar: Calendar) -> dict[str, str]:
    """What reads and judges right now."""
    return {
        **_installed(),
        "policy": current_policy().version,
        "trust_bundle": bundle.version,
        "calendar": calendar.version,
    }


@cache
def _installed() -> dict[str, str]:
    return {name: version(name) for name in ("evidence-svc", "pypdfium2", "pyhanko", "tesserocr", "holidays")}
