"""The log: verify it, publish it, prove an entry, export a pack, and say who may read which part of it."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from audit.checkpoint import Checkpoint
from evidence_svc.commands.acting import ACTING, FILE, acting_as
from evidence_svc.commands.exporting import write_file
from evidence_svc.config import load_settings
from evidence_svc.domain.people import Scope
from evidence_svc.operations.check_log import check_log
from evidence_svc.operations.checkpoint import make_checkpoint, resume_log
from evidence_svc.operations.export_pack import export_pack, pack_name
from evidence_svc.operations.index_log import index_anew
from evidence_svc.operations.kept_checkpoints import KeptCheckpointError, read_kept
from evidence_svc.operations.limit_reader import limit_reader
from evidence_svc.operations.log_keys import add_key, list_keys, retire_key
from evidence_svc.operations.receipts import prove_entry
from evidence_svc.operations.send_outside import publish_due
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.services import Services, open_services

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("audit")
def audit_group() -> None:
    """The log that proves every score change."""


@audit_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON object.")
@click.option(
    "--incremental", is_flag=True, help="Begin where the last good pass ended; the tables are compared whole."
)
@click.option("--blobs", is_flag=True, help="Read every original again, too.")
@click.option("--checkpoint", "kept", multiple=True, type=FILE, help="A checkpoint kept elsewhere, to be continued.")
@click.option("--key", "keys", multiple=True, help="The log's key as handed out; without it the published ones count.")
@click.option("--witness", "witnesses", multiple=True, help="A witness's key; every --checkpoint must bear its line.")
def verify_command(
    as_json: bool,
    incremental: bool,
    blobs: bool,
    kept: tuple[Path, ...],
    keys: tuple[str, ...],
    witnesses: tuple[str, ...],
) -> None:
    """Recompute the log, replay every value, and name the first bad place. Exit 1 when it does not hold.

    With --checkpoint, the rows must also lead to what somebody else kept: only that shows a log which was rewritten
    or cut together with its publication. Exit 2 when FILE is no checkpoint.
    """
    if (keys or witnesses) and not kept:
        raise click.UsageError("--key and --witness need --checkpoint FILE")
    services = open_services(load_settings())
    if blobs or kept:
        outside = _read_kept(services, kept, keys, witnesses)
        result = verify_log(services, blobs=blobs, incremental=incremental, kept=outside)
    else:
        result = check_log(services, whole=not incremental)
    click.echo(json.dumps(result.as_json(), ensure_ascii=False) if as_json else result.sentence)
    sys.exit(0 if result.holds else 1)


def _read_kept(
    services: Services, kept: tuple[Path, ...], keys: tuple[str, ...], witnesses: tuple[str, ...]
) -> tuple[Checkpoint, ...]:
    try:
        return read_kept(services, [path.read_bytes() for path in kept], keys=keys, witnesses=witnesses)
    except KeptCheckpointError as error:
        if error.is_usage:
            raise click.UsageError(f"{error.reason}: {error}") from error
        raise


@audit_group.command("checkpoint")
@click.option("--resume", metavar="REASON", help="Begin a new log after the published one was lost; needs --as.")
@click.option("--as", "username", help="The account in whose name a resumption is logged.")
@click.option("--send", is_flag=True, help="Have it stamped and cosigned, and send it to the places configured.")
def checkpoint_command(resume: str | None, username: str | None, send: bool) -> None:
    """Sign and publish the head of the log. Exit 1 when a place did not take it."""
    services = open_services(load_settings())
    if resume is not None:
        if username is None:
            raise click.UsageError("--resume needs --as USERNAME")
        resume_log(services, acting_as(services, username), resume)
    checkpoint = make_checkpoint(services)
    click.echo(f"{checkpoint.origin} · {checkpoint.size} · {checkpoint.root.hex()}")
    deliveries = publish_due(services) if send else ()
    for delivery in deliveries:
        click.echo(f"{delivery.place}: {delivery.failure or delivery.size}")
    sys.exit(0 if all(delivery.works for delivery in deliveries) else 1)


@audit_group.command("prove")
@click.argument("entry", type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="Index, size, root, leaf hash and path as one JSON object.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the receipt into a file.")
def prove_command(entry: int, as_json: bool, out: Path | None) -> None:
    """Print the receipt of ENTRY (its number): its bytes, its path to the signed root, and the checkpoint."""
    proof = prove_entry(open_services(load_settings()), entry)
    text = json.dumps(proof.as_json(), ensure_ascii=False) + "\n" if as_json else proof.receipt.text
    if out is None:
        click.echo(text, nl=False)
    else:
        write_file(out, (text.encode(),))
        click.echo(str(out))


@audit_group.command("export")
@click.option("--round", "round_id", required=True, help="The round whose tables, evidence and reports go in.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; the pack's own name by default.")
@click.option("--digests-only", is_flag=True, help="Leave the original files out and keep their digests.")
@ACTING
def export_command(round_id: str, out: Path | None, digests_only: bool, username: str) -> None:
    """Write the auditor's pack of a round: it verifies itself without this server."""
    services = open_services(load_settings())
    chunks = export_pack(services, acting_as(services, username), round_id, with_bytes=not digests_only)
    target = out or Path(pack_name(round_id))
    write_file(target, chunks)
    click.echo(str(target))


@audit_group.command("limit")
@click.argument("reader")
@click.option("--agency", "agencies", multiple=True, help="An agency the reader is limited to; several may be given.")
@click.option("--since", type=DAY, help="First day they may see.")
@click.option("--until", type=DAY, help="Last day they may see.")
@click.option("--reason", required=True, help="Why; the log keeps it.")
@ACTING
def limit_command(
    reader: str, agencies: tuple[str, ...], since: datetime | None, until: datetime | None, reason: str, username: str
) -> None:
    """Limit an auditor's account (READER) to agencies and days; without any, lift the limits."""
    services = open_services(load_settings())
    days = (since.date() if since else None, until.date() if until else None)
    scope = Scope(frozenset(agencies) if agencies else None, *days)
    limit_reader(services, acting_as(services, username), reader, scope, reason)
    click.echo(f"{reader}: {', '.join(agencies) or '*'} · {days[0] or '…'} → {days[1] or '…'}")


@audit_group.group("key")
def key_group() -> None:
    """The keys that sign the log: to be handed out on paper, added and retired."""


@key_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each key.")
def list_keys_command(as_json: bool) -> None:
    """Print every key of the log, the first first, and whether it still signs."""
    for one in list_keys(open_services(load_settings())):
        told = {"id": one.key.id.hex(), "signs": one.signs, "key": one.key.text}
        state = "đang ký" if one.signs else "đã ngừng"
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['id']}  {state}  {one.key.text}")


@key_group.command("add")
@click.option("--reason", required=True, help="Why; the log keeps it.")
@ACTING
def add_key_command(reason: str, username: str) -> None:
    """Let a new key sign beside the old one from the next checkpoint on, and print it to be handed out."""
    services = open_services(load_settings())
    click.echo(add_key(services, acting_as(services, username), reason).text)


@key_group.command("retire")
@click.argument("key_id")
@click.option("--reason", required=True, help="Why; the log keeps it.")
@ACTING
def retire_key_command(key_id: str, reason: str, username: str) -> None:
    """Destroy the secret of key KEY_ID (eight letters) once everybody has the new one."""
    services = open_services(load_settings())
    retire_key(services, acting_as(services, username), key_id, reason)
    click.echo(f"{key_id}: đã ngừng")


@audit_group.command("reindex")
def reindex_command() -> None:
    """Make the log's search index anew from the log; searching is all that depends on it."""
    index_anew(open_services(load_settings()))
