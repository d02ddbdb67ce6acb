"""The symbol behind a scanned number: the recogniser's letters with the accents that others saw or know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from parsers.vietnamese import fold, normalise, squeeze
from parsers.words import Line

# NĐ 30/2020/NĐ-CP, Phụ lục III, and the abbreviations of other families, in their exact case.
TYPES = tuple(
    """
    NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB
    NĐ TT TTLT VBHN CTPH SY TrS SL KL
    """.split()  # noqa: SIM905 - a list of forty quoted strings is harder to check against the decree
)
# Groups of agencies whose Đ the recogniser tends to lose, and one that Tesseract tends to give a second bar.
AGENCIES = ("UBND", "HĐND", "LĐLĐ", "HĐTS", "HĐTĐ", "BCĐ", "LĐTBXH", "BLĐTBXH", "SLĐTBXH", "BGDĐT", "SGDĐT", "GDĐT",
            "QĐND", "HĐXT", "HĐTV", "ĐHQG")  # fmt: skip
_MIXED_CASE = {fold(known): known for known in ("CTr", "TTr", "QyĐ", "TTg", "TrS", "TTra")}
_ACCENTED = "".join(letter for letter in map(chr, range(0xE0, 0x1EFA)) if letter.isalpha() and letter.islower())
# Ordinary words: small letters behind a space, or any small letter with an accent, which no symbol has.
_WORDS = re.compile(rf"\s+(?=[A-ZĐ]?[a-z{_ACCENTED}])|[A-ZĐ]?[a-z]*[{_ACCENTED}]")
# Chances of a symbol that half of its readers confirm, and of one that nobody does.
_CONFIRMED, _ALONE = 0.97, 0.85
# Of Đ or D, where the readers differ and neither the decree nor the issuer's name tells: Tesseract sees bars in noise.
_DISPUTED = 0.8
# No symbol has one letter: the rest of its line was not seen, so it is a proposal at most.
_FEWEST_LETTERS, _CUT_SHORT = 2, 0.4
# Nor does one begin with digits other than a year: they are the number behind its year, their slash lost.
_DIGITS_FIRST = re.compile(r"[/-](?!(?:19|20)\d\d\b)\d")
_FEWEST_INITIALS = 3  # fewer may stand in the initials of any name
_BREAKS = re.compile(r"([/\-.,&])")


def merge_symbol(tails: Sequence[str], text: str, issuer: Sequence[Line] = ()) -> str:
    """Return the symbol with its leading delimiter, such as "/QĐ-UBND"; empty if none was seen.

    `tails` are the recogniser's readings, `text` is Tesseract's reading of the whole line, `issuer` the
    lines above it in the left column, whose initials the symbol repeats (Phụ lục I, ô 3).
    """
    cleaned = [_clean(tail) for tail in tails if len(_clean(tail)) > 1]
    if not cleaned:
        return ""
    spelt = _clean(_tail_of(text))
    counts = Counter(cleaned)
    # A tail that Tesseract spells alike wins; of others the commoner, then the shorter: junk only lengthens.
    best = max(counts, key=lambda tail: (fold(tail) == fold(spelt), counts[tail], -len(tail)))
    accented = [other for other in (*cleaned, spelt) if "Đ" in other]
    for other in accented:
        best = _take_accents(best, other)
    initials = _initials(issuer)
    return "".join(_restore(group, initials) for group in _BREAKS.split(best))


def symbol_chance(symbol: str, tails: Sequence[str], text: str, issuer: Sequence[Line] = ()) -> float:
    """Return the chance that a merged symbol is right, by how many of its readers saw its letters.

    Digits may be plain where the symbol behind them is not: their confidence says nothing of it. On real scans both
    engines, or all looks of one, saw the letters of every symbol; one that nobody confirms is not sure.
    """
    letters = squeeze(symbol)
    if sum(letter.isalpha() for letter in letters) < _FEWEST_LETTERS or _DIGITS_FIRST.match(symbol):
        return _CUT_SHORT
    if _has_disputed_bar(symbol, [*map(_clean, tails), _clean(_tail_of(text))], _initials(issuer)):
        return _DISPUTED * _alike(letters, tails, text)
    return _alike(letters, tails, text)


def _alike(letters: str, tails: Sequence[str], text: str) -> float:
    """Return the chance of a symbol by how many of its readers saw its letters, accents aside."""
    looks = [squeeze(_clean(tail)) == letters for tail in tails]
    is_spelt = squeeze(text).endswith(letters)
    if is_spelt and any(looks):
        return 1.0 if all(looks) else _CONFIRMED
    return _CONFIRMED if len(looks) > 1 and all(looks) else _ALONE


def _has_disputed_bar(symbol: str, readings: Sequence[str], initials: str) -> bool:
    """Tell whether some group has a D that one reader saw with a bar and another without, and nothing else tells."""
    at = 0
    alike = [reading for reading in readings if fold(reading) == fold(symbol)]
    for group in _BREAKS.split(symbol):
        seen = {reading[at : at + len(group)].upper() for reading in alike}
        at += len(group)
        if len({text.count("Đ") for text in seen}) > 1 and not _is_told(group, initials):
            return True
    return False


def _is_told(group: str, initials: str) -> bool:
    """Tell whether the bars of a group are known: from the decree, from agencies met often, from the issuer's name."""
    bare = fold(group)
    known = {name for name in (*TYPES, *AGENCIES) if fold(name) == bare}
    return len(known) == 1 or bare in _MIXED_CASE or (len(bare) >= _FEWEST_INITIALS and bare in fold(initials))


def _initials(issuer: Sequence[Line]) -> str:
    return normalise("".join(word.text[:1] for line in issuer for word in line.words))


def _clean(tail: str) -> str:
    """Return a tail without spaces, cut where ordinary words begin and at its last letter or digit."""
    symbol = _WORDS.split(normalise(tail))[0]
    joined = re.sub(r"\s+", "", symbol).replace("⁄", "/")
    return re.sub(r"[^0-9A-Za-zÀ-ỹĐđ]+$", "", joined)


def _tail_of(text: str) -> str:
    """Return Tesseract's symbol: from the first slash on, or from the first two capitals if it lost it."""
    found = re.search(r"[/⁄].*", text) or re.search(r"[A-ZĐÐƯ]{2}.*", text[2:])
    return found.group() if found else ""


def _take_accents(best: str, other: str) -> str:
    """Return `best` with Đ wherever `other`, aligned letter by letter, has it in place of a D."""
    letters = list(best)
    matcher = SequenceMatcher(None, fold(best), fold(other), autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            if other[block.b + offset] == "Đ" and letters[block.a + offset] == "D":
                letters[block.a + offset] = "Đ"
    return "".join(letters)


def _restore(group: str, initials: str) -> str:
    """Return a group in the case and with the accents of a known one, or of the issuer's initials."""
    bare = fold(group)
    if len(group) < 2 or group.isdigit():
        return group
    if bare in _MIXED_CASE:
        return _MIXED_CASE[bare]
    upper = group.upper()
    known = {name for name in (*TYPES, *AGENCIES) if fold(name) == bare}
    if len(known) == 1 and ("D" in upper or "Đ" in upper):
        return known.pop()
    at = fold(initials).find(bare)
    if at < 0 or len(bare) < _FEWEST_INITIALS:
        return upper
    # Abbreviations keep the bar of Đ, and drop tones and hats: UBND for Ủy ban nhân dân.
    return "".join("Đ" if initials[at + i] in "Đđ" else letter for i, letter in enumerate(upper))
