"""The log in service: published, verified against tables and blobs, and refused when the database was put back."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from audit.checkpoint import open_checkpoint
from audit.errors import WitnessError
from audit.note import COSIGNATURE, make_signer
from audit.timestamp import verify_stamp
from audit.witness import Witness
from audit.witnessing import Answer, Post
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.score import ScoreKind
from evidence_svc.operations.checkpoint import (
    CheckpointError,
    cosign_checkpoint,
    key_folder,
    log_folder,
    log_keys,
    make_checkpoint,
    resume_log,
    stamp_checkpoint,
)
from evidence_svc.operations.explain import change_explanation
from evidence_svc.operations.kept_checkpoints import KeptCheckpointError, read_kept
from evidence_svc.operations.log_keys import add_key, list_keys, retire_key
from evidence_svc.operations.receipts import ReceiptError, check_receipt, make_receipt
from evidence_svc.operations.score import change_score
from evidence_svc.operations.submit import submit_evidence
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.persistence.guards import drop_guard_ddl
from tests.factories import NOW, Office, make_office, make_services, make_settings
from tests.unit.audit.test_timestamp import AT, ROOT, local_authority

REASON = "Theo báo cáo tự đánh giá của đơn vị."
WITNESS = make_signer("thanh-tra.example/w1", bytes(32), COSIGNATURE)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office made once, to be copied: people, criteria, an open round."""
    for office in _office(tmp_path_factory.mktemp("office"), None):
        office.services.work.engine.dispose()
        yield office


@pytest.fixture
def office(template: Office, tmp_path: Path) -> Iterator[Office]:
    """An office on SQLite; what differs between databases is tested at the store."""
    shutil.copytree(template.services.settings.data_dir, tmp_path / "data")
    services = make_services(make_settings(tmp_path / "data"))
    yield replace(template, services=services)
    services.work.engine.dispose()


def _office(folder: Path, url: URL | None) -> Iterator[Office]:
    services = make_services(make_settings(folder / "data", url))
    yield make_office(services)
    services.work.engine.dispose()


def score(office: Office, value: str = "0.25", path: str = "1.1.1") -> None:
    row = office.row_id(path)
    change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal(value), reason=REASON)


def work(office: Office) -> None:
    """A day's work: a score, an explanation, a file received and linked."""
    score(office)
    row = office.row_id("1.1.1")
    change_explanation(office.services, office.clerk, row, "Đã ban hành kế hoạch.")
    submit_evidence(office.services, office.clerk, office.assessment_id, "34_KH.pdf", iter([b"%PDF-1.7 x"]), row_id=row)


def tamper(office: Office, *statements: str) -> None:
    """What somebody with the database's password can do."""
    with office.services.work.begin() as unit:
        for statement in (*drop_guard_ddl(unit.connection.dialect.name), *statements):
            unit.connection.execute(text(statement))
        unit.commit()


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_days_work_is_explained_by_the_log(database_url: URL, tmp_path: Path) -> None:
    """After ordinary work every value in the tables has its entry, on both databases, with a checkpoint over it."""
    for office in _office(tmp_path, database_url):
        work(office)
        published = make_checkpoint(office.services)
        result = verify_log(office.services, blobs=True)

        assert result.holds, result.sentence
        assert (published.size, published.root) == (result.log.entries, result.log.root)
        assert result.as_json()["bad_blobs"] == []


UNLOGGED = (
    ("UPDATE criterion_assessments SET self_score = '0.50' WHERE self_score IS NOT NULL", "self_score", "0.25"),
    ("UPDATE criterion_assessments SET status = 'yearly' WHERE self_score IS NOT NULL", "status", "scored"),
    ("UPDATE criterion_assessments SET explanation = 'khác' WHERE explanation <> ''", "explanation", None),
    ("UPDATE criterion_assessments SET opinion = 'khác'", "opinion", ""),
    ("UPDATE criterion_assessments SET criterion_id = criterion_id || 'x'", "places_sha256", None),
    ("UPDATE evidence SET sha256 = 'ab'", "sha256", None),
    ("UPDATE evidence SET file_name = 'khác.pdf'", "file_name", "34_KH.pdf"),
    ("UPDATE evidence_links SET criterion_assessment_id = criterion_assessment_id + 1", "row", None),
    ("UPDATE evidence_links SET unlinked_entry = entry", "ended", None),
    ("UPDATE rounds SET state = 'published'", "state", "open"),
    ("UPDATE rounds SET ends_on = '2023-07-01'", "to", "2023-06-30"),
    ("UPDATE criteria_sets SET content = content || ' '", "sha256", None),
    ("UPDATE agencies SET name = 'Khác'", "name", None),
    ("UPDATE memberships SET role = 'chair' WHERE role = 'clerk'", "role", "clerk"),
    ("UPDATE people SET active = 0 WHERE username = 'clerk'", "active", True),
    ("DELETE FROM evidence_links", "row", "row-present"),
    ("DELETE FROM criterion_assessments WHERE id = (SELECT MAX(id) FROM criterion_assessments)", "rows", None),
    (
        "INSERT INTO people (username, name, password_hash, active) VALUES ('x', 'X', '', 1); "
        "INSERT INTO memberships (person_id, role) SELECT MAX(id), 'administrator' FROM people",
        "row",
        None,
    ),
)


