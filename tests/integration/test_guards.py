"""The guards around a score: each is tried by going round it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from audit import store
from audit.entry import EntryDraft
from audit.errors import AppendError
from evidence_svc.domain.errors import PermissionDeniedError, ScoreError
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreKind
from evidence_svc.errors import ConflictError
from evidence_svc.operations.context import get_criterion_standing
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.score import change_score
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.persistence.unit_of_work import DatabaseError, UnitOfWork
from tests.factories import NOW, ROUND, Office, make_office, make_services, make_settings

REASON = "Theo báo cáo tự đánh giá của đơn vị."


@pytest.fixture
def office(database_url: URL, tmp_path: Path) -> Iterator[Office]:
    """An office on a fresh database of either kind."""
    services = make_services(make_settings(tmp_path, database_url))
    yield make_office(services)
    services.work.engine.dispose()


def score(office: Office, value: str = "0.25") -> None:
    """Self-score criterion 1.1.1."""
    row = office.row_id("1.1.1")
    change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal(value), reason=REASON)


def stored_score(office: Office) -> Decimal | None:
    """The self-score of criterion 1.1.1 as it stands in the table."""
    with office.services.work.read() as unit:
        row = unit.assessments.row(office.row_id("1.1.1"))
    return row.self_score if row else None


def execute(office: Office, statement: str, **values: int) -> None:
    """Raw SQL, as somebody with the database's password would run it."""
    with office.services.work.begin() as unit:
        unit.connection.execute(text(statement), values)
        unit.commit()


def test_a_score_its_reason_and_its_log_entry_are_kept_together(office: Office) -> None:
    """One call leaves the score and one entry that names it, the reason and who gave it."""
    score(office)

    row = office.row_id("1.1.1")
    with office.services.work.read() as unit:
        (entry,) = store.read(unit.connection, subject=f"criterion-assessment:{row}")
    assert stored_score(office) == Decimal("0.25")
    assert (entry.action, entry.reason) == ("assessment:self-scored", REASON)
    assert entry.after == {"self_score": "0.25", "status": "scored"}
    assert entry.actor == f"person:{office.clerk.actor.id}"


def test_a_failed_append_leaves_the_score_untouched(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its entry there is no score."""

    def fail(*_: object, **__: object) -> None:
        raise AppendError("disk full")

    monkeypatch.setattr(store, "append", fail)

    with pytest.raises(DatabaseError):
        score(office)
    assert stored_score(office) is None


def test_a_failed_save_leaves_no_entry(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the score there is no entry."""
    before = verify_log(office.services).log.entries

    def fail(self: UnitOfWork) -> None:
        raise DatabaseError

    monkeypatch.setattr(UnitOfWork, "commit", fail)

    with pytest.raises(DatabaseError):
        score(office)
    assert verify_log(office.services).log.entries == before


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("a bare score", "UPDATE criterion_assessments SET self_score = '0.50' WHERE id = :row"),
        (
            "an old entry of the same row",
            "UPDATE criterion_assessments SET self_score = '0.50', self_entry = self_entry WHERE id = :row",
        ),
        (
            "an entry about something else",
            "UPDATE criterion_assessments SET self_score = '0.50', self_entry = 1 WHERE id = :row",
        ),
        ("a status", "UPDATE criterion_assessments SET status = 'exclusion-accepted' WHERE id = :row"),
        ("an appraised score", "UPDATE criterion_assessments SET appraised_score = '0.10' WHERE id = :row"),
        ("removing a score", "UPDATE criterion_assessments SET self_score = NULL WHERE id = :row"),
        ("deleting the row", "DELETE FROM criterion_assessments WHERE id = :row"),
    ],
)
def test_the_schema_refuses_a_score_without_its_entry(office: Office, what: str, statement: str) -> None:
    """Raw SQL by somebody with the database's password is refused by trigger."""
    score(office)

    with pytest.raises(DatabaseError) as refused:
        execute(office, statement, row=office.row_id("1.1.1"))
    assert isinstance(refused.value.__cause__, DBAPIError), what
    assert stored_score(office) == Decimal("0.25")


def test_an_entry_must_name_the_very_score(office: Office) -> None:
    """A genuine entry about the row does not cover another value than the one it names."""
    row = office.row_id("1.1.1")

    with office.services.work.begin() as unit:
        draft = EntryDraft("person:1", "clerk", "assessment:self-scored", f"criterion-assessment:{row}")
        entry = unit.append(draft, now=NOW).sequence
        unit.commit()

    statement = "UPDATE criterion_assessments SET self_score = '0.50', self_entry = :entry WHERE id = :row"
    with pytest.raises(DatabaseError):
        execute(office, statement, row=row, entry=entry)
    assert stored_score(office) is None


