"""Whatever changes anything is in a table that says which right it asks for, and every route that changes uses one."""

from __future__ import annotations

import ast
import importlib
import inspect
import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule

from audit.schema import audit_entries
from evidence_svc import operations
from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.people import Actor, Role, Scope
from evidence_svc.domain.permissions import Action
from evidence_svc.operations.assign import assign
from evidence_svc.operations.context import Request
from evidence_svc.operations.correct import correct_reading
from evidence_svc.operations.extend_deadline import extend_deadline
from evidence_svc.operations.import_evidence import Offered
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.preset_exclusions import preset_exclusions
from evidence_svc.operations.read_log import LogFilter
from evidence_svc.operations.supersede import supersede_evidence
from evidence_svc.persistence.agencies import Agency
from tests.factories import COUNCIL, OFFICE, ROUND
from tests.functional.conftest import Asked
from tests.functional.test_rights import (
    CALLS,
    FORM_SPECIAL,
    JSON_FIELDS,
    JSON_SPECIAL,
    form_fields,
    is_own,
    path_to,
)
from tests.sites import REASON, Site, add_letter, letter

A = Action
ROW = 3
NAMES = {"title": "Kỳ", "criteria_set_id": "x", "kind": RoundKind.YEAR, "starts_on": date(2024, 1, 1)}
DELIVERED = (Offered("a.pdf", [b"x"]),)
# Operations besides those of test_rights that change something: with what they are called, what they ask first.
MORE: dict[str, tuple[dict[str, Any], Action]] = {
    "assign.end_assignment": ({"assignment_id": 1, "reason": REASON}, A.ASSIGN_APPRAISER),
    "calendar_feed.open_feed": ({"agency_id": OFFICE}, A.VIEW_ASSESSMENT),
    "checkpoint.resume_log": ({"reason": REASON}, A.MANAGE_PEOPLE),
    "correct.correct_reading": (
        {"evidence_id": 1, "field": "number", "value": "1/A", "reason": REASON},
        A.CORRECT_READING,
    ),
    "correct.withdraw_correction": ({"evidence_id": 1, "field": "number", "reason": REASON}, A.CORRECT_READING),
    "draw_sheet.draw_sheet": ({"evidence_id": 1, "page": 1, "width": 800}, A.VIEW_ASSESSMENT),
    "export_log.export_log": ({"wanted": LogFilter(), "form": "csv"}, A.READ_LOG),
    "export_pack.export_pack": ({"round_id": ROUND}, A.READ_LOG),
    "export_results.export_provisional": ({"round_id": ROUND, "form": "csv"}, A.VIEW_ASSESSMENT),
    "extend_deadline.withdraw_deadline_extension": ({"extension_id": 1, "reason": REASON}, A.EXTEND_DEADLINE),
    "find_patterns.look_for_patterns": ({}, A.READ_LOG),
    "import_evidence.import_evidence": ({"assessment_id": 1, "files": DELIVERED}, A.ADD_EVIDENCE),
    "issue_report.issue_report": ({"evidence_id": 1}, A.VIEW_ASSESSMENT),
    "issue_report.write_etsi_report": ({"evidence_id": 1}, A.VIEW_ASSESSMENT),
    "limit_reader.limit_reader": ({"username": "auditor", "scope": Scope(), "reason": REASON}, A.MANAGE_PEOPLE),
    "link.link_evidence": ({"evidence_id": 2, "row_id": ROW}, A.LINK_EVIDENCE),
    "link.link_to_several": ({"evidence_id": 2, "row_ids": [ROW]}, A.LINK_EVIDENCE),
    "link.unlink_evidence": ({"link_id": 1, "reason": REASON}, A.LINK_EVIDENCE),
    "log_keys.add_key": ({"reason": REASON}, A.MANAGE_PEOPLE),
    "log_keys.retire_key": ({"key_id": "x", "reason": REASON}, A.MANAGE_PEOPLE),
    "manage_trust.fetch_allowed": ({}, A.MANAGE_TRUST),
    "manage_trust.import_trust": ({"contents": [b"x"]}, A.MANAGE_TRUST),
    "manage_trust.put_back": ({"version": "x"}, A.MANAGE_TRUST),
    "open_original.open_original": ({"evidence_id": 1}, A.VIEW_ASSESSMENT),
    "preset_exclusions.lift_preset": ({"agency_id": COUNCIL, "exclusion_id": 1, "reason": REASON}, A.MANAGE_ROUND),
    "preset_exclusions.preset_exclusions": (
        {"agency_id": COUNCIL, "set_id": "x", "criterion_ids": ["x"], "reason": REASON},
        A.MANAGE_ROUND,
    ),
    "read_log.read_log": ({"wanted": LogFilter()}, A.READ_LOG),
    "receipts.make_receipt": ({"sequence": 1}, A.READ_LOG),
    "receive.receive_evidence": ({"assessment_id": 1, "file_name": "a.pdf", "chunks": [b"x"]}, A.ADD_EVIDENCE),
    "reverify.reverify": ({}, A.VERIFY_AGAIN),
    "reverify.reverify_one": ({"evidence_id": 1}, A.VERIFY_AGAIN),
    "rounds.create_round": ({"round_id": "moi", **NAMES, "ends_on": date(2024, 12, 31)}, A.MANAGE_ROUND),
    "rounds.publish_criteria_set": ({"content": "x"}, A.MANAGE_CRITERIA),
    "rounds.register_agency": ({"agency": Agency("moi", "Mới", "other")}, A.MANAGE_PEOPLE),
    "search_document.search_document": ({"evidence_id": 1, "words": "kế hoạch"}, A.VIEW_ASSESSMENT),
    "second_factor.reset_factor": ({"person_id": 3, "reason": REASON}, A.MANAGE_PEOPLE),
    "show_comparison.ask_comparison": ({"evidence_id": 1, "number": 1}, A.VIEW_ASSESSMENT),
    "show_evidence.draw_page": ({"evidence_id": 1, "page": 1, "width": 800}, A.VIEW_ASSESSMENT),
    "show_evidence.read_original": ({"evidence_id": 1}, A.VIEW_ASSESSMENT),
    "show_timeline.show_timeline": ({"row_id": ROW}, A.VIEW_ASSESSMENT),
    "signed_revisions.draw_revision": ({"evidence_id": 1, "number": 1, "page": 1, "width": 800}, A.VIEW_ASSESSMENT),
    "signed_revisions.open_signed_revision": ({"evidence_id": 1, "number": 1}, A.VIEW_ASSESSMENT),
    "state_inputs.state_inputs": ({"row_id": ROW, "typed": {}, "source": REASON}, A.APPRAISE),
    "submit.submit_evidence": ({"assessment_id": 1, "file_name": "a.pdf", "chunks": [b"x"]}, A.ADD_EVIDENCE),
    "supersede.supersede_evidence": ({"evidence_id": 2, "newer_id": 1, "reason": REASON}, A.LINK_EVIDENCE),
    "supersede.withdraw_replacement": ({"evidence_id": 1, "reason": REASON}, A.LINK_EVIDENCE),
}
# What people do about themselves alone: each finds its rows by the id of who asks.
OWN = {
    "calendar_feed.end_feed",
    "notifications.change_contact",
    "notifications.mark_read",
    "own_account.change_own_password",
    "own_account.end_own_sessions",
    "second_factor.confirm_factor",
    "second_factor.propose_factor",
    "second_factor.remove_own_factor",
    "sign_out.sign_out",
}
# Parts of others, or ways to one that asks: the motion's stage is walked in test_rights.
WITHIN = {
    "council.cast_vote": "asks for the vote: test_votes_ask_for_the_right_to_vote",
    "council.close_motion": "asks for the vote: test_votes_ask_for_the_right_to_vote",
    "import_criteria.publish_import": "asks as rounds.publish_criteria_set does",
    "read_log.keep_reading": "is called by what has asked",
    "show_council.make_minutes": "asks as show_council does, in test_rights",
}
# Routes that change nothing that is kept but the browser's own choice, or only look at what was sent.
KEEPING_NOTHING = {
    "language.choose",
    "receipts.check",
    "criteria_sets.preview",
    "appraise.note_presence",
    "session.sign_in",
    "session.second_step",
    "session_api.open_session",
}