@pytest.mark.parametrize(("statements", "name", "logged"), UNLOGGED, ids=[case[0][:50] for case in UNLOGGED])
def test_any_value_changed_past_the_log_is_named(office: Office, statements: str, name: str, logged: object) -> None:
    """Scores, states, links, evidence, rounds, criteria, people: an edit without an entry is an unlogged change."""
    work(office)
    assert verify_log(office.services).holds
    tamper(office, *statements.split("; "))
    result = verify_log(office.services)

    assert not result.holds
    assert "unlogged-change" in result.sentence
    (first, *_) = result.differences
    assert first.name == name
    assert logged in {None, first.logged}


@pytest.mark.parametrize(("damage", "reason"), [(b"%PDF-1.7 y", "blob-altered"), (None, "blob-missing")])
def test_altered_originals_are_named(office: Office, damage: bytes | None, reason: str) -> None:
    """An original that was edited or lost in the store is named by its digest."""
    work(office)
    (blob,) = [path for path in (office.services.settings.data_dir / "blobs").rglob("*") if path.is_file()]
    blob.unlink() if damage is None else blob.write_bytes(damage)

    result = verify_log(office.services, blobs=True)
    assert result.blobs == ((blob.name, reason),)
    assert reason in result.sentence
    assert verify_log(office.services).holds, "without reading the originals nothing is seen"


def put_back(office: Office, backup: Path) -> None:
    """Restore the database from a copy, as after an accident."""
    office.services.work.engine.dispose()
    database = office.services.settings.data_dir / "evidence.db"
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    shutil.copy(backup, database)


def back_up(office: Office, tmp_path: Path) -> Path:
    with office.services.work.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(office.services.settings.data_dir / "evidence.db", tmp_path / "backup.db"))


def test_a_database_put_back_to_yesterday_is_not_signed(office: Office, tmp_path: Path) -> None:
    """The next checkpoint is refused with words on how to go on, and verification names the first entry that is gone.

    The first of the lost entries keeps its name even after work went on over the gap.
    """
    backup = back_up(office, tmp_path)
    before = verify_log(office.services).log.entries
    work(office)
    published = make_checkpoint(office.services)
    put_back(office, backup)

    with pytest.raises(CheckpointError) as refused:
        make_checkpoint(office.services)
    assert refused.value.reason == "head-smaller"
    assert "--resume" in refused.value.message
    result = verify_log(office.services)
    assert result.log.defect is not None
    assert (result.log.defect.sequence, result.log.defect.reason) == (before + 1, "checkpoint-ahead")
    for step in range(published.size):
        score(office, f"0.{10 + step}")
    with pytest.raises(CheckpointError) as forked:
        make_checkpoint(office.services)
    assert forked.value.reason == "head-forked"
    result = verify_log(office.services)
    assert result.log.defect is not None
    assert (result.log.defect.sequence, result.log.defect.reason) == (before + 1, "checkpoint-differs")


