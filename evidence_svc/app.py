"""The application factory: settings in, a Flask application with pages and API out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from flask import Flask, Request, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from structlog.contextvars import clear_contextvars
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized
from werkzeug.middleware.proxy_fix import ProxyFix

from evidence_svc import api, web
from evidence_svc.clean_fields import CleanFields
from evidence_svc.config import MEGABYTE, Settings, session_key
from evidence_svc.domain.errors import DomainError
from evidence_svc.errors import ServiceError
from evidence_svc.failures import OWN_FIELDS
from evidence_svc.headers import add_security_headers
from evidence_svc.identifiers import IdentifierConverter, parse_identifier
from evidence_svc.jobs import comparer, enqueuer
from evidence_svc.operations.people import find_visitor
from evidence_svc.services import Services, open_services
from evidence_svc.serving import EXTENSION, MARK_SIGN, Serving, SignedIn, end_reading, request_id, signed_in_actor
from evidence_svc.serving import services as current_services
from evidence_svc.session_cookie import PageSessions
from evidence_svc.translations.language import chosen_language, use_catalogue
from evidence_svc.web.session import HALF_WAY

API = "/api/"
# Everything else asks for a session.
PUBLIC = frozenset(
    {
        "static",
        "session.sign_in",
        "session.second_step",
        "health.health",
        "help.index",
        "help.show",
        "language.choose",
        "notifications.feed",
        "session_api.show_session",
        "session_api.open_session",
        "openapi",
        "receipts.check",
        "metrics.show",
        "results.public",
        "results.public_export",
        "results.public_index",
    }
)
SIGN_IN = ("session.sign_in", "session.second_step", "session_api.open_session")
# Where an open session could be used to guess what it does not know.
OWN_SECRETS = ("account.change_password", "account.propose", "account.confirm", "account.remove")
# One address may try more names than one person has, but not a list of them.
ADDRESS_LIMIT = "60 per minute"
WORKING_DAY = timedelta(hours=12)
# Beside the file, a form holds little; a request without a file holds nothing larger than an explanation.
FORM_ROOM = MEGABYTE
# Files and fields of one request; a folder with more is sent in parts, or as an archive.
MOST_PARTS = 1000 + OWN_FIELDS
_WRONG_HOST = "Địa chỉ này không thuộc hệ thống."
UPLOADS = frozenset(
    {
        "evidence.upload",
        "evidence_import.upload",
        "evidence_api.add_evidence",
        "evidence_files_api.import_files",
        "trust.upload",
    }
)


class CleanRequest(Request):
    """A request whose fields can be kept by every database."""

    parameter_storage_class = CleanFields


def create_app(
    settings: Settings,
    *,
    services: Services | None = None,
    enqueue: Callable[[int], None] | None = None,
    compare: Callable[[str, str], None] | None = None,
) -> Flask:
    """The web application; a test passes its own services and its own queues (evidence, comparisons)."""
    app = api.new_application(web.__name__)
    app.request_class = CleanRequest
    app.config.from_mapping(_configuration(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions[EXTENSION] = Serving(
        services or open_services(settings), enqueue or enqueuer(settings), compare or comparer(settings)
    )
    app.session_interface = PageSessions()
    add_security_headers(app)
    _add_sign_in(app)
    app.before_request(use_catalogue)
    app.before_request(_gate)
    app.teardown_request(end_reading)
    CSRFProtect(app)
    Babel(app, locale_selector=chosen_language)
    app.url_map.converters["int"] = IdentifierConverter
    api.register(app)
    web.register(app)
    _limit_sign_in(app, settings)
    for kind in (ServiceError, DomainError, HTTPException):
        app.register_error_handler(kind, _tell)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": session_key(settings),
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes + FORM_ROOM,
        "MAX_FORM_PARTS": MOST_PARTS,
        "TRUSTED_HOSTS": settings.allowed_hosts.split() or None,
        "PERMANENT_SESSION_LIFETIME": WORKING_DAY,
        "SESSION_COOKIE_NAME": "evidence_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form may stay open while somebody thinks
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_HEADERS_ENABLED": True,
    }


def _add_sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the network of an office changes addresses during a day

    @manager.user_loader  # type: ignore[untyped-decorator] # flask_login has no types
    def load(kept: str) -> SignedIn | None:
        ident, _, mark = kept.partition(MARK_SIGN)
        number = parse_identifier(ident)
        found = find_visitor(current_services(), number) if number else None
        return SignedIn(found.actor, mark, found.unread) if found is not None and found.mark == mark else None


def _gate() -> ResponseReturnValue | None:
    """Before anything of a request is read: refuse the anonymous, and bodies larger than the route needs."""
    clear_contextvars()
    request_id()
    if isinstance(request.routing_exception, SecurityError):  # no page can be made for it: its addresses are refused
        return Response(f"{_WRONG_HOST}\n", 400, content_type="text/plain; charset=utf-8")
    if request.endpoint not in UPLOADS:
        request.max_content_length = FORM_ROOM
    if request.endpoint is None or request.endpoint in PUBLIC or current_user.is_authenticated:
        return None
    if request.path.startswith(API):
        raise Unauthorized
    if request.method == "GET":
        return redirect(url_for("session.sign_in", next=request.full_path.rstrip("?")))
    return redirect(url_for("session.sign_in", next=web.page_of_the_form(), unsaved="yes"))


def _limit_sign_in(app: Flask, settings: Settings) -> None:
    limiter = Limiter(get_remote_address, app=app)
    by_name = limiter.shared_limit(settings.sign_in_limit, scope="sign-in-name", key_func=_who_tries, methods=["POST"])
    by_address = limiter.shared_limit(ADDRESS_LIMIT, scope="sign-in-address", methods=["POST"])
    for endpoint in SIGN_IN:
        limited = by_name(by_address(app.view_functions[endpoint]))
        app.view_functions[endpoint] = cast(RouteCallable, limited)
    _limit_people(app, settings, limiter)


def _limit_people(app: Flask, settings: Settings, limiter: Limiter) -> None:
    """How often one person may send files, and have a password or code of their own compared."""
    for scope, limit, endpoints in (
        ("uploads", settings.upload_limit, UPLOADS),
        ("own-secrets", settings.sign_in_limit, OWN_SECRETS),
    ):
        limited = limiter.shared_limit(limit, scope=scope, key_func=_who_asks, methods=["POST"])
        for endpoint in endpoints:
            app.view_functions[endpoint] = cast(RouteCallable, limited(app.view_functions[endpoint]))


def _who_asks() -> str:
    actor = signed_in_actor()
    return f"person {actor.id}" if actor else get_remote_address()


def _who_tries() -> str:
    posted = (request.get_json(silent=True) or {}) if request.is_json else request.form
    name = posted.get("username", "") if hasattr(posted, "get") else ""
    half = session.get(HALF_WAY, [""])[0]
    return f"{get_remote_address()} {str(name).strip().lower() or half}"


def _tell(error: ServiceError | DomainError | HTTPException) -> ResponseReturnValue:
    tell = api.tell if request.path.startswith(API) else web.tell
    return tell(error)
