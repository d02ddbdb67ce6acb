"""The JSON API, version 1: one blueprint per resource, described by /api/v1/openapi.json."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_openapi3 import Info, OpenAPI
from flask_openapi3.types import SecuritySchemesDict

from evidence_svc.api import (
    advice,
    assessments,
    assignments,
    criteria,
    evidence,
    evidence_files,
    extensions,
    health,
    links,
    log,
    people,
    presets,
    proceedings,
    replacements,
    rounds,
    search,
    session,
    steering,
    verifications,
)
from evidence_svc.api.errors import Problem, refuse_malformed, tell

__all__ = ["new_application", "register", "tell"]

DESCRIPTION = """\
Sign in with POST /api/v1/session, or with the session of the web pages. Every request that changes something
carries the token of GET /api/v1/session in the header X-CSRFToken. Decimals are strings, instants are ISO 8601
in UTC. An error is {"reason", "message"}: a kebab-case code and a Vietnamese sentence."""
_SECURITY: SecuritySchemesDict = {
    "session": {"type": "apiKey", "in": "cookie", "name": "evidence_session"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
}


def new_application(import_name: str) -> OpenAPI:
    """An application without routes that will describe those of the API; templates lie beside `import_name`."""
    return OpenAPI(
        import_name,
        info=Info(title="evidence-svc", version="1", description=DESCRIPTION),
        security_schemes=_SECURITY,
        responses={401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
        validation_error_model=Problem,
        validation_error_callback=refuse_malformed,
        doc_ui=False,
    )


def register(app: OpenAPI) -> None:
    """Add the API to an application made by `new_application`."""
    for resource in (
        health.resource,
        session.resource,
        assessments.resource,
        criteria.resource,
        proceedings.resource,
        rounds.resource,
        steering.resource,
        people.resource,
        assignments.resource,
        presets.resource,
        search.resource,
        evidence.resource,
        evidence_files.resource,
        verifications.resource,
        links.resource,
        replacements.resource,
        advice.resource,
        extensions.resource,
        log.resource,
    ):
        app.register_api(resource)

    def openapi() -> ResponseReturnValue:
        return jsonify(app.api_doc)

    app.add_url_rule("/api/v1/openapi.json", endpoint="openapi", view_func=openapi)
