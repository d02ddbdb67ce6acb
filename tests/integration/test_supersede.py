"""Evidence is replaced by newer evidence: what was said of the older stays, and counts no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from audit import store
from evidence_svc.domain.errors import PermissionDeniedError, ScoreError
from evidence_svc.domain.rounds import RoundState
from evidence_svc.errors import ConflictError, NotFoundError, RefusedError
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.prepare_move import prepare_move
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.operations.review_assessment import review_assessment
from evidence_svc.operations.rounds import advance_round
from evidence_svc.operations.supersede import supersede_evidence, withdraw_replacement
from evidence_svc.operations.verify_log import verify_log
from tests.factories import ROUND, Office, make_office, make_services, make_settings
from tests.pki import make_pdf

REASON = "Bản trước thiếu phụ lục kèm theo."
PLACES = ("1.1.1", "1.1.2")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with an older file under two criteria and a newer one under none, both verified."""
    services = make_services(make_settings(tmp_path / "data"))
    office = make_office(services)
    older, newer = (receive(office, name) for name in ("cu", "moi"))
    for place in PLACES:
        link_evidence(services, office.clerk, older, office.row_id(place))
    for number in (older, newer):
        process_evidence(services, number)
    yield office
    services.work.engine.dispose()


def receive(office: Office, name: str) -> int:
    """A small PDF of that name, received."""
    content = make_pdf(name)
    return receive_evidence(office.services, office.clerk, office.assessment_id, f"{name}.pdf", [content]).evidence_id


def supported_by(office: Office, evidence_id: int) -> set[int]:
    """The criteria that evidence is linked to."""
    with office.services.work.read() as unit:
        return {link.criterion_assessment_id for link in unit.evidence.links_of(evidence_id)}


def test_newer_file_takes_over_every_criterion(office: Office) -> None:
    """The links go over and are judged at once; report and judgements of the older one stay; the log explains all."""
    taken = supersede_evidence(office.services, office.clerk, 1, 2, REASON)

    with office.services.work.read() as unit:
        kept = unit.verifications.latest(1)
        links = tuple(link.id for link in unit.evidence.links_of(2))
        judged = unit.verifications.judgements_of(links)
        replacement = unit.replacements.find(1)
        (entry,) = [one for one in store.read(unit.connection) if one.action == "evidence:superseded"]
    assert (taken, supported_by(office, 1)) == (2, set())
    assert supported_by(office, 2) == {office.row_id(place) for place in PLACES}
    assert kept is not None
    assert len(judged) == 2
    assert replacement is not None
    assert (replacement.replaced_by, replacement.reason, entry.reason) == (2, REASON, REASON)
    assert len(entry.evidence) == 2
    assert verify_log(office.services).holds


def test_only_chosen_criteria_go_over(office: Office) -> None:
    """What was not chosen loses the older file and gets none; what the newer file has already stays as it is."""
    first, second = (office.row_id(place) for place in PLACES)
    link_evidence(office.services, office.clerk, 2, second)

    supersede_evidence(office.services, office.clerk, 1, 2, REASON, row_ids=(second,))

    assert (supported_by(office, 1), supported_by(office, 2)) == (set(), {second})
    assert first != second


def test_replaced_evidence_counts_no_more(office: Office) -> None:
    """It is linked nowhere again, replaced by nothing else, and not among the files without a criterion."""
    supersede_evidence(office.services, office.clerk, 1, 2, REASON, row_ids=())
    third = receive(office, "ba")

    with pytest.raises(RefusedError) as linking:
        link_evidence(office.services, office.clerk, 1, office.row_id("1.1.1"))
    with pytest.raises(ConflictError) as again:
        supersede_evidence(office.services, office.clerk, 1, third, REASON)
    with pytest.raises(ConflictError):
        supersede_evidence(office.services, office.clerk, third, 1, REASON)
    unlinked = review_assessment(office.services, office.clerk, office.assessment_id).unlinked
    assert (linking.value.reason, again.value.reason) == ("evidence-superseded",) * 2
    assert {file.id for file in unlinked} == {2, third}


def test_replacement_is_withdrawn(office: Office) -> None:
    """With a reason the older file may be used again; both steps are in the log."""
    supersede_evidence(office.services, office.clerk, 1, 2, REASON)
    withdraw_replacement(office.services, office.clerk, 1, "Thay nhầm tệp, bản cũ vẫn đúng.")
    link_evidence(office.services, office.clerk, 1, office.row_id("1.1.1"))

    assert supported_by(office, 1) == {office.row_id("1.1.1")}
    assert verify_log(office.services).holds
    with pytest.raises(NotFoundError):
        withdraw_replacement(office.services, office.clerk, 1, REASON)


def test_rights_and_reason_are_those_of_linking(office: Office) -> None:
    """Other agencies and short reasons are refused, and so is everybody once the time is over; nothing changes then."""
    before = supported_by(office, 1)
    with pytest.raises(PermissionDeniedError):
        supersede_evidence(office.services, office.appraiser, 1, 2, REASON)
    with pytest.raises(ScoreError):
        supersede_evidence(office.services, office.clerk, 1, 2, "ngắn")
    with pytest.raises(RefusedError):
        supersede_evidence(office.services, office.clerk, 1, 1, REASON)
    with pytest.raises(NotFoundError):
        supersede_evidence(office.services, office.clerk, 1, 99, REASON)
    states = (RoundState.CLOSED, RoundState.APPRAISING, RoundState.NOTIFIED, RoundState.COUNCIL, RoundState.PUBLISHED)
    for state in states:
        advance_round(office.services, office.administrator, ROUND, state, REASON)
    with pytest.raises(PermissionDeniedError):
        supersede_evidence(office.services, office.clerk, 1, 2, REASON)

    assert supported_by(office, 1) == before


def test_change_behind_the_logs_back_is_named(office: Office) -> None:
    """A replacement redirected by raw SQL is an unlogged change."""
    supersede_evidence(office.services, office.clerk, 1, 2, REASON)
    with office.services.work.engine.begin() as connection:
        connection.execute(text("UPDATE evidence_replacements SET replaced_by = 1"))

    (found,) = verify_log(office.services).differences
    assert (found.kind, found.name, found.logged, found.stored) == ("replacement", "replaced_by", 2, 1)


def test_a_move_waits_for_no_file_that_a_newer_one_replaces(office: Office) -> None:
    """What nobody will use any more is not counted among the files still to be verified."""
    third = receive(office, "chua-kiem-tra")
    before = prepare_move(office.services, office.administrator, ROUND, RoundState.CLOSED).files_waiting

    supersede_evidence(office.services, office.clerk, third, 2, REASON)

    after = prepare_move(office.services, office.administrator, ROUND, RoundState.CLOSED).files_waiting
    assert (before, after) == (1, 0)
