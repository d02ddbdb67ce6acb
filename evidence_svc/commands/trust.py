"""The trust anchors that signature verdicts rest on."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_svc.commands.acting import FILE
from evidence_svc.config import load_settings
from evidence_svc.operations.trust import TrustListing, import_certificates, list_trust


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
