"""What several commands share: file arguments, and acting from the shell in the name of an account."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from evidence_svc.errors import NotFoundError
from evidence_svc.operations.context import Request
from evidence_svc.operations.people import find_actor
from evidence_svc.services import Services

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ACTING = click.option("--as", "username", required=True, help="The account in whose name the log keeps this.")


def acting_as(services: Services, username: str) -> Request:
    """Acting from the machine's own shell in the name of an account; the log says whose. Raises NotFoundError."""
    with services.work.read() as unit:
        account = unit.people.find_by_username(username)
    actor = find_actor(services, account.id) if account else None
    if actor is None:
        raise NotFoundError(f"Không có tài khoản {username} đang hoạt động.")
    return Request(actor, f"shell-{uuid.uuid4().hex}")