def test_a_lost_log_is_resumed_under_a_new_name(office: Office, tmp_path: Path) -> None:
    """The new log's first entry says what the old one had reached and why it ended; the old publication stays."""
    backup = back_up(office, tmp_path)
    score(office)
    lost = make_checkpoint(office.services)
    put_back(office, backup)
    with pytest.raises(PermissionDeniedError):
        resume_log(office.services, office.clerk, REASON)
    resumed = resume_log(office.services, office.administrator, "Máy chủ hỏng, bản sao lưu thiếu một mục.")

    assert resumed.origin != lost.origin
    assert verify_log(office.services).holds
    (old,) = office.services.settings.data_dir.glob("log-ended-*")
    assert (old / "checkpoint").read_text().startswith(f"{lost.origin}\n{lost.size}\n")
    text_of, _ = make_receipt(office.services, office.auditor, resumed.size)[::-1]
    entry = check_receipt(office.services, text_of).proven.entry
    assert isinstance(entry.before, dict)
    assert (entry.action, entry.before["size"], entry.before["root"]) == ("log:resumed", lost.size, lost.root.hex())


def test_keys_stay_outside_the_database(office: Office) -> None:
    """The signing key lies in the key folder, mode 0600; the first checkpoint made it."""
    make_checkpoint(office.services)
    (path,) = key_folder(office.services).glob("log-*.key")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [key.id.hex() for key in log_keys(office.services)] == [path.stem.removeprefix("log-")]


def test_a_lost_key_is_not_replaced_in_silence(office: Office) -> None:
    """Without its key the log stops signing: a new key that appears by itself would be a forger's."""
    make_checkpoint(office.services)
    for path in key_folder(office.services).glob("log-*.key"):
        path.unlink()
    score(office)

    with pytest.raises(CheckpointError) as refused:
        make_checkpoint(office.services)
    assert refused.value.reason == "key-missing"


def test_keys_change_hands_with_an_overlap(office: Office) -> None:
    """Both keys sign until the old one is retired; both steps are entries of the log."""
    make_checkpoint(office.services)
    (old,) = log_keys(office.services)
    new = add_key(office.services, office.administrator, REASON)
    score(office)
    make_checkpoint(office.services)
    overlap = log_folder(office.services).latest_text or ""
    retire_key(office.services, office.administrator, old.id.hex(), REASON)
    score(office, "0.50")
    last = make_checkpoint(office.services)

    assert open_checkpoint(overlap, [old]) == open_checkpoint(overlap, [new])
    assert open_checkpoint(log_folder(office.services).latest_text or "", [new]) == last
    assert [(one.key, one.signs) for one in list_keys(office.services)] == [(old, False), (new, True)]
    assert verify_log(office.services).holds, "what the old key signed stays true"
    with pytest.raises(CheckpointError):
        retire_key(office.services, office.administrator, new.id.hex(), REASON)
    with pytest.raises(PermissionDeniedError):
        add_key(office.services, office.clerk, REASON)


def test_a_key_that_was_never_announced_is_refused(office: Office) -> None:
    """A key put among the published ones by hand is named, whatever it signed."""
    make_checkpoint(office.services)
    folder = log_folder(office.services)
    planted = make_signer(folder.origin or "", bytes(32))
    folder.publish_key(planted.verifier)

    result = verify_log(office.services)
    assert (result.holds, result.publication) == (False, "key-unannounced")
    assert "key-unannounced" in result.sentence


def test_what_a_kept_checkpoint_is_believed_for(office: Office) -> None:
    """It counts under the published keys or those on paper, with the witnesses named; a key in its place does not."""
    first = make_checkpoint(office.services)
    score(office)
    make_checkpoint(office.services)
    kept, (key,) = (log_folder(office.services).latest_text or "").encode(), log_keys(office.services)
    stranger = make_signer(first.origin, bytes(32)).verifier
    forged = kept.replace(kept.splitlines()[1], b"1", 1)
    other = kept.replace(b"evidence-svc/", b"evidence-svc/f", 1)
    cases: tuple[tuple[bytes, tuple[str, ...], tuple[str, ...], str], ...] = (
        (kept, (stranger.text,), (), "signature-missing"),
        (kept, (), (WITNESS.verifier.text,), "cosignature-missing"),
        (kept, ("khong-phai-khoa",), (), "key-malformed"),
        (kept, (), (key.text,), "key-malformed"),
        (forged, (), (), "signature-wrong"),
        (other, (), (), "another-log"),
        (b"%PDF-1.7", (), (), "checkpoint-malformed"),
        (b"\xff\xfe", (), (), "checkpoint-malformed"),
    )

    assert read_kept(office.services, [kept, kept.replace(b"\n", b"\r\n")], keys=[key.text])[0].size == first.size + 1
    for content, keys, witnesses, reason in cases:
        with pytest.raises(KeptCheckpointError) as refused:
            read_kept(office.services, [content], keys=keys, witnesses=witnesses)
        assert (refused.value.reason, refused.value.is_usage) == (reason, reason.endswith("malformed"))


