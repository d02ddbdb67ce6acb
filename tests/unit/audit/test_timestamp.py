"""Timestamps of checkpoints by a local authority: kept only when they prove what they should."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from asn1crypto import tsp

from audit.errors import StampError
from audit.timestamp import Authority, stamp, verify_stamp
from tests.pki import make_hierarchy, make_stamper

BODY = "cchc.example/nhat-ky\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
AT = datetime(2023, 7, 10, 3, tzinfo=UTC)
ROOT = make_hierarchy().root.certificate


def local_authority(label: str = "Test") -> Authority:
    """An authority in this process, whose clock stands still."""
    stamper = make_stamper(make_hierarchy(label), AT)

    def ask(request: bytes) -> bytes:
        response = asyncio.run(stamper.async_request_tsa_response(tsp.TimeStampReq.load(request)))
        return bytes(response.dump())

    return ask


def test_checkpoint_is_stamped() -> None:
    """The response is kept with the authority's time, and verifies again later without the nonce."""
    response, stamped_at = stamp(BODY, local_authority(), [ROOT])

    assert stamped_at == AT
    assert verify_stamp(BODY, response, [ROOT]) == AT


def test_stamp_of_another_text_is_refused() -> None:
    """A stamp over one checkpoint proves nothing about another."""
    response, _ = stamp(BODY, local_authority(), [ROOT])

    with pytest.raises(StampError):
        verify_stamp(BODY.replace("42", "43"), response, [ROOT])


def test_stamp_of_an_unknown_authority_is_refused() -> None:
    """A certificate under another root is not believed, nor is a stamp where no root is given."""
    response, _ = stamp(BODY, local_authority("Other"), [make_hierarchy("Other").root.certificate])

    for roots in ([ROOT], []):
        with pytest.raises(StampError):
            verify_stamp(BODY, response, roots)


def test_replayed_stamp_is_refused() -> None:
    """An answer to an earlier request has the wrong nonce: its time is not now."""
    earlier, _ = stamp(BODY, local_authority(), [ROOT])

    with pytest.raises(StampError):
        stamp(BODY, lambda _: earlier, [ROOT])


@pytest.mark.parametrize("answer", [b"", b"\x00", b"<html>"])
def test_other_answers_are_refused(answer: bytes) -> None:
    """What is no timestamp response raises the package's own error."""
    with pytest.raises(StampError):
        stamp(BODY, lambda _: answer, [ROOT])
