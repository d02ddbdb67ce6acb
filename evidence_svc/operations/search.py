"""Search what a person may see: agencies, criteria, and evidence by name, number and text."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from evidence_svc.domain.criteria import Criterion
from evidence_svc.domain.folding import unaccent
from evidence_svc.domain.permissions import Action, may
from evidence_svc.operations.context import Request, Standing, list_standings
from evidence_svc.persistence.agencies import Agency
from evidence_svc.persistence.evidence import Evidence
from evidence_svc.persistence.evidence_texts import LOOKALIKES
from evidence_svc.persistence.rounds import Round
from evidence_svc.persistence.standings import Placed
from evidence_svc.persistence.unit_of_work import UnitOfWork
from evidence_svc.services import Services

LONGEST = 200
MOST_TOKENS = 8
MOST = 30
"""Of each kind so many are shown; who finds more must say more."""
_BEFORE, _AFTER = 60, 100


@dataclass(frozen=True, slots=True)
class Snippet:
    """Where the words stand: what comes before, the words as written, what follows."""

    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundEvidence:
    """A file with its agency, its newest outcome (None: not verified yet) and the place where it was found.

    `is_partly_read`: pages of it are pictures, of which only what the machine read can be found.
    """

    evidence: Evidence
    agency: Agency
    outcome: str | None
    snippet: Snippet
    is_partly_read: bool = False


@dataclass(frozen=True, slots=True)
class FoundCriterion:
    """A criterion of a round with the rows of the agencies that answer to it, as (row id, agency)."""

    round: Round
    criterion: Criterion
    rows: tuple[tuple[int, Agency], ...]


@dataclass(frozen=True, slots=True)
class FoundAgency:
    """An agency with its assessments, newest round first."""

    agency: Agency
    placed: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found of each kind, `MOST` at most; `is_loose`: evidence was found only as OCR might have misread it."""

    agencies: tuple[FoundAgency, ...] = ()
    criteria: tuple[FoundCriterion, ...] = ()
    evidence: tuple[FoundEvidence, ...] = ()
    is_loose: bool = False

    @property
    def count(self) -> int:
        """How many there are of all kinds."""
        return len(self.agencies) + len(self.criteria) + len(self.evidence)


def search(services: Services, request: Request, words: str) -> Findings:
    """What this person may see that has all of the words, accents and case aside; nothing for no words."""
    tokens = split_words(words)
    if not tokens:
        return Findings()
    with services.work.read() as unit:
        placed = [each for each in unit.standings.list() if _may_see(request, each)]
        agencies = {each.agency.id: each.agency for each in placed}
        evidence, is_loose = _evidence(unit, tokens, agencies)
        return Findings(_agencies(tokens, placed), _criteria(unit, tokens, placed), evidence, is_loose)


def split_words(words: str) -> tuple[str, ...]:
    """The words as they are compared: `Kế hoạch 316/KH` → (`ke`, `hoach`, `316/kh`)."""
    return tuple(unaccent(unicodedata.normalize("NFC", words[:LONGEST])).split()[:MOST_TOKENS])


def _may_see(request: Request, placed: Placed) -> bool:
    return may(request.actor, Action.VIEW_ASSESSMENT, placed.agency.id)


def _has(text: str, tokens: Sequence[str]) -> bool:
    plain = unaccent(unicodedata.normalize("NFC", text))
    return all(token in plain for token in tokens)


def _agencies(tokens: Sequence[str], placed: Sequence[Placed]) -> tuple[FoundAgency, ...]:
    by_agency: dict[str, list[Placed]] = defaultdict(list)
    for each in sorted(placed, key=lambda each: each.round.starts_on, reverse=True):
        if _has(each.agency.name, tokens):
            by_agency[each.agency.id].append(each)
    return tuple(FoundAgency(found[0].agency, tuple(found)) for found in by_agency.values())[:MOST]


def _criteria(unit: UnitOfWork, tokens: Sequence[str], placed: Sequence[Placed]) -> tuple[FoundCriterion, ...]:
    agencies = {each.assessment.id: each.agency for each in placed}
    wanted: dict[tuple[str, str], tuple[Round, Criterion]] = {}
    one_of_each = {each.round.id: each for each in list_standings(unit, placed)}
    for standing in sorted(one_of_each.values(), key=lambda each: each.round.starts_on, reverse=True):
        wanted |= {(standing.round.id, leaf.id): (standing.round, leaf) for leaf in _leaves(standing, tokens)}
    rows: dict[tuple[str, str], list[tuple[int, Agency]]] = defaultdict(list)
    rounds = {each.assessment.id: each.round.id for each in placed}
    for row_id, assessment_id, criterion_id in unit.assessments.find_rows(
        tuple(sorted({criterion_id for _, criterion_id in wanted})), tuple(agencies)
    ):
        rows[rounds[assessment_id], criterion_id].append((row_id, agencies[assessment_id]))
    found = (FoundCriterion(*wanted[each], tuple(rows[each])) for each in wanted if rows[each])
    return tuple(islice(found, MOST))


def _leaves(standing: Standing, tokens: Sequence[str]) -> tuple[Criterion, ...]:
    return tuple(leaf for leaf in standing.criteria.leaves if _has(f"{leaf.path} {leaf.title}", tokens))


def _evidence(
    unit: UnitOfWork, tokens: Sequence[str], agencies: Mapping[str, Agency]
) -> tuple[tuple[FoundEvidence, ...], bool]:
    """The files, those with the words side by side first; read loosely where nothing has them as they were typed."""
    found = unit.texts.find(tokens, _ids(agencies), limit=MOST)
    is_loose = not found and any(letter.isdecimal() for token in tokens for letter in token)
    if is_loose:
        found = unit.texts.find(tokens, _ids(agencies), limit=MOST, like_ocr=True)
    known = unit.verifications.origins_of(tuple(each.evidence.id for each in found))
    listed = sorted(found, key=lambda each: " ".join(tokens) not in unaccent(each.text))
    shown = []
    for each in listed:
        outcome, is_pictured = known.get(each.evidence.id, (None, False))
        agency, place = agencies[each.agency_id], cut(each.text, tokens)
        shown.append(FoundEvidence(each.evidence, agency, outcome, place, is_pictured))
    return tuple(shown), bool(is_loose and found)


def _ids(agencies: Mapping[str, Agency]) -> Collection[str]:
    return tuple(agencies)


def cut(text: str, tokens: Sequence[str]) -> Snippet:
    """The place in an NFC text where the words stand together, else where the first of them does."""
    plain = unaccent(text)
    for wanted in (" ".join(tokens), *tokens):
        for at in (plain.find(wanted), plain.translate(LOOKALIKES).find(wanted.translate(LOOKALIKES))):
            if at >= 0:
                end = at + len(wanted)
                return Snippet(text[max(0, at - _BEFORE) : at], text[at:end], text[end : end + _AFTER])
    return Snippet("", "", text[: _BEFORE + _AFTER])
