"""What viewers show of a signed file against what was signed, as one finding."""

from __future__ import annotations

from collections.abc import Sequence

from verifiers.calendar import Calendar
from verifiers.findings import Finding, JsonValue, Outcome
from verifiers.messages import Details, find
from verifiers.subject import Subject

CHECK = "page-views"
NOTED = "annotations-changed"


def check_page_views(subject: Subject, _calendar: Calendar) -> tuple[Finding, ...]:
    """Judge what viewers show where bytes follow a signature; nothing is said where none do.

    Failed when a page shows anything that was neither signed nor marked later. A later mark over signed text asks:
    seals stand on names, a forged figure stands on the true one. A note that covers text was nobody's to add, though
    the certification allows notes, and fails. Pages that were not compared are no pass.
    """
    views = subject.page_views
    if views is None:
        return ()
    words = {"signers": views.signer or "không rõ người ký", "count": str(views.compared)}
    details: Details = {"field": views.field, "compared": views.compared}
    if views.changed:
        return (_differing(Outcome.FAILED, "page-views-differ", words, details, views.changed),)
    noted = any(NOTED in (one.reason, *one.warnings) for one in subject.signatures.signatures)
    outcome = Outcome.FAILED if noted else Outcome.INDETERMINATE
    covered = [_differing(outcome, "page-views-covered", words, details, views.covered)]
    found = covered if views.covered else []
    if views.reason is not None:
        reason = "page-views-partial" if views.compared else "page-views-missing"
        found.append(find(CHECK, Outcome.INDETERMINATE, reason, words, details | {"reason": views.reason}))
    return tuple(found) or (find(CHECK, Outcome.PASSED, "page-views-same", words, details),)


def _differing(outcome: Outcome, reason: str, words: dict[str, str], details: Details, pages: Sequence[int]) -> Finding:
    numbers: list[JsonValue] = [*pages]
    named = words | {"pages": ", ".join(map(str, pages))}
    return find(CHECK, outcome, reason, named, details | {"pages": numbers})
