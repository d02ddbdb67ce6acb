"""The command line: names, options, exit codes and JSON keys are a contract."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import evidence_svc.samples
from audit import store
from evidence_svc.cli import main
from evidence_svc.config import load_settings
from evidence_svc.services import open_services
from tests.hostile import html_page
from tests.letters import signed_plan

SAMPLES = Path(evidence_svc.samples.__file__).parent
KEYS = {
    "file",
    "sha256",
    "media_type",
    "pages",
    "text_origin",
    "document",
    "signatures",
    "findings",
    "outcome",
    "error",
    "ms",
}
FIELDS = {"number", "date", "type", "issuer", "subject", "signer_name", "signer_title", "authority"}
READING_KEYS = {"value", "confidence", "page", "bbox", "origin", "candidates"}
SIGNATURE_KEYS = {
    "field",
    "signer",
    "organisation",
    "issuer",
    "role",
    "indication",
    "sub_indication",
    "intact",
    "trusted",
    "coverage",
    "changes_after",
    "signed_at",
    "timestamped_at",
    "algorithm",
    "revocation",
}


def run(*arguments: str | Path) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A signed plan and the folder of its trust anchors."""
    folder = tmp_path_factory.mktemp("plan")
    content = signed_plan(folder / "trust")
    path = folder / "34-17.01 Kế hoạch CCHC.pdf"
    path.write_bytes(content)
    return path, folder / "trust"


def test_inspect_prints_the_record_of_the_contract(plan: tuple[Path, Path]) -> None:
    """One JSON object with the promised keys at every level, and the plan's own number and date."""
    path, trust = plan

    result = run("inspect", "--json", "--trust", trust, path)

    record: dict[str, Any] = json.loads(result.stdout)
    document = record["document"]
    assert result.exit_code == 0
    assert record.keys() >= KEYS
    assert document.keys() == FIELDS
    assert document["number"].keys() >= READING_KEYS
    assert (document["number"]["value"], document["date"]["value"]) == ("34/KH-VP", "2023-01-17")
    assert document["number"]["origin"] == "signature"
    assert record["signatures"][0].keys() >= SIGNATURE_KEYS
    assert {s["indication"] for s in record["signatures"]} == {"TOTAL-PASSED"}
    assert {f.keys() == {"check", "outcome", "reason", "message", "details"} for f in record["findings"]} == {True}
    assert record["outcome"] == "passed"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_files_come_out_in_the_order_given(plan: tuple[Path, Path], tmp_path: Path, jobs: str) -> None:
    """Several files at once keep their order; a file that cannot be read is a record like the others."""
    web_page = tmp_path / "van ban.pdf"
    web_page.write_bytes(html_page())
    files = [web_page, plan[0], web_page]

    result = run("inspect", "--json", "--jobs", jobs, *files)

    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [record["file"] for record in records] == [str(path) for path in files]
    assert [record["error"] and record["error"]["reason"] for record in records] == [
        "html-not-pdf",
        None,
        "html-not-pdf",
    ]


def test_a_file_that_cannot_be_opened_is_said_and_the_others_go_on(plan: tuple[Path, Path], tmp_path: Path) -> None:
    """Exit 3 and a line on standard error, after every other file got its report."""
    result = run("inspect", "--json", tmp_path / "không có.pdf", plan[0])

    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 1
    assert "không có.pdf" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [[], ["--at", "hôm qua", "a.pdf"], ["--jobs", "0", "a.pdf"], ["--trust", "khong-co", "a.pdf"], ["--xml", "a.pdf"]],
    ids=["no file", "a bad instant", "no jobs", "no trust folder", "an unknown option"],
)
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    """The caller's mistake is told apart from bad evidence."""
    assert run("inspect", *arguments).exit_code == 2


def test_a_trust_folder_without_a_root_is_wrong_usage(plan: tuple[Path, Path], tmp_path: Path) -> None:
    """Nothing is judged against anchors that are none."""
    empty = tmp_path / "trust"
    empty.mkdir()

    result = run("inspect", "--trust", empty, plan[0])

    assert result.exit_code == 2
    assert "root" in result.stderr


