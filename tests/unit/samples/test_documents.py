"""Which document each file name stands for, and how documents are made and kept."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from evidence_svc.samples.defects import load_defects, load_natural_findings
from evidence_svc.samples.documents import (
    MadeDocument,
    UnknownDocumentError,
    assign_files,
    make_document,
    make_files,
    stands_for,
)
from evidence_svc.samples.drafts import Draft, bare_name, load_drafts
from evidence_svc.samples.load import load_criteria_set, load_self_assessment
from evidence_svc.samples.pki import DemoPki, open_pki
from parsers.document import TextOrigin
from parsers.errors import ParseError
from parsers.filename import parse_file_name
from parsers.parse import ParseOptions, parse_document

FORMS = ("signed", "annex", "unsigned", "scan", "photo", "word", "workbook", "web-page")
SCAN = next(draft for draft in load_drafts() if draft.form == "scan")
WORKBOOK = next(draft for draft in load_drafts() if draft.form == "workbook")
PAGE = next(draft for draft in load_drafts() if draft.form == "web-page")


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return open_pki(tmp_path_factory.mktemp("pki"))


def references() -> list[str]:
    return [name for row in load_self_assessment() for name in row.evidence]


def drafts_of(name: str) -> list[Draft]:
    made = {draft: MadeDocument(draft.files, Path(), "", draft.form) for draft in load_drafts()}
    return [draft for draft, document in made.items() if stands_for(document, name)]


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFD", bare_name(name).casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def test_every_reference_stands_for_exactly_one_document() -> None:
    """The 105 references with their 82 names lead to one document each."""
    found = [drafts_of(name) for name in references()]

    assert len(found) == 105
    assert {len(drafts) for drafts in found} == {1}


def test_every_document_is_referred_to() -> None:
    """No document is made that no criterion shows, under a name that the self-assessment does not use."""
    assert {name for draft in load_drafts() for name in draft.files} == {bare_name(name) for name in references()}


def test_names_that_differ_in_diacritics_are_one_document() -> None:
    """82 names, 79 without diacritics: those three pairs share their bytes."""
    by_folding = Counter(folded(name) for name in {bare_name(name) for name in references()})

    assert (sum(by_folding.values()), len(by_folding)) == (82, 79)
    for name in by_folding:
        assert len(drafts_of(name)) == 1


def test_documents_bear_the_number_and_date_of_their_names() -> None:
    """What a name claims, its document says, but for the one planted with another document's number."""
    planted = {defect.file for defect in load_defects() if defect.reason == "number-differs-from-file-name"}
    differing = set()
    for draft in load_drafts():
        for name in draft.files:
            claim, letter = parse_file_name(name), draft.letter
            claims = [(claim.number, letter.number and int(letter.number))] if letter.number else []
            if letter.date is not None:
                claims += [(claim.day, letter.date.day), (claim.month, letter.date.month)]
                claims += [(claim.year, letter.date.year)]
            if any(claimed is not None and claimed != said for claimed, said in claims):
                differing.add(name)

    assert differing == planted


def test_the_planted_number_belongs_to_another_document() -> None:
    """Number 61 in the name of the decision is the plan's number."""
    numbers = Counter(draft.letter.number for draft in load_drafts())
    (planted,) = (one for one in load_defects() if one.reason == "number-differs-from-file-name")

    assert numbers[str(planted.details["claimed"])] == 1
    assert planted.file is not None
    assert drafts_of(planted.file)[0].letter.number != str(planted.details["claimed"])


def test_the_forms_are_mixed() -> None:
    """Signed originals, scans, SHA-1 digests, both subfilters, and one of each odd kind."""
    forms = Counter(draft.form for draft in load_drafts())
    signings = Counter(draft.signing for draft in load_drafts() if draft.form == "signed")

    assert set(forms) == set(FORMS)
    assert forms["signed"] >= 45
    assert forms["scan"] >= 15
    assert (forms["photo"], forms["word"], forms["workbook"]) == (1, 1, 2)
    assert signings["sha1"] >= 3
    assert signings["cades"] >= 5
    assert signings["untimed"] >= 1


