"""A public page on which anybody checks a receipt of the log, without an account and without scripts."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from evidence_svc.operations.receipts import ReceiptError, check_receipt
from evidence_svc.serving import services

pages = Blueprint("receipts", __name__)


@pages.route("/receipts", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """The form, and what a pasted or uploaded receipt proves. Nothing is shown but what stands in it."""
    if request.method == "GET":
        return render_template("receipt.html", found=None, refused=None)
    try:
        found = check_receipt(services(), _text())
    except ReceiptError as error:
        return render_template("receipt.html", found=None, refused=error), 422
    return render_template("receipt.html", found=found, refused=None)


def _text() -> str:
    """The file if one was chosen, otherwise what was pasted."""
    file = request.files.get("file")
    content = file.read() if file and file.filename else b""
    pasted = request.form.get("text", "").strip()
    return content.decode(errors="replace") if content else f"{pasted}\n"
