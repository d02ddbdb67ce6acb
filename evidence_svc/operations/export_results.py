"""A round's results as a file: once published for those who see the page, before for the council and the shell."""

from __future__ import annotations

import uuid
from dataclasses import replace

from audit.entry import EntryDraft
from evidence_svc.operations.context import SYSTEM_ROLE, Request
from evidence_svc.operations.export_round import SHELL
from evidence_svc.operations.show_council import show_council
from evidence_svc.operations.show_results import ResultsPage, read_results, show_public_results, show_results
from evidence_svc.reports.results_table import PrintedRound, write_results
from evidence_svc.services import Services


def export_results(services: Services, request: Request, round_id: str, form: str) -> bytes:
    """What `show_results` shows, as one of `results_table.FORMS`; raises NotFoundError and PermissionDeniedError."""
    return _written(show_results(services, request, round_id), form)


def export_public_results(services: Services, round_id: str, form: str) -> bytes:
    """What `show_public_results` shows, as a file; raises NotFoundError."""
    return _written(show_public_results(services, round_id), form)


def export_provisional(services: Services, request: Request, round_id: str, form: str) -> bytes:
    """What the council's page shows, as the scores stand; that it was taken is an entry.

    Raises what `show_council` raises.
    """
    seen = {result.assessment_id for result in show_council(services, request, round_id).results}
    page = read_results(services, round_id)
    draft = request.draft("round:exported", f"round:{round_id}", after={"form": f"results-{form}"})
    with services.work.begin() as unit:
        unit.append(draft, now=services.now())
        unit.commit()
    return _written(replace(page, results=tuple(each for each in page.results if each.assessment_id in seen)), form)


def export_for_shell(services: Services, round_id: str, form: str) -> bytes:
    """The results as they stand, in whatever state; raises NotFoundError.

    No right is asked for: the machine's own shell reads the database anyway. That it was taken is an entry in the
    shell's name.
    """
    page = read_results(services, round_id)
    subject, traced = f"round:{round_id}", f"shell-{uuid.uuid4().hex}"
    draft = EntryDraft(
        SHELL, SYSTEM_ROLE, "round:exported", subject, after={"form": f"results-{form}"}, request_id=traced
    )
    with services.work.begin() as unit:
        unit.append(draft, now=services.now())
        unit.commit()
    return _written(page, form)


def _written(page: ResultsPage, form: str) -> bytes:
    round_ = page.round
    printed = PrintedRound(
        round_.title, page.set_title, round_.starts_on, round_.ends_on, page.places, round_.unappraised_reason
    )
    return write_results(form, printed, page.results)
