"""The places of a round in the navigation, offered by right."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from evidence_svc.domain.people import Actor
from evidence_svc.domain.permissions import Action, may
from evidence_svc.serving import signed_in_actor

# endpoint, blueprint, words, and the action whose holders have something to do there; None: everybody.
PLACES = (
    ("work.index", "work", _("Việc thẩm định"), Action.APPRAISE),
    ("rounds.index", "rounds", _("Kỳ đánh giá"), Action.MANAGE_ROUND),
    ("criteria_sets.index", "criteria_sets", _("Bộ tiêu chí"), Action.MANAGE_CRITERIA),
    ("people.index", "people", _("Tài khoản"), Action.MANAGE_PEOPLE),
    ("assignments.index", "assignments", _("Phân công"), Action.ASSIGN_APPRAISER),
    ("assignments.index", "assignments", _("Phân công"), Action.ASSIGN_OWNER),
    ("results.index", "results", _("Kết quả"), None),
)


def round_places() -> dict[str, Any]:
    """For every template: the places this person is led to."""
    actor = signed_in_actor()
    if actor is None:
        return {"round_places": ()}
    return {"round_places": tuple(place[:3] for place in PLACES if _is_offered(actor, *place[1::2]))}


def _is_offered(actor: Actor, blueprint: str, action: Action | None) -> bool:
    """Whether the bar leads this person there; who runs accounts comes to the assignments from the accounts."""
    if blueprint == "assignments" and may(actor, Action.MANAGE_PEOPLE):
        return False
    return action is None or may(actor, action)
