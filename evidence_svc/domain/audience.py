"""Who is told of what happens in a round: people whose rights make it their business."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from evidence_svc.domain.people import Actor, Role
from evidence_svc.domain.permissions import Action, may, works_on
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.threads import MessageKind, Thread


class Audience(StrEnum):
    """To whom a message under a criterion is news."""

    AGENCY = "agency"
    ASKER = "asker"
    DECIDERS = "deciders"
    APPRAISERS = "appraisers"
    PROPOSER = "proposer"


@dataclass(frozen=True, slots=True)
class News:
    """Who hears of a message, and in which words; {path}, {agency} and {text} are filled in."""

    audience: Audience
    words: str


K = MessageKind
A = Audience
NEWS: Mapping[MessageKind, News] = {
    K.EVIDENCE_REQUESTED: News(A.AGENCY, "Tiêu chí {path} được trả lại để bổ sung: “{text}”"),
    K.REOPENED: News(A.AGENCY, "Tiêu chí {path} được mở lại để tự chấm: “{text}”"),
    K.ANSWERED: News(A.ASKER, "{agency} đã trả lời yêu cầu về tiêu chí {path}: “{text}”"),
    K.OBJECTED: News(A.DECIDERS, "{agency} có ý kiến về điểm thẩm định của tiêu chí {path}: “{text}”"),
    K.OBJECTION_WITHDRAWN: News(A.DECIDERS, "{agency} rút ý kiến về tiêu chí {path}: “{text}”"),
    K.OBJECTION_UPHELD: News(A.AGENCY, "Ý kiến về tiêu chí {path} được chấp nhận: “{text}”"),
    K.OBJECTION_REFUSED: News(A.AGENCY, "Ý kiến về tiêu chí {path} không được chấp nhận: “{text}”"),
    K.RAISE_PROPOSED: News(A.APPRAISERS, "Đề xuất nâng điểm tiêu chí {path} của {agency} chờ xác nhận: “{text}”"),
    K.RAISE_CONFIRMED: News(A.PROPOSER, "Đề xuất nâng điểm tiêu chí {path} của {agency} được xác nhận: “{text}”"),
    K.RAISE_REFUSED: News(A.PROPOSER, "Đề xuất nâng điểm tiêu chí {path} của {agency} bị từ chối: “{text}”"),
}
STAGE_WORDS: Mapping[RoundState, str] = {
    RoundState.DRAFT: "đang chuẩn bị",
    RoundState.OPEN: "đã mở tự đánh giá",
    RoundState.CLOSED: "đã khóa tự đánh giá",
    RoundState.COMPLETENESS: "đang kiểm tra đầy đủ",
    RoundState.APPRAISING: "đang thẩm định lần 1",
    RoundState.NOTIFIED: "đã thông báo kết quả thẩm định",
    RoundState.EXPLAINING: "đã mở giải trình",
    RoundState.REAPPRAISING: "đang thẩm định lần 2",
    RoundState.COUNCIL: "đã trình Hội đồng",
    RoundState.PUBLISHED: "đã công bố kết quả",
    RoundState.REMEDIATION: "chuyển sang khắc phục",
    RoundState.ARCHIVED: "đã lưu trữ",
}
# What there is to do, or to see, in a stage for those who are not of the assessed agency.
_TASKS: Mapping[RoundState, frozenset[Action]] = {
    RoundState.COMPLETENESS: frozenset({Action.REQUEST_EVIDENCE}),
    RoundState.APPRAISING: frozenset({Action.APPRAISE}),
    RoundState.REAPPRAISING: frozenset({Action.APPRAISE, Action.DECIDE_OBJECTION}),
    RoundState.COUNCIL: frozenset({Action.VOTE, Action.RUN_COUNCIL}),
    RoundState.PUBLISHED: frozenset({Action.VIEW_RESULTS}),
}
_RIGHTS = {A.DECIDERS: Action.DECIDE_OBJECTION, A.APPRAISERS: Action.APPRAISE}


def hears_of_move(actor: Actor, agency_id: str, target: RoundState) -> bool:
    """Whether a round's move is this person's business, as one of the assessed agency or by a task of the stage."""
    if is_own(actor, agency_id):
        return True
    return any(may(actor, action, agency_id, target) for action in _TASKS.get(target, frozenset()))


def is_own(actor: Actor, agency_id: str) -> bool:
    """Whether this person works on the agency's own assessment."""
    return actor.agency_id == agency_id and may(actor, Action.ANSWER_REQUEST, agency_id)


def hears_of_deadline(actor: Actor, path: str, own: Collection[Actor]) -> bool:
    """Whether the deadline of the criterion at `path` is told to somebody of the assessed agency, all of it in `own`.

    Clerks hear of every criterion. One that was assigned is told to whoever it was assigned to; one that nobody was
    assigned is told to the leaders, and to owners who were assigned nothing yet and so may work on everything.
    """
    if actor.role is Role.CLERK:
        return True
    if any(has_assigned(other, path) for other in own):
        return has_assigned(actor, path)
    return actor.role is Role.LEADER or not actor.assignments


def has_assigned(actor: Actor, path: str) -> bool:
    """Whether an owner of criteria was assigned this one by name, not merely nothing at all."""
    if actor.role is not Role.CRITERION_OWNER or actor.agency_id is None:
        return False
    return any(each.covers(actor.agency_id, path) for each in actor.assignments)


def hears_of_message(actor: Actor, agency_id: str, path: str, audience: Audience, thread: Thread) -> bool:
    """Whether a message under the criterion at `path` is this person's business; `thread` is as it was before it."""
    if audience is A.AGENCY:
        return is_own(actor, agency_id) and works_on(actor, agency_id, path)
    if audience in _RIGHTS:
        return may(actor, _RIGHTS[audience], agency_id, path=path)
    open_ = thread.request if audience is A.ASKER else thread.raise_
    return open_ is not None and open_.by == actor.id and may(actor, Action.VIEW_ASSESSMENT, agency_id)
