"""The tables' values in the words of the log: what a replay of the log is compared with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any

from sqlalchemy import Connection, select

from evidence_svc.domain.people import EVERYTHING
from evidence_svc.domain.replay import ROW, Values
from evidence_svc.operations.live_proceedings import live_proceedings
from evidence_svc.persistence.agencies import agencies
from evidence_svc.persistence.assessments import assessments, criterion_assessments, places_digest
from evidence_svc.persistence.assignments import assignments
from evidence_svc.persistence.corrections import corrections
from evidence_svc.persistence.criteria_sets import criteria_sets, digest_of
from evidence_svc.persistence.evidence import evidence, evidence_links
from evidence_svc.persistence.evidence_replacements import evidence_replacements
from evidence_svc.persistence.log_scopes import LogScopes, scope_values
from evidence_svc.persistence.people import memberships, people
from evidence_svc.persistence.rounds import rounds
from evidence_svc.persistence.second_factors import SecondFactors
from evidence_svc.persistence.stated_inputs import stated_inputs
from evidence_svc.persistence.verifications import link_judgements, sha256_of_text, verifications

Fact = tuple[str, Values]


def live_values(connection: Connection) -> Iterator[Fact]:
    """Every row that the log explains, as "kind:id" and its values."""
    of_evidence = (_links, _received, _replacements, _verifications, _judgements, _corrections, _inputs)
    readers = (_rows, *of_evidence, _rounds, _sets, _agencies, _assessments, _people, _assigned)
    return chain(chain.from_iterable(reader(connection) for reader in readers), live_proceedings(connection))


def report_digest(report: dict[str, Any]) -> str:
    """The digest of a report as its entry names it: of everything but the time it took."""
    lasting = {key: value for key, value in report.items() if key != "ms"}
    return hashlib.sha256(json.dumps(lasting, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _rows(connection: Connection) -> Iterator[Fact]:
    table = criterion_assessments.c
    for row in connection.execute(select(criterion_assessments).order_by(table.id)):
        yield (
            f"{ROW}:{row.id}",
            {
                "status": row.status,
                "self_score": _digits(row.self_score),
                "appraised_score": _digits(row.appraised_score),
                "explanation": row.explanation,
                "opinion": row.opinion,
            },
        )


def _links(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(evidence_links)):
        values = {"row": row.criterion_assessment_id, "evidence": row.evidence_id, "file_name": row.file_name}
        yield f"link:{row.entry}", {**values, "ended": row.unlinked_entry, "pages": row.pages}


def _received(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(evidence)):
        values = {"assessment": row.assessment_id, "file_name": row.file_name, "size": row.size}
        yield f"received:{row.entry}", {**values, "sha256": row.sha256, "by": f"person:{row.received_by}"}


def _replacements(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(evidence_replacements)):
        values = {"evidence": row.evidence_id, "replaced_by": row.replaced_by}
        yield f"replacement:{row.entry}", {**values, "ended": row.ended_entry}


def _verifications(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(verifications)):
        values = {"evidence": row.evidence_id, "outcome": row.outcome}
        yield f"verification:{row.entry}", {**values, "report_sha256": _digest_of_text(row.report)}


def _judgements(connection: Connection) -> Iterator[Fact]:
    """Judgements with links and reports named by their entries; one without an entry has none that explains it."""
    made = evidence_links.c.entry.label("link_entry"), verifications.c.entry.label("report_entry")
    columns = (link_judgements, *made, evidence_links.c.evidence_id, evidence_links.c.criterion_assessment_id)
    joined = link_judgements.join(evidence_links, evidence_links.c.id == link_judgements.c.link_id)
    joined = joined.join(verifications, verifications.c.id == link_judgements.c.verification_id)
    for row in connection.execute(select(*columns).select_from(joined)):
        values = {"evidence": row.evidence_id, "row": row.criterion_assessment_id, "link": row.link_entry}
        verdict = {"outcome": row.outcome, "slot": row.slot, "findings_sha256": sha256_of_text(row.findings)}
        known = row.entry if row.entry is not None else f"row-{row.id}"
        yield f"judgement:{known}", {**values, **verdict, "verification": row.report_entry}


def _digest_of_text(report: str) -> str | None:
    """None for what is no report any more."""
    try:
        read = json.loads(report)
    except ValueError:
        return None
    return report_digest(read) if isinstance(read, dict) else None


def _corrections(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(corrections)):
        values = {"evidence": row.evidence_id, "field": row.field, "value": row.value}
        yield f"correction:{row.entry}", {**values, "by": f"person:{row.corrected_by}"}


def _inputs(connection: Connection) -> Iterator[Fact]:
    """Statements by the entry that made them; one entry states several inputs of one criterion."""
    query = select(stated_inputs).order_by(stated_inputs.c.entry, stated_inputs.c.id)
    for entry, rows in groupby(connection.execute(query), key=lambda row: row.entry):
        made = list(rows)
        inputs = {row.name: json.loads(row.value) for row in made}
        values = {"row": made[0].criterion_assessment_id, "inputs": inputs}
        yield f"inputs:{entry}", {**values, "by": f"person:{made[0].stated_by}"}


def _rounds(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(rounds)):
        days = {"from": row.starts_on.isoformat(), "to": row.ends_on.isoformat()}
        values = {"title": row.title, "criteria_set": row.criteria_set_id, "kind": row.kind, "state": row.state}
        rules = None if row.rules is None else json.loads(row.rules)
        yield f"round:{row.id}", values | days | {"rules": rules, "unappraised_reason": row.unappraised_reason}


def _sets(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(criteria_sets)):
        yield f"criteria-set:{row.id}", {"title": row.title, "sha256": digest_of(row.content, row.assumptions)}


def _agencies(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(agencies)):
        yield f"agency:{row.id}", {"name": row.name, "kind": row.kind}


def _assessments(connection: Connection) -> Iterator[Fact]:
    table = criterion_assessments.c
    found: dict[int, list[tuple[int, str]]] = {}
    for row in connection.execute(select(table.assessment_id, table.id, table.criterion_id)):
        found.setdefault(row.assessment_id, []).append((row.id, row.criterion_id))
    for row in connection.execute(select(assessments)):
        places = found.get(row.id, [])
        values = {"round": row.round_id, "agency": row.agency_id, "rows": len(places)}
        yield f"assessment:{row.id}", {**values, "places_sha256": places_digest(places)}


def _people(connection: Connection) -> Iterator[Fact]:
    columns = (people.c.id, people.c.username, people.c.name, people.c.active, memberships.c.role)
    query = select(*columns, memberships.c.agency_id).join(memberships, memberships.c.person_id == people.c.id)
    scopes = dict(LogScopes(connection).all())
    factors = SecondFactors(connection).in_force()
    for row in connection.execute(query):
        limits = scope_values(scopes.get(row.id, EVERYTHING))
        values = {"username": row.username, "name": row.name, "active": row.active, **limits}
        held = {"role": row.role, "agency": row.agency_id, "second_factor": row.id in factors or None}
        yield f"person:{row.id}", {**values, **held}


def _assigned(connection: Connection) -> Iterator[Fact]:
    for row in connection.execute(select(assignments)):
        values = {"person": row.person_id, "agency": row.agency_id, "criterion": row.path}
        yield f"assignment:{row.entry}", {**values, "ended": row.ended_entry}


def _digits(score: Any) -> str | None:
    return None if score is None else format(score, "f")
