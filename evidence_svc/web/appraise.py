"""The appraiser's desk: the document beside the claim, the next criterion one key away, nobody overwritten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from evidence_svc.domain.errors import DomainError, PermissionDeniedError
from evidence_svc.domain.score import MIN_REASON_LETTERS
from evidence_svc.errors import ConflictError, RefusedError, ServiceError
from evidence_svc.identifiers import parse_identifier
from evidence_svc.operations.find_work import find_queue
from evidence_svc.operations.gather_claims import Loaded
from evidence_svc.operations.show_appraisal import AppraisalPage, get_appraised, show_appraisal, show_last_change
from evidence_svc.operations.show_view import ViewedDocument
from evidence_svc.operations.walk_queue import walk
from evidence_svc.presence import Presence, open_presence
from evidence_svc.serving import EXTENSION, Serving, acting, services
from evidence_svc.translations.sentences import said
from evidence_svc.web.appraise_words import COMMENTS, KEYS, REQUESTS, UNDOINGS
from evidence_svc.web.criteria_table import outcome_of
from evidence_svc.web.queue_filter import filter_query, read_filter
from evidence_svc.web.rule_words import rule_lines
from evidence_svc.web.story import Told, slot_titles, tell_history
from evidence_svc.web.viewing import Viewer, link, open_viewer

JSON = "application/json"
PRESENCE = "evidence-svc-presence"
pages = Blueprint("appraise", __name__, url_prefix="/appraise")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what was sent was not kept: which form, the sentence, and whether somebody else was first."""

    form: str = ""
    message: str = ""
    is_conflict: bool = False


NOTHING_REFUSED = Refusal()


@pages.record_once
def _open_presence(state: BlueprintSetupState) -> None:
    settings = cast(Serving, state.app.extensions[EXTENSION]).services.settings
    state.app.extensions[PRESENCE] = open_presence(settings)


@pages.get("/<int:row_id>")
def show(row_id: int) -> ResponseReturnValue:
    """One criterion on the desk; the address says which file, page and words, and which part of the queue."""
    return _render(row_id)


@pages.post("/<int:row_id>/presence")
def note_presence(row_id: int) -> ResponseReturnValue:
    """The page is still open, or is being left: who else has it open, and the criterion's version now."""
    version = get_appraised(services(), acting(), row_id).row.version
    if request.form.get("leaving"):
        _presence().leave(str(row_id), _me(), services().now())
        return "", 204
    return jsonify(others=_others(row_id), version=version)


def decide(row_id: int, form: str, save: Callable[[], None], done: Sequence[str]) -> ResponseReturnValue:
    """Do what was decided and go on; what is refused is said beside the form, what somebody else did first is shown.

    `done` is said afterwards; saving may still add to it. A script that asks for JSON is told where to go.
    """
    try:
        save()
    except PermissionDeniedError:
        raise
    except ConflictError as error:
        return _refuse(row_id, error, Refusal(form, said(error), is_conflict=True), 409)
    except (DomainError, RefusedError) as error:
        return _refuse(row_id, error, Refusal(form, said(error)), 422)
    for words in done:
        flash(words)
    place = _after(row_id)
    return jsonify(location=place) if _is_script() else redirect(place)


def _refuse(row_id: int, error: ServiceError | DomainError, refusal: Refusal, status: int) -> ResponseReturnValue:
    if _is_script():
        return jsonify(message=refusal.message, reason=error.reason), status
    return _render(row_id, refusal), status


def _after(row_id: int) -> str:
    """The next criterion of the queue if the form asks to go on, the queue when none is left; else the same page."""
    wanted = read_filter(request.form)
    query = filter_query(wanted)
    if request.form.get("then") != "next":
        return url_for("appraise.show", row_id=row_id) + link(query)
    following = walk(find_queue(services(), acting()), wanted, row_id).following
    if following is None:
        return url_for("work.index") + link(query)
    return url_for("appraise.show", row_id=following.row.id) + link({"after": row_id, **query})


def _render(row_id: int, refusal: Refusal = NOTHING_REFUSED) -> str:
    typed = request.form if refusal.form else {}
    wanted = read_filter(typed or request.args)
    shown = show_appraisal(services(), acting(), row_id, wanted)
    page = shown.page
    return render_template(
        "appraise.html",
        shown=shown,
        page=page,
        thread=shown.thread,
        walk=shown.walk,
        row=page.place.row,
        criterion=page.place.criterion,
        standing=page.place.standing,
        rule=rule_lines(page.place.criterion.rule),
        outcomes={item.link.id: outcome_of(item) for item in page.evidence},
        viewer=_viewer(page.view.loaded, shown),
        in_base=page.place.row.status in {"not-scored", "scored"},
        others=_others(row_id),
        after=_decided_before(row_id),
        query=filter_query(wanted),
        theirs=_theirs(row_id, shown) if refusal.is_conflict else None,
        refused=refusal.form,
        message=refusal.message,
        typed=typed,
        shortest=MIN_REASON_LETTERS,
        comment_templates=COMMENTS,
        request_templates=REQUESTS,
        undo_templates=UNDOINGS,
        key_help=KEYS,
        link=link,
    )


def _viewer(loaded: Loaded, shown: AppraisalPage) -> Viewer | None:
    """The pane for the file that the address names, or the first; None where there is none."""
    files = {item.evidence.id: item.evidence for item in shown.page.evidence}
    if not files:
        return None
    asked = parse_identifier(request.args.get("evidence", ""))
    chosen = asked if asked in files else next(iter(files))
    readings = loaded.readings.get(chosen, {})
    return open_viewer(ViewedDocument(files[chosen], loaded.reports.get(chosen), readings), request.args)


def _decided_before(row_id: int) -> int | None:
    """The criterion that was decided just before this one, to look at it again."""
    before = parse_identifier(request.args.get("after", ""))
    return before if before != row_id else None


def _theirs(row_id: int, shown: AppraisalPage) -> Told | None:
    """What somebody else did to the criterion meanwhile."""
    last = show_last_change(services(), acting(), row_id)
    told = tell_history((last,), slot_titles(shown.page.place.criterion)) if last else ()
    return told[0] if told else None


def _others(row_id: int) -> tuple[str, ...]:
    """The names of those who have the same criterion open."""
    here = _presence().note(str(row_id), _me(), services().now())
    return tuple(person.partition(" ")[2] for person in here)


def _me() -> str:
    """This person as the others' pages are told: two may have one name."""
    return f"{acting().actor.id} {acting().actor.name}"


def _presence() -> Presence:
    return cast(Presence, current_app.extensions[PRESENCE])


def _is_script() -> bool:
    return request.headers.get("Accept") == JSON
