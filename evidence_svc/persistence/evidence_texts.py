"""The words in each piece of evidence, for searching alone: made when it is received and read, never trusted."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from evidence_svc.domain.folding import unaccent
from evidence_svc.persistence.assessments import assessments
from evidence_svc.persistence.evidence import Evidence, evidence
from evidence_svc.persistence.metadata import metadata

evidence_texts = Table(
    "evidence_texts",
    metadata,
    Column("evidence_id", Integer, ForeignKey("evidence.id"), primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("plain", Text, nullable=False),
)

LONGEST = 30_000
"""Characters kept of one file: some ten pages, and of longer ones the first."""
LOOKALIKES = str.maketrans("oilsbz", "011582")
"""Letters that OCR takes for digits, and the digits."""


@dataclass(frozen=True, slots=True)
class FoundText:
    """A file whose words were found: its agency and the text, which `unaccent` maps place by place."""

    evidence: Evidence
    agency_id: str
    text: str


class EvidenceTexts:
    """The words of evidence in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, evidence_id: int, words: Sequence[str]) -> None:
        """Keep these words of a file instead of those kept before."""
        text = unicodedata.normalize("NFC", " ".join(" ".join(words).split()))[:LONGEST]
        self._connection.execute(_FORGET, {"wanted": evidence_id})
        self._connection.execute(_KEEP, {"evidence_id": evidence_id, "text": text, "plain": unaccent(text)})

    def add(self, evidence_id: int, words: str) -> None:
        """Let a file be found by these words, too: another name for it, a corrected number."""
        query = select(evidence_texts.c.text).where(evidence_texts.c.evidence_id == evidence_id)
        self.keep(evidence_id, (words, self._connection.execute(query).scalar_one_or_none() or ""))

    def find(
        self, tokens: Sequence[str], agency_ids: Collection[str], *, limit: int, like_ocr: bool = False
    ) -> tuple[FoundText, ...]:
        """Files of these agencies that have every token (as `unaccent` writes them), newest first.

        With `like_ocr` a letter stands for the digit that OCR takes it for, and the other way round.
        """
        joined = evidence.join(evidence_texts).join(assessments, assessments.c.id == evidence.c.assessment_id)
        plain = _like_digits(evidence_texts.c.plain) if like_ocr else evidence_texts.c.plain
        wanted = [token.translate(LOOKALIKES) for token in tokens] if like_ocr else tokens
        query = (
            select(*evidence.c, assessments.c.agency_id, evidence_texts.c.text)
            .select_from(joined)
            .where(assessments.c.agency_id.in_(agency_ids), *(plain.contains(one, autoescape=True) for one in wanted))
            .order_by(evidence.c.id.desc())
            .limit(limit)
        )
        return tuple(FoundText(Evidence(*row[:-2]), *row[-2:]) for row in self._connection.execute(query))


# Built once: every document that is received or read runs them.
_FORGET = delete(evidence_texts).where(evidence_texts.c.evidence_id == bindparam("wanted"))
_KEEP = insert(evidence_texts)


def _like_digits(column: ColumnElement[str]) -> ColumnElement[str]:
    folded = column
    for letter, digit in LOOKALIKES.items():
        folded = func.replace(folded, chr(letter), chr(digit), type_=Text)
    return folded