@pytest.mark.parametrize("form", FORMS)
def test_the_same_draft_gives_the_same_bytes(pki: DemoPki, form: str) -> None:
    """A document of any form repeats byte for byte with the same PKI."""
    draft = next(draft for draft in load_drafts() if draft.form == form)

    assert make_document(draft, pki) == make_document(draft, pki)


def test_a_scan_has_no_text(pki: DemoPki) -> None:
    """A scanned letter is a picture: without OCR there is nothing to read."""
    read = parse_document(make_document(SCAN, pki), ParseOptions(ocr=False))

    assert read.text_origin is TextOrigin.NONE
    assert read.number.value is None


def test_the_broken_file_is_refused_with_its_reason(pki: DemoPki) -> None:
    """A web page saved as PDF is named as what it is."""
    with pytest.raises(ParseError) as refusal:
        parse_document(make_document(PAGE, pki), ParseOptions())

    assert refusal.value.reason == "html-not-pdf"


def test_each_name_gets_its_file_and_is_told_once() -> None:
    """Names with their upload prefix lead to the file, whatever their diacritics; a repeated one counts once."""
    document = MadeDocument(("05 CV Văn phòng.pdf",), Path("a.pdf"), "", "signed")
    names = ["5355_11732_6150_1_05 CV Văn phòng.pdf", "5355_11732_6152_1_05 CV Van phong.pdf"]
    told: list[str] = []

    assert assign_files([*names, names[0]], [document], told.append) == dict.fromkeys(names, Path("a.pdf"))
    assert told == names


def test_a_name_without_a_document_is_an_error() -> None:
    """A reference that stands for nothing is not passed over."""
    with pytest.raises(UnknownDocumentError, match="06 CV"):
        assign_files(["5355_11732_6150_1_06 CV.pdf"], [])


def test_what_was_made_is_used_again(pki: DemoPki, tmp_path: Path) -> None:
    """A second run reads the manifest and writes nothing."""
    first = list(make_files(tmp_path, pki, [WORKBOOK, PAGE]))
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    assert list(make_files(tmp_path, pki, [WORKBOOK, PAGE])) == first
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == stamps


@pytest.mark.parametrize("harm", ["changed", "removed"])
def test_a_damaged_file_is_made_again(pki: DemoPki, tmp_path: Path, harm: str) -> None:
    """What no longer has its digest, or is gone, is replaced by what it should be."""
    (first,) = make_files(tmp_path, pki, [PAGE])
    content = first.path.read_bytes()
    if harm == "changed":
        first.path.write_bytes(content + b" ")
    else:
        first.path.unlink()

    assert list(make_files(tmp_path, pki, [PAGE])) == [first]
    assert first.path.read_bytes() == content


def test_another_pki_makes_everything_anew(pki: DemoPki, tmp_path: Path) -> None:
    """Documents of a lost PKI would chain to nothing, so they are not kept."""
    (first,) = make_files(tmp_path / "documents", pki, [PAGE])
    first.path.write_bytes(b"stale")
    list(make_files(tmp_path / "documents", open_pki(tmp_path / "pki"), [PAGE]))

    assert first.path.read_bytes() != b"stale"


def test_planted_defects_name_real_files_and_criteria() -> None:
    """Each planted file is referred to by each criterion that the defect names."""
    paths = {criterion.id: criterion.path for criterion in load_criteria_set().leaves}
    evidence = {paths[row.criterion_id]: [bare_name(name) for name in row.evidence] for row in load_self_assessment()}
    for defect in load_defects():
        for criterion in defect.criteria:
            assert (defect.file in evidence[criterion]) if defect.file else not evidence[criterion]


def test_the_guide_lists_what_is_planted_and_what_is_natural() -> None:
    """docs/demo.md has every defect with its file, reason and sentence, and every natural reason."""
    guide = (Path(__file__).parents[3] / "docs" / "demo.md").read_text(encoding="utf-8")
    for defect in load_defects():
        for words in (defect.id, defect.file or "", defect.reason, defect.message, *defect.criteria):
            assert words in guide
    for natural in load_natural_findings():
        assert natural.reason in guide
