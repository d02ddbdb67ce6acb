"""The benchmark's files: made once into a folder, with what each of them truly says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from benchmarks import letters
from benchmarks.letters import Kind, Task, make_letter, plan_letters
from evidence_svc import samples
from evidence_svc.samples.pki import DemoPki, export_trust, open_pki
from parsers.reader import page_count

TRUTHS = "truths.json"
MADE_FROM = ("*.py", "*.typ", "documents.yaml")


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus and what is printed on it; `date` is ISO 8601."""

    path: Path
    kind: Kind
    number: str
    date: str
    pages: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files, and the folder of trust anchors that their signatures end in."""

    documents: tuple[Document, ...]
    trust: Path

    def of(self, kind: Kind) -> tuple[Document, ...]:
        """The documents of one kind, in order."""
        return tuple(document for document in self.documents if document.kind == kind)


def make_corpus(folder: Path, texts: int, scans: int, progress: Callable[[str], None]) -> Corpus:
    """The corpus with that many letters of each kind; files that stand in `folder` already are used again.

    `progress` is told each file's name. When anything that letters are made from has changed, all are made anew.
    """
    pki = open_pki(folder / "pki")
    export_trust(pki, folder / "trust")
    digest = _fingerprint(pki)
    kept = _read_truths(folder, digest)
    if not kept:
        _clear(folder)
    documents = []
    for task in plan_letters(texts, scans):
        if task.file_name not in kept:
            kept[task.file_name] = _make(folder, task, pki)
            _write_truths(folder, digest, kept)
        documents.append(kept[task.file_name])
        progress(task.file_name)
    return Corpus(tuple(documents), folder / "trust")


def _clear(folder: Path) -> None:
    """Nothing of an older plan stays behind."""
    for path in folder.glob("*.pdf"):
        path.unlink()


def _make(folder: Path, task: Task, pki: DemoPki) -> Document:
    content = make_letter(task, pki)
    path = folder / task.file_name
    path.write_bytes(content)
    day = task.letter.date or date.min
    return Document(path, task.kind, task.number, day.isoformat(), page_count(content))


def _fingerprint(pki: DemoPki) -> str:
    """A digest of all that letters are made from: this plan, the sample's files, the PKI's root."""
    digest = hashlib.sha256(pki.root.certificate.fingerprint(hashes.SHA256()))
    package = Path(samples.__file__).parent
    for path in (Path(letters.__file__), *sorted(path for name in MADE_FROM for path in package.glob(name))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read_truths(folder: Path, digest: str) -> dict[str, Document]:
    path = folder / TRUTHS
    if not path.exists():
        return {}
    truths = json.loads(path.read_text(encoding="utf-8"))
    if truths["fingerprint"] != digest:
        return {}
    found = (Document(**{**entry, "path": folder / entry["path"]}) for entry in truths["documents"])
    return {document.path.name: document for document in found if document.path.exists()}


def _write_truths(folder: Path, digest: str, documents: dict[str, Document]) -> None:
    entries = [{**asdict(document), "path": document.path.name} for document in documents.values()]
    text = json.dumps({"fingerprint": digest, "documents": entries}, ensure_ascii=False, indent=0)
    new = (folder / TRUTHS).with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(folder / TRUTHS)
