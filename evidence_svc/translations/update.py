"""Bring the English catalogues up to the source: new strings stand there empty, strings that went are dropped."""

from __future__ import annotations

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from evidence_svc.translations.catalogue import DOMAIN, SENTENCES, catalogue_path, read_catalogue
from evidence_svc.translations.extract import page_strings, sentence_templates


def update() -> int:
    """Rewrite both files and return how many strings still have no English."""
    return sum(_update(domain, wanted) for domain, wanted in wanted_strings().items())


def wanted_strings() -> dict[str, Catalog]:
    """The strings of the source, by domain."""
    return {DOMAIN: page_strings(), SENTENCES: sentence_templates()}


def _update(domain: str, wanted: Catalog) -> int:
    kept = read_catalogue(domain)
    kept.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    with catalogue_path(domain).open("wb") as file:
        write_po(file, kept, width=0, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return sum(1 for entry in kept if entry.id and not all(forms_of(entry.string)))


def forms_of(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """A string of a catalogue, or its forms for one and for many; a missing one is empty."""
    return tuple(words) if isinstance(words, list | tuple) else (words or "",)


if __name__ == "__main__":
    raise SystemExit(min(update(), 1))
