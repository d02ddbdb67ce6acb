"""The second factor of an account: which codes fit, and when so many did not that no more are looked at."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from pyotp.totp import TOTP

ISSUER = "Minh chứng CCHC"
# RFC 6238, section 5.2: clocks differ, so the code before and the code after the present one count.
STEPS_EITHER_WAY = 1
# Five in a quarter of an hour: who knows the password guesses a code within a year by less than one in two.
MOST_FAILURES = 5
FORGIVEN_AFTER = timedelta(minutes=15)
_APP_DIGITS = 6


def enrolment_address(secret: str, username: str) -> str:
    """What an authenticator app reads from the QR code: an otpauth address with the secret (base32)."""
    return TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def clean_code(text: str) -> str:
    """A code as it is compared: apps and people write it in groups."""
    return "".join(letter for letter in text if letter.isalnum()).lower()


def is_app_code(code: str) -> bool:
    """Whether it looks like one of an app: six digits."""
    return len(code) == _APP_DIGITS and code.isascii() and code.isdigit()


def matching_step(secret: str, code: str, now: datetime, *, after: int = 0) -> int | None:
    """The time step (of 30 seconds, RFC 6238) whose code this is, if it is near `now` and later than `after`.

    A step is accepted once only (section 5.2), so whoever read a code over a shoulder cannot use it again.
    """
    if not is_app_code(code):
        return None
    step = TOTP(secret).verify_and_get_timecode(code, now, STEPS_EITHER_WAY)
    return step if step is not False and step > after else None


def recovery_digest(code: str) -> str:
    """What is kept of a recovery code; the codes are random, so that a plain digest gives nothing away."""
    return hashlib.sha256(clean_code(code).encode()).hexdigest()


def failures_in_row(failed: int, failed_at: datetime | None, now: datetime) -> int:
    """How many wrong codes still count: none once the last one is a quarter of an hour ago."""
    return 0 if failed_at is None or now - failed_at >= FORGIVEN_AFTER else failed
