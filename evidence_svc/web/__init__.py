"""Server-rendered pages, one blueprint per area; they call operations and decide nothing themselves."""

from __future__ import annotations

from flask import Flask

from evidence_svc.web import (
    account,
    advice,
    appraise,
    assessments,
    assignments,
    audit,
    comparisons,
    council,
    criteria,
    criteria_sets,
    display,
    evidence,
    evidence_import,
    exclusions,
    helping,
    language,
    metrics,
    navigation,
    people,
    presets,
    proceedings,
    receipts,
    replacements,
    results,
    rounds,
    search,
    session,
    trust,
    verifications,
    viewing,
    work,
)
from evidence_svc.web.errors import page_of_the_form, tell

__all__ = ["page_of_the_form", "register", "tell"]


def register(app: Flask) -> None:
    """Add the pages and what their templates use to an application."""
    display.register(app)
    advice.register(app)
    app.context_processor(session.whoami)
    app.context_processor(language.language)
    app.context_processor(helping.help_address)
    of_evidence = (evidence.pages, evidence_import.pages, replacements.pages, comparisons.pages, verifications.pages)
    for blueprint in (
        session.pages,
        account.pages,
        language.pages,
        assessments.pages,
        criteria.pages,
        *of_evidence,
        trust.pages,
        audit.pages,
        receipts.pages,
        metrics.pages,
        helping.pages,
    ):
        app.register_blueprint(blueprint)
    of_rounds = (
        proceedings.pages,
        appraise.pages,
        viewing.pages,
        work.pages,
        search.pages,
        rounds.pages,
        council.pages,
        exclusions.pages,
        presets.pages,
        results.pages,
        people.pages,
        assignments.pages,
        criteria_sets.pages,
    )
    for blueprint in of_rounds:
        app.register_blueprint(blueprint)
    app.context_processor(navigation.round_places)