def test_the_same_file_and_instant_give_the_same_record(plan: tuple[Path, Path]) -> None:
    """Same bytes, anchors and `--at`: the same record, byte for byte, the time it took aside."""
    path, trust = plan
    lines = [
        run("inspect", "--json", "--trust", trust, "--at", "2023-07-01T00:00:00+07:00", path).stdout for _ in range(2)
    ]

    records = [{**json.loads(line), "ms": 0} for line in lines]
    assert json.dumps(records[0]) == json.dumps(records[1])


def test_without_json_a_person_can_read_it(plan: tuple[Path, Path]) -> None:
    """The fields and a Vietnamese sentence a finding."""
    result = run("inspect", "--trust", plan[1], plan[0])

    assert "34/KH-VP" in result.stdout
    assert "Văn bản ghi ngày 17/01/2023." in result.stdout


def test_setup_makes_the_first_administrator_once() -> None:
    """An empty installation gets its administrator; a second one is refused in one line."""
    arguments = ["setup", "--username", "quantri", "--name", "Quản trị", "--password", "mot-mat-khau-dai"]

    assert run(*arguments).exit_code == 0
    second = run(*arguments)
    assert second.exit_code == 1
    assert "already-set-up" in second.stderr


@pytest.mark.parametrize(
    ("name", "value", "command", "words"),
    [
        ("EVIDENCE_WORKERS", "abc", ["inspect", "a.pdf"], "EVIDENCE_WORKERS phải là số nguyên"),
        ("EVIDENCE_THREADS", "999", ["check"], "EVIDENCE_THREADS không được lớn hơn 256"),
        ("EVIDENCE_SMTP_SECURITY", "ssl", ["check"], "EVIDENCE_SMTP_SECURITY phải là 'starttls', 'tls' hoặc 'none'"),
        ("EVIDENCE_SECURE_COOKIES", "co", ["check"], "EVIDENCE_SECURE_COOKIES phải là true hoặc false"),
        ("EVIDENCE_FETCH_BYTES", "0", ["check"], "EVIDENCE_FETCH_BYTES phải lớn hơn 0"),
        ("EVIDENCE_DATABASE_URL", "nonsense", ["check"], "EVIDENCE_DATABASE_URL phải bắt đầu bằng sqlite:"),
        ("EVIDENCE_DATABASE_URL", "mysql://u:p@localhost/d", ["check"], "phải bắt đầu bằng sqlite:"),
        ("EVIDENCE_BLOB_URL", "khong-co://kho", ["check"], "EVIDENCE_BLOB_URL thuộc loại kho"),
        ("EVIDENCE_DATA_DIR", "/proc/khong-the", ["check"], "EVIDENCE_DATA_DIR là thư mục không dùng được"),
        ("EVIDENCE_SIGN_IN_LIMIT", "rubbish", ["check"], "EVIDENCE_SIGN_IN_LIMIT phải có dạng"),
        ("EVIDENCE_SECURE_COOKIE", "true", ["check"], "không có cài đặt EVIDENCE_SECURE_COOKIE"),
    ],
)
def test_a_wrong_setting_is_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, command: list[str], words: str
) -> None:
    """Settings are checked at start: the variable is named with what is wrong, in Vietnamese, and no traceback."""
    monkeypatch.setenv(name, value)

    result = run(*command)

    assert result.exit_code == 1
    assert words in result.stderr


def test_a_wrong_password_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused setting is named without its value, which may be secret."""
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", "mysql://u:mat-khau@localhost/d")

    assert "mat-khau" not in run("check").output


def test_an_installation_without_trust_anchors_is_not_complete(
    plan: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No signature can be judged without a root: `check` says so with exit 1, and ends with 0 once there is one."""
    run("setup", "--username", "quantri", "--name", "Quản trị", "--password", "mot-mat-khau-dai")

    bare = run("check")
    monkeypatch.setenv("EVIDENCE_TRUST_DIR", str(plan[1]))
    complete = run("check")

    assert bare.exit_code == 1
    assert "missing trust anchors: none: no signature can be judged" in bare.stdout
    assert complete.exit_code == 0
    assert "ok      trust anchors: 1 roots" in complete.stdout


def test_a_database_without_its_schema_is_one_line() -> None:
    """The log of an installation that was never set up cannot be verified, and that is said."""
    result = run("audit", "verify")

    assert result.exit_code == 1
    assert "Traceback" not in result.stderr


