"""Which language a request is answered in: Vietnamese, unless the browser keeps a cookie that says English."""

from __future__ import annotations

from functools import cache

from flask import has_request_context, request
from flask_babel import Domain

from evidence_svc.translations.catalogue import DOMAIN, english

COOKIE = "evidence_language"
VIETNAMESE = "vi"
ENGLISH = "en"
LANGUAGES = (VIETNAMESE, ENGLISH)


def chosen_language() -> str:
    """`vi` or `en`; whatever is not a request (a job, a command) speaks Vietnamese."""
    kept = request.cookies.get(COOKIE) if has_request_context() else None
    return ENGLISH if kept == ENGLISH else VIETNAMESE


def is_english() -> bool:
    """Whether this request is answered in English."""
    return chosen_language() == ENGLISH


def use_catalogue() -> None:
    """Before each request: one catalogue for the process, as Flask-Babel's own reads files at every request.

    English is compiled for the first request that speaks it.
    """
    domain = _domain()
    if is_english():
        domain.cache.setdefault((ENGLISH, DOMAIN), english())
    domain.as_default()


@cache
def _domain() -> Domain:
    return Domain(domain=DOMAIN)
