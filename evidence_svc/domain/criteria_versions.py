"""Editions of one criteria set: what of the older one stands where in the newer one."""

from __future__ import annotations

from evidence_svc.domain.criteria import CriteriaSet, Criterion
from evidence_svc.domain.errors import CriterionNotFoundError, DomainError
from evidence_svc.domain.folding import fold


class ReplacementError(DomainError):
    """An edition does not say what became of the one before it.

    Reasons: `replacement-missing` (it names no older edition, or another one), `replacement-incomplete` (an old path
    neither kept its place nor is mapped nor dropped).
    """

    reason = "replacement-missing"


def check_replacement(old: CriteriaSet, new: CriteriaSet) -> None:
    """Raise ReplacementError unless `new` names `old` and says of every one of its paths where it went."""
    named = new.replaces
    if named is None or (named.criteria_set, named.version) != (old.id, old.version):
        message = f"Phiên bản “{new.version}” phải ghi rõ thay thế phiên bản “{old.version}” (mục replaces)."
        raise ReplacementError(message)
    lost = [node.path for node in old.criteria if not _is_placed(new, node.path)]
    if lost:
        message = f"Chưa nói các mục cũ {', '.join(lost)} thành mục nào hay đã bỏ."
        raise ReplacementError(message, reason="replacement-incomplete")


def _is_placed(new: CriteriaSet, path: str) -> bool:
    try:
        new.in_this_version(path)
    except CriterionNotFoundError:
        return False
    return True


def find_counterpart(now: CriteriaSet, before: CriteriaSet, criterion_id: str) -> Criterion | None:
    """What an earlier set had in a criterion's place; None where nothing answers to it.

    That is the same id in an edition of the same set, the place that the newer set says it replaced, or else the same
    title under the same number.
    """
    here = now.get(criterion_id)
    if now.id == before.id and any(node.id == criterion_id for node in before.criteria):
        return before.get(criterion_id)
    named = now.replaces
    if named is not None and (named.criteria_set, named.version) == (before.id, before.version):
        return next((node for node in before.criteria if _place_in(now, node.path) == here), None)
    return next((node for node in before.criteria if _is_same(node, here)), None)


def _place_in(new: CriteriaSet, path: str) -> Criterion | None:
    return new.in_this_version(path) if _is_placed(new, path) else None


def _is_same(node: Criterion, here: Criterion) -> bool:
    return node.path == here.path and fold(node.title) == fold(here.title)
