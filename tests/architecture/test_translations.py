"""English is complete: every string of the source has its translation, none is left over, contents are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from evidence_svc.translations.catalogue import DOMAIN, SENTENCES, english, read_catalogue
from evidence_svc.translations.sentences import VIETNAMESE
from evidence_svc.translations.update import forms_of, wanted_strings

DOMAINS = (DOMAIN, SENTENCES)
# What Python and Jinja fill in, and what a sentence's template names.
PLACES = {DOMAIN: re.compile(r"%\(\w+\)[sd]|%%"), SENTENCES: re.compile(r"\{\w+\}")}
# English that quotes the Vietnamese word it explains.
EXPLAINED = {"“nhưng” (but)", "“không” (not)"}
HELP = "run `make translations`, write the English into evidence_svc/translations/en/LC_MESSAGES"


def entries(domain: str) -> dict[str, tuple[str, ...]]:
    """The catalogue of the repository as it is: the English of each string, or its forms for one and for many."""
    return {forms_of(entry.id)[0]: forms_of(entry.string) for entry in read_catalogue(domain) if entry.id}


def of_each_form(domain: str) -> Iterator[tuple[str, str]]:
    """Each string with its English, and with the other one where there are two."""
    return ((words, form) for words, forms in entries(domain).items() for form in forms)


@pytest.fixture(scope="module")
def wanted() -> dict[str, set[str]]:
    """The strings of the source today."""
    return {
        domain: {forms_of(entry.id)[0] for entry in found if entry.id} for domain, found in wanted_strings().items()
    }


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_string_has_english(domain: str, wanted: dict[str, set[str]]) -> None:
    """Whoever adds a Vietnamese string or sentence adds its English in the same change."""
    missing = sorted(wanted[domain] - {words for words, forms in entries(domain).items() if all(forms)})

    assert not missing, HELP


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_string_is_left_over(domain: str, wanted: dict[str, set[str]]) -> None:
    """A string that went from the source goes from the catalogue."""
    assert not sorted(set(entries(domain)) - wanted[domain]), HELP


@pytest.mark.parametrize("domain", DOMAINS)
def test_contents_are_kept(domain: str) -> None:
    """The English fills in what the Vietnamese does, each as often; spaces at the ends join the same neighbours."""
    for words, translated in of_each_form(domain):
        assert sorted(PLACES[domain].findall(words)) == sorted(PLACES[domain].findall(translated)), words
        assert (words[0].isspace(), words[-1].isspace()) == (translated[0].isspace(), translated[-1].isspace()), words


@pytest.mark.parametrize("domain", DOMAINS)
def test_english_is_english(domain: str) -> None:
    """No Vietnamese word stands in a translation, unless the sentence explains that word."""
    for words, translated in of_each_form(domain):
        plain = translated
        for explained in EXPLAINED:
            plain = plain.replace(explained, "")
        assert not VIETNAMESE.search(plain), words


def test_catalogue_compiles() -> None:
    """What pages use is compiled from the same file: one string, looked up as pages look it up."""
    assert english().gettext("Đăng nhập") == "Sign in"


def test_english_counts() -> None:
    """One file is no files: a sentence with a count has a form for one and another for many."""
    forms = [english().ngettext("%(n)s tệp", "%(n)s tệp", number) % {"n": number} for number in (1, 2)]

    assert forms == ["1 file", "2 files"]


def test_counted_strings_differ_in_number() -> None:
    """Where a sentence is counted, its English does not say the same for one and for many."""
    same = [words for words, forms in entries(DOMAIN).items() if len(forms) == 2 and forms[0] == forms[1]]

    assert same == []
