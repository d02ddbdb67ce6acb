"""Ask for the comparison of a signed revision with the file, compute it in the background, show how far it has come."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_svc.operations.compare_revisions import RevisionComparison, compare_revisions, page_json, page_of_json
from evidence_svc.operations.context import Request
from evidence_svc.operations.look_at_originals import read_blob
from evidence_svc.operations.signed_revisions import SignatureOf, find_signature
from evidence_svc.persistence.comparisons import DONE, WAITING, StoredComparison
from evidence_svc.services import Services
from verifiers.page_views import PageChange, PageVerdict

# Up to so many pages the person waits for the answer; more are compared by a worker.
PAGES_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A signature and the comparison of its revision; `stored` is None until somebody asks."""

    signature: SignatureOf
    stored: StoredComparison | None
    pages: tuple[PageVerdict, ...]

    @property
    def is_done(self) -> bool:
        """Whether every page that can be compared is."""
        return self.stored is not None and self.stored.state == DONE

    @property
    def reason(self) -> str | None:
        """Why pages are missing, None when none is."""
        return self.stored.result.get("reason") if self.stored else None

    @property
    def unexplained(self) -> tuple[PageVerdict, ...]:
        """The pages that show something that was neither signed nor marked later."""
        return tuple(page for page in self.pages if page.change not in {PageChange.SAME, PageChange.EXPLAINED})


def show_comparison(services: Services, request: Request, evidence_id: int, number: int) -> ComparisonPage:
    """How far the comparison of one signature's revision has come; raises NotFoundError, PermissionDeniedError."""
    found = find_signature(services, request, evidence_id, number)
    with services.work.read() as unit:
        stored = unit.comparisons.find(found.page.evidence.sha256, found.field)
    pages = tuple(page_of_json(page) for page in stored.result.get("pages", ())) if stored else ()
    return ComparisonPage(found, stored, pages)


def ask_comparison(services: Services, request: Request, evidence_id: int, number: int) -> tuple[str, str] | None:
    """Ask for a comparison; a short document is compared at once.

    Returns digest and field for a worker, or None when nothing is left to do. Raises as `show_comparison`, and
    StorageError.
    """
    shown = show_comparison(services, request, evidence_id, number)
    if shown.is_done:
        return None
    evidence = shown.signature.page.evidence
    if shown.stored is None:
        with services.work.begin() as unit:
            unit.comparisons.ask(evidence.sha256, shown.signature.field, services.now())
            unit.commit()
    report = shown.signature.page.verification
    if report is not None and report.report["pages"] <= PAGES_AT_ONCE:
        run_comparison(services, evidence.sha256, shown.signature.field)
        return None
    return evidence.sha256, shown.signature.field


def run_comparison(services: Services, sha256: str, field: str) -> RevisionComparison:
    """Compare, page by page, keeping what is done; running it twice does no harm. Raises StorageError."""
    content = read_blob(services, sha256)

    def keep(comparison: RevisionComparison, total: int) -> None:
        _keep(services, sha256, comparison, total, WAITING)

    comparison = compare_revisions(content, field, limits=services.limits, progress=keep)
    total = max(comparison.pages_signed, comparison.pages_final)
    _keep(services, sha256, comparison, total, DONE)
    return comparison


def find_unfinished(services: Services) -> tuple[tuple[str, str], ...]:
    """Digest and field of every comparison that was asked for and is not done: what a lost queue would lose."""
    with services.work.read() as unit:
        return unit.comparisons.waiting()


def _keep(services: Services, sha256: str, comparison: RevisionComparison, total: int, state: str) -> None:
    result = {"pages": [page_json(page) for page in comparison.pages], "reason": comparison.reason}
    counts = {"pages_signed": comparison.pages_signed, "pages_final": comparison.pages_final}
    with services.work.begin() as unit:
        done = len(comparison.pages)
        unit.comparisons.advance(
            sha256, comparison.field, done=done, total=total, state=state, result={**result, **counts}
        )
        unit.commit()
