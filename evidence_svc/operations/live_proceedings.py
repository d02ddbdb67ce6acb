"""The values of what happens in a round, in the words of the log: steps, extensions, threads, motions, votes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import Connection, select

from evidence_svc.domain.replay import Values
from evidence_svc.persistence.assessments import assessment_steps, extensions
from evidence_svc.persistence.councils import motions, votes
from evidence_svc.persistence.deadline_extensions import deadline_extensions
from evidence_svc.persistence.structural_exclusions import structural_exclusions
from evidence_svc.persistence.threads import thread_messages

SCHEDULER = "service:scheduler"


def live_proceedings(connection: Connection) -> Iterator[tuple[str, Values]]:
    """Every row of a round's proceedings as "kind:entry" and its values."""
    readers = (_steps, _extensions, _deadline_extensions, _presets, _messages, _motions, _votes)
    return chain.from_iterable(reader(connection) for reader in readers)


def _steps(connection: Connection) -> Iterator[tuple[str, Values]]:
    for row in connection.execute(select(assessment_steps)):
        by = SCHEDULER if row.taken_by is None else f"person:{row.taken_by}"
        yield f"step:{row.entry}", {"assessment": row.assessment_id, "step": row.step, "by": by}


def _extensions(connection: Connection) -> Iterator[tuple[str, Values]]:
    for row in connection.execute(select(extensions)):
        values = {"assessment": row.assessment_id, "until": row.until.isoformat(), "ended": row.ended_entry}
        yield f"extension:{row.entry}", values


def _deadline_extensions(connection: Connection) -> Iterator[tuple[str, Values]]:
    for row in connection.execute(select(deadline_extensions)):
        given = {"slot": row.slot, "until": row.until.isoformat(), "document": row.document, "signer": row.signer}
        yield f"deadline-extension:{row.entry}", {**given, "row": row.criterion_assessment_id, "ended": row.ended_entry}


def _presets(connection: Connection) -> Iterator[tuple[str, Values]]:
    for row in connection.execute(select(structural_exclusions)):
        about = {"agency": row.agency_id, "criteria_set": row.criteria_set, "criterion": row.criterion_id}
        yield f"preset:{row.entry}", {**about, "ended": row.ended_entry}


def _messages(connection: Connection) -> Iterator[tuple[str, Values]]:
    for row in connection.execute(select(thread_messages)):
        value = None if row.value is None else format(row.value, "f")
        said = {"kind": row.kind, "message": row.text, "value": value}
        yield f"message:{row.entry}", {**said, "row": row.criterion_assessment_id, "by": f"person:{row.written_by}"}


def _motions(connection: Connection) -> Iterator[tuple[str, Values]]:
    for row in connection.execute(select(motions)):
        value = None if row.value is None else format(row.value, "f")
        about = {"assessment": row.assessment_id, "row": row.criterion_assessment_id, "kind": row.kind}
        put = {"way": row.way, "message": row.text, "value": value}
        counted = {name: getattr(row, name) for name in ("entitled", "in_favour", "against", "abstained")}
        yield f"motion:{row.entry}", {**about, **put, **counted, "result": row.state, "ended": row.closed_entry}


def _votes(connection: Connection) -> Iterator[tuple[str, Values]]:
    joined = select(votes, motions.c.entry.label("motion_entry")).join(motions, motions.c.id == votes.c.motion_id)
    for row in connection.execute(joined):
        values = {"motion": row.motion_entry, "choice": row.choice, "by": f"person:{row.person_id}"}
        yield f"vote:{row.entry}", values
