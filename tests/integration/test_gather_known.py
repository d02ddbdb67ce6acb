"""What an agency's other evidence says is gathered from its newest reports, each of them understood once."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_svc.domain.known import KnownFacts, known_from, merged
from evidence_svc.operations import gather_known as gathering
from evidence_svc.operations.gather_known import gather_known
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from tests.factories import make_office, make_services, make_settings


def test_a_report_is_understood_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same report is not taken apart again for the next document of the agency."""
    services = make_services(make_settings(tmp_path))
    office = make_office(services)
    ids = [
        receive_evidence(services, office.clerk, office.assessment_id, f"{n}.pdf", [b"<html>%d" % n]).evidence_id
        for n in range(3)
    ]
    process_evidence(services, ids[0])
    understood: list[object] = []

    def understand(records: list[object]) -> KnownFacts:
        understood.append(records)
        return KnownFacts(("A",))

    monkeypatch.setattr(gathering, "known_from", understand)
    gathering._facts_in.cache_clear()

    with services.work.read() as unit:
        found = [gather_known(unit, ids[1]), gather_known(unit, ids[2])]

    gathering._facts_in.cache_clear()
    services.work.engine.dispose()
    assert found == [KnownFacts(("A",))] * 2
    assert len(understood) == 1


def test_facts_of_several_reports_are_those_of_all_together() -> None:
    """Merging what single reports teach gives what reading them at once gives."""
    records = [
        {
            "signatures": [{"signer": name, "role": "person", "intact": True, "trusted": True}],
            "document": {"number": None},
        }
        for name in ("Nguyễn Văn Mẫu", "Trần Thị Thử", "Nguyễn Văn Mẫu")
    ]

    assert merged(known_from([record]) for record in records) == known_from(records)
