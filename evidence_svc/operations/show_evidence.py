"""What a person sees of one piece of evidence: its report, its uses, its page pictures, its original bytes."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_svc.domain.permissions import Action, may, require, works_on
from evidence_svc.errors import NotFoundError, RefusedError
from evidence_svc.isolation import IsolationError, run_isolated
from evidence_svc.operations.context import CriterionStanding, Request, Standing, get_standing, list_places
from evidence_svc.operations.judge import unconfirmed_corrections
from evidence_svc.operations.list_evidence import EvidenceUse, list_leaves, worst_outcome
from evidence_svc.operations.look_at_originals import read_blob
from evidence_svc.operations.show_criterion import HistoryLine, find_history
from evidence_svc.persistence.blob_checks import BlobCheck
from evidence_svc.persistence.corrections import Correction
from evidence_svc.persistence.evidence import Evidence, Link
from evidence_svc.persistence.evidence_replacements import Replacement
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.persistence.verifications import Judgement, Verification
from evidence_svc.services import Services
from parsers.errors import ParseError
from parsers.reader import render_png

WIDEST = 2_000


@dataclass(frozen=True, slots=True)
class Use:
    """One criterion this evidence supports, and what the checks say of it there."""

    link: Link
    place: CriterionStanding
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Everything the report of one piece of evidence shows; `verification` is None while it waits.

    `unconfirmed` are ids of corrections by the assessed office's own people, `leaves` the criteria it may be linked to.
    `damage` is there when the original was last found missing or altered; `newer` stands instead of this file, for the
    reason in `replacement`, and this one instead of `older`.
    """

    evidence: Evidence
    standing: Standing
    verification: Verification | None
    earlier: tuple[Verification, ...]
    uses: tuple[Use, ...]
    corrections: tuple[Correction, ...]
    may_correct: bool
    history: tuple[HistoryLine, ...]
    may_verify: bool = False
    may_link: bool = False
    unconfirmed: frozenset[int] = frozenset()
    leaves: tuple[EvidenceUse, ...] = ()
    damage: BlobCheck | None = None
    replacement: Replacement | None = None
    newer: Evidence | None = None
    older: tuple[Evidence, ...] = ()
    may_withdraw: bool = False

    @property
    def outcome(self) -> str | None:
        """The worst of the newest report and of what was judged under criteria; None while it waits."""
        if self.verification is None:
            return None
        judged = (use.judgement.outcome for use in self.uses if use.judgement)
        return worst_outcome((self.verification.outcome, *judged))


class NotDrawableError(RefusedError):
    """There is no picture of that page."""

    reason = "page-not-drawable"
    message = "Không hiển thị được trang này của tài liệu."


def show_evidence(services: Services, request: Request, evidence_id: int) -> EvidencePage:
    """One piece of evidence; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        evidence, standing = _find(unit, request, evidence_id)
        replacement = unit.replacements.find(evidence_id)
        may_link = may(request.actor, Action.LINK_EVIDENCE, standing.agency_id, standing.state)
        reports = unit.verifications.history(evidence_id)
        corrections = unit.corrections.history(evidence_id)
        return EvidencePage(
            evidence=evidence,
            standing=standing,
            verification=reports[-1] if reports else None,
            earlier=reports[:-1],
            uses=_uses(unit, standing, evidence_id),
            corrections=corrections,
            may_correct=may(request.actor, Action.CORRECT_READING, standing.agency_id, standing.state),
            history=find_history(unit, request.actor.scope, f"evidence:{evidence_id}"),
            may_verify=may(request.actor, Action.VERIFY_AGAIN, standing.agency_id),
            may_link=may_link and replacement is None,
            unconfirmed=unconfirmed_corrections(unit, corrections, standing.agency_id),
            leaves=_choices(unit, request, standing),
            damage=_damage(unit, evidence),
            replacement=replacement,
            newer=unit.evidence.find(replacement.replaced_by) if replacement else None,
            older=unit.evidence.find_all(tuple(one.evidence_id for one in unit.replacements.made_by(evidence_id))),
            may_withdraw=may_link and replacement is not None,
        )


def _choices(unit: UnitOfWork, request: Request, standing: Standing) -> tuple[EvidenceUse, ...]:
    """The criteria that this person may link evidence to, as far as assignments go."""
    actor, agency = request.actor, standing.agency_id
    return tuple(use for use in list_leaves(unit, standing) if works_on(actor, agency, use.criterion.path))


def read_original(services: Services, request: Request, evidence_id: int) -> tuple[Evidence, bytes]:
    """The bytes as received, checked against their digest; raises NotFoundError and PermissionDeniedError."""
    with services.work.read() as unit:
        evidence, _ = _find(unit, request, evidence_id)
    return evidence, read_blob(services, evidence.sha256)


def draw_page(services: Services, request: Request, evidence_id: int, page: int, *, width: int) -> bytes:
    """A PNG of a page (from 1), `width` pixels wide, drawn in a child; raises NotDrawableError."""
    _, content = read_original(services, request, evidence_id)
    try:
        picture = run_isolated(lambda: _draw(content, page, min(width, WIDEST)), services.limits)
    except IsolationError as error:
        raise NotDrawableError from error
    if not picture:
        raise NotDrawableError
    return picture


def _draw(content: bytes, page: int, width: int) -> bytes:
    """In the child: a page that cannot be drawn is an empty answer, which no picture is."""
    try:
        return render_png(content, page, width)
    except ParseError:
        return b""


def _find(unit: UnitOfWork, request: Request, evidence_id: int) -> tuple[Evidence, Standing]:
    filed = unit.filed.one(evidence_id)
    if filed is None:
        raise NotFoundError
    standing = get_standing(unit, filed.evidence.assessment_id)
    require(request.actor, Action.VIEW_ASSESSMENT, standing.agency_id)
    return filed.evidence, standing


def _damage(unit: UnitOfWork, evidence: Evidence) -> BlobCheck | None:
    """The last look at the original, if it found it missing or altered."""
    check = unit.blob_checks.find(evidence.sha256)
    return check if check and not check.is_good else None


def _uses(unit: UnitOfWork, standing: Standing, evidence_id: int) -> tuple[Use, ...]:
    filed = unit.filed.one(evidence_id)
    links = filed.links if filed else ()
    places = list_places(unit, standing)
    judged = unit.verifications.judgements_of(tuple(link.id for link in links))
    return tuple(Use(link, places[link.criterion_assessment_id], judged.get(link.id)) for link in links)
