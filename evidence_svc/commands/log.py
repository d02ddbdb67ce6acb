"""The log's publication: checkpoints and the auditor's pack."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_svc.commands.acting import ACTING, acting_as
from evidence_svc.config import load_settings
from evidence_svc.operations.checkpoint import make_checkpoint, resume_log
from evidence_svc.operations.export_pack import export_pack, pack_name
from evidence_svc.services import open_services


@click.command("checkpoint")
@click.option("--resume", metavar="REASON", help="Begin a new log after the published one was lost; needs --as.")
@click.option("--as", "username", help="The account in whose name a resumption is logged.")
def checkpoint_command(resume: str | None, username: str | None) -> None:
    """Sign and publish the head of the log."""
    services = open_services(load_settings())
    if resume is not None:
        if username is None:
            raise click.UsageError("--resume needs --as USERNAME")
        resume_log(services, acting_as(services, username), resume)
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
    chunks = export_pack(services, acting_as(services, username), round_id, with_bytes=not digests_only)
    target = out or Path(pack_name(round_id))
    with target.open("wb") as pack:
        for chunk in chunks:
            pack.write(chunk)
    click.echo(str(target))
