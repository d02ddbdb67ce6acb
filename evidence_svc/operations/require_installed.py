"""Whether anything was installed here at all."""

from __future__ import annotations

from evidence_svc.persistence.unit_of_work import NotInstalledError
from evidence_svc.services import Services


def require_installed(services: Services) -> None:
    """Raises NotInstalledError where nobody could sign in: no tables, or no account in them."""
    with services.work.read() as unit:
        if not unit.people.has_any():
            raise NotInstalledError
