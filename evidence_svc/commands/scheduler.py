"""Periodic jobs apart from `serve`: on a province's hosts, beside the workers."""

from __future__ import annotations

from threading import Event

import click

from evidence_svc.config import load_settings
from evidence_svc.operations.require_installed import require_installed
from evidence_svc.schedule import follow_schedule, run_due
from evidence_svc.services import open_services


@click.command("scheduler")
@click.option("--once", is_flag=True, help="Run what is due now, print the names, and stop.")
def scheduler_command(once: bool) -> None:
    """Run periodic jobs until told to stop; any number of hosts may, each job runs on one of them."""
    services = open_services(load_settings())
    require_installed(services)
    if not once:
        follow_schedule(services, Event())
    for name in run_due(services):
        click.echo(name)
