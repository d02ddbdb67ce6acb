"""Evidence is verified again when what verdicts rest on has changed; scores on changed verdicts are listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from audit import store
from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.domain.score import ScoreKind
from evidence_svc.errors import ConflictError
from evidence_svc.operations.changed_verdicts import find_changed_verdicts
from evidence_svc.operations.correct import correct_reading
from evidence_svc.operations.link import link_evidence
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import find_waiting, receive_evidence
from evidence_svc.operations.reverify import find_outdated, reverify, reverify_one
from evidence_svc.operations.score import change_score
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.storage import StorageError
from tests.factories import NOW, ROUND, Office, make_office, make_services, make_settings
from tests.letters import signed_plan
from verifiers.signature.trust import TrustBundle, load_bundle

REASON = "Ngày trên bản giấy là 29/01/2023."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose signed plan is verified, without any trust anchor, under criterion 1.1.1."""
    content = signed_plan(tmp_path / "trust")
    services = make_services(make_settings(tmp_path / "data"))
    office = make_office(services)
    received = receive_evidence(services, office.clerk, office.assessment_id, "34-17.01 Kế hoạch.pdf", [content])
    link_evidence(services, office.clerk, received.evidence_id, office.row_id("1.1.1"))
    process_evidence(services, received.evidence_id)
    yield office
    services.work.engine.dispose()


def under(office: Office, bundle: TrustBundle) -> Office:
    """The same office a day later, with other trust anchors."""
    services = replace(office.services, bundle=bundle, clock=lambda: NOW + timedelta(days=1))
    return replace(office, services=services)


def test_nothing_is_outdated_while_nothing_changed(office: Office) -> None:
    """A report under the versions in force is not listed and not queued."""
    assert find_outdated(office.services, office.appraiser) == ()
    assert reverify(office.services, office.appraiser) == ()


def test_new_anchors_make_a_report_outdated(office: Office, tmp_path: Path) -> None:
    """After an import of anchors the file is listed with what changed; queued, it waits like a received one."""
    later = under(office, load_bundle(tmp_path / "trust"))

    (found,) = find_outdated(later.services, later.appraiser, ROUND)
    queued = reverify(later.services, later.appraiser, round_id=ROUND)

    assert (found.evidence.id, found.changed) == (1, ("trust_bundle",))
    assert queued == (1,)
    assert find_waiting(later.services) == (1,)
    assert find_outdated(later.services, later.appraiser)[0].is_queued


def test_the_earlier_verdict_stays_beside_the_newer(office: Office, tmp_path: Path) -> None:
    """Two reports with their own versions; the log has both and the request, and explains everything."""
    later = under(office, load_bundle(tmp_path / "trust"))
    reverify_one(later.services, later.clerk, 1)
    process_evidence(later.services, 1)

    with later.services.work.read() as unit:
        first, second = unit.verifications.history(1)
        actions = [entry.action for entry in store.read(unit.connection, subject="evidence:1")]
        state = unit.evidence.find(1)
    assert first.versions["trust_bundle"] != second.versions["trust_bundle"]
    assert actions == ["evidence:verified", "evidence:reverification-requested", "evidence:verified"]
    assert state is not None
    assert state.state == "verified"
    assert verify_log(later.services).holds


def test_what_waits_is_not_queued_twice(office: Office) -> None:
    """A second request while the first waits is a conflict with its reason."""
    reverify_one(office.services, office.clerk, 1)

    with pytest.raises(ConflictError) as refused:
        reverify_one(office.services, office.clerk, 1)

    assert refused.value.reason == "verification-waiting"
    assert reverify(office.services, office.appraiser, outdated_only=False) == ()


def test_a_council_member_queues_nothing(office: Office) -> None:
    """The right to have evidence verified again is not everybody's."""
    with pytest.raises(PermissionDeniedError):
        reverify_one(office.services, office.chair, 1)


def give_score(office: Office, value: str) -> None:
    """The office scores criterion 1.1.1."""
    points, row_id = Decimal(value), office.row_id("1.1.1")
    change_score(office.services, office.clerk, row_id, kind=ScoreKind.SELF, value=points, reason=REASON)


def test_scores_on_a_changed_verdict_are_listed(office: Office) -> None:
    """A score given on one verdict is listed with both outcomes once the verdict is another; other scores are not."""
    give_score(office, "0.5")
    before = find_changed_verdicts(office.services, office.appraiser)

    correct_reading(office.services, office.appraiser, 1, field="date", value="29/01/2023", reason=REASON)

    (changed,) = find_changed_verdicts(office.services, office.appraiser, round_id=ROUND)
    assert before == ()
    assert (changed.criterion.path, changed.score, changed.evidence_id) == ("1.1.1", Decimal("0.5"), 1)
    assert (changed.old, changed.new, changed.because) == ("indeterminate", "failed", ("correction",))


def test_a_score_given_after_the_change_rests_on_the_new_verdict(office: Office) -> None:
    """Scoring again with the new verdict in view takes the line off the list."""
    give_score(office, "0.5")
    correct_reading(office.services, office.appraiser, 1, field="date", value="29/01/2023", reason=REASON)
    give_score(office, "0.25")

    assert find_changed_verdicts(office.services, office.appraiser) == ()


def test_a_damaged_original_is_not_waited_for(office: Office) -> None:
    """Evidence whose bytes are gone cannot be verified again: its report stays and the queue is left in peace."""
    reverify_one(office.services, office.clerk, 1)
    folder = office.services.settings.data_dir / "blobs"
    next(path for path in folder.glob("??/*") if path.is_file()).unlink()

    with pytest.raises(StorageError):
        process_evidence(office.services, 1)

    with office.services.work.read() as unit:
        evidence = unit.evidence.find(1)
    assert evidence is not None
    assert evidence.state == "verified"
    assert find_waiting(office.services) == ()
