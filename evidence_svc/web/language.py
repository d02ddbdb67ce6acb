"""The choice between Vietnamese and English, kept in a cookie of the browser: no account is needed to choose."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from evidence_svc.translations.language import COOKIE, ENGLISH, LANGUAGES, VIETNAMESE, chosen_language
from evidence_svc.web.session import own_path

pages = Blueprint("language", __name__)
_A_YEAR = 365 * 24 * 3600
# Each language is named in itself, so that whoever needs it can read it.
_NAMES = {VIETNAMESE: "Tiếng Việt", ENGLISH: "English"}


@pages.post("/language")
def choose() -> ResponseReturnValue:
    """Keep the choice and go back to the page it was made on; only to a page of this server."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        raise BadRequest
    answer = redirect(own_path(request.form.get("next", "")))
    settings = current_app.config
    answer.set_cookie(
        COOKIE, wanted, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=settings["SESSION_COOKIE_SECURE"]
    )
    return answer


def language() -> dict[str, Any]:
    """For every template: the page's language, the other one, and the address to come back to."""
    chosen = chosen_language()
    other = next(code for code in LANGUAGES if code != chosen)
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return {"language": chosen, "other_language": (other, _NAMES[other]), "here": here}
