"""A witness over HTTP and from the command line: the same answers as in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from audit.__main__ import main
from audit.checkpoint import check_cosignatures
from audit.errors import StampError, WitnessError
from audit.folder import LogFolder
from audit.keys import read_key
from audit.note import COSIGNATURE, make_signer, parse_note
from audit.publish import publish, set_up
from audit.timestamp import http_authority
from audit.witness import Witness
from audit.witness_server import make_server
from audit.witnessing import ask_witness, http_post, make_request
from tests.unit.audit.logs import after, entries_of, stored

NOW = datetime(2023, 7, 10, 3, tzinfo=UTC)
LOG = make_signer("cchc.example/nhat-ky", bytes(32))
KEY = make_signer("thanh-tra.example/w1", bytes([2]) * 32, COSIGNATURE)
ENTRIES = entries_of(20)


@pytest.fixture
def folder(tmp_path: Path) -> LogFolder:
    made = LogFolder(tmp_path / "log")
    set_up(made, LOG)
    grow(made, 7)
    return made


def grow(folder: LogFolder, size: int) -> None:
    rows, head = stored(ENTRIES[:size])
    publish(folder, (LOG,), head, after(rows))


@contextmanager
def serving(witness: Witness) -> Iterator[str]:
    """The witness's server on a free port of this machine."""
    with make_server(("127.0.0.1", 0), witness, lambda: NOW) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_a_log_is_witnessed_over_http(folder: LogFolder, tmp_path: Path) -> None:
    """The log asks without knowing what the witness saw, is told, proves the growth, and publishes the cosignature."""
    witness = Witness(KEY, (LOG.verifier,), tmp_path / "seen.json")
    with serving(witness) as url:
        for size in (7, 7, 20):
            grow(folder, size)
            note = ask_witness(folder, KEY.verifier, http_post(url))
            (found,) = {*check_cosignatures(note, [KEY.verifier])}
            assert found.seen_at == NOW
    assert folder.latest_text == note.text


def test_a_witness_that_saw_more_is_not_contradicted(folder: LogFolder, tmp_path: Path) -> None:
    """If the witness remembers more entries than there are, the log has shrunk, and says so."""
    witness = Witness(KEY, (LOG.verifier,), tmp_path / "seen.json")
    larger = LogFolder(tmp_path / "larger")
    set_up(larger, LOG)
    grow(larger, 20)
    witness.add_checkpoint(make_request(larger, 0).text, NOW)
    with serving(witness) as url, pytest.raises(WitnessError) as refused:
        ask_witness(folder, KEY.verifier, http_post(url))
    assert (refused.value.reason, refused.value.size) == ("log-shrunk", 20)


def test_other_requests_get_their_status(tmp_path: Path) -> None:
    """Wrong paths, lengths and bodies are answered by HTTP status, never by a traceback."""
    with serving(Witness(KEY, (LOG.verifier,), tmp_path / "seen.json")) as url:
        for path, body, status in (
            ("/", b"x", 404),
            ("/add-checkpoint", b"x", 400),
            ("/add-checkpoint", bytes(70_000), 413),
        ):
            with pytest.raises(HTTPError) as refused:
                urlopen(Request(f"{url}{path}", data=body))
            refused.value.close()
            assert status == refused.value.code


def test_a_false_answer_is_not_published(folder: LogFolder, tmp_path: Path) -> None:
    """A cosignature by another key, or over another checkpoint, never enters the publication."""
    impostor = make_signer(KEY.name, bytes([3]) * 32, COSIGNATURE)
    before = folder.latest_text
    witness = Witness(impostor, (LOG.verifier,), tmp_path / "seen.json")
    with serving(witness) as url, pytest.raises(WitnessError) as refused:
        ask_witness(folder, KEY.verifier, http_post(url))
    assert refused.value.reason == "cosignature-wrong"
    assert before == folder.latest_text


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "file:///etc/hostname"])
def test_unreachable_others_are_named(url: str) -> None:
    """Witness and authority that do not answer, or have no web address, raise the package's own errors."""
    with pytest.raises(WitnessError):
        http_post(url)("x")
    with pytest.raises(StampError):
        http_authority(url)(b"x")


def test_an_inspectorate_works_without_network(
    folder: LogFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Key made, request read from a file, cosignature printed; a fork of the log is refused with exit 1."""
    own, request = str(tmp_path / "witness"), tmp_path / "request"
    assert main(["witness", "key", KEY.name, "--folder", own]) == 0
    (path,) = (tmp_path / "witness").glob("log-*.key")
    assert read_key(path).verifier.text in capsys.readouterr().out
    request.write_text(make_request(folder, 0).text)
    cosign = ["witness", "cosign", str(request), "--folder", own, "--log", LOG.verifier.text]
    assert main(cosign) == 0
    line = capsys.readouterr().out
    assert check_cosignatures(parse_note((folder.latest_text or "") + line), [read_key(path).verifier])
    forked = LogFolder(tmp_path / "forked")
    set_up(forked, LOG)
    rows, head = stored([*reversed(entries_of(7))])
    publish(forked, (LOG,), head, after(rows))
    request.write_text(make_request(forked, 7).text)
    assert main(cosign) == 1
    assert "log-forked" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["folder", "request", "text", "log", "kind"])
def test_a_witness_says_what_it_lacks(
    folder: LogFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    """Without its key, its request or the log's key a witness ends with 2 and says why, and refuses nobody."""
    own, request = str(tmp_path / "witness"), tmp_path / "request"
    main(["witness", "key", KEY.name, "--folder", own])
    request.write_text(make_request(folder, 0).text if wrong != "text" else "xin chữ ký")
    log = {"log": "khoa", "kind": KEY.verifier.text}.get(wrong, LOG.verifier.text)
    place, asked = (own if wrong != "folder" else f"{own}-2"), (request if wrong != "request" else tmp_path / "none")
    capsys.readouterr()

    assert main(["witness", "cosign", str(asked), "--folder", place, "--log", log]) == 2
    said = capsys.readouterr()
    assert (said.out, "nothing was checked" in said.err) == ("", True)


@pytest.mark.parametrize("listen", ["8701x", "127.0.0.1", "127.0.0.1:99999"])
def test_an_address_that_is_none_is_wrong_usage(tmp_path: Path, listen: str) -> None:
    """A witness that cannot tell where to listen ends with 2."""
    own = str(tmp_path / "witness")
    main(["witness", "key", KEY.name, "--folder", own])

    assert main(["witness", "serve", "--folder", own, "--log", LOG.verifier.text, "--listen", listen]) == 2


def test_the_witness_program_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m audit witness serve` reads its key and stops at the keyboard."""
    own = str(tmp_path / "witness")
    main(["witness", "key", KEY.name, "--folder", own])

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("audit.witness_server.ThreadingHTTPServer.serve_forever", stop)
    assert main(["witness", "serve", "--folder", own, "--log", LOG.verifier.text, "--listen", "127.0.0.1:0"]) == 0
