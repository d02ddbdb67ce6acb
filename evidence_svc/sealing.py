"""Small secrets that the database keeps sealed: a copy of the database alone does not open them."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from evidence_svc.config import Settings, session_key
from evidence_svc.errors import ServiceError

# Another purpose of the same key would be named otherwise (RFC 5869, section 3.2).
_PURPOSE = b"evidence-svc: second factors"
_KEY_BYTES = 32


class SealError(ServiceError):
    """What was sealed does not open: the key was replaced, or the text was changed."""

    reason = "seal-broken"
    message = "Không mở được dữ liệu đã niêm phong: khóa của hệ thống đã được thay."


def seal(settings: Settings, text: str) -> str:
    """The text for whoever has the key of the sessions."""
    return _box(settings).encrypt(text.encode()).decode("ascii")


def unseal(settings: Settings, sealed: str) -> str:
    """The text again; raises SealError."""
    try:
        return _box(settings).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealError from error


def _box(settings: Settings) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE).derive(
        session_key(settings).encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
