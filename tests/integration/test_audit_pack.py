"""The auditor's pack: whole on a machine with nothing but Python, and every change of it named."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from audit import pack_verifier
from audit.__main__ import main
from audit.checkpoint import Checkpoint, sign_checkpoint
from audit.merkle import EMPTY_ROOT
from audit.note import COSIGNATURE, make_signer
from audit.pack_verifier import verify_pack
from audit.witness import Witness
from audit.witnessing import Answer
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.people import Scope
from evidence_svc.domain.score import ScoreKind
from evidence_svc.errors import NotFoundError
from evidence_svc.operations.checkpoint import cosign_checkpoint, log_folder, log_keys, make_checkpoint
from evidence_svc.operations.export_pack import export_pack, pack_name
from evidence_svc.operations.log_keys import add_key, retire_key
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.score import change_score
from evidence_svc.operations.submit import submit_evidence
from tests.factories import NOW, ROUND, Office, make_office, make_services, make_settings
from tests.pki import make_pdf

REASON = "Theo báo cáo <b>tự đánh giá</b> của đơn vị."
WITNESS = make_signer("thanh-tra.example/w1", bytes(32), COSIGNATURE)
EMPTY = Checkpoint("x", 0, EMPTY_ROOT)


@dataclass(frozen=True)
class Exported:
    """A pack with the key that was handed out on paper."""

    office: Office
    content: bytes
    key: str

    def member(self, start: str) -> str:
        """The first member whose name begins so."""
        return min(name for name in zipfile.ZipFile(io.BytesIO(self.content)).namelist() if name.startswith(start))

    def changed(self, name: str, change: Callable[[bytes], bytes | None]) -> bytes:
        """The pack with one member changed, or left out where the change gives None."""
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.content)) as old, zipfile.ZipFile(out, "w") as new:
            for member in old.namelist():
                content = old.read(member) if member != name else change(old.read(member))
                if content is not None:
                    new.writestr(member, content)
        return out.getvalue()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    """The pack of an office with two score changes, a file and its report, witnessed once."""
    folder = tmp_path_factory.mktemp("pack")
    office = make_office(make_services(make_settings(folder / "data")))
    services, row = office.services, office.row_id("1.1.1")
    for value in ("0.25", "0.50"):
        change_score(services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal(value), reason=REASON)
    sent = submit_evidence(
        services, office.clerk, office.assessment_id, "<34> KH.PDF", iter([make_pdf("Ke hoach")]), row_id=row
    )
    process_evidence(services, sent.evidence.id)
    make_checkpoint(services)
    witness = Witness(WITNESS, log_keys(services), folder / "seen.json")
    cosign_checkpoint(services, WITNESS.verifier, lambda request: Answer(200, witness.add_checkpoint(request, NOW)))
    yield Exported(office, b"".join(export_pack(services, office.auditor, ROUND)), log_keys(services)[0].text)
    services.work.engine.dispose()


def answer(content: bytes, tmp_path: Path, *keys: str) -> tuple[list[str], list[str]]:
    path = tmp_path / "goi.zip"
    path.write_bytes(content)
    return verify_pack(str(path), keys, [WITNESS.verifier.text])


def test_pack_is_whole_with_nothing_but_python(exported: Exported, tmp_path: Path) -> None:
    """The verifier taken out of the pack runs isolated, without site packages, and says the same as ours."""
    path = tmp_path / "goi.zip"
    path.write_bytes(exported.content)
    with zipfile.ZipFile(path) as archive:
        archive.extract("kiem_tra.py", tmp_path)
    command = [sys.executable, "-I", "-S", str(tmp_path / "kiem_tra.py"), str(path), "--key", exported.key]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})

    assert (done.returncode, done.stderr) == (0, "")
    good, bad = verify_pack(str(path), [exported.key])
    assert bad == []
    assert [f"ĐẠT  {line}" for line in good] == done.stdout.splitlines()[:-1]
    assert done.stdout.splitlines()[-1] == "KẾT LUẬN: toàn vẹn."


def test_offline_command_gives_the_same_answer(
    exported: Exported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m audit verify PACK` ends with 0 for the pack and with 1 for a changed one."""
    path = tmp_path / "goi.zip"
    path.write_bytes(exported.content)
    assert main(["verify", str(path), "--key", exported.key]) == 0
    assert "toàn vẹn" in capsys.readouterr().out
    path.write_bytes(exported.changed("values.json", lambda content: content.replace(b'"0.50"', b'"0.75"')))
    assert main(["verify", str(path), "--key", exported.key]) == 1
    assert "values.json" in capsys.readouterr().out
    receipt = tmp_path / "b.tlog-proof"
    receipt.write_bytes(zipfile.ZipFile(io.BytesIO(exported.content)).read(exported.member("receipts/")))
    assert main(["verify", str(receipt), "--key", exported.key]) == 0
    assert main(["verify", str(receipt), "--key", make_signer("x", bytes(32)).verifier.text]) == 1


