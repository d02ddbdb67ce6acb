"""Secrets stay where they belong: not in what the program writes down, not in the audit log, not in the repository."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from audit import store
from evidence_svc.config import Settings
from evidence_svc.domain.people import Role
from evidence_svc.operations.accounts import reset_password
from evidence_svc.operations.own_account import change_own_password
from evidence_svc.operations.people import add_person
from evidence_svc.operations.second_factor import propose_factor, show_own_factor
from evidence_svc.operations.sign_in import SignInError, sign_in
from tests.factories import PASSWORD, Office, make_office, make_services, make_settings

ROOT = Path(__file__).parents[2]
TYPED = ("mat-khau-go-nham", "mat-khau-moi-cua-toi", "mat-khau-quan-tri-dat", "mat-khau-nguoi-moi")
# Private keys, and tokens as the common hosts of code and clouds write them.
_KEYS = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}\b"
    r"|\bxox[abp]-[\w-]{10,}|\bsk-[A-Za-z0-9]{40,}\b"
    # A password in an address, unless it says of itself that it is one.
    r"|://[^/\s:@{}<*$]+:(?!password|mat-khau)[^/\s:@{}<*$]{6,}@"
)
_SECRET_FILES = re.compile(r"(?:\.key|\.p12|\.pfx|\.kdbx|\.env|id_rsa|id_ed25519|evidence\.db)$")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office."""
    services = make_services(make_settings(tmp_path / "data"))
    yield make_office(services)
    services.work.engine.dispose()


def use_secrets(office: Office) -> tuple[str, ...]:
    """Do everything that a password or key goes through; returns what must be seen nowhere."""
    services, clerk = office.services, office.clerk
    with pytest.raises(SignInError):
        sign_in(services, TYPED[0], TYPED[0])  # some type the password in the place of the name
    with pytest.raises(SignInError):
        sign_in(services, "clerk", TYPED[0])
    change_own_password(services, clerk, PASSWORD, TYPED[1])
    reset_password(services, office.administrator, clerk.actor.id, TYPED[2])
    who = office.administrator
    add_person(services, who, username="moi", name="Mới", password=TYPED[3], role=Role.READER, agency_id=None)
    propose_factor(services, clerk, TYPED[2])
    enrolment = show_own_factor(services, clerk).enrolment
    assert enrolment is not None
    session_key = (services.settings.data_dir / "keys" / "session.key").read_text(encoding="ascii")
    return (*TYPED, PASSWORD, enrolment.secret, session_key)


def test_no_log_holds_a_secret(
    office: Office, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the program's lines nor the entries of the audit log hold a password, a key or what was mistyped."""
    caplog.set_level("DEBUG")
    secrets = use_secrets(office)
    said = capfd.readouterr()
    with office.services.work.read() as unit:
        entries = b"".join(row.canonical for row in store.read_stored(unit.connection)).decode()

    for text in (said.out, said.err, caplog.text, entries):
        assert [secret for secret in secrets if secret in text] == []


def test_settings_do_not_show_their_secrets(tmp_path: Path) -> None:
    """Printed or put into an error, the settings hide every field that is a secret."""
    names = [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]
    settings = Settings(data_dir=tmp_path, **dict.fromkeys(names, SecretStr("bi-mat-that-su")))  # type: ignore[arg-type] # by name

    assert len(names) >= 4
    assert "bi-mat" not in repr(settings) + str(settings)


def test_key_files_are_for_the_service_alone(office: Office) -> None:
    """What the service makes for itself is readable by its own account only."""
    use_secrets(office)
    keys = [path for path in (office.services.settings.data_dir / "keys").iterdir() if path.is_file()]

    assert keys
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in keys if path.stat().st_mode & 0o077} == {}


def test_the_repository_holds_no_secret() -> None:
    """No private key, token, password in an address, key file or database is among the files of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    found = [str(path) for path in paths if _SECRET_FILES.search(path.name)]
    for path in paths:
        if path.is_file() and path != Path(__file__):
            text = path.read_bytes().decode("utf-8", errors="replace")
            found += [f"{path}: {match[0][:30]}" for match in _KEYS.finditer(text)]

    assert found == []
