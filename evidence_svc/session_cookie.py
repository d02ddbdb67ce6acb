"""The session's cookie: written when the session changed, prolonged only by pages that a person opens.

Flask writes the whole session with every answer. Pictures and questions of scripts run beside a form that is being
sent; the answer of one that began before it would put the older session back, and what the form said would be lost.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

# What a browser says it wants the answer for (Fetch Metadata, section 2.1); older ones do not say.
_PAGE = "document"


class PageSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, for browsers that ask for several things at once."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, unless nothing changed and no page was opened."""
        if session.modified or request.headers.get("Sec-Fetch-Dest", _PAGE) == _PAGE:
            super().save_session(app, session, response)
        elif session.accessed:
            response.vary.add("Cookie")
