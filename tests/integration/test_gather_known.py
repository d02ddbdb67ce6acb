"""What an agency's other evidence says is gathered from its newest reports, each of them understood once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import URL

from evidence_svc.domain.known import Json, KnownFacts, known_from, merged
from evidence_svc.operations import gather_known as gathering
from evidence_svc.operations.gather_known import gather_known
from evidence_svc.operations.process import process_evidence
from evidence_svc.operations.receive import receive_evidence
from evidence_svc.services import Services
from tests.factories import make_office, make_services, make_settings


def receive(services: Services, files: int) -> list[int]:
    """Ids of so many files that a new office has received."""
    office = make_office(services)
    return [
        receive_evidence(services, office.clerk, office.assessment_id, f"tệp {n}.pdf", [b"<html>%d" % n]).evidence_id
        for n in range(files)
    ]


def known_beside(services: Services, evidence_id: int) -> KnownFacts:
    """What is gathered for one file."""
    with services.work.read() as unit:
        return gather_known(unit, evidence_id)


def teach(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Let the first report that is understood teach the name "1", the second "2"; returns what was understood."""
    understood: list[object] = []

    def understand(records: list[Json]) -> KnownFacts:
        understood.append(records)
        return KnownFacts((str(len(understood)),))

    monkeypatch.setattr(gathering, "known_from", understand)
    return understood


def test_a_report_is_understood_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same report is not taken apart again for the next document of the agency."""
    services = make_services(make_settings(tmp_path))
    ids = receive(services, 3)
    process_evidence(services, ids[0])
    understood = teach(monkeypatch)

    found = [known_beside(services, ids[1]), known_beside(services, ids[2])]

    services.work.engine.dispose()
    assert found == [KnownFacts(("1",))] * 2
    assert len(understood) == 1


def test_the_newest_report_on_each_other_file_teaches(tmp_path: Path, database_url: URL) -> None:
    """Nothing is learnt from the document itself, an older report, or a file that has none; the newest come first."""
    services = make_services(make_settings(tmp_path, database_url))
    ids = receive(services, 4)
    for place in (0, 1, 0, 2):
        process_evidence(services, ids[place])

    with services.work.read() as unit:
        found = [unit.verifications.newest_beside(ids[2], limit=most) for most in (60, 1)]
        newest = unit.verifications.latest_of((ids[1], ids[0]))

    services.work.engine.dispose()
    assert found == [(newest[ids[1]].id, newest[ids[0]].id), (newest[ids[1]].id,)]


def test_each_database_teaches_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was understood of one database's report is not taken for that of another with the same number."""
    first, second = (make_services(make_settings(tmp_path / name)) for name in ("a", "b"))
    ids = [receive(services, 2) for services in (first, second)]
    assert ids[0] == ids[1]
    for services in (first, second):
        process_evidence(services, ids[0][0])
    teach(monkeypatch)

    found = [known_beside(services, ids[0][1]) for services in (first, second)]

    for services in (first, second):
        services.work.engine.dispose()
    assert found == [KnownFacts(("1",)), KnownFacts(("2",))]


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
