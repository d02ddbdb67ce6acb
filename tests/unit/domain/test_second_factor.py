"""Codes of authenticator apps, judged without an app: RFC 6238's own values, clocks that differ, codes used twice."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from evidence_svc.domain.second_factor import (
    FORGIVEN_AFTER,
    clean_code,
    enrolment_address,
    failures_in_row,
    matching_step,
    recovery_digest,
)

# RFC 6238, appendix B: the shared secret of the SHA-1 rows; an app shows the last six of the eight digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = (
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
)
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_of_the_rfc(seconds: int, code: str) -> None:
    """The table of the RFC, at its instants and one step later, and no further."""
    at, step = datetime.fromtimestamp(seconds, UTC), seconds // 30

    found = [matching_step(SECRET, code, at + timedelta(seconds=30 * away)) for away in (0, 1, 2)]

    assert found == [step, step, None]


def test_a_code_counts_once() -> None:
    """Not two steps too early; after the step of a code was accepted neither it nor an earlier one is."""
    at = datetime.fromtimestamp(1111111109, UTC)
    step = 1111111109 // 30

    early, near = at - timedelta(seconds=60), at - timedelta(seconds=30)
    assert [matching_step(SECRET, "081804", each) for each in (early, near)] == [None, step]
    assert matching_step(SECRET, "081804", at, after=step - 1) == step
    assert matching_step(SECRET, "081804", at, after=step) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "28708a", "２８７０８２", "287083", "-87082"])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    """Too short, too long, letters, digits of other scripts, one digit off."""
    assert matching_step(SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_codes_are_compared_as_people_write_them() -> None:
    """Spaces, hyphens and capital letters say nothing."""
    assert clean_code(" 287 082 ") == "287082"
    assert recovery_digest("AB12C-de34f") == recovery_digest("ab12cde34f")


def test_the_address_is_what_apps_read() -> None:
    """An otpauth address with the secret, whose account it is and of which service."""
    parts = urlsplit(enrolment_address(SECRET, "clerk"))
    given = parse_qs(parts.query)

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path.endswith(":clerk")
    assert given["secret"] == [SECRET]
    assert given["issuer"] == ["Minh chứng CCHC"]


def test_failures_are_forgiven_after_a_while() -> None:
    """They count until a quarter of an hour after the last one."""
    counted = [failures_in_row(5, NOW, NOW + wait) for wait in (timedelta(0), FORGIVEN_AFTER - timedelta(seconds=1))]

    assert counted == [5, 5]
    assert failures_in_row(5, NOW, NOW + FORGIVEN_AFTER) == 0
    assert failures_in_row(0, None, NOW) == 0
