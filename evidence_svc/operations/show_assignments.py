"""Who was assigned what, for those who assign: every appraiser, or the criterion owners of one's own agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.people import Role
from evidence_svc.domain.permissions import Action, may
from evidence_svc.operations.assign import require_any
from evidence_svc.operations.context import Request
from evidence_svc.operations.newest_criteria import newest_sets
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.assignments import Assignments, KeptAssignment
from evidence_svc.persistence.people import Account
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services


@dataclass(frozen=True, slots=True)
class AssignmentsPage:
    """The people this person assigns, by name, what each has, and what there is to choose from.

    `agencies` is empty where only criteria are chosen; `nodes` are the fields for appraisers and every node for
    owners, one a path; `titles` has the title of each path of the newest editions.
    """

    people: tuple[Account, ...]
    kept: Mapping[int, tuple[KeptAssignment, ...]]
    agencies: tuple[Agency, ...]
    names: Mapping[str, str]
    nodes: tuple[Criterion, ...]
    titles: Mapping[str, str]


def show_assignments(services: Services, request: Request) -> AssignmentsPage:
    """The people whose work one gives out; raises PermissionDeniedError for who assigns nobody."""
    require_any(request)
    with services.work.read() as unit:
        people = tuple(each for each in unit.people.list() if each.active and _is_mine(request, each))
        found = Assignments(unit.connection).in_force(*(each.id for each in people)) if people else ()
        nodes, agencies = _nodes(unit), unit.agencies.list()
    for_owners = request.actor.role is Role.LEADER
    return AssignmentsPage(
        people=people,
        kept={each.id: tuple(one for one in found if one.person_id == each.id) for each in people},
        agencies=() if for_owners else tuple(each for each in agencies if each.id != request.actor.agency_id),
        names={each.id: each.name for each in agencies},
        nodes=tuple(node for node in nodes.values() if for_owners or node.parent is None),
        titles={path: node.title for path, node in nodes.items()},
    )


def _is_mine(request: Request, account: Account) -> bool:
    if account.role == Role.APPRAISER:
        return may(request.actor, Action.ASSIGN_APPRAISER)
    owner = account.role == Role.CRITERION_OWNER and account.agency_id is not None
    return owner and may(request.actor, Action.ASSIGN_OWNER, account.agency_id)


def _nodes(unit: UnitOfWork) -> dict[str, Criterion]:
    """Every node of the newest editions by path; where several sets have a path, the last published one's."""
    found: dict[str, Criterion] = {}
    for criteria in newest_sets(unit):
        for node in criteria.criteria:
            found.setdefault(node.path, node)
    return found
