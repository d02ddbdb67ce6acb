"""The command groups beside the main ones: the log's publication, criteria sets, trust anchors."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_svc.config import load_settings
from evidence_svc.domain.criteria_file import parse_criteria_set
from evidence_svc.domain.lint import lint
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.checkpoint import make_checkpoint, resume_log
from evidence_svc.operations.context import Request
from evidence_svc.operations.export_pack import export_pack, pack_name
from evidence_svc.operations.people import actor_of
from evidence_svc.operations.trust import TrustListing, import_certificates, list_trust
from evidence_svc.services import Services, open_services

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ACTING = click.option("--as", "username", required=True, help="The account in whose name the log keeps this.")


@click.command("checkpoint")
@click.option("--resume", metavar="REASON", help="Begin a new log after the published one was lost; needs --as.")
@click.option("--as", "username", help="The account in whose name a resumption is logged.")
def checkpoint_command(resume: str | None, username: str | None) -> None:
    """Sign and publish the head of the log."""
    services = open_services(load_settings())
    if resume is not None:
        if username is None:
            raise click.UsageError("--resume needs --as USERNAME")
        resume_log(services, _request(services, username), resume)
    checkpoint = make_checkpoint(services)
    click.echo(f"{checkpoint.origin} · {checkpoint.size} · {checkpoint.root.hex()}")


@click.command("export")
@click.option("--round", "round_id", required=True, help="The round whose tables, evidence and reports go in.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; the pack's own name by default.")
@click.option("--digests-only", is_flag=True, help="Leave the original files out and keep their digests.")
@ACTING
def export_command(round_id: str, out: Path | None, digests_only: bool, username: str) -> None:
    """Write the auditor's pack of a round: it verifies itself without this server."""
    services = open_services(load_settings())
    chunks = export_pack(services, _request(services, username), round_id, with_bytes=not digests_only)
    target = out or Path(pack_name(round_id))
    with target.open("wb") as pack:
        for chunk in chunks:
            pack.write(chunk)
    click.echo(str(target))


@click.group("criteria")
def criteria_group() -> None:
    """Criteria sets as files."""


@criteria_group.command("lint")
@click.argument("files", nargs=-1, required=True, type=FILE)
def lint_command(files: tuple[Path, ...]) -> None:
    """Say what is wrong in criteria-set files. Exit 1 when anything was found."""
    found = 0
    for path in files:
        for problem in lint(parse_criteria_set(path.read_text(encoding="utf-8"), path.name)):
            found += 1
            click.echo(f"{path.name}: {problem.path or 'bộ tiêu chí'}: {problem.message} ({problem.reason})")
    raise SystemExit(1 if found else 0)


@click.group("trust")
def trust_group() -> None:
    """The trust anchors that signature verdicts rest on."""


@trust_group.command("list")
def trust_list() -> None:
    """Print the bundle in force with each certificate's fingerprint."""
    _print_trust(list_trust(load_settings().trust))


@trust_group.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--own", is_flag=True, help="Accept a root that is not one of the pinned Vietnamese ones.")
def trust_import(files: tuple[Path, ...], own: bool) -> None:
    """Add certificates (PEM, DER, PKCS #7) as a new version of the bundle."""
    folder = load_settings().trust
    folder.mkdir(parents=True, exist_ok=True)
    _print_trust(import_certificates(folder, [path.read_bytes() for path in files], own=own))


def _print_trust(listing: TrustListing) -> None:
    click.echo(f"bundle {listing.version}")
    for entry in listing.entries:
        until = f"{entry.not_before:%Y-%m-%d} → {entry.not_after:%Y-%m-%d}"
        click.echo(f"{entry.fingerprint}  {entry.hierarchy or 'intermediate':<12}  {until}  {entry.name}")


def _request(services: Services, username: str) -> Request:
    """Acting from the machine's own shell in the name of an account; the log says whose."""
    with services.work.read() as unit:
        account = unit.people.find_by_username(username)
    if account is None:
        raise NotFoundError(f"Không có tài khoản {username}.")
    return Request(actor_of(account))