def test_lint_names_what_contradicts_itself() -> None:
    """The district's draft as printed has problems; the exit status says so."""
    result = run("criteria", "lint", SAMPLES / "district-offices-2023-draft.yaml")

    assert result.exit_code == 1
    assert "(total-differs)" in result.stdout


def test_trust_is_imported_and_listed(plan: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A root that is not pinned needs the administrator's word; then it stands in the list, and in the log."""
    monkeypatch.setenv("EVIDENCE_TRUST_DIR", str(tmp_path / "anchors"))
    run("setup", "--username", "quantri", "--name", "Quản trị", "--password", "mot-mat-khau-dai")
    root = plan[1] / "demo-root.pem"

    refused = run("trust", "import", root, "--as", "quantri")
    accepted = run("trust", "import", "--own", root, "--as", "quantri")
    services = open_services(load_settings())
    with services.work.read() as unit:
        logged = [entry.action for entry in store.read(unit.connection, subject="trust:bundle")]
    services.work.engine.dispose()

    assert refused.exit_code == 1
    assert accepted.exit_code == 0
    assert "own" in run("trust", "list").stdout
    assert logged == ["trust:imported"]


def test_the_log_is_published_and_exported(tmp_path: Path) -> None:
    """A checkpoint can be signed from the shell, and a pack of an unknown round is refused in one line."""
    run("setup", "--username", "quantri", "--name", "Quản trị", "--password", "mot-mat-khau-dai")

    published = run("audit", "checkpoint")
    pack = run("audit", "export", "--round", "khong-co", "--as", "quantri", "--out", tmp_path / "pack.zip")

    assert published.exit_code == 0
    assert " · 1 · " in published.stdout
    assert pack.exit_code == 1
    assert "not-found" in pack.stderr


def test_the_log_is_compared_with_a_checkpoint_kept_elsewhere(tmp_path: Path) -> None:
    """A checkpoint that somebody kept is continued by the log; a log begun anew in its place is named."""
    run("setup", "--username", "quantri", "--name", "Quản trị", "--password", "mot-mat-khau-dai")
    run("audit", "checkpoint")
    data = load_settings().data_dir
    kept = Path(shutil.copy(data / "log" / "checkpoint", tmp_path / "kept"))
    garbage = tmp_path / "garbage"
    garbage.write_text("không phải điểm kiểm tra")

    holds = run("audit", "verify", "--checkpoint", kept)
    usage = [run("audit", "verify", "--checkpoint", garbage), run("audit", "verify", "--key", "x+y+z")]
    shutil.rmtree(data / "log")
    shutil.rmtree(data / "keys")
    run("audit", "checkpoint")
    replaced = run("audit", "verify", "--checkpoint", kept)

    assert (holds.exit_code, "đúng điểm kiểm tra lưu bên ngoài (1 mục)" in holds.stdout) == (0, True)
    assert [one.exit_code for one in usage] == [2, 2]
    assert run("audit", "verify").exit_code == 0
    assert (replaced.exit_code, "another-log" in replaced.stderr) == (1, True)


def test_the_logs_keys_change_hands_from_the_shell() -> None:
    """A key is listed, another added and the first retired by command; the last one cannot be retired."""
    run("setup", "--username", "quantri", "--name", "Quản trị", "--password", "mot-mat-khau-dai")
    run("audit", "checkpoint")
    why = ("--reason", "Thay khóa định kỳ hằng năm.", "--as", "quantri")
    (first,) = [json.loads(line) for line in run("audit", "key", "list", "--json").stdout.splitlines()]
    added = run("audit", "key", "add", *why).stdout.strip()
    retired = run("audit", "key", "retire", first["id"], *why)
    left = run("audit", "key", "retire", added.split("+")[1], *why)
    listed = [json.loads(line) for line in run("audit", "key", "list", "--json").stdout.splitlines()]

    assert retired.exit_code == 0
    assert (left.exit_code, "key-needed" in left.stderr) == (1, True)
    assert [(one["key"], one["signs"]) for one in listed] == [(first["key"], False), (added, True)]
    assert run("audit", "verify").exit_code == 0