def test_a_restored_publication_does_not_hide_a_fork_from_a_witness(office: Office, tmp_path: Path) -> None:
    """Database, publication and all put back together look sound here; the witness remembers, and refuses."""
    make_checkpoint(office.services)
    witness = Witness(WITNESS, log_keys(office.services), tmp_path / "seen.json")
    backup = back_up(office, tmp_path)
    shutil.copytree(log_folder(office.services).path, tmp_path / "log-backup")
    score(office)
    make_checkpoint(office.services)
    cosign_checkpoint(office.services, WITNESS.verifier, post_to(witness))
    kept = (log_folder(office.services).latest_text or "").encode()
    assert WITNESS.name in kept.decode()
    put_back(office, backup)
    shutil.rmtree(log_folder(office.services).path)
    shutil.copytree(tmp_path / "log-backup", log_folder(office.services).path)
    score(office, "0.10")
    make_checkpoint(office.services)

    assert verify_log(office.services).holds, "alone it cannot know"
    assert verify_log(office.services, kept=read_kept(office.services, [kept])).sentence.endswith("báo thanh tra.")
    with pytest.raises(WitnessError, match=r"does not continue|another tree") as refused:
        cosign_checkpoint(office.services, WITNESS.verifier, post_to(witness))
    assert refused.value.reason == "witness-refused"


def post_to(witness: Witness) -> Post:
    """The witness in this process, answering as its server does."""

    def post(request: str) -> Answer:
        try:
            return Answer(200, witness.add_checkpoint(request, NOW))
        except WitnessError as refused:
            says_size = refused.reason == "size-differs"
            return Answer(refused.status, f"{refused.size}\n" if says_size else f"{refused}\n")

    return post


def test_checkpoints_are_stamped_from_outside(office: Office) -> None:
    """The newest checkpoint gets an authority's time, once, beside it, and is sent with it."""
    asked: list[bytes] = []
    authority = local_authority()

    def ask(request: bytes) -> bytes:
        asked.append(request)
        return authority(request)

    published = make_checkpoint(office.services)
    stamp_checkpoint(office.services, ask, [ROOT])
    stamp_checkpoint(office.services, ask, [ROOT])
    stamp = log_folder(office.services).stamp(published.size)

    assert stamp is not None
    assert verify_stamp(published.body, stamp, [ROOT]) == AT
    assert len(asked) == 1


def test_incremental_verification_goes_on_where_the_last_ended(office: Office) -> None:
    """Only new entries are read again; an edit in them is found, one in the old is left for a whole pass."""
    work(office)
    make_checkpoint(office.services)
    entries = verify_log(office.services).log.entries
    score(office, "0.50")
    result = verify_log(office.services, incremental=True)

    assert result.holds, result.sentence
    assert (result.started_at, result.log.entries) == (entries, entries + 1)
    tamper(office, "UPDATE criterion_assessments SET self_score = '0.25' WHERE self_score IS NOT NULL")
    assert not verify_log(office.services, incremental=True).holds


def test_receipts_are_given_to_those_concerned(office: Office) -> None:
    """The person whose score was changed takes a receipt home, and anybody can check it; others get none."""
    score(office)
    make_checkpoint(office.services)
    score(office, "0.50")
    sequence = verify_log(office.services).log.entries
    name, receipt = make_receipt(office.services, office.leader, sequence)
    checked = check_receipt(office.services, receipt)

    assert name.endswith(".tlog-proof")
    assert checked.proven.entry.after == {"self_score": "0.50", "status": "scored"}
    with pytest.raises(PermissionDeniedError):
        make_receipt(office.services, office.clerk, 1)
    with pytest.raises(ReceiptError):
        check_receipt(office.services, receipt.replace("index ", "index 1"))


def test_result_is_plain_json(office: Office) -> None:
    """What `audit verify --json` prints holds no objects of this program."""
    work(office)
    make_checkpoint(office.services)
    tamper(office, "UPDATE evidence SET size = 1")

    found = json.loads(json.dumps(verify_log(office.services, blobs=True).as_json()))
    assert found["holds"] is False
    assert found["unlogged_changes"][0]["name"] == "size"