@pytest.fixture
def furnished(site: Site) -> Site:
    """An office in which everything that can be ended is there to be ended."""
    office = site.office
    services, admin, clerk = office.services, office.administrator, office.clerk
    add_letter(office)
    link_evidence(services, clerk, add_letter(office, "35.pdf", letter("35/KH-VP")), 2)
    link_evidence(services, clerk, 1, 1)
    site.work()
    correct_reading(services, clerk, 1, field="number", value="36/KH-VP", reason=REASON)
    supersede_evidence(services, clerk, 1, 2, REASON)
    assign(services, admin, office.appraiser.actor.id, criteria=["1"], reason=REASON)
    letter_of = {"document": "Công văn 1", "signer": "Giám đốc", "reason": REASON}
    extend_deadline(services, admin, office.row_id("1.1.1"), "plan", date(2023, 2, 10), **letter_of)
    with services.work.read() as unit:
        set_id = unit.criteria_sets.list()[0].id
        leaf = unit.assessments.rows(1)[0].criterion_id
    preset_exclusions(services, admin, COUNCIL, set_id, [leaf], REASON)
    return site


@pytest.mark.parametrize("name", MORE)
def test_what_changes_something_asks_first(furnished: Site, asked: Asked, name: str) -> None:
    """Refused, it leaves no entry."""
    arguments, wanted = MORE[name]
    module, _, function = name.partition(".")
    call: Callable[..., object] = getattr(importlib.import_module(f"evidence_svc.operations.{module}"), function)
    before = entries(furnished)

    stranger = Request(Actor(99, "Người lạ", Role.READER))
    with pytest.raises(PermissionDeniedError):
        exhaust(call(furnished.office.services, stranger, **arguments))

    assert asked[0][0] is wanted
    assert entries(furnished) == before


