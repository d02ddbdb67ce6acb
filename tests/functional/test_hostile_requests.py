"""Every page and every operation of the API, asked with what no form would send: a refusal, never a broken program."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error, response_schema_conformance
from schemathesis.core.result import Ok
from werkzeug.routing import Rule

from tests.factories import Office
from tests.sites import Browser, Site, add_letter, copy_office, open_site

HOSTILE = (
    "0",
    "-1",
    "2147483648",
    "9" * 40,
    "1.5",
    "a'b\"<script>",
    "%00",
    "..%2f..%2fetc",
    "²",
    "%F0%9F%98%80",
    "x" * 3_000,
)
METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH"}
QUERY = "?only=%00&before=-1&check=x&page=9999999999&width=-5&next=//x&since=0000-00-00&until=x&whole=%FF&text=%00"
EXAMPLES = 3


@pytest.fixture(scope="module")
def open_office(made_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One site for all of this module: nothing here should be able to change anything."""
    site = open_site(copy_office(made_office, tmp_path_factory.mktemp("hostile") / "data"))
    add_letter(site.office)
    site.work()
    site.app.config["WTF_CSRF_ENABLED"] = False  # what lies behind the token must stand by itself
    return site


def _paths(app: Flask, rule: Rule) -> list[str]:
    """The rule with every hostile value in the place of its arguments."""
    names = sorted(rule.arguments)
    if not names:
        return [rule.rule]
    paths = []
    for value in HOSTILE:
        path = rule.rule
        for name in names:
            for converter in ("", "int:", "path:"):
                path = path.replace(f"<{converter}{name}>", value)
        paths.append(path)
    return paths


def _walk(app: Flask, browser: Browser) -> dict[tuple[str, str], int]:
    broken = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in {"session.sign_out", "session_api.close_session"}:
            continue
        for path in _paths(app, rule):
            for method in sorted(METHODS & (rule.methods or set())):
                with browser.client.open(
                    path + QUERY, method=method, data={"version": "x", "value": "1e999"}
                ) as answer:
                    if answer.status_code >= 500:
                        broken[method, path] = answer.status_code
    return broken


@pytest.mark.parametrize("who", ["", "clerk", "quantri"])
def test_hostile_parameters_break_no_route(open_office: Site, who: str) -> None:
    """Impossible numbers, foreign characters and long texts in every place of every route are refused or ignored."""
    assert _walk(open_office.app, open_office.browser(who)) == {}


def _cases(app: Flask) -> Any:
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).get_all_operations()
    return [operation.ok() for operation in found if isinstance(operation, Ok)]


def _ask(case: Case[Any], browser: Browser) -> None:
    cookie = browser.client.get_cookie("evidence_session")
    answer = case.call(cookies={"evidence_session": cookie.value} if cookie else {})
    assert (answer.status_code != 401) or not cookie
    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])


@pytest.mark.parametrize("who", ["", "clerk"])
def test_every_operation_answers_as_described(open_office: Site, who: str) -> None:
    """What schemathesis makes of the OpenAPI gets answers of the described shapes and no failure of the program."""
    browser = open_office.browser(who)
    operations = [each for each in _cases(open_office.app) if not each.path.endswith("/session")]

    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Case[Any]) -> None:
            _ask(case, browser)

        ask()

    assert len(operations) > 40
