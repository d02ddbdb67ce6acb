"""A page between a form and what cannot simply be taken back; it works without scripts."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request

from evidence_svc.domain.score import MIN_REASON_LETTERS

_OWN = frozenset({"csrf_token", "confirmed"})


def is_confirmed() -> bool:
    """Whether the form came from the confirming page."""
    return request.form.get("confirmed") == "yes"


def ask(title: str, facts: Sequence[str], *, button: str, back: str, why: str = "") -> str:
    """The page that asks, with what follows as `facts`; it sends the same form again, confirmed.

    `why` is the label of a reason that must be written there.
    """
    left_out = _OWN | {"reason"} if why else _OWN
    fields = {name: value for name, value in request.form.items() if name not in left_out}
    typed = request.form.get("reason", "") if why else ""
    parts = {"title": title, "facts": facts, "button": button, "back": back, "why": why, "typed": typed}
    return render_template("confirm.html", **parts, action=request.path, fields=fields, shortest=MIN_REASON_LETTERS)