def exhaust(done: object) -> None:
    """What is done while it is read is read to its end."""
    for _ in done if isinstance(done, Iterator) else ():
        pass


def entries(site: Site) -> int:
    """How many entries the log has."""
    with site.office.services.work.read() as unit:
        return int(unit.connection.execute(select(func.count()).select_from(audit_entries)).scalar_one())


def test_the_tables_name_every_operation_that_changes_something() -> None:
    """Read from the source: whoever takes a request and leads to a writing transaction stands in one of them, once."""
    found = {name for name in writers() if _is_asked(name)}
    known = [*MORE, *OWN, *WITHIN]

    assert found - set(CALLS) - set(known) == set()
    assert set(known) - found == set()
    assert len(known) == len(set(known))
    assert len(found) > 70


def test_every_route_that_changes_something_goes_through_an_operation(site: Site) -> None:
    """No page and no address of the API writes by itself, or with what asks nobody."""
    asking = {name for name in writers() if _is_asked(name)}
    loose = set()
    for rule in site.app.url_map.iter_rules():
        if (rule.methods or set()) & {"POST", "PUT", "DELETE", "PATCH"} and rule.endpoint not in KEEPING_NOTHING:
            view = inspect.unwrap(site.app.view_functions[rule.endpoint])
            if not leads_to(view) & asking:
                loose.add(rule.endpoint)

    assert loose == set()


# Bodies of the API beside those of test_rights, so that each is well-formed and refused for want of a right alone.
BODIES: dict[str, dict[str, Any]] = {
    "advice_api.post_inputs": {"inputs": {}, "source": REASON},
    "assignments_api.add": {"person": 4},
    "evidence_api.add_correction": {"field": "number"},
    "evidence_api.take_back_correction": {"field": "number"},
    "extensions_api.extend": {"slot": "plan", "until": "2024-01-01", "document": "Công văn 1", "signer": "Giám đốc"},
    "links_api.add_link": {"evidence": 2},
    "presets_api.add": {"set": "x", "criteria": ["x"]},
    "replacements_api.replace_evidence": {"newer": 2},
}
FILES = {"evidence_api.add_evidence": "file", "evidence_files_api.import_files": "file"}


