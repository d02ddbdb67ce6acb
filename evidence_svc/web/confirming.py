"""A page between a form and what cannot simply be taken back; it works without scripts."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request

_OWN = frozenset({"csrf_token", "confirmed"})


def is_confirmed() -> bool:
    """Whether the form came from the confirming page."""
    return request.form.get("confirmed") == "yes"


def ask(title: str, facts: Sequence[str], *, button: str, back: str) -> str:
    """The page that asks, with what follows as `facts`; it sends the same form again, confirmed."""
    fields = {name: value for name, value in request.form.items() if name not in _OWN}
    return render_template(
        "confirm.html", title=title, facts=facts, button=button, back=back, action=request.path, fields=fields
    )
