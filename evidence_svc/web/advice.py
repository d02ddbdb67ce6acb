"""The pages that advise: the review before submitting, what falls due, and what their templates use."""

from __future__ import annotations

from flask import Flask

from evidence_svc.web import deadlines, extensions, notifications, remark_words, reviews


def register(app: Flask) -> None:
    """Add the pages and filters to an application."""
    remark_words.register(app)
    app.jinja_env.filters["outlook_words"] = deadlines.outlook_words
    app.jinja_env.filters["due_words"] = extensions.due_words
    app.context_processor(notifications.unread)
    for blueprint in (reviews.pages, deadlines.pages, extensions.pages, notifications.pages):
        app.register_blueprint(blueprint)
