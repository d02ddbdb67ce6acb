"""Many files at once: each has its own outcome, what is clear is linked, and a second import changes nothing."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_svc.domain.errors import PermissionDeniedError
from evidence_svc.operations.explain import change_explanation
from evidence_svc.operations.import_evidence import (
    ArchiveError,
    Imported,
    Offered,
    files_of_archive,
    files_of_folder,
    import_evidence,
)
from parsers.archive import ArchiveMember
from tests.factories import Office, make_office, make_services, make_settings
from tests.sites import letter

PREFIXED = "5355_11732_6140_1_34-17.01 Kế hoạch CCHC.pdf"
FOLDERED = "Minh chứng/Tiêu chí 1.1.1 Kế hoạch/kế hoạch năm.pdf"
UNCLEAR = "Minh chứng/1.1.1 và 1.1.2/báo cáo chung.pdf"
CITED = "Minh chứng/bao cao quy 1.pdf"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with an open round."""
    services = make_services(make_settings(tmp_path / "data"))
    yield make_office(services)
    services.work.engine.dispose()


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def take(office: Office, files: Iterator[Offered]) -> dict[str, Imported]:
    """The outcomes by path."""
    return {done.path: done for done in import_evidence(office.services, office.clerk, office.assessment_id, files)}


def take_archive(office: Office, files: dict[str, bytes]) -> dict[str, Imported]:
    """The outcomes of an archive."""
    return take(office, files_of_archive(packed(files), most_bytes=office.services.settings.max_upload_bytes))


def test_prefix_and_folder_lead_to_their_criteria(office: Office) -> None:
    """The provincial prefix and a folder's code are enough; a folder with two codes leaves the file to a person."""
    files = {PREFIXED: letter(), FOLDERED: letter("35/KH-VP"), UNCLEAR: letter("36/BC-VP")}

    done = take_archive(office, files)

    places = {path: (one.criterion.path if one.criterion else None, one.placed_by) for path, one in done.items()}
    assert places == {PREFIXED: ("1.1.2", "prefix"), FOLDERED: ("1.1.1", "folder"), UNCLEAR: (None, None)}
    assert {one.outcome for one in done.values()} == {"new"}


def test_a_file_named_in_an_explanation_is_linked_there(office: Office) -> None:
    """An office that names its file in the explanation of one criterion has said where it belongs."""
    row = office.row_id("1.1.1")
    change_explanation(office.services, office.clerk, row, "Xem Bao cao  quy 1.pdf kèm theo.")

    done = take_archive(office, {CITED: letter()})

    submitted = done[CITED].submitted
    assert submitted is not None
    assert (done[CITED].placed_by, submitted.row_id) == ("reference", row)


def test_the_same_import_again_changes_nothing(office: Office) -> None:
    """Bytes that are there lead to the file that is there; no second link is made."""
    files = {PREFIXED: letter(), FOLDERED: letter("35/KH-VP")}
    take_archive(office, files)

    again = take_archive(office, files)

    with office.services.work.read() as unit:
        assert len(unit.evidence.in_assessment(office.assessment_id)) == 2
        assert len(unit.evidence.links_in(office.assessment_id)) == 2
    assert {one.outcome for one in again.values()} == {"same"}


def test_a_refused_file_stops_no_other(office: Office) -> None:
    """An empty file and an archive in the archive are refused with a sentence each; the letter is received."""
    done = take_archive(office, {"rong.pdf": b"", "trong.zip": packed({"a.txt": b"a"}), "tot.pdf": letter()})

    assert [(one.outcome, one.reason) for one in done.values()] == [
        ("refused", "empty-file"),
        ("refused", "nested-archive"),
        ("new", ""),
    ]
    assert all(one.message for one in done.values() if one.outcome == "refused")


def test_a_folder_is_walked_and_links_are_not_followed(office: Office, tmp_path: Path) -> None:
    """Files in folders are taken in order; a link to a file elsewhere on the disk is refused."""
    folder = tmp_path / "Hồ sơ"
    (folder / "1.1.1").mkdir(parents=True)
    (folder / "1.1.1" / "ke hoach.pdf").write_bytes(letter())
    (tmp_path / "secret.txt").write_text("mật", encoding="utf-8")
    (folder / "lien ket.txt").symlink_to(tmp_path / "secret.txt")

    done = take(office, files_of_folder(folder))

    assert {path: (one.outcome, one.reason) for path, one in done.items()} == {
        "Hồ sơ/lien ket.txt": ("refused", "link"),
        "Hồ sơ/1.1.1/ke hoach.pdf": ("new", ""),
    }
    assert done["Hồ sơ/1.1.1/ke hoach.pdf"].placed_by == "folder"


def test_what_is_no_archive_is_refused_as_a_whole(office: Office) -> None:
    """A PDF under the name of an archive ends with the reader's reason and a sentence."""
    with pytest.raises(ArchiveError) as refused:
        take(office, files_of_archive(letter(), most_bytes=1_000_000))

    assert refused.value.reason == "unsupported-type"


def test_only_the_assessed_office_may_import(office: Office) -> None:
    """An appraiser of another office adds nothing."""
    with pytest.raises(PermissionDeniedError):
        list(import_evidence(office.services, office.appraiser, office.assessment_id, iter(())))


def test_an_archive_that_breaks_its_reader_stops_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP is unpacked in a child: what came out before it died is kept, and the service goes on."""

    def broken(content: bytes, _limits: object) -> Iterator[ArchiveMember]:
        yield ArchiveMember("a.pdf", "a.pdf", content)
        os._exit(3)

    monkeypatch.setattr("evidence_svc.operations.import_evidence.unpack", broken)
    files = files_of_archive(letter(), most_bytes=1_000_000)
    outcomes = import_evidence(office.services, office.clerk, office.assessment_id, files)

    first = next(outcomes)
    with pytest.raises(ArchiveError) as caught:
        next(outcomes)

    assert (caught.value.reason, first.outcome) == ("child-died", "new")
    assert "dừng đột ngột" in str(caught.value)
