"""Figures for Prometheus, for whoever has the token that the operator set; without one there is no such page."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from evidence_svc.log_metrics import LogCollector
from evidence_svc.schedule_metrics import ScheduleCollector
from evidence_svc.serving import services

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
def show() -> ResponseReturnValue:
    """Everything measured, in Prometheus's text format; asked for with `Authorization: Bearer TOKEN`."""
    token = services().settings.metrics_token
    wanted = token.get_secret_value() if token else ""
    if not wanted:  # a variable that is set to nothing opens nothing
        abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(given.encode(), wanted.encode()):
        abort(401)
    registry = CollectorRegistry()
    registry.register(LogCollector(services()))
    registry.register(ScheduleCollector(services()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
