"""Security headers on every answer; a view may set a stricter one first."""

from __future__ import annotations

import io
import unicodedata
from urllib.parse import quote

from flask import Flask, Response, request, send_file

from evidence_svc.serving import request_id

# No inline script or style anywhere; pictures of pages come from this server only.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# For bytes that strangers sent: nothing in them may run, even when opened in this origin.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_A_YEAR = "max-age=31536000; includeSubDomains"


def send_untrusted(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """Bytes to be saved under a name and never shown by the browser here."""
    return as_attachment(send_file(io.BytesIO(content), mimetype=media_type, etag=False), name)


def as_attachment(response: Response, name: str) -> Response:
    """Let the browser save an answer under a name, whatever the name holds (RFC 6266), and run nothing of it."""
    shown = "".join(letter for letter in name if letter.isprintable())
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    names = {"filename": plain} if plain == shown else {"filename": plain, "filename*": f"UTF-8''{quote(shown)}"}
    response.headers.set("Content-Disposition", "attachment", **names)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def add_security_headers(app: Flask) -> None:
    """Put the headers on every answer of the application; what a signed-in person sees is never cached by others."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("X-Request-Id", request_id())
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", _A_YEAR)
    return response
