"""Server-rendered pages, one blueprint per area; they call operations and decide nothing themselves."""

from __future__ import annotations

from flask import Flask

from evidence_svc.web import (
    advice,
    assessments,
    audit,
    criteria,
    display,
    evidence,
    evidence_import,
    proceedings,
    receipts,
    session,
    verifications,
)
from evidence_svc.web.errors import tell

__all__ = ["register", "tell"]


def register(app: Flask) -> None:
    """Add the pages and what their templates use to an application."""
    display.register(app)
    advice.register(app)
    app.context_processor(session.whoami)
    of_evidence = (evidence.pages, evidence_import.pages, verifications.pages)
    for blueprint in (session.pages, assessments.pages, criteria.pages, *of_evidence, audit.pages, receipts.pages):
        app.register_blueprint(blueprint)
    for blueprint in (proceedings.pages,):  # what happens in a round
        app.register_blueprint(blueprint)
