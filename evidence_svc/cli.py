"""The command line: inspect files, run the service, verify the log, show the demonstration."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from audit.errors import AuditError
from evidence_svc import reading
from evidence_svc.clock import utc_now
from evidence_svc.commands.agencies import agency_group, person_group
from evidence_svc.commands.criteria import criteria_group
from evidence_svc.commands.evidence import evidence_group
from evidence_svc.commands.log import audit_group
from evidence_svc.commands.rounds import round_group
from evidence_svc.commands.scheduler import scheduler_command
from evidence_svc.commands.trust import trust_group
from evidence_svc.config import load_settings
from evidence_svc.domain.errors import DomainError
from evidence_svc.errors import ServiceError
from evidence_svc.isolation import Limits
from evidence_svc.logs import configure_logs
from evidence_svc.operations.inspect import Json, inspect, make_ready, warm_up
from evidence_svc.persistence.unit_of_work import NotInstalledError, lacks_table
from evidence_svc.running import check_port, running_alone
from evidence_svc.working_days import open_calendar
from verifiers.calendar import Calendar
from verifiers.errors import VerifierError
from verifiers.signature.trust import TrustBundle, load_bundle

UNOPENED = 3


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant; without an offset it is taken as UTC."""

    name = "ISO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the text, or refuse it."""
        if isinstance(value, datetime):
            return value
        try:
            read = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not an ISO 8601 instant", param, ctx)
        return read if read.tzinfo else read.replace(tzinfo=UTC)


class Explained(click.Group):
    """Turns the program's own errors into one line and exit 1; a programming error keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (ServiceError, DomainError, VerifierError, AuditError) as error:
            if lacks_table(error):
                raise click.ClickException(f"{NotInstalledError.reason}: {NotInstalledError.message}") from error
            raise click.ClickException(f"{error.reason}: {error}") from error


@click.group(cls=Explained)
@click.version_option(package_name="evidence-svc")
def main() -> None:
    """Verify evidence for the administrative reform index and keep its scores provable."""
    configure_logs()


@main.command("inspect")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, in the order of the files.")
@click.option("--trust", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of trust anchors.")
@click.option("--at", type=Instant(), help="Judge as of this instant (default: now).")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Files read at once.")
def inspect_files(files: tuple[Path, ...], as_json: bool, trust: Path | None, at: datetime | None, jobs: int) -> None:
    """Read and verify FILES without a database. Exit 3 when a file could not be opened at all."""
    settings = load_settings()
    limits = Limits(settings.parse_seconds, settings.parse_memory_bytes)
    calendar = open_calendar(settings)
    work = partial(_inspect_file, bundle=_bundle(trust), now=at or utc_now(), limits=limits, calendar=calendar)
    console, unopened = Console(), False
    for path, record in zip(files, _each(work, files, jobs), strict=True):
        if isinstance(record, str):
            unopened = True
            click.echo(f"{path}: {record}", err=True)
        elif as_json:
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            console.print(reading.describe(record))
    sys.exit(UNOPENED if unopened else 0)


@main.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
def serve_command(port: int, host: str) -> None:
    """Serve the application with its embedded queue and workers."""
    from evidence_svc.setup import prepare_installed  # noqa: PLC0415 - migrations are slow to import, inspect has none
    from evidence_svc.supervise import serve  # noqa: PLC0415 - the web server is heavy, and inspect has no need of it

    settings = load_settings()
    with running_alone(settings, f"http://{host}:{port}"):
        check_port(host, port)
        prepare_installed(settings)
        serve(settings, host=host, port=port)


@main.command("web", hidden=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000)
@click.option("--host", default="127.0.0.1")
def web_command(port: int, host: str) -> None:
    """Serve the pages alone; `serve` starts this beside the workers."""
    from evidence_svc.supervise import serve_web  # noqa: PLC0415 - as in `serve`

    serve_web(load_settings(), host=host, port=port)


@main.command("setup")
@click.option("--username", prompt="Tên đăng nhập của quản trị")
@click.option("--name", prompt="Họ tên")
@click.password_option(prompt="Mật khẩu (ít nhất 10 ký tự)", confirmation_prompt="Nhập lại mật khẩu")
def setup_command(username: str, name: str, password: str) -> None:
    """Prepare the database and make the first administrator of an empty installation."""
    from evidence_svc.operations.people import add_first_administrator  # noqa: PLC0415 - hashing, which inspect has not
    from evidence_svc.setup import prepare  # noqa: PLC0415 - migrations are slow to import, and inspect has none

    services = prepare(load_settings())
    add_first_administrator(services, username=username, name=name, password=password)
    click.echo("Đã tạo tài khoản quản trị. Chạy `evidence-svc serve` rồi đăng nhập.")


@main.command("worker")
@click.option("--burst", is_flag=True, help="Stop when the queue is empty.")
def worker_command(burst: bool) -> None:
    """Verify evidence from the queue until told to stop."""
    from evidence_svc.jobs import run_worker  # noqa: PLC0415 - the queue's library, which inspect has no need of

    run_worker(burst=burst)


@main.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--serve/--no-serve", "serves", default=True, help="Serve after the summary, or stop there.")
def demo_command(port: int, host: str, serves: bool) -> None:
    """Load the sample province, verify its evidence, print a summary, and serve it."""
    from evidence_svc.demo import demo_settings, run_demo  # noqa: PLC0415 - makes documents, with a typesetter
    from evidence_svc.supervise import serve  # noqa: PLC0415 - as in `serve`

    settings = demo_settings(load_settings())
    address = f"http://{host}:{port}" if serves else None
    with running_alone(settings, address or ""):
        if serves:
            check_port(host, port)
        run_demo(settings, Console(), address=address)
        if serves:
            serve(settings, host=host, port=port)


@main.command("check")
def check_command() -> None:
    """Check settings, database, blobs, trust anchors, OCR and the queue, and say what is missing."""
    from evidence_svc.setup import check_installation  # noqa: PLC0415 - migrations, as in `setup`

    lines = check_installation(load_settings())
    for line in lines:
        click.echo(f"{'ok     ' if line.works else 'missing'} {line.part}: {line.words}")
    sys.exit(0 if all(line.works or line.optional for line in lines) else 1)


def _inspect_file(path: Path, *, bundle: TrustBundle, now: datetime, limits: Limits, calendar: Calendar) -> Json | str:
    """The record of a file, or why it could not be opened."""
    make_ready(bundle)
    try:
        content = path.read_bytes()
    except OSError as error:
        return error.strerror or "cannot be opened"
    seen = inspect(content, path.name, bundle, now=now, limits=limits, calendar=calendar)
    return {**seen.record, "file": str(path)}


def _each(work: partial[Json | str], files: tuple[Path, ...], jobs: int) -> Iterator[Json | str]:
    """Results in the order of the files; several at once in forks of this warm process."""
    warm_up()
    if jobs == 1 or len(files) == 1:
        yield from map(work, files)
        return
    with ProcessPoolExecutor(min(jobs, len(files)), mp_context=get_context("fork")) as pool:
        yield from pool.map(work, files)


def _bundle(trust: Path | None) -> TrustBundle:
    if trust is None:
        return TrustBundle(())
    try:
        return load_bundle(trust)
    except VerifierError as error:
        raise click.UsageError(f"--trust {trust}: {error}") from error


main.add_command(criteria_group)
main.add_command(round_group)
main.add_command(agency_group)
main.add_command(person_group)
main.add_command(trust_group)
main.add_command(evidence_group)
main.add_command(scheduler_command)
main.add_command(audit_group)


if __name__ == "__main__":
    main()
