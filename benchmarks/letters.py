"""The letters of the benchmark: 200 with a text layer and one timestamped signature, 50 scanned from paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from string import ascii_lowercase
from typing import Literal

from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.layout import BoxConstraints

from evidence_svc.samples.drafts import Draft, load_drafts
from evidence_svc.samples.letters import Letter, set_letter, written_number
from evidence_svc.samples.pki import DemoPki, Organisation, Person, identity_of
from evidence_svc.samples.scans import scan_letter
from evidence_svc.samples.signing import Signature, SigningAct, add_signature
from evidence_svc.samples.stamps import draw_stamp
from verifiers.calendar import VIET_NAM_TIME

Kind = Literal["text", "scan"]
KINDS: tuple[Kind, ...] = ("text", "scan")
LONGEST = 5
"""Pages of the longest letter; the corpus has as many letters of each length from one page up."""
LINES_A_PAGE = 41
CHARACTERS_A_LINE = 88
FIRST_DAY = date(2019, 2, 1)
DAYS = 1760
"""Letters are dated within the five years for which the demonstration's leaves are valid."""


@dataclass(frozen=True, slots=True)
class Task:
    """One letter to make: what it says, and `serial`, which decides all that varies."""

    kind: Kind
    serial: int
    letter: Letter
    seal: str

    @property
    def file_name(self) -> str:
        """A name of one word without digits: no reader may learn number, date or type from it."""
        first, second = divmod(self.serial - 1, len(ascii_lowercase))
        return f"{self.kind}{ascii_lowercase[first]}{ascii_lowercase[second]}.pdf"

    @property
    def number(self) -> str:
        """The number as the letter prints it."""
        return f"{self.letter.number}/{self.letter.symbol}"


def plan_letters(texts: int, scans: int) -> tuple[Task, ...]:
    """The letters of a corpus with that many of each kind; a smaller corpus is the beginning of a larger one."""
    drafts = [draft for draft in load_drafts() if draft.form == "signed" and draft.letter.symbol]
    return (*_plan("text", texts, drafts), *_plan("scan", scans, drafts))


def make_letter(task: Task, pki: DemoPki) -> bytes:
    """The file of one letter; the same task and PKI give the same bytes."""
    if task.kind == "scan":
        return scan_letter(task.letter, task.serial)
    return _sign(task, pki)


def _plan(kind: Kind, count: int, drafts: list[Draft]) -> Iterator[Task]:
    offset = KINDS.index(kind) * 7
    for serial in range(1, count + 1):
        draft = drafts[(serial * 5 + offset) % len(drafts)]
        yield Task(kind, serial, _vary(draft.letter, serial + offset * 131), draft.seal)


def _vary(letter: Letter, serial: int) -> Letter:
    """The letter of the sample under another number, date, subject and length."""
    day = FIRST_DAY + timedelta(days=serial * 37 % DAYS)
    subject = f"{letter.subject}, đợt {serial % 12 + 1}, mã hồ sơ {serial * 7919 % 10_000:04d}"
    body = tuple(_lengthen(letter.body, pages=serial % LONGEST + 1))
    number = written_number(serial * 13 % 2000 + 1)
    return replace(letter, number=number, date=day, subject=subject, body=body)


def _lengthen(body: tuple[str, ...], *, pages: int) -> Iterator[str]:
    """Paragraphs for that many pages: the first keeps room for the head, the last for the signature."""
    wanted = LINES_A_PAGE * pages - 31
    for paragraph in islice(cycle(body[1:-1] or body), 40 * pages):
        if wanted <= 0:
            return
        wanted -= len(paragraph) // CHARACTERS_A_LINE + 1
        yield paragraph


def _sign(task: Task, pki: DemoPki) -> bytes:
    """The letter with one signature, its leader's, and the timestamp of the demonstration's authority."""
    letter = set_letter(task.letter)
    signer = task.letter.signer_name
    leader = identity_of(pki, Person(signer, task.seal))
    agency = identity_of(pki, Organisation(task.seal, parent=task.letter.issuer_parent))
    morning = time(8 + task.serial % 9, task.serial % 60)
    at = datetime.combine(task.letter.date or FIRST_DAY, morning, VIET_NAM_TIME)
    picture = draw_stamp("signature", signer)
    drawing = PdfImage(picture, name="Stamp", box=BoxConstraints(picture.width, picture.height))
    act = SigningAct(leader, agency, signed_at=at, stamped_at=at, leader_name=signer)
    return add_signature(letter.pdf, Signature("LanhDao", letter.places["signature"], drawing, at), leader, act, pki)
