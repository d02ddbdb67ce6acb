"""What an agency's earlier evidence says about its next document: who signs there, and how its symbols are spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from parsers.parse import ParseOptions
from verifiers.signature.details import Role, SignatureSet

Json = dict[str, Any]
MOST = 60
# Below this a reading teaches nothing: an error would spread from one document to the next.
SURE = 0.9
_SURE_ORIGINS = frozenset({"text", "annotation", "signature", "form", "person"})
_SYMBOL = re.compile(r"\d+[A-ZĐ]?/(?P<symbol>\D.*)")


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """Names of people who signed the agency's earlier evidence, and symbols (`KH-VP`) its documents bear, sorted."""

    names: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()

    def as_json(self) -> Json:
        """As kept with the report, so that the same reading can be made again."""
        return {"names": list(self.names), "symbols": list(self.symbols)}


NOTHING_KNOWN = KnownFacts()


def known_from(records: Iterable[Json]) -> KnownFacts:
    """What inspection records teach: names of intact, trusted personal signatures, symbols that were surely read."""
    names: dict[str, None] = {}
    symbols: dict[str, None] = {}
    for record in records:
        names |= dict.fromkeys(one["signer"] for one in record["signatures"] if _is_trusted_person(one))
        symbols |= dict.fromkeys(_symbol(record["document"]["number"]))
    return KnownFacts(tuple(sorted(list(names)[:MOST])), tuple(sorted(list(symbols)[:MOST])))


def merged(facts: Iterable[KnownFacts]) -> KnownFacts:
    """What several reports teach together."""
    gathered = list(facts)
    names = list(dict.fromkeys(name for one in gathered for name in one.names))
    symbols = list(dict.fromkeys(symbol for one in gathered for symbol in one.symbols))
    return KnownFacts(tuple(sorted(names[:MOST])), tuple(sorted(symbols[:MOST])))


def with_known(options: ParseOptions, known: KnownFacts, signatures: SignatureSet) -> ParseOptions:
    """The options with what is known, and what the file's own intact signatures say: names, and the earliest time.

    Nobody signs before there is a document, so the earliest signature bounds its date.
    """
    intact = [one for one in signatures.signatures if one.intact]
    own = [one.signer for one in intact if one.signer and one.role is Role.PERSON]
    return replace(
        options,
        known_names=tuple(dict.fromkeys((*own, *known.names))),
        known_symbols=known.symbols,
        earliest_signature=min(filter(None, map(_time_of, intact)), default=None),
    )


def _time_of(signature: Any) -> datetime | None:
    moment: datetime | None = signature.timestamped_at or signature.signed_at
    return moment


def _is_trusted_person(signature: Json) -> bool:
    is_person = signature["role"] == Role.PERSON and bool(signature["signer"])
    return is_person and bool(signature["intact"] and signature["trusted"])


def _symbol(number: Json | None) -> tuple[str, ...]:
    if number is None or number["confidence"] < SURE or number["origin"] not in _SURE_ORIGINS:
        return ()
    match = _SYMBOL.fullmatch(number["value"])
    return (match["symbol"],) if match else ()
