"""The English catalogues, compiled in memory from the .po files that are kept in the repository."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).parent
# What pages mark with _(), and the sentences that the program's other parts write.
DOMAIN = "messages"
SENTENCES = "sentences"


def catalogue_path(domain: str) -> Path:
    """Where a domain's English lies."""
    return FOLDER / "en" / "LC_MESSAGES" / f"{domain}.po"


def read_catalogue(domain: str) -> Catalog:
    """The English of a domain, as it is in the repository."""
    with catalogue_path(domain).open("rb") as file:
        return read_po(file, locale="en", domain=domain, abort_invalid=True)


@cache
def english() -> Translations:
    """What the pages' strings are in English; compiled once a process, so no compiled file can be stale."""
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(DOMAIN))
    compiled.seek(0)
    return Translations(compiled, DOMAIN)