def test_leaving_without_commit_keeps_nothing(office: Office) -> None:
    """The unit of work rolls back whatever was not committed."""
    before = verify_log(office.services).log.entries
    with office.services.work.begin() as unit:
        unit.append(EntryDraft("person:1", "clerk", "test:tried", "test:1"), now=NOW)

    assert verify_log(office.services).log.entries == before


def test_an_unlogged_change_is_found_by_replay(office: Office) -> None:
    """Whoever drops the triggers and edits a score is found out by replaying the log."""
    score(office)
    row = office.row_id("1.1.1")
    name = "criterion_assessments_self_score_logged"
    on = "" if office.services.work.engine.dialect.name == "sqlite" else " ON criterion_assessments"
    with office.services.work.begin() as unit:
        unit.connection.execute(text(f"DROP TRIGGER {name}{on}"))
        unit.connection.execute(
            text("UPDATE criterion_assessments SET self_score = '0.50' WHERE id = :row"), {"row": row}
        )
        unit.commit()

    (difference,) = verify_log(office.services).differences
    assert (difference.row_id, difference.name) == (row, "self_score")
    assert (difference.logged, difference.stored) == ("0.25", "0.50")


def test_two_people_cannot_overwrite_each_other(office: Office) -> None:
    """A change made from an outdated page is refused as a conflict."""
    row = office.row_id("1.1.1")
    seen = 1
    score(office)

    with pytest.raises(ConflictError):
        change_score(
            office.services,
            office.clerk,
            row,
            kind=ScoreKind.SELF,
            value=Decimal("0.5"),
            reason=REASON,
            version=seen,
        )
    assert stored_score(office) == Decimal("0.25")


def test_nobody_appraises_their_own_agency(office: Office) -> None:
    """The operation refuses, whatever page it was asked from."""
    office.start_appraisal()
    row = office.row_id("1.1.1")

    with pytest.raises(PermissionDeniedError):
        change_score(office.services, office.leader, row, kind=ScoreKind.APPRAISED, value=Decimal("0.5"), reason=REASON)


def test_a_reason_is_needed(office: Office) -> None:
    """A score change without a reason of ten characters changes nothing."""
    row = office.row_id("1.1.1")

    with pytest.raises(ScoreError) as refused:
        change_score(office.services, office.clerk, row, kind=ScoreKind.SELF, value=Decimal(0), reason="vì thế")
    assert refused.value.reason == "reason-too-short"
    assert stored_score(office) is None


def test_a_round_that_closes_meanwhile_refuses_the_late_score(office: Office) -> None:
    """Two writers never decide on the same state: what one read cannot change before it commits."""
    started = Event()

    def close() -> None:
        started.set()
        advance_round(office.services, office.administrator, ROUND, RoundState.CLOSED)

    closing = Thread(target=close)
    with office.services.work.begin() as unit:
        closing.start()
        started.wait()
        closing.join(timeout=0.5)
        assert closing.is_alive(), "the other writer must wait"
        place = get_criterion_standing(unit, office.row_id_in(unit, "1.1.1"))
        state_seen = place.standing.state
        unit.append(EntryDraft("person:1", "clerk", "test:wrote", "test:1"), now=NOW)
        state_at_commit = get_criterion_standing(unit, place.row.id).standing.state
        unit.commit()
    closing.join()

    assert state_seen is state_at_commit is RoundState.OPEN
    with pytest.raises(PermissionDeniedError) as refused:
        score(office)
    assert refused.value.reason == "round-not-open"


@pytest.mark.parametrize("table", ["verifications", "link_judgements", "corrections", "criteria_sets"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"], ids=["update", "delete"])
def test_what_is_written_once_stays(office: Office, table: str, statement: str) -> None:
    """A verdict, a judgement, a correction and a published set are never changed or removed."""
    row = office.row_id("1.1.1")
    received = receive_evidence(office.services, office.clerk, office.assessment_id, "a.docx", [b"PK"])
    link_evidence(office.services, office.clerk, received.evidence_id, row)
    process_evidence(office.services, received.evidence_id)
    with office.services.work.begin() as unit:
        entry = unit.append(EntryDraft("person:1", "clerk", "test:wrote", "test:1"), now=NOW).sequence
        values = {"judged_at": NOW, "outcome": "failed", "slot": None}
        unit.verifications.judge(findings="[]", link_id=1, verification_id=1, **values)
        reading = {"field": "number", "value": "1", "reason": REASON, "corrected_at": NOW, "corrected_by": 1}
        unit.corrections.add(evidence_id=received.evidence_id, entry=entry, **reading)
        unit.commit()

    with pytest.raises(DatabaseError):
        execute(office, statement.format(table=table))
