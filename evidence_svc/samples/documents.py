"""The documents behind the file names of the sample self-assessment: made once, kept in a folder."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from evidence_svc.samples.drafts import Draft, Form, altered_letter, bare_name, load_drafts
from evidence_svc.samples.letters import Letter, render_letter, set_letter, written_day, written_month
from evidence_svc.samples.load import load_self_assessment
from evidence_svc.samples.office_files import make_web_page, make_word_draft, make_workbook
from evidence_svc.samples.pki import DemoPki, Organisation, Person, export_trust, identity_of, open_pki
from evidence_svc.samples.scans import photograph_letter, scan_letter
from evidence_svc.samples.signing import SigningAct, replace_first_page, sign_annex, sign_like_a_clerk
from verifiers.calendar import VIET_NAM_TIME

MANIFEST = "manifest.json"
MADE_FROM = (
    "documents.py",
    "documents.yaml",
    "drafts.py",
    "letter.typ",
    "letters.py",
    "office_files.py",
    "pki.py",
    "scans.py",
    "signers.py",
    "signing.py",
    "stamp.typ",
    "stamps.py",
)


class UnknownDocumentError(LookupError):
    """No sample document goes by this file name."""


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """One made file: the names it goes by (without upload prefix), where it is, and what it is."""

    files: tuple[str, ...]
    path: Path
    sha256: str
    form: Form


def make_documents(folder: Path, *, trust: Path, progress: Callable[[str], None] | None = None) -> dict[str, Path]:
    """A file for each evidence name of the sample self-assessment; `progress` is told each name as it is ready.

    PKI and documents are kept in `folder`; the demonstration's trust anchors are written into `trust`.
    Raises UnknownDocumentError when a name stands for no document.
    """
    pki = open_pki(folder / "pki")
    export_trust(pki, trust)
    names = [name for row in load_self_assessment() for name in row.evidence]
    return assign_files(names, make_files(folder / "documents", pki, load_drafts()), progress)


def assign_files(
    names: Iterable[str], documents: Iterable[MadeDocument], progress: Callable[[str], None] | None = None
) -> dict[str, Path]:
    """Lead each evidence name to the file it stands for, in the order in which the documents come.

    `progress` is told each name once. Raises UnknownDocumentError when a name stands for none of them.
    """
    missing = dict.fromkeys(names)
    paths = {}
    for document in documents:
        for name in [name for name in missing if stands_for(document, name)]:
            paths[name] = document.path
            del missing[name]
            if progress is not None:
                progress(name)
    if missing:
        raise UnknownDocumentError(next(iter(missing)))
    return paths


def make_files(folder: Path, pki: DemoPki, drafts: Sequence[Draft]) -> Iterator[MadeDocument]:
    """The drafts' documents one by one, each made into `folder` unless the folder holds them already.

    What stands there is used again when nothing it was made from has changed (texts, layout, code, PKI)
    and every file still has its digest.
    """
    fingerprint = _fingerprint(pki, drafts)
    kept = _read_manifest(folder, fingerprint)
    if kept is not None:
        yield from kept
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for draft in drafts:
        made.append(_make_file(folder, draft, pki))
        yield made[-1]
    _write_manifest(folder, fingerprint, made)


def stands_for(document: MadeDocument, file_name: str) -> bool:
    """Whether `file_name`, with or without upload prefix, names this document; diacritics do not matter."""
    wanted = _key(file_name)
    return any(_key(name) == wanted for name in document.files)


def make_document(draft: Draft, pki: DemoPki) -> bytes:
    """The bytes of one document; the same draft and PKI give the same bytes."""
    match draft.form:
        case "signed":
            return _signed(draft, pki)
        case "annex":
            return sign_annex(set_letter(draft.letter), _act(draft, pki), pki)
        case "unsigned":
            return render_letter(draft.letter)
        case "scan":
            return scan_letter(draft.letter, _seed(draft))
        case "photo":
            return photograph_letter(draft.letter, _seed(draft))
        case "word":
            return make_word_draft(draft.letter)
        case "workbook":
            return make_workbook(draft.letter.subject)
        case "web-page":
            return make_web_page(draft.letter.subject)


def _signed(draft: Draft, pki: DemoPki) -> bytes:
    signed = _sign(draft, draft.letter, pki)
    if draft.altered is None:
        return signed
    return replace_first_page(signed, _sign(draft, altered_letter(draft), pki))


def _sign(draft: Draft, letter: Letter, pki: DemoPki) -> bytes:
    act = _act(draft, pki)
    if act.number is not None and letter.date is not None:
        letter = _with_blanks(letter)
    return sign_like_a_clerk(set_letter(letter), act, pki)


def _with_blanks(letter: Letter) -> Letter:
    """The letter as the leader signs it: number, day and month still to be stamped."""
    year = letter.date.year if letter.date else letter.year
    return replace(letter, number=None, date=None, year=year)


def _act(draft: Draft, pki: DemoPki) -> SigningAct:
    letter = draft.letter
    day = draft.signed_on or letter.date or date.min
    signed_at, stamped_at = _office_hours(day, _seed(draft))
    stamped = letter.date if draft.signing != "typed" else None
    agency = identity_of(pki, Organisation(draft.seal, parent=letter.issuer_parent or "UBND tỉnh Quảng Trị"))
    leader = identity_of(pki, Person(letter.signer_name, draft.seal)) if letter.signer_name else agency
    return SigningAct(
        leader=leader,
        agency=agency,
        signed_at=signed_at,
        stamped_at=stamped_at,
        number=letter.number if stamped else None,
        day=written_day(stamped.day) if stamped else None,
        month=written_month(stamped.month) if stamped else None,
        leader_name=letter.signer_name,
        agency_name=draft.seal,
        digest="sha1" if draft.signing == "sha1" else "sha256",
        cades=draft.signing == "cades",
        timestamped=draft.signing != "untimed",
    )


def _office_hours(day: date, seed: int) -> tuple[datetime, datetime]:
    """When the leader signed (in the morning) and when the clerk stamped (in the afternoon) of `day`."""
    morning = datetime.combine(day, time(8, 0), VIET_NAM_TIME) + timedelta(minutes=seed % 180, seconds=seed % 60)
    return morning, morning + timedelta(hours=5, minutes=seed % 47)


def _seed(draft: Draft) -> int:
    return int.from_bytes(hashlib.sha256(draft.files[0].encode()).digest()[:4], "big")


@cache
def _key(file_name: str) -> str:
    """A name without upload prefix, diacritics and case: what tells documents apart."""
    letters = unicodedata.normalize("NFD", bare_name(file_name).casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _make_file(folder: Path, draft: Draft, pki: DemoPki) -> MadeDocument:
    content = make_document(draft, pki)
    path = folder / draft.files[0]
    path.write_bytes(content)
    return MadeDocument(draft.files, path, hashlib.sha256(content).hexdigest(), draft.form)


def _fingerprint(pki: DemoPki, drafts: Sequence[Draft]) -> str:
    """A digest of all that the documents are made from: the drafts, this package's files, the PKI's root."""
    digest = hashlib.sha256(pki.root.certificate.fingerprint(hashes.SHA256()))
    digest.update(repr(drafts).encode())
    package = Path(__file__).parent
    for name in sorted(MADE_FROM):
        digest.update((package / name).read_bytes())
    return digest.hexdigest()


def _read_manifest(folder: Path, fingerprint: str) -> tuple[MadeDocument, ...] | None:
    path = folder / MANIFEST
    if not path.exists():
        return None
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if manifest["fingerprint"] != fingerprint:
        return None
    made = tuple(
        MadeDocument(tuple(one["files"]), folder / one["files"][0], one["sha256"], one["form"])
        for one in manifest["documents"]
    )
    return made if all(_still_stands(document) for document in made) else None


def _still_stands(document: MadeDocument) -> bool:
    if not document.path.exists():
        return False
    return hashlib.sha256(document.path.read_bytes()).hexdigest() == document.sha256


def _write_manifest(folder: Path, fingerprint: str, made: Sequence[MadeDocument]) -> None:
    documents = [{"files": one.files, "sha256": one.sha256, "form": one.form} for one in made]
    content = json.dumps({"fingerprint": fingerprint, "documents": documents}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(content, encoding="utf-8")
