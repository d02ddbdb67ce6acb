"""Server-rendered pages, one blueprint per area; they call operations and decide nothing themselves."""

from __future__ import annotations

from flask import Flask

from evidence_svc.web import assessments, audit, criteria, display, evidence, session
from evidence_svc.web.errors import tell

__all__ = ["register", "tell"]


def register(app: Flask) -> None:
    """Add the pages and what their templates use to an application."""
    display.register(app)
    app.context_processor(session.whoami)
    for blueprint in (session.pages, assessments.pages, criteria.pages, evidence.pages, audit.pages):
        app.register_blueprint(blueprint)