NO_PACKS: tuple[tuple[str, bytes | None, str], ...] = (
    ("none.zip", None, "không mở được"),
    ("empty.zip", b"", "empty"),
    ("letter.zip", b"Kinh gui", "not a ZIP"),
    ("other.zip", b"", "not a pack"),
    ("empty.tlog-proof", b"", "not a receipt"),
    ("other.tlog-proof", b"PK\3\4", "not a receipt"),
    ("receipt.tlog-proof", b"c2sp.org/tlog-proof@v1\n", "--key"),
)


@pytest.mark.parametrize(("name", "content", "words"), NO_PACKS, ids=[case[0] for case in NO_PACKS])
def test_what_is_no_pack_gets_no_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, words: str
) -> None:
    """A file that is missing, empty or another's ends with 2 and says that nothing was checked, and why."""
    path = tmp_path / name
    if name == "other.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("thu.txt", "x")
    elif content is not None:
        path.write_bytes(content)
    assert main(["verify", str(path)]) == 2
    said = capsys.readouterr()

    assert said.out == ""
    assert "CHƯA KIỂM TRA GÌ" in said.err
    assert words in said.err
    if path.suffix == ".zip":
        alone = [sys.executable, "-I", "-S", pack_verifier.__file__, str(path)]
        done = subprocess.run(alone, capture_output=True, text=True, check=False, env={})
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr


def test_a_key_that_is_none_gets_no_verdict(exported: Exported, tmp_path: Path) -> None:
    """A key that was mistyped ends with 2: nothing is wrong with the pack."""
    path = tmp_path / "goi.zip"
    path.write_bytes(exported.content)
    for key in ("khoa", exported.key[:-4] + "AAA=", exported.key.replace("+", "+0", 1)):
        assert main(["verify", str(path), "--key", key]) == 2


def test_keys_that_took_over_are_believed_when_the_log_says_so(tmp_path: Path) -> None:
    """With the first or the last key on paper a pack over a change of keys is whole; an unnamed key is not believed."""
    office = make_office(make_services(make_settings(tmp_path / "data")))
    services = office.services
    make_checkpoint(services)
    (first,) = log_keys(services)
    second = add_key(services, office.administrator, REASON)
    retire_key(services, office.administrator, first.id.hex(), REASON)
    content = b"".join(export_pack(services, office.auditor, ROUND))
    for key in (first, second):
        good, bad = answer(content, tmp_path, key.text)
        assert bad == []
        assert any("1 khóa khác do nhật ký công bố" in line for line in good)
    forger = make_signer(first.name, bytes(32))
    forged = sign_checkpoint(log_folder(services).latest or EMPTY, [forger]).text.encode()
    with_key = Exported(office, content, "").changed("keys", lambda keys: keys + forger.verifier.text.encode() + b"\n")
    planted = Exported(office, with_key, "").changed("checkpoint", lambda _: forged)

    assert "chưa từng được nhật ký công bố" in answer(planted, tmp_path, first.text)[1][0]
    services.work.engine.dispose()


def test_pack_says_what_it_found(exported: Exported, tmp_path: Path) -> None:
    """Entries, scores, receipts, files and reports are counted, the witness is named, the missing key is told."""
    good, bad = answer(exported.content, tmp_path)
    said = "\n".join(good)

    assert bad == []
    for words in ("không thiếu mục nào", "2 biên nhận", "1 tệp gốc đúng", "đủ 1 báo cáo", WITNESS.name, "LƯU Ý"):
        assert words in said


def first_line(content: bytes) -> bytes:
    return content.partition(b"\n")[0] + b"\n"


DAMAGES: tuple[tuple[str, Callable[[bytes], bytes | None], str], ...] = (
    ("entries.jsonl", lambda content: content.replace(b'"0.25"', b'"0.30"', 1), "sửa, thêm hoặc bớt"),
    ("entries.jsonl", lambda content: content.removeprefix(first_line(content)), "dòng 1"),
    ("entries.jsonl", lambda content: content.rstrip(b"\n").rpartition(b"\n")[0], "entries.jsonl"),
    ("entries.jsonl", lambda content: content + first_line(content), "dòng"),
    ("checkpoint", lambda content: content.replace(b"\n\xe2", b"\n1\n\xe2", 1), "dòng không phải chữ ký"),
    ("checkpoint", lambda content: content.replace(b"evidence-svc", b"evidence-svd"), "chữ ký"),
    ("checkpoints/", lambda content: content[:-10] + b"AAAAAAAA=\n", "nhân chứng"),
    ("values.json", lambda content: content.replace(b'"0.50"', b'"0.75"'), "self_score"),
    ("values.json", lambda content: content.replace(b'"scored"', b'"yearly"'), "status"),
    ("values.json", lambda content: json.dumps(dict(list(json.loads(content).items())[1:])).encode(), "dòng"),
    ("evidence/", lambda content: content + b" ", "đã bị sửa"),
    ("evidence/", lambda _: None, "thiếu tệp"),
    ("evidence.json", lambda _: b"[]", "đã nhận nhưng không có trong danh sách"),
    ("evidence.json", lambda content: content.replace(b'"sha256": "', b'"sha256": "0'), "evidence.json"),
    ("reports/", lambda content: content.replace(b'"pages": 1', b'"pages": 2'), "báo cáo khác"),
    ("reports/", lambda _: None, "báo cáo thiếu"),
    ("receipts/", lambda content: content.replace(b"index ", b"index 1", 1), "biên nhận"),
    ("round.json", lambda content: content.replace(b"2023-h1", b"2023-h2"), "nhật ký mở 0 dòng"),
    ("keys", lambda _: None, "hỏng"),
)