def test_every_route_that_changes_something_is_refused_for_want_of_a_right(furnished: Site, asked: Asked) -> None:
    """Well-formed and about things that are there, each answers 403 to who may do nothing, and leaves no entry."""
    browser = furnished.browser("quantri")
    token, before = browser.token(), entries(furnished)
    answers: dict[tuple[str, str], int] = {}
    for rule in furnished.app.url_map.iter_rules():
        if rule.endpoint in KEEPING_NOTHING or is_own(rule) or rule.endpoint.partition(".")[0] in OF_STAGES:
            continue
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "DELETE", "PATCH"}):
            with browser.client.open(path_to(furnished, rule), method=method, **body_of(rule, token)) as answer:
                answers[rule.endpoint, method] = answer.status_code

    assert {call: status for call, status in answers.items() if status != 403} == {}
    assert len(answers) > 60
    assert entries(furnished) == before


# Motions are there only in the council's stage: test_rights walks them.
OF_STAGES = {"council", "rounds_api"}


def body_of(rule: Rule, token: str) -> dict[str, Any]:
    """What a request for this route carries."""
    body: dict[str, Any] = {"headers": {"X-CSRFToken": token}}
    if rule.endpoint in FILES:
        return body | {"data": {FILES[rule.endpoint]: (io.BytesIO(b"x"), "a.pdf")}}
    if "_api" in rule.endpoint:
        return body | {"json": JSON_FIELDS | JSON_SPECIAL.get(rule.endpoint, {}) | BODIES.get(rule.endpoint, {})}
    return body | {"data": {"csrf_token": token, **form_fields(), **FORM_SPECIAL.get(rule.endpoint, {})}}


def test_pages_and_api_open_no_transaction() -> None:
    """Reading and writing are the operations' own; whether the database answers is asked by the health check."""
    root = Path(operations.__file__).parent.parent
    opening = {
        path.name
        for folder in ("web", "api")
        for path in (root / folder).rglob("*.py")
        if ".work." in path.read_text() or "persistence.unit_of_work" in path.read_text()
    }

    assert opening == {"health.py"}


@cache
def functions(path: Path) -> dict[str, tuple[ast.FunctionDef, frozenset[str]]]:
    """The functions of a module with what each leads to, as `module.function` of operations or its own names."""
    tree = ast.parse(path.read_text())
    imported = {
        alias.asname or alias.name: f"{(node.module or '').rpartition('.')[2]}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("evidence_svc.operations.")
        for alias in node.names
    }
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {name: (node, frozenset(_named(node, imported, own, path.stem))) for name, node in own.items()}


def _named(node: ast.FunctionDef, imported: dict[str, str], own: dict[str, Any], module: str) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id in imported:
            yield imported[each.id]
        elif isinstance(each, ast.Name) and each.id in own and each.id != node.name:
            yield f"{module}.{each.id}"


def _operation(name: str) -> tuple[ast.FunctionDef, frozenset[str]] | None:
    module, _, function = name.partition(".")
    path = Path(operations.__file__).parent / f"{module}.py"
    return functions(path).get(function) if path.exists() else None


@cache
def writers() -> frozenset[str]:
    """Every public operation that opens a writing transaction, or leads to one that does."""
    paths = sorted(Path(operations.__file__).parent.glob("*.py"))
    names = [f"{path.stem}.{name}" for path in paths for name in functions(path)]
    return frozenset(name for name in names if "._" not in name and _writes(name, frozenset()))


def _writes(name: str, seen: frozenset[str]) -> bool:
    found = _operation(name)
    if found is None or name in seen:
        return False
    node, further = found
    begins = any(isinstance(each, ast.Attribute) and each.attr == "begin" for each in ast.walk(node))
    return begins or any(_writes(each, seen | {name}) for each in further)


def _is_asked(name: str) -> bool:
    """Whether it acts for a person and in a transaction of its own."""
    found = _operation(name)
    arguments = {each.arg for each in found[0].args.args} if found else set()
    return {"services", "request"} <= arguments and "unit" not in arguments


def leads_to(view: Callable[..., object]) -> frozenset[str]:
    """The operations that a view of a page or the API names, by itself or through functions of its module."""
    path = Path(inspect.getsourcefile(view) or "")
    known, left, found = functions(path), [view.__name__], set()
    while left:
        name = left.pop()
        for each in known[name][1] if name in known else ():
            if each not in found:
                found.add(each)
                left.append(each.partition(".")[2] if each.partition(".")[0] == path.stem else "")
    return frozenset(found)
