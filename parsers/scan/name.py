"""A person's name on a scan, spelt from two readings: the recogniser's letters and Tesseract's accents."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from math import exp, prod

from parsers.names import FAMILIES, GIVEN, family_weight
from parsers.vietnamese import fold, has_its_tone, is_syllable, normalise

# What it costs to explain a letter seen by one meant: each accent that differs, a letter lost because the
# recogniser has none like it, another letter, one that looks the same.
_ACCENT, _LOST, _OTHER, _ALMOST = 0.04, 0.05, 1.0, 0.4
# Capitals of the ornate founts that names are stamped in, as they are misread.
_ALIKE = ("ft", "zt", "ct", "jc", "ec")
_TESSERACT_ACCENT = 0.35
# Accents of other languages that the recogniser takes Vietnamese ones for: macron, caron, diaeresis, double acute.
_FOREIGN = {0x304: "\u0303", 0x30C: "\u0306", 0x308: "\u0302", 0x30B: "\u0301"}
# How far apart two words may be, in letters of the longer one, and still be one word read twice.
_SAME = 0.45
# Tesseract loses its way on seals and signatures sooner than the recogniser.
_TESSERACT_WEIGHT = 0.6
# How much likelier a choice is for each letter that it explains better.
_STRICT = 4.0
# The weight of a word that is none of the choices.
_NONE = 0.5
# How usual names of two to five words are among officials.
_LENGTHS = {2: 0.4, 3: 1.0, 4: 1.0, 5: 0.7}
_MOST_WORDS = max(_LENGTHS)
# The chance that one look of Tesseract spells a wrong name of known names.
_ONE_LOOK = 0.45
_GIVEN_LETTERS = frozenset(map(fold, GIVEN))
_FAMILY_OF = {fold(family): family for family in reversed(FAMILIES)}
_DEGREES = re.compile(r"P?GS\W*T\W?S\b\W*|P?GSTS(?=[A-Z\W])\W*|\b(?:PGS|GS|TS|T S|Th[sS]|BS|CN|KS|TSKH)\b\W*")


@dataclass(frozen=True, slots=True)
class SpeltName:
    """A name and the chance, 0 to 1, that its letters are right; its accents are the likeliest ones."""

    text: str
    confidence: float


def spell_name(letters: str, spelt: str) -> SpeltName | None:
    """Return the likeliest name at the end of a line that was read as `letters` and as `spelt`.

    `letters` is the recogniser's reading, which drops letters such as ễ and ạ that it does not know; `spelt`
    is Tesseract's. What stands before the family name, mostly a seal's rim, is left out.
    """
    seen, other = _words(letters), _words(spelt)
    found = [_spell(seen[start:], other) for start in range(len(seen) - 1) if len(seen) - start <= _MOST_WORDS]
    return max((name for name in found if name), key=lambda name: name.confidence, default=None)


def vote(spelt: Sequence[str], letters: Sequence[str]) -> SpeltName | None:
    """Return the name that most of Tesseract's looks at a line read, letter for letter, at its end; None without one.

    Only names made of known ones count: chance does not spell them. Each look that reads another halves the chance
    less than one that reads the same raises it; letters of the recogniser that are like the name's raise it too.
    """
    names = [name for text in spelt if (name := _known_end(text))]
    if not names:
        return None
    counts = Counter(map(fold, names))
    winner = max(counts, key=lambda name: (counts[name], len(name)))
    best = Counter(name for name in names if fold(name) == winner).most_common(1)[0][0]
    likeness = max((_likeness(text, winner) for text in letters), default=0.0)
    usual = _LENGTHS[len(best.split())]
    share = counts[winner] * usual / sum(_LENGTHS[len(name.split())] for name in names)
    return SpeltName(best, (1.0 - _ONE_LOOK ** counts[winner]) * share * usual * (0.5 + 0.5 * likeness))


def _known_end(text: str) -> str:
    """Return the known family name with known names behind it that end a line, "" if there are none.

    Accents may be wrong, for few names differ in them alone; two words with a third before them are no whole name.
    """
    words = _words(text)
    for start in range(max(0, len(words) - _MOST_WORDS), len(words) - 1):
        family = _FAMILY_OF.get(fold(words[start]))
        is_whole = start == 0 or len(words) - start > 2
        if family and is_whole and all(fold(word) in _GIVEN_LETTERS for word in words[start + 1 :]):
            return " ".join((family, *words[start + 1 :]))
    return ""


def _likeness(letters: str, name: str) -> float:
    """Return how much of a name's letters stand in the recogniser's, in order, 0 to 1."""
    seen, meant = fold(letters).replace(" ", ""), name.replace(" ", "")
    blocks = SequenceMatcher(None, seen, meant, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(meant), 1)


def _words(text: str) -> list[str]:
    bare = _DEGREES.sub(" ", normalise(text))
    # The recogniser sees a narrow gap for none: a capital within a word begins the next one.
    parted = re.sub(r"(?<=[^\W\d_A-ZĐ])(?=[A-ZÀ-ÖÙ-ÝĐƠƯ])", " ", bare)
    return [word for word in re.findall(r"[^\W\d_]+", parted) if len(word) < 9]


def _spell(seen: Sequence[str], other: Sequence[str]) -> SpeltName | None:
    if not seen[0][:1].isupper():
        return None
    partners = [_partner(word, other[-len(seen) - 1 :]) for word in seen]
    families = {family: family_weight(family) for family in FAMILIES}
    if seen[0] == partners[0] and seen[0] in families:  # two readers that agree outweigh how rare a name is
        families[seen[0]] = 1.0
    parts = [_likeliest(seen[0], partners[0], families)]
    for word, partner in zip(seen[1:], partners[1:], strict=True):
        parts.append(_likeliest(word, partner, _given(word, partner)))
    chance = prod(chance for _, chance in parts) * _LENGTHS[len(parts)]
    return SpeltName(" ".join(word for word, _ in parts), chance) if chance > 0 else None


def _given(word: str, partner: str) -> dict[str, float]:
    own = {text.capitalize(): 0.3 for text in (word, partner) if text and is_syllable(text) and has_its_tone(text)}
    # Two readers that agree outweigh that few bear the name.
    is_agreed = is_syllable(partner) and has_its_tone(partner) and fold(word) == fold(partner)
    agreed = {partner.capitalize(): 1.0} if is_agreed else {}
    return own | dict.fromkeys(GIVEN, 1.0) | agreed


def _partner(word: str, others: Sequence[str]) -> str:
    """Return the word of the other reading that is the same one, "" if there is none."""
    best = min(others, key=lambda other: distance(word, other), default="")
    return best if best and distance(word, best) <= _SAME * max(len(word), len(best)) else ""


def _likeliest(word: str, partner: str, choices: Mapping[str, float]) -> tuple[str, float]:
    """Return the choice that explains both readings best, and the chance of its letters, whatever the accents."""
    weights = {choice: weight * exp(-_STRICT * _cost(word, partner, choice)) for choice, weight in choices.items()}
    best = max(weights, key=lambda choice: weights[choice])
    alike = sum(weight for choice, weight in weights.items() if fold(choice) == fold(best))
    none = _NONE * exp(-_STRICT * 0.3 * len(word))
    return best, alike / (sum(weights.values()) + none)


def _cost(word: str, partner: str, choice: str) -> float:
    cost = distance(word, choice)
    return cost + (_TESSERACT_WEIGHT * distance(partner, choice, _TESSERACT_ACCENT) if partner else 0.0)


@lru_cache(maxsize=65536)
def distance(seen: str, meant: str, accent: float = _ACCENT) -> float:
    """Return how much has to have gone wrong for `meant` to be read as `seen`, in letters."""
    row = [0.0]
    for letter in meant:
        row.append(row[-1] + _loss(letter))
    for at, read in enumerate(seen.lower(), start=1):
        before, row = row, [float(at)]
        for column, letter in enumerate(meant.lower()):
            row.append(
                min(
                    before[column] + _change(read, letter, accent),
                    before[column + 1] + _OTHER,
                    row[column] + _loss(letter),
                )
            )
    return row[-1]


def _loss(letter: str) -> float:
    return _LOST if "\u1ea0" <= letter <= "\u1ef9" else _OTHER


def _change(read: str, letter: str, accent: float) -> float:
    if read == letter:
        return 0.0
    if fold(read) != fold(letter):
        return _OTHER if read + letter not in _ALIKE else _ALMOST
    return accent * (1 + len(_marks(read) ^ _marks(letter)))


@lru_cache(maxsize=1024)
def _marks(letter: str) -> frozenset[str]:
    """Return the accents of a letter as Vietnamese has them: a macron is a tilde, a caron a breve."""
    return frozenset(unicodedata.normalize("NFD", letter).translate(_FOREIGN)[1:])