@pytest.mark.parametrize(
    ("start", "change", "words"), DAMAGES, ids=[f"{number} {case[0]}" for number, case in enumerate(DAMAGES)]
)
def test_every_change_of_a_pack_is_named(
    exported: Exported, tmp_path: Path, start: str, change: Callable[[bytes], bytes | None], words: str
) -> None:
    """An entry edited, removed or doubled, a score, a file, a report, a checkpoint: the answer says where."""
    keys = [] if start == "keys" else [exported.key]
    _, bad = answer(exported.changed(exported.member(start), change), tmp_path, *keys)

    assert bad, "the change was not found"
    assert words.lower() in bad[0].lower()


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -100])
def test_broken_archives_are_named(exported: Exported, tmp_path: Path, cut: int) -> None:
    """A download that ended early is no pack, and no crash."""
    _, bad = answer(exported.content[:cut], tmp_path)

    assert "hỏng" in bad[0]


def test_a_pack_under_another_key_is_refused(exported: Exported, tmp_path: Path) -> None:
    """A whole pack made with a forger's key is whole only to the forger."""
    other = make_signer(exported.key.split("+")[0], bytes(32)).verifier.text

    assert "chữ ký" in answer(exported.content, tmp_path, other)[1][0]


def test_entries_can_be_withheld_but_not_lost(exported: Exported, tmp_path: Path) -> None:
    """An entry given as its hash keeps the tree whole, and the answer says how many are hidden."""
    from audit.merkle import leaf_hash

    def withhold(content: bytes) -> bytes:
        first = first_line(content)
        return json.dumps(leaf_hash(first.removesuffix(b"\n")).hex()).encode() + b"\n" + content.removeprefix(first)

    good, bad = answer(exported.changed("entries.jsonl", withhold), tmp_path, exported.key)
    assert bad == []
    assert any("1 mục chỉ có mã băm" in line for line in good)


def test_index_is_readable_and_harmless(exported: Exported) -> None:
    """The page shows both scores, the reason and the key, and what people typed stays text."""
    page = zipfile.ZipFile(io.BytesIO(exported.content)).read("index.html").decode()

    for words in (
        "Văn phòng – 6 tháng đầu năm 2023",
        "0,5",
        "điểm tự chấm: 0,25 → 0,50",
        "&lt;b&gt;tự đánh giá&lt;/b&gt;",
        "&lt;34&gt; KH.PDF",
        exported.key,
    ):
        assert words in page
    assert "<script" not in page


def test_originals_can_stay_at_home(exported: Exported, tmp_path: Path) -> None:
    """Without the originals the pack is smaller and as whole: every digest is still there."""
    office = exported.office
    content = b"".join(export_pack(office.services, office.auditor, ROUND, with_bytes=False))

    good, bad = answer(content, tmp_path, exported.key)
    assert bad == []
    assert any("0 tệp gốc" in line for line in good)
    assert log_folder(office.services).latest is not None


def test_only_who_may_read_the_log_exports(exported: Exported) -> None:
    """A clerk gets no pack, an unknown round has none, and the name of a download is harmless."""
    office = exported.office
    with pytest.raises(PermissionDeniedError):
        export_pack(office.services, office.clerk, ROUND)
    with pytest.raises(NotFoundError):
        export_pack(office.services, office.auditor, "2020-h1")
    assert pack_name("../x y") == "goi-kiem-toan-..-x-y.zip"


@pytest.mark.parametrize("scope", [Scope(frozenset({"so-noi-vu"})), Scope(since=NOW.date()), Scope(until=NOW.date())])
def test_a_reader_with_limits_takes_no_pack(exported: Exported, scope: Scope) -> None:
    """A pack holds the whole log, so neither a limit of agencies nor one of days lets it out."""
    office = exported.office
    limited = replace(office.auditor, actor=replace(office.auditor.actor, scope=scope))
    with pytest.raises(PermissionDeniedError):
        export_pack(office.services, limited, ROUND)
