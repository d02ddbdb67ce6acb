"""The web application for tests: over a real SQLite database and real operations, with browsers that sign in."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evidence_svc.app import create_app
from evidence_svc.config import Settings
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting, receive_evidence
from tests.documents import LEFT_MIDDLE, RIGHT_MIDDLE, Sheet, Text, make_pdf
from tests.factories import PASSWORD, Office, make_office, make_services

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
REASON = "Theo báo cáo của đơn vị trong kỳ."


def set_up_office(folder: Path) -> Office:
    """A small office in a data folder, to be copied for each test."""
    office = make_office(make_services(Settings(data_dir=folder)))
    office.services.work.engine.dispose()
    return office


def copy_office(made: Office, folder: Path) -> Office:
    """A fresh copy of an office in another data folder."""
    shutil.copytree(made.services.settings.data_dir, folder)
    settings = Settings(data_dir=folder, max_upload_bytes=300_000, sign_in_limit="5 per minute")
    parts = {name: getattr(made, name) for name in Office.__dataclass_fields__}
    return Office(**parts | {"services": make_services(settings)})


@dataclass
class Site:
    """The application with its queue as a list, and browsers signed in by role."""

    app: Flask
    office: Office
    queue: list[int] = field(default_factory=list)
    comparisons: list[tuple[str, str]] = field(default_factory=list)

    def browser(self, username: str = "") -> Browser:
        """A browser with its own cookies, signed in if a name is given."""
        browser = Browser(self.app.test_client())
        if username:
            assert browser.sign_in(username).status_code == 302
        return browser

    def work(self) -> None:
        """Verify everything that waits, as the workers would."""
        for evidence_id in find_waiting(self.office.services):
            process_evidence(self.office.services, evidence_id)


@dataclass
class Browser:
    """A client that carries the CSRF token as the pages' forms do."""

    client: FlaskClient

    def get(self, path: str, **options: Any) -> TestResponse:
        """Load a page."""
        return self.client.get(path, **options)

    def token(self) -> str:
        """The CSRF token of the present session."""
        found = _TOKEN.search(self.client.get("/sign-in", follow_redirects=True).text)
        assert found is not None
        return found[1]

    def post(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with its token."""
        return self.client.post(path, data={"csrf_token": self.token(), **(fields or {})}, **options)

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """Ask the API to change something, with the token in its header."""
        return self.client.open(path, method=method, headers={"X-CSRFToken": self.token()}, **options)

    def upload(self, assessment_id: int, name: str, content: bytes) -> TestResponse:
        """Hand a file in through the plain form."""
        path = f"/assessments/{assessment_id}/evidence"
        return self.post(path, {"files": (io.BytesIO(content), name)}, content_type="multipart/form-data")

    def sign_in(self, username: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Fill the sign-in form."""
        return self.post("/sign-in", {"username": username, "password": password, **fields})


def open_site(office: Office, enqueue: Callable[[int], None] | None = None) -> Site:
    """The application on an office's services; what is to be verified goes to `enqueue`, or into a list."""
    queue: list[int] = []
    comparisons: list[tuple[str, str]] = []
    app = create_app(
        office.services.settings,
        services=office.services,
        enqueue=enqueue or queue.append,
        compare=lambda *job: comparisons.append(job),
    )
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as served: an error is a page
    return Site(app, office, queue, comparisons)


def letter(number: str = "34/KH-VP", day: str = "ngày 17 tháng 01 năm 2023", extra: str = "") -> bytes:
    """A letter in the layout of NĐ 30/2020/NĐ-CP with a number and a date."""
    texts = (
        Text("VĂN PHÒNG", 60, middle=LEFT_MIDDLE),
        Text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 60, middle=RIGHT_MIDDLE),
        Text(f"Số: {number}", 95, middle=LEFT_MIDDLE),
        Text("Độc lập - Tự do - Hạnh phúc", 78, middle=RIGHT_MIDDLE),
        Text(f"Quảng Trị, {day}", 112, middle=RIGHT_MIDDLE),
        Text("KẾ HOẠCH", 160, middle=297),
        Text("Cải cách hành chính năm 2023", 180, middle=297),
        Text(f"Căn cứ chương trình công tác của Văn phòng. {extra}", 230),
    )
    return make_pdf(Sheet(texts), Sheet((Text("Trang thứ hai.", 80),)))


def add_letter(office: Office, name: str = "34-17.01 Ke hoach.pdf", content: bytes | None = None) -> int:
    """Evidence received without the web; returns its id."""
    chunks = [content or letter()]
    return receive_evidence(office.services, office.clerk, office.assessment_id, name, chunks).evidence_id
