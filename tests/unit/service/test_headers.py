"""What answers say of files to be saved: a name that cannot break out of its header, and nothing that runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.http import parse_options_header

from evidence_svc.headers import SANDBOX, as_attachment, send_untrusted

SERVICE = Path(__file__).parents[3] / "evidence_svc"
NAMES = ("bien-ban-2023-h1.docx", 'a"; filename="b.html', "a\r\nSet-Cookie: x=1", "Kế hoạch 34.pdf", "a;b\\c", "…")


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    """One attachment with one name; a browser that reads the header finds no second parameter and no second header."""
    with Flask(__name__).test_request_context():
        response = send_untrusted(b"x", name)
    kind, options = parse_options_header(response.headers["Content-Disposition"])

    assert kind == "attachment"
    assert set(options) <= {"filename"}
    assert "\n" not in response.headers["Content-Disposition"]
    assert "Set-Cookie" not in response.headers
    assert response.headers["Content-Security-Policy"] == SANDBOX


def test_a_vietnamese_name_arrives_whole() -> None:
    """RFC 6266 has a form for letters beyond ASCII."""
    with Flask(__name__).test_request_context():
        response = as_attachment(Flask.response_class(b"x"), "Kế hoạch số 34.pdf")

    assert parse_options_header(response.headers["Content-Disposition"])[1]["filename"] == "Kế hoạch số 34.pdf"


def test_only_one_place_writes_the_header() -> None:
    """No page and no address of the API puts a name into the header by itself."""
    writers = {
        path.relative_to(SERVICE).as_posix()
        for path in SERVICE.rglob("*.py")
        if "Content-Disposition" in path.read_text(encoding="utf-8")
    }

    assert writers == {"headers.py"}
