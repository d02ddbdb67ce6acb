"""Signed notes and checkpoints: the example of the specification verifies, and nothing that differs from it does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checkpoint import (
    Checkpoint,
    add_lines,
    check_cosignatures,
    cosign,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from audit.errors import NoteError
from audit.note import (
    COSIGNATURE,
    SIGNATURE,
    VerifierKey,
    check_signatures,
    make_signer,
    parse_note,
    parse_signer,
    parse_verifier,
    sign,
)

# The worked example of golang.org/x/mod/sumdb/note, the format's first implementation.
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
ORIGIN = "cchc.example/nhat-ky"
LOG = make_signer(ORIGIN, bytes(32))
OTHER = make_signer(ORIGIN, bytes([1]) * 32)
WITNESS = make_signer("thanh-tra.example/w1", bytes([2]) * 32, COSIGNATURE)
CHECKPOINT = Checkpoint(ORIGIN, 42, bytes(range(32)))
SEEN = datetime(2023, 7, 10, 3, tzinfo=UTC)


def test_reference_note_is_signed_and_verified() -> None:
    """Key, id, signature and text come out as Go's implementation writes them."""
    signer, verifier = parse_signer(GO_SIGNER), parse_verifier(GO_VERIFIER)
    body = GO_NOTE.rpartition("\n\n")[0] + "\n"

    assert verifier == signer.verifier
    assert sign(body, [signer]).text == GO_NOTE
    assert check_signatures(parse_note(GO_NOTE), [verifier]) == (verifier,)


@given(at=st.integers(0), bit=st.integers(0, 7))
def test_any_changed_bit_of_a_checkpoint_is_refused(at: int, bit: int) -> None:
    """One bit anywhere, in text or signature: the checkpoint is not opened, or says what it said."""
    content = bytearray(sign_checkpoint(CHECKPOINT, [LOG]).text.encode())
    content[at % len(content)] ^= 1 << bit

    with pytest.raises(NoteError):
        open_checkpoint(content.decode(errors="replace"), [LOG.verifier])


def test_checkpoint_survives_its_note() -> None:
    """What is signed is read back; one of two keys is enough while one takes over from the other."""
    text = sign_checkpoint(CHECKPOINT, [LOG, OTHER]).text

    for trusted in (LOG, OTHER):
        assert open_checkpoint(text, [trusted.verifier]) == CHECKPOINT


def test_a_wrong_signature_of_a_trusted_key_spoils_the_note() -> None:
    """A good signature beside a forged one of another trusted key does not pass: somebody tampered."""
    good, forged = sign_checkpoint(CHECKPOINT, [LOG]), sign("khác\n", [OTHER])
    text = add_lines(good, forged.lines).text

    with pytest.raises(NoteError, match="wrong"):
        open_checkpoint(text, [LOG.verifier, OTHER.verifier])
    assert open_checkpoint(text, [LOG.verifier]) == CHECKPOINT


def test_only_keys_of_the_origin_count() -> None:
    """A trusted key of another log cannot speak for this one."""
    stranger = make_signer("other.example", bytes([3]) * 32)
    text = sign(CHECKPOINT.body, [stranger]).text

    with pytest.raises(NoteError):
        open_checkpoint(text, [stranger.verifier, LOG.verifier])
    with pytest.raises(NoteError):
        sign_checkpoint(CHECKPOINT, [stranger])


def test_cosignature_says_who_saw_it_when() -> None:
    """A witness's line verifies under its key with its time, and not over another checkpoint or time."""
    note = sign_checkpoint(CHECKPOINT, [LOG])
    line = cosign(note, WITNESS, SEEN)
    (found,) = check_cosignatures(add_lines(note, [line]), [WITNESS.verifier])

    assert (found.witness, found.seen_at) == (WITNESS.name, SEEN)
    later = line.signature[:7] + bytes([line.signature[7] ^ 1]) + line.signature[8:]
    other = sign_checkpoint(Checkpoint(ORIGIN, 43, bytes(32)), [LOG])
    for wrong in (add_lines(other, [line]), add_lines(note, [type(line)(line.name, line.key_id, later)])):
        with pytest.raises(NoteError):
            check_cosignatures(wrong, [WITNESS.verifier])


def test_a_cosignature_does_not_replace_the_log() -> None:
    """A checkpoint that only a witness signed is nobody's checkpoint; a log's signature is no cosignature."""
    note = sign_checkpoint(CHECKPOINT, [LOG])
    alone = type(note)(note.body, (cosign(note, WITNESS, SEEN),))

    with pytest.raises(NoteError):
        open_checkpoint(alone.text, [LOG.verifier, WITNESS.verifier])
    assert check_cosignatures(note, [LOG.verifier, WITNESS.verifier]) == ()


@pytest.mark.parametrize(
    "body",
    ["", "a\n", "a\n1\n", "a\n01\nAAAA\n", f"a\n-1\n{CHECKPOINT.body.split()[2]}\n", "a\n1\nAAAA\n", "a\n1\n*\n",
     f"{CHECKPOINT.body}\nextra\n", f"a\n{'9' * 20}\n{CHECKPOINT.body.split()[2]}\n"],
)  # fmt: skip
def test_other_texts_are_no_checkpoints(body: str) -> None:
    """Signed or not: lines missing, numbers in other forms, hashes of other lengths, empty lines."""
    with pytest.raises(NoteError):
        parse_checkpoint(sign(body, [LOG]).text)


@pytest.mark.parametrize(
    "text",
    ["", "\n", "a\n", "a\n\n", "a\n\nb\n", "a\n\n— b c\n", "a\n\n— b AAAA\n", "a\n\n— b AAAAAAA=",
     "a\r\n\n— b AAAAAAA=\n", "a\n\n— b AAAAAAB=\n", "a\n\n" + "— b AAAAAAA=\n" * 65],
)  # fmt: skip
def test_other_texts_are_no_notes(text: str) -> None:
    """No signatures, lines of another form, control characters, stray bits, more lines than anybody signs."""
    with pytest.raises(NoteError):
        parse_note(text)


@pytest.mark.parametrize("text", ["", "a", "a+b", "a+00000000+AAAA", GO_VERIFIER[:-1] + "A", "b" + GO_VERIFIER])
def test_other_texts_are_no_keys(text: str) -> None:
    """A key whose id does not fit it, or of another length, is refused, public or secret."""
    with pytest.raises(NoteError):
        parse_verifier(text)
    with pytest.raises(NoteError):
        parse_signer("PRIVATE+KEY+" + text)


@pytest.mark.parametrize(("name", "kind"), [("a b", SIGNATURE), ("", SIGNATURE), ("a+b", SIGNATURE), ("a", b"\x07")])
def test_names_that_cannot_stand_in_a_note_are_refused(name: str, kind: bytes) -> None:
    """Spaces and plus signs would break the line; other kinds of key are not used here."""
    with pytest.raises(NoteError):
        make_signer(name, bytes(32), kind)
    with pytest.raises(NoteError):
        VerifierKey(name, kind, bytes(32))
