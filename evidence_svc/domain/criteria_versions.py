"""Editions of one criteria set: what of the older one stands where in the newer one."""

from __future__ import annotations

from collections.abc import Mapping

from evidence_svc.domain.criteria import CriteriaSet
from evidence_svc.domain.errors import CriterionNotFoundError, DomainError


class ReplacementError(DomainError):
    """An edition does not say what became of the one before it.

    Reasons: `replacement-missing` (it names no older edition, or another one), `replacement-incomplete` (an old path
    neither kept its place nor is mapped nor dropped).
    """

    reason = "replacement-missing"


def moved_ids(old: CriteriaSet, new: CriteriaSet) -> Mapping[str, str | None]:
    """The id in `new` of every criterion of `old`, None where it was dropped; raises ReplacementError."""
    check_replacement(old, new)
    places = ((node.id, new.in_this_version(node.path)) for node in old.criteria)
    return {old_id: None if found is None else found.id for old_id, found in places}


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
