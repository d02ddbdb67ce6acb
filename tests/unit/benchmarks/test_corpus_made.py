"""The benchmark's documents: they say what their truths say, claim nothing by name, and are made once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.documents import Corpus, make_corpus
from benchmarks.letters import plan_letters
from evidence_svc.operations.inspect import inspect_here
from evidence_svc.samples.pki import LEAF_VALIDITY
from parsers.document import FileNameClaim
from parsers.filename import parse_file_name
from verifiers.signature.trust import load_bundle

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def ignore(_: str) -> None:
    """Nobody watches the progress."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make_corpus(tmp_path_factory.mktemp("corpus"), 5, 0, ignore)


def test_a_smaller_corpus_begins_a_larger_one() -> None:
    """Documents made for a quick run serve the full one."""
    small, large = plan_letters(3, 2), plan_letters(200, 50)

    assert small[:3] == large[:3]
    assert small[3:] == large[200:202]


def test_names_claim_nothing() -> None:
    """No reader can learn from a file's name what it should read on the page."""
    names = [task.file_name for task in plan_letters(200, 50)]

    assert len(set(names)) == 250
    assert {parse_file_name(name) for name in names} == {FileNameClaim()}


def test_letters_differ_and_are_dated_while_their_signers_are_valid() -> None:
    """Each text has a number, a date and a subject of its own, within the certificates' years."""
    letters = [task.letter for task in plan_letters(200, 0)]
    dates = [letter.date for letter in letters if letter.date]

    assert len({(letter.number, letter.symbol) for letter in letters}) == 200
    assert len(set(dates)) == 200
    assert len({letter.subject for letter in letters}) == 200
    assert LEAF_VALIDITY[0].date() < min(dates) < max(dates) < LEAF_VALIDITY[1].date()


def test_documents_have_all_lengths_and_one_sound_timestamped_signature(corpus: Corpus) -> None:
    """What is measured is the reading of valid documents of one page to five."""
    bundle = load_bundle(corpus.trust)
    records = [inspect_here(one.path.read_bytes(), one.path.name, bundle, now=NOW).record for one in corpus.documents]

    assert {one.pages for one in corpus.documents} >= {1, 2, 3, 5}
    for one, record in zip(corpus.documents, records, strict=True):
        (signature,) = record["signatures"]
        assert signature["indication"] == "TOTAL-PASSED"
        assert signature["timestamped_at"]
        assert record["document"]["number"]["value"] == one.number
        assert record["document"]["date"]["value"] == one.date


def test_what_was_made_is_used_again(corpus: Corpus) -> None:
    """A second run makes nothing anew, and only what is missing."""
    folder = corpus.trust.parent
    before = {one.path: one.path.stat().st_mtime_ns for one in corpus.documents}
    lost = corpus.documents[2].path
    lost.unlink()

    again = make_corpus(folder, 5, 0, ignore)

    after = {one.path: one.path.stat().st_mtime_ns for one in again.documents}
    assert again == corpus
    assert {path for path in after if after[path] != before[path]} == {lost}


def test_letters_of_an_older_plan_are_made_anew(tmp_path: Path) -> None:
    """A change of what letters are made from shows in the fingerprint, and nothing old is measured."""
    made = make_corpus(tmp_path, 1, 0, ignore).documents[0].path
    truths = tmp_path / "truths.json"
    truths.write_text(truths.read_text("utf-8").replace('"fingerprint": "', '"fingerprint": "0'), "utf-8")
    made.write_bytes(b"old")

    make_corpus(tmp_path, 1, 0, ignore)

    assert made.read_bytes().startswith(b"%PDF-")
