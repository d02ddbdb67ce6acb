"""Evidence from the shell: import a folder or an archive, verify again, read originals again."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from evidence_svc.commands.acting import ACTING, acting_as
from evidence_svc.config import load_settings
from evidence_svc.operations.import_evidence import (
    Imported,
    Offered,
    files_of_archive,
    files_of_folder,
    find_assessment,
    import_evidence,
)
from evidence_svc.operations.look_at_originals import look_at_originals
from evidence_svc.operations.reverify import find_outdated, reverify
from evidence_svc.services import Services, open_services

REFUSED = 1
_SOURCE = click.Path(exists=True, path_type=Path)


@click.group("evidence")
def evidence_group() -> None:
    """The evidence of an assessment."""


@evidence_group.command("import")
@click.argument("source", type=_SOURCE, metavar="ZIP|DIR")
@click.option("--round", "round_id", required=True, help="The round the evidence is for.")
@click.option("--agency", "agency_id", required=True, help="The assessed agency.")
@ACTING
def import_command(source: Path, round_id: str, agency_id: str, username: str) -> None:
    """Receive every file of a ZIP or folder, linked where name or folder says to which criterion.

    One line a file. The same command again changes nothing. Exit 1 when a file was refused.
    """
    services = open_services(load_settings())
    request = acting_as(services, username)
    assessment_id = find_assessment(services, round_id, agency_id)
    outcomes = Counter[str]()
    queue = _queue(services)
    for done in import_evidence(services, request, assessment_id, _files(services, source)):
        outcomes[done.outcome] += 1
        if done.submitted is not None and done.submitted.evidence.state == "received":
            queue(done.submitted.evidence.id)
        click.echo(f"{sum(outcomes.values()):>5}  {_line(done)}")
    click.echo(f"new {outcomes['new']}, same {outcomes['same']}, refused {outcomes['refused']}")
    sys.exit(REFUSED if outcomes["refused"] else 0)


@evidence_group.command("reverify")
@click.option("--round", "round_id", help="Everything in this round.")
@click.option("--all", "whole", is_flag=True, help="Everything there is.")
@click.option("--list", "only_list", is_flag=True, help="Only list what rests on older versions.")
@ACTING
def reverify_command(round_id: str | None, *, whole: bool, only_list: bool, username: str) -> None:
    """Verify evidence again; by default what rests on an older policy, trust bundle or calendar."""
    services = open_services(load_settings())
    request = acting_as(services, username)
    if only_list:
        for found in find_outdated(services, request, round_id):
            click.echo(f"{found.evidence.id:>6}  {', '.join(found.changed):<30}  {found.evidence.file_name}")
        return
    queued = reverify(services, request, round_id=round_id, outdated_only=not (whole or round_id))
    queue = _queue(services)
    for evidence_id in queued:
        queue(evidence_id)
    click.echo(f"queued {len(queued)}")


@evidence_group.command("rehash")
@click.option("--most", type=click.IntRange(1), help="Read at most so many, those not read for longest first.")
def rehash_command(most: int | None) -> None:
    """Read originals again and compare them with their digests. Exit 1 when one is missing or altered."""
    bad = look_at_originals(open_services(load_settings()), most=most)
    for digest, state in bad.items():
        click.echo(f"{state}  {digest}")
    click.echo(f"bad originals: {len(bad)}")
    sys.exit(1 if bad else 0)


def _queue(services: Services) -> Callable[[int], None]:
    from evidence_svc.jobs import enqueuer  # noqa: PLC0415 - the queue's client is heavy, and most commands need none

    return enqueuer(services.settings)


def _files(services: Services, source: Path) -> Iterator[Offered]:
    if source.is_dir():
        return files_of_folder(source)
    most = services.settings.max_upload_bytes
    return files_of_archive(source.read_bytes(), most_bytes=most, limits=services.limits)


def _line(done: Imported) -> str:
    if done.submitted is None:
        return f"refused  {done.path}: {done.message} ({done.reason})"
    kept = done.submitted.evidence
    what = "new    " if done.submitted.is_new else f"same as #{kept.id} {kept.file_name}"
    where = done.criterion.path if done.criterion else "unlinked"
    return f"{what}  {done.path} → {where}{f' ({done.placed_by})' if done.placed_by else ''}"
