"""The search over agencies, criteria and evidence."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from evidence_svc.operations.search import LONGEST, MOST, search, split_words
from evidence_svc.serving import acting, services

pages = Blueprint("search", __name__)


@pages.get("/search")
def index() -> ResponseReturnValue:
    """What has the words of `?q=`; without words, how to search."""
    words = request.args.get("q", "")[:LONGEST].strip()
    found = search(services(), acting(), words)
    return render_template("search.html", words=words, asked=bool(split_words(words)), found=found, most=MOST)
