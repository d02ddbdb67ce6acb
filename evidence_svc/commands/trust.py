"""The trust anchors that signature verdicts rest on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evidence_svc.commands.acting import ACTING, FILE, acting_as
from evidence_svc.config import load_settings
from evidence_svc.operations.manage_trust import fetch_allowed, import_trust
from evidence_svc.operations.trust import TrustListing, list_trust
from evidence_svc.services import open_services


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
@ACTING
def trust_import(files: tuple[Path, ...], own: bool, username: str) -> None:
    """Add certificates (PEM, DER, PKCS #7) and revocation lists as a new version of the bundle; the log keeps it.

    Of a signed PDF, what leads to a pinned root, or to a root in force, is taken; --own does not speak for it.
    """
    services = open_services(load_settings())
    request = acting_as(services, username)
    _print_trust(import_trust(services, request, [path.read_bytes() for path in files], own=own))


@trust_group.command("fetch")
@ACTING
def trust_fetch(username: str) -> None:
    """Fetch the revocation lists and issuers that trusted certificates name, from the hosts allowed in the settings.

    Exit 1 when something could not be had; what could be is in force.
    """
    services = open_services(load_settings())
    listing, failures = fetch_allowed(services, acting_as(services, username))
    _print_trust(listing)
    for address, reason in failures:
        click.echo(f"{reason}  {address}", err=True)
    sys.exit(1 if failures else 0)


def _print_trust(listing: TrustListing) -> None:
    click.echo(f"bundle {listing.version}")
    for entry in listing.entries:
        until = f"{entry.not_before:%Y-%m-%d} → {entry.not_after:%Y-%m-%d}"
        click.echo(f"{entry.fingerprint}  {entry.hierarchy or 'intermediate':<12}  {until}  {entry.name}")
    for issuer, issued_at in listing.lists:
        click.echo(f"revocation list of {issued_at:%Y-%m-%d}  {issuer}")
