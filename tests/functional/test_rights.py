"""Rights are asked for by every route and every operation, and asked for what they do."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.routing import Rule

from evidence_svc import operations
from evidence_svc.app import PUBLIC
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.permissions import Action
from evidence_svc.domain.round_rules import RoundRules
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.domain.voting import Choice, MotionKind, Way
from evidence_svc.operations.context import Request
from evidence_svc.operations.council import cast_vote, close_motion, open_motion
from evidence_svc.operations.decide_exclusions import Decisions
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.walk_queue import QueueFilter
from tests.factories import COUNCIL, OFFICE, ROUND
from tests.functional.conftest import Asked
from tests.sites import REASON, Site, add_letter


def form_fields() -> dict[str, str]:
    """A form that gets past the reading of it, whatever it is for."""
    days = dict.fromkeys(("until", "starts_on", "ends_on"), "2024-01-01")
    words = {"decision": "accept", "state": "closed", "role": "clerk", "kind": "provincial-office", "choice": "for"}
    numbers = dict.fromkeys(("version", "evidence", "assessment", "row", "value", "person"), "1")
    texts = {
        "id": "moi",
        "name": "Tên",
        "title": "Tên",
        "username": "moi",
        "password": "mat-khau-dai",
        "agency": OFFICE,
    }
    return {
        **days,
        **words,
        **numbers,
        **texts,
        "reason": REASON,
        "text": REASON,
        "field": "number",
        "confirmed": "yes",
    }


FORM_SPECIAL = {
    "proceedings.objection_decision": {"decision": "keep"},
    "proceedings.raise_decision": {"decision": "confirm"},
    "council.open_": {"kind": "exclusion", "way": "meeting"},
    "rounds.create": {"kind": "half-year"},
}
_ARGUMENTS = {"round_id": ROUND, "agency_id": OFFICE, "form": "csv"}


def path_to(site: Site, rule: Rule) -> str:
    values = {name: _ARGUMENTS.get(name, 1) for name in rule.arguments}
    with site.app.test_request_context():
        return str(site.app.url_map.bind("localhost").build(rule.endpoint, values))


OURS = (
    "assessments",
    "criteria",
    "proceedings",
    "rounds",
    "steering",
    "people",
    "council",
    "exclusions",
    "results",
    "work",
)
# Lists that leave out what the person may not see, so that without any right they are empty.
LISTS = {"assessments.index", "assessments_api.list_all", "results.index", "work.index", "rounds_api.list_all_results"}


@pytest.fixture
def busy_site(site: Site) -> Site:
    """A site where a file is linked and a motion is open, so that every address leads to something."""
    office = site.office
    link_evidence(office.services, office.clerk, add_letter(office), 1)
    office.start_appraisal()
    for state in (RoundState.NOTIFIED, RoundState.COUNCIL):
        advance_round(office.services, office.administrator, ROUND, state, REASON)
    open_motion(office.services, office.chair, 1, kind=MotionKind.RESULT, way=Way.MEETING, text=REASON)
    return site


def _is_ours(rule: Rule) -> bool:
    area = rule.endpoint.partition(".")[0].removesuffix("_api")
    return area in OURS and rule.endpoint not in PUBLIC


def test_every_route_of_a_round_is_refused_to_who_has_no_right(busy_site: Site, asked: Asked) -> None:
    """No page and no address of the API can be added that acts, or shows anything, without asking who may."""
    site, browser = busy_site, busy_site.browser("quantri")
    token = browser.token()
    open_to_all, tried = {}, 0
    for rule in filter(_is_ours, site.app.url_map.iter_rules()):
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}):
            body: dict[str, Any] = {"headers": {"X-CSRFToken": token}}
            if method != "GET" and "_api" in rule.endpoint:
                body["json"] = JSON_FIELDS | JSON_SPECIAL.get(rule.endpoint, {})
            elif method != "GET":
                body["data"] = {"csrf_token": token, **form_fields(), **FORM_SPECIAL.get(rule.endpoint, {})}
            query = _QUERY.get(rule.endpoint)
            status = browser.client.open(path_to(site, rule), method=method, query_string=query, **body).status_code
            tried += 1
            if status != (200 if rule.endpoint in LISTS else 403):
                open_to_all[rule.endpoint, method] = status

    assert open_to_all == {}
    assert tried > 40
    assert asked


# What a person does about themselves, lists that hold only what they may see, and published criteria sets.
OWN = {
    *("account", "notifications", "search", "session"),
    *("verifications.index", "verifications_api.list_outdated", "verifications_api.list_changed"),
    *("advice_api.notifications", "advice_api.read_notifications", "criteria_sets.index", "session_api.close_session"),
}


def is_own(rule: Rule) -> bool:
    area = rule.endpoint.partition(".")[0].removesuffix("_api")
    return bool({area, rule.endpoint} & OWN) or rule.endpoint in PUBLIC


def test_every_other_route_is_refused_to_who_has_no_right(busy_site: Site, asked: Asked) -> None:
    """Evidence, log, trust, exports, criteria sets, presets, deadlines: refused, not found or not even read."""
    site, browser = busy_site, busy_site.browser("quantri")
    token = browser.token()
    answers: dict[tuple[str, str], int] = {}
    for rule in site.app.url_map.iter_rules():
        if _is_ours(rule) or is_own(rule):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}):
            body: dict[str, Any] = {"headers": {"X-CSRFToken": token}}
            if method != "GET" and "_api" in rule.endpoint:
                body["json"] = JSON_FIELDS
            elif method != "GET":
                body["data"] = {"csrf_token": token, **form_fields()}
            with browser.client.open(path_to(site, rule), method=method, **body) as answer:
                answers[rule.endpoint, method] = answer.status_code

    assert {call: status for call, status in answers.items() if status not in {403, 404, 422}} == {}
    assert list(answers.values()).count(403) > 50


JSON_FIELDS: dict[str, Any] = {
    "value": "1",
    "reason": REASON,
    "text": REASON,
    "version": 1,
    "accepted": True,
    "state": "closed",
}
JSON_SPECIAL: dict[str, dict[str, Any]] = {
    "rounds_api.put_state": {"state": "published"},
    "rounds_api.add_motion": {"kind": "result", "way": "meeting", "value": None},
    "rounds_api.add_vote": {"choice": "for"},
    "steering_api.add": {
        "id": "moi",
        "title": "Kỳ mới",
        "criteria_set": "x",
        "kind": "half-year",
        "starts_on": "2024-01-01",
        "ends_on": "2024-06-30",
    },
    "steering_api.add_assessment": {"agency": COUNCIL},
    "steering_api.extend": {"until": "2024-01-01"},
    "people_api.add": {"username": "moi", "name": "Tên", "password": "mat-khau-dai", "role": "clerk"},
    "people_api.change": {"name": "Tên", "role": "clerk", "active": True},
    "people_api.put_password": {"password": "mat-khau-dai"},
    "people_api.add_agency": {"id": "moi", "name": "Tên", "kind": "other"},
}
_QUERY = {"steering_api.show_unfinished": {"state": "closed"}}

ROW, PATH = 3, "1.1.3"  # a criterion of the only assessment
STAGE = RoundState.OPEN
CALLS: dict[str, tuple[dict[str, Any], tuple[Action, str | None, RoundState | None]]] = {
    "accounts.change_account": (
        {"person_id": 1, "name": "A", "role": Role.CLERK, "agency_id": None, "active": True},
        (Action.MANAGE_PEOPLE, None, None),
    ),
    "accounts.list_accounts": ({}, (Action.MANAGE_PEOPLE, None, None)),
    "accounts.list_agencies": ({}, (Action.MANAGE_ROUND, None, None)),
    "accounts.reset_password": ({"person_id": 1, "password": "x"}, (Action.MANAGE_PEOPLE, None, None)),
    "appraise.appraise_criterion": (
        {"row_id": ROW, "value": Decimal(1), "reason": REASON},
        (Action.APPRAISE, OFFICE, STAGE),
    ),
    "appraise.settle_raise": ({"row_id": ROW, "confirmed": True, "reason": REASON}, (Action.APPRAISE, OFFICE, STAGE)),
    "council.open_motion": (
        {"assessment_id": 1, "kind": MotionKind.RESULT, "way": Way.MEETING, "text": REASON},
        (Action.RUN_COUNCIL, OFFICE, STAGE),
    ),
    "exclude.ask_exclusion": ({"row_id": ROW, "reason": REASON}, (Action.REQUEST_EXCLUSION, OFFICE, STAGE)),
    "exclude.take_back_exclusion": ({"row_id": ROW, "reason": REASON}, (Action.REQUEST_EXCLUSION, OFFICE, STAGE)),
    "exclude.settle_exclusion": (
        {"row_id": ROW, "accepted": True, "reason": REASON},
        (Action.DECIDE_EXCLUSION, OFFICE, STAGE),
    ),
    "decide_exclusions.show_exclusions": ({"assessment_id": 1}, (Action.DECIDE_EXCLUSION, OFFICE, STAGE)),
    "decide_exclusions.decide_exclusions": (
        {"assessment_id": 1, "decisions": Decisions(accepted=True, reasons={ROW: REASON})},
        (Action.DECIDE_EXCLUSION, OFFICE, STAGE),
    ),
    "explain.change_explanation": ({"row_id": ROW, "text": "x"}, (Action.EXPLAIN, OFFICE, STAGE)),
    "extend.extend_assessment": (
        {"assessment_id": 1, "until": date(2024, 1, 1), "reason": REASON},
        (Action.EXTEND, OFFICE, STAGE),
    ),
    "extend_deadline.extend_deadline": (
        {
            "row_id": ROW,
            "slot": "plan",
            "until": date(2023, 2, 10),
            "document": "Công văn 1",
            "signer": "Giám đốc",
            "reason": REASON,
        },
        (Action.EXTEND_DEADLINE, OFFICE, STAGE),
    ),
    "hand_in.hand_in_assessment": ({"assessment_id": 1}, (Action.SUBMIT, OFFICE, STAGE)),
    "hand_in.take_back_assessment": ({"assessment_id": 1, "reason": REASON}, (Action.SUBMIT, OFFICE, STAGE)),
    "hand_in.consent_to_appraisal": ({"assessment_id": 1}, (Action.CONSENT, OFFICE, STAGE)),
    "object.object_to_score": ({"row_id": ROW, "text": REASON}, (Action.OBJECT, OFFICE, STAGE)),
    "object.withdraw_objection": ({"row_id": ROW, "text": REASON}, (Action.OBJECT, OFFICE, STAGE)),
    "object.decide_objection": (
        {"row_id": ROW, "value": None, "reason": REASON},
        (Action.DECIDE_OBJECTION, OFFICE, STAGE),
    ),
    "assign.assign": (
        {"person_id": 4, "agency_id": OFFICE, "reason": REASON},
        (Action.ASSIGN_APPRAISER, OFFICE, None),
    ),
    "show_assignments.show_assignments": ({}, (Action.ASSIGN_APPRAISER, None, None)),
    "people.add_person": (
        {"username": "a", "name": "A", "password": "x", "role": Role.CLERK, "agency_id": None},
        (Action.MANAGE_PEOPLE, None, None),
    ),
    "prepare_move.prepare_move": (
        {"round_id": ROUND, "target": RoundState.CLOSED},
        (Action.MANAGE_ROUND, None, None),
    ),
    "return_criterion.request_evidence": ({"row_id": ROW, "text": REASON}, (Action.REQUEST_EVIDENCE, OFFICE, STAGE)),
    "return_criterion.answer_request": ({"row_id": ROW, "text": REASON}, (Action.ANSWER_REQUEST, OFFICE, STAGE)),
    "rounds.advance_round": ({"round_id": ROUND, "target": RoundState.CLOSED}, (Action.MANAGE_ROUND, None, None)),
    "rounds.plan_round": ({"round_id": ROUND, "rules": RoundRules()}, (Action.MANAGE_ROUND, None, None)),
    "rounds.open_assessment": ({"round_id": ROUND, "agency_id": COUNCIL}, (Action.MANAGE_ROUND, None, None)),
    "score.change_score": (
        {"row_id": ROW, "kind": ScoreKind.SELF, "value": Decimal(1), "reason": REASON},
        (Action.SELF_SCORE, OFFICE, STAGE),
    ),
    "score.take_back_score": (
        {"row_id": ROW, "kind": ScoreKind.SELF, "reason": REASON},
        (Action.SELF_SCORE, OFFICE, STAGE),
    ),
    "show_appraisal.show_appraisal": (
        {"row_id": ROW, "wanted": QueueFilter()},
        (Action.VIEW_ASSESSMENT, OFFICE, None),
    ),
    "show_appraisal.get_appraised": ({"row_id": ROW}, (Action.VIEW_ASSESSMENT, OFFICE, None)),
    "show_appraisal.show_last_change": ({"row_id": ROW}, (Action.VIEW_ASSESSMENT, OFFICE, None)),
    "show_assessment.show_assessment": ({"assessment_id": 1}, (Action.VIEW_ASSESSMENT, OFFICE, None)),
    "show_criterion.show_criterion": ({"row_id": ROW}, (Action.VIEW_ASSESSMENT, OFFICE, None)),
    "show_council.show_council": ({"round_id": ROUND}, (Action.VIEW_ASSESSMENT, OFFICE, None)),
    "show_council.make_minutes": ({"round_id": ROUND}, (Action.VIEW_ASSESSMENT, OFFICE, None)),
    "show_results.show_results": ({"round_id": ROUND}, (Action.VIEW_RESULTS, None, STAGE)),
    "show_round.show_round": ({"round_id": ROUND}, (Action.MANAGE_ROUND, None, None)),
    "show_round.list_steered_rounds": ({}, (Action.MANAGE_ROUND, None, None)),
}
# What is done to one criterion asks for that criterion; what steers a round, or is the council's, for its agency.
OF_AGENCY = {
    *("extend_deadline.extend_deadline", "show_criterion.show_criterion", "show_appraisal.show_appraisal"),
    *("show_appraisal.get_appraised", "show_appraisal.show_last_change"),
    *("exclude.ask_exclusion", "exclude.take_back_exclusion", "exclude.settle_exclusion"),
}
AREA = {name.partition(".")[0] for name in CALLS}
# Those that show only what the person may see, or work inside another operation's right.
FILTERING = {
    "show_assessment.list_assessments",
    "show_results.list_results",
    "find_work.find_queue",
    "rounds.create_round",
    "rounds.register_agency",
    "rounds.publish_criteria_set",
    "rounds.get_steered_round",
    "accounts.require_other",
    "show_criterion.list_allowed",
    "assign.end_assignment",  # asks as assigning does: tests/integration/test_assign.py
    "assign.end_all",
    "assign.require_assigner",
    "assign.require_any",
    "score.require_current",
    "score.give_score",
    "exclude.rule_exclusion",
    "object.rule_objection",
    "council.cast_vote",
    "council.close_motion",
    "council.lapse_motions",
    "extend_deadline.withdraw_deadline_extension",  # asks as giving does: tests/integration/test_extend_deadline.py
}


@pytest.mark.parametrize("name", CALLS)
def test_an_operation_asks_for_its_right_before_it_changes_anything(site: Site, asked: Asked, name: str) -> None:
    """For the agency, the stage and the criterion it is about; refused, it leaves the log as it was."""
    arguments, question = CALLS[name]
    module, _, function = name.partition(".")
    call: Callable[..., object] = getattr(importlib.import_module(f"evidence_svc.operations.{module}"), function)
    stranger = Request(Actor(99, "Người lạ", Role.READER))

    with pytest.raises(PermissionDeniedError):
        call(site.office.services, stranger, **arguments)

    assert asked[-1] == (*question, PATH if "row_id" in arguments and name not in OF_AGENCY else None)


def test_the_table_names_every_operation_of_a_round() -> None:
    """A new operation in these modules must say which right it asks for."""
    found = set()
    for module in pkgutil.iter_modules(operations.__path__):
        if module.name in AREA:
            loaded = importlib.import_module(f"evidence_svc.operations.{module.name}")
            for name, function in inspect.getmembers(loaded, inspect.isfunction):
                own = function.__module__ == loaded.__name__ and not name.startswith("_")
                if own and "request" in inspect.signature(function).parameters:
                    found.add(f"{module.name}.{name}")

    assert found - set(CALLS) - FILTERING == set()


def test_votes_ask_for_the_right_to_vote(site: Site) -> None:
    """The motion's own agency decides; the chair's vote is asked for again when the result is declared."""
    office = site.office
    office.start_appraisal()
    for state in (RoundState.NOTIFIED, RoundState.COUNCIL):
        advance_round(office.services, office.administrator, ROUND, state, REASON)
    motion = open_motion(
        office.services, office.chair, 1, kind=MotionKind.RESULT, way=Way.MEETING, text="Thông qua kết quả."
    )

    for call in (
        lambda who: cast_vote(office.services, who, motion, Choice.FOR),
        lambda who: close_motion(office.services, who, motion),
    ):
        for who in (office.clerk, office.leader, office.appraiser, office.auditor, office.administrator):
            with pytest.raises(PermissionDeniedError):
                call(who)
