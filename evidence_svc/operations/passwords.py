"""Passwords: what a new one must be, and whether one fits."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evidence_svc.errors import RefusedError

SHORTEST_PASSWORD = 10
# Longer ones say no more, and hashing them is work that a stranger could ask for.
LONGEST_PASSWORD = 1024


def check_new_password(password: str) -> None:
    """Raises RefusedError (`password-too-short`, `password-too-long`)."""
    if len(password) < SHORTEST_PASSWORD:
        raise RefusedError(f"Mật khẩu phải có ít nhất {SHORTEST_PASSWORD} ký tự.", reason="password-too-short")
    if len(password) > LONGEST_PASSWORD:
        raise RefusedError(f"Mật khẩu dài nhất {LONGEST_PASSWORD} ký tự.", reason="password-too-long")


def password_matches(hasher: PasswordHasher, hashed: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
