"""A witness cosigns what continues what it saw, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.checkpoint import Checkpoint, check_cosignatures, sign_checkpoint
from audit.errors import WitnessError
from audit.note import COSIGNATURE, make_signer, parse_note
from audit.proof import consistency_proof
from audit.witness import Request, Witness
from tests.unit.audit.trees import Nodes, leaves_of, root_of

NOW = datetime(2023, 7, 10, 3, tzinfo=UTC)
LOG = make_signer("cchc.example/nhat-ky", bytes(32))
KEY = make_signer("thanh-tra.example/w1", bytes([2]) * 32, COSIGNATURE)
LEAVES = leaves_of(50)
FORKED = [*LEAVES[:3], *leaves_of(3), *LEAVES[6:]]


def request(old: int, new: int, leaves: list[bytes] = LEAVES) -> Request:
    checkpoint = Checkpoint(LOG.name, new, root_of(leaves[:new]))
    proof = consistency_proof(old, new, Nodes(leaves[:new])) if old <= new else ()
    return Request(old, proof, sign_checkpoint(checkpoint, [LOG]).text)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(KEY, (LOG.verifier,), tmp_path / "seen.json")


def test_a_growing_log_is_cosigned(witness: Witness) -> None:
    """The first checkpoint and every one that continues the last gets a line that verifies."""
    for old, new in ((0, 7), (7, 7), (7, 20), (20, 50)):
        asked = request(old, new)
        line = witness.add_checkpoint(asked.text, NOW)
        (found,) = check_cosignatures(parse_note(asked.checkpoint + line), [KEY.verifier])
        assert found.seen_at == NOW


@pytest.mark.parametrize(
    ("asked", "status", "reason"),
    [
        (request(7, 20, FORKED), 422, "log-forked"),
        (request(7, 7, FORKED), 409, "log-forked"),
        (replace(request(7, 20), proof=()), 422, "log-forked"),
        (request(0, 20), 409, "size-differs"),
        (request(0, 5), 409, "size-differs"),
        (request(7, 5), 400, "request-malformed"),
        (replace(request(7, 20), checkpoint="x"), 400, "request-malformed"),
    ],
    ids=["fork", "fork of the same size", "no proof", "another old size", "smaller", "shrinking", "no checkpoint"],
)
def test_what_contradicts_the_last_checkpoint_is_refused(
    witness: Witness, asked: Request, status: int, reason: str
) -> None:
    """A fork, a missing proof, a smaller log: refused with the status of the protocol, and nothing is forgotten."""
    witness.add_checkpoint(request(0, 7).text, NOW)

    with pytest.raises(WitnessError) as refused:
        witness.add_checkpoint(asked.text, NOW)
    assert (refused.value.status, refused.value.reason) == (status, reason)
    assert witness.add_checkpoint(request(7, 20).text, NOW)


def test_memory_outlives_the_process(witness: Witness, tmp_path: Path) -> None:
    """A witness started again still refuses the fork; one whose memory is damaged refuses everything."""
    witness.add_checkpoint(request(0, 20).text, NOW)
    again = Witness(KEY, (LOG.verifier,), tmp_path / "seen.json")

    with pytest.raises(WitnessError) as refused:
        again.add_checkpoint(request(0, 20, FORKED).text, NOW)
    assert refused.value.size == 20
    (tmp_path / "seen.json").write_text("[]")
    with pytest.raises(WitnessError) as damaged:
        again.add_checkpoint(request(20, 50).text, NOW)
    assert damaged.value.status == 500


def test_strangers_are_refused(witness: Witness) -> None:
    """An unknown log is not found, a known name under another key is forbidden."""
    impostor = make_signer(LOG.name, bytes([9]) * 32)
    stranger = make_signer("other.example", bytes([9]) * 32)
    for signer, status in ((impostor, 403), (stranger, 404)):
        checkpoint = Checkpoint(signer.name, 7, root_of(LEAVES[:7]))
        with pytest.raises(WitnessError) as refused:
            witness.add_checkpoint(Request(0, (), sign_checkpoint(checkpoint, [signer]).text).text, NOW)
        assert status == refused.value.status


@pytest.mark.parametrize(
    "text", ["", "old 7", "old -1\n\nx", "new 7\n\nx", "old 7\n*\n\nx", "old 7\n" + "AAAA\n" * 64 + "\nx"]
)
def test_other_requests_are_malformed(witness: Witness, text: str) -> None:
    """Anything that is not a request of the protocol gets status 400."""
    with pytest.raises(WitnessError) as refused:
        witness.add_checkpoint(text, NOW)
    assert refused.value.status == 400
