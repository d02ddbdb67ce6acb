"""Readings weighed by what else is known: sources that agree raise a reading's odds, and are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Generic, TypeVar

from parsers.document import Candidate, FileNameClaim, Origin
from parsers.person import is_person_name, strip_degree
from parsers.vietnamese import fold

T = TypeVar("T")

VIETNAM = timezone(timedelta(hours=7))
FILE_NAME, SIGNING_TIME, TYPED_YEAR = "file-name", "signing-time", "typed-year"
OTHER_DOCUMENTS, CERTIFICATE = "other-documents", "certificate"
# How much likelier a scanned reading is right when a source says the same.
_NAMED, _SAME_SYMBOL = 20.0, 3.0
NO_CLAIM = FileNameClaim()
_CITED = re.compile(r"\d[/-]\S+ ngay \d{1,2}(?: thang \d{1,2} nam |/\d{1,2}/)(\d{4})\b")
# Of signed scans 47 in 51 bear a date up to three days before their first signature, and none a later one.
_JUST_SIGNED, _LATELY_SIGNED, _AFTER_SIGNING = 10.0, 2.0, 0.02
# A document is hardly older than what it cites, and mostly of the last year that is typed on it.
_LAST_YEAR, _BEFORE_CITED = 4.0, 0.1
_SUREST = 0.99


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the page: the file's name, names in certificates, when it was signed, other symbols.

    `names` are the common names of the certificates, `symbols` those of other documents of the same agency
    (`QĐ-UBND`), `signed_at` the earliest time of signing, aware.
    """

    claim: FileNameClaim = NO_CLAIM
    names: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    signed_at: datetime | None = None


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """One source: by what factor a value's odds change when the source is heard; 1 when it says nothing."""

    name: str
    odds: Callable[[T], float]


def weigh(candidates: Sequence[Candidate[T]], sources: Iterable[Source[T]]) -> list[Candidate[T]]:
    """Return the candidates with the names of the sources that agree; those read by OCR with their odds changed.

    What nobody claimed keeps its share: agreement makes a reading likelier, never a reading out of nothing.
    """
    heard = [(source.name, [source.odds(candidate.value) for candidate in candidates]) for source in sources]
    weights = [candidate.confidence for candidate in candidates]
    for _, odds in heard:
        weights = [weight * factor for weight, factor in zip(weights, odds, strict=True)]
    rest = max(0.0, 1.0 - sum(candidate.confidence for candidate in candidates))
    total = sum(weights) + rest
    is_heard = total > 0 and any(factor != 1.0 for _, odds in heard for factor in odds)
    weighed: list[Candidate[T]] = []
    for at, candidate in enumerate(candidates):
        agrees = tuple(name for name, odds in heard if odds[at] > 1.0)
        sure = candidate.confidence
        if is_heard and candidate.origin is Origin.OCR:
            sure = min(weights[at] / total, max(_SUREST, sure))
        weighed.append(replace(candidate, confidence=sure, agrees=(*candidate.agrees, *agrees)))
    return weighed


def number_sources(known: Known) -> list[Source[str]]:
    """Return what the file's name and the agency's other documents say of a number."""
    claim = known.claim
    sources: list[Source[str]] = []
    if claim.number is not None:
        said = (claim.number, claim.suffix)
        sources.append(Source(FILE_NAME, lambda value: _NAMED if _digits(value) == said else 1.0))
    if known.symbols:
        sources.append(Source(OTHER_DOCUMENTS, lambda value: _SAME_SYMBOL if _symbol(value) in known.symbols else 1.0))
    return sources


def date_sources(known: Known, typed_years: Sequence[int]) -> list[Source[date]]:
    """Return what the file's name, the time of signing and the years typed on the page say of a date."""
    claim, sources = known.claim, list[Source[date]]()
    if claim.day is not None and claim.month is not None:
        said = (claim.day, claim.month)
        sources.append(Source(FILE_NAME, lambda value: _NAMED if (value.day, value.month) == said else 1.0))
    if known.signed_at is not None:
        signed_on = known.signed_at.astimezone(VIETNAM).date()
        sources.append(Source(SIGNING_TIME, lambda value: _odds_of_signing((signed_on - value).days)))
    if typed_years:
        last = max(typed_years)
        sources.append(Source(TYPED_YEAR, lambda value: _odds_of_year(value.year - last)))
    return sources


def _odds_of_signing(days_before: int) -> float:
    if days_before < 0:
        return _AFTER_SIGNING
    return _JUST_SIGNED if days_before <= 3 else _LATELY_SIGNED if days_before <= 15 else 1.0


def _odds_of_year(later: int) -> float:
    return _LAST_YEAR if later == 0 else _BEFORE_CITED if later < 0 else 1.0


def _digits(number: str) -> tuple[int, str] | None:
    match = re.match(r"(\d+)([A-ZĐ]?)", number)
    return (int(match[1]), match[2]) if match else None


def _symbol(number: str) -> str:
    return re.sub(r"^\d+[A-ZĐ]?[/-]", "", number)


def cited_years(text: str) -> tuple[int, ...]:
    """Return the years of the acts cited by number and date: `số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020`.

    Other dates in running text may be deadlines, which lie ahead.
    """
    years = (int(found[1]) for found in _CITED.finditer(fold(" ".join(text.split()))))
    return tuple(year for year in years if 1945 <= year <= 2100)


def with_symbols(candidates: Iterable[Candidate[str]], symbols: Sequence[str]) -> list[Candidate[str]]:
    """Return scanned numbers spelt as the agency's other documents spell their symbol: accents and case."""
    by_letters = {fold(symbol): symbol for symbol in symbols}
    return [_respelt(candidate, by_letters.get(fold(_symbol(candidate.value)))) for candidate in candidates]


def _respelt(candidate: Candidate[str], symbol: str | None) -> Candidate[str]:
    if symbol is None or candidate.origin is not Origin.OCR:
        return candidate
    return replace(candidate, value=candidate.value.removesuffix(_symbol(candidate.value)) + symbol)


def with_names(candidates: Iterable[Candidate[str]], names: Sequence[str]) -> list[Candidate[str]]:
    """Return scanned names of signers spelt as a certificate in the file spells the same name.

    Only the same letters count, or the same name with its beginning lost: a certificate never puts a name
    on the page that nobody read there.
    """
    persons = [name for cn in names if is_person_name(name := strip_degree(" ".join(cn.split())))]
    return [_named(candidate, persons) for candidate in candidates]


def _named(candidate: Candidate[str], persons: Sequence[str]) -> Candidate[str]:
    read = fold(candidate.value)
    for person in persons:
        whole = fold(person)
        if whole == read:
            is_scan = candidate.origin is Origin.OCR
            sure = max(candidate.confidence, 0.96) if is_scan else candidate.confidence
            value = person if is_scan and not person.isupper() else candidate.value
            return replace(candidate, value=value, confidence=sure, agrees=(*candidate.agrees, CERTIFICATE))
        is_end = whole.endswith(f" {read}") and len(read.split()) >= 2
        if candidate.origin is Origin.OCR and is_end and not person.isupper():
            sure = max(candidate.confidence, 0.85)
            return replace(candidate, value=person, confidence=sure, agrees=(*candidate.agrees, CERTIFICATE))
    return candidate
