"""Vietnamese letters: one normal form, skeletons for labels, and what counts as a syllable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

SOFT_HYPHEN = "\u00ad"
# Letters that other code pages and OCR engines put in the place of Vietnamese ones.
_LOOK_ALIKES = str.maketrans(
    {
        "Ð": "Đ",
        "ð": "đ",
        "Ƣ": "Ư",
        "ƣ": "ư",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2212": "-",
        "\u2043": "-",
        "\u02d7": "-",
        "\uff0d": "-",
        "\uf02d": "-",
        "\u2044": "/",
        "\u2215": "/",
        SOFT_HYPHEN: None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
        "\u0000": None,
    }
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_ALPHABET = frozenset(
    "đĐ"
    + "".join(
        unicodedata.normalize("NFC", letter + tone) for letter in _VOWELS + _VOWELS.upper() for tone in ("", *_TONES)
    )
)
_LONGEST = 7  # letters of a syllable: `nghiêng`

_ONSETS = (
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "th", "tr", "qu", "b", "c", "d", "đ", "g", "h", "k",
    "l", "m", "n", "p", "r", "s", "t", "v", "x",
)  # fmt: skip
_RIME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng êc i ia ich im in inh ip it iu iêc iêm iên iêng
    iêp iêt iêu iê ing o oa oac oach oai oam oan oang oanh oao oap oat oay oă oăc oăm oăn oăng oăt oc oe oen
    oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê
    uêch uênh ui um un ung uơ up ut uy uya uych uyên uyêt uynh uyt uyp uyu uôc uôi uôm uôn uông uôt uô ư ưa ưc
    ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu ươ y yêm yên yêng yêt yêu yn ynh yt uêu uân
"""
_RIMES = frozenset(_RIME_LIST.split())


def normalise(text: str) -> str:
    """Return `text` in NFC with look-alike letters, odd spaces and soft hyphens put right.

    NFC first, because NFD defeats `Số`; `Ð` (U+00D0) and `ƣ` (U+01A3) are letters of other languages
    that NFKC leaves alone.
    """
    if text.isascii() and "\0" not in text:
        return text
    return unicodedata.normalize("NFC", text.translate(_LOOK_ALIKES))


def is_vietnamese(text: str) -> bool:
    """Tell whether every letter of `text` is one of the Vietnamese alphabet or of ASCII: `Ṕ` is a mark gone astray."""
    return all(letter.isascii() or letter in _ALPHABET for letter in text)


def fold(text: str) -> str:
    """Return `text` in lower case without accents, Đ as d: the skeleton labels are matched by."""
    return _fold_line(text) if len(text) < 400 else _fold(text)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOK_ALIKES))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("Đ", "D").replace("đ", "d").lower()


_fold_line = lru_cache(maxsize=8192)(_fold)  # the same line is asked about by many rules


def squeeze(text: str) -> str:
    """Return the folded letters and digits of `text` and nothing else: spacing cannot hide a label."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Tell whether `word` can be one Vietnamese syllable: an onset, a rime and at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower().translate(_LOOK_ALIKES))
    if sum(decomposed.count(tone) for tone in _TONES) > 1:
        return False
    toneless = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    if toneless in _RIMES:
        return True
    for onset in _ONSETS:
        if toneless.startswith(onset) and (toneless[len(onset) :] in _RIMES or toneless == "gi"):
            return True
    return False


def are_syllables(left: str, right: str) -> bool:
    """Tell whether two pieces of text, of two letters at least, are a syllable each and none together."""
    is_each = 1 < len(left) <= _LONGEST and 1 < len(right) <= _LONGEST and is_syllable(left) and is_syllable(right)
    return is_each and not is_syllable(left + right)


def has_its_tone(syllable: str) -> bool:
    """Tell whether a syllable that ends in a stop (c, ch, p, t) bears one of the two tones it can have."""
    is_stopped = fold(syllable).endswith(("c", "ch", "p", "t"))
    return not is_stopped or any(tone in unicodedata.normalize("NFD", syllable) for tone in "\u0301\u0323")


def undouble(word: str) -> str:
    """Return `word` without a vowel that OCR read twice, with and without its accent (`VIỆEN`), if that makes it one.

    A word that is a syllable already, or none either way, is left as it is.
    """
    bare = _fold(word)
    twice = [at for at in range(1, len(bare)) if bare[at] == bare[at - 1] and bare[at] in "aeiouy"]
    if not twice or len(bare) != len(word) or is_syllable(word):
        return word
    others = (word[:cut] + word[cut + 1 :] for at in twice for cut in (at, at - 1))
    return next((other for other in others if is_syllable(other) and has_accent(other) and has_its_tone(other)), word)


def respace(text: str) -> str:
    """Part words that OCR ran together (`CHÍNHPHỦ`, `Vềviệc`) where exactly two syllables make them up."""
    return " ".join(_parted(word) for word in text.split())


@lru_cache(maxsize=4096)
def _parted(word: str) -> str:
    if len(word) < 5 or not word.isalpha() or is_syllable(word) or _is_code(word):
        return word
    splits = [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]
    whole = [pair for pair in splits if is_syllable(pair[0]) and is_syllable(pair[1])]
    best = max(whole, key=lambda pair: len(pair[0]), default=None)
    return " ".join(best) if best and all(has_accent(part) for part in best) else word


def has_accent(word: str) -> bool:
    """Tell whether `word` holds a letter that only Vietnamese spelling explains."""
    return fold(word) != word.lower()


def legibility(text: str) -> float:
    """Return how much `text` looks like Vietnamese, 0 to 1.

    The share of its words that are syllables, lowered when fewer than one word in four carries a mark:
    running Vietnamese has marks on about two words in three, an OCR layer made in another language on none. A letter
    by itself is no syllable unless it is a vowel: where glyphs without a meaning are dropped, letters are left over.
    """
    words = [word for word in re.findall(r"[^\W\d_]+", normalise(text)) if len(word) == 1 or not _is_code(word)]
    if not words:
        return 0.0
    valid = sum(1 for word in words if is_syllable(word)) / len(words)
    marked = sum(1 for word in words if has_accent(word) and is_syllable(word)) / len(words)
    return valid * min(1.0, marked / 0.25)


def _is_code(word: str) -> bool:
    """Tell whether `word` is an abbreviation such as UBND, which is no syllable and no fault either."""
    return word.isupper() and len(word) <= 5 and not is_syllable(word)


_LOWER_WORD_LIST = """
    ủy uỷ ban nhân dân hội đồng sở phòng văn chi cục tổng trung tâm trường đại học cao đẳng bệnh viện viện
    học liên đoàn lao động ban chỉ đạo chấp hành thường trực ương tác sứ quán tra theo
    tỉnh thành phố quận huyện thị xã phường trấn
    và của các cơ quan bộ đoàn đại biểu quốc tòa toà án kiểm sát tối thủ tướng chính phủ quản lý công ty
"""
_LOWER_WORDS = frozenset(_LOWER_WORD_LIST.split())
_AFTER_LEVEL = ("ủy", "uỷ", "đoàn", "hội")  # `tỉnh ủy` names a body, not a place
_PLACE_WORDS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "phường", "xã", "thị trấn")


def agency_case(text: str) -> str:
    """Write an agency printed in capitals as a sentence would: `Ủy ban nhân dân tỉnh Cao Bằng`.

    Names of places keep a capital on each word, names of fields only on the first.
    """
    if not text.isupper():
        return text
    printed = text.split()
    words = text.lower().split()
    return " ".join(
        printed[index]
        if _is_code(printed[index].strip(",.")) or "/" in word
        else word[:1].upper() + word[1:]
        if _is_capital(words, index)
        else word
        for index, word in enumerate(words)
    )


def _is_capital(words: Sequence[str], index: int) -> bool:
    """Tell whether a word of an agency's name has a capital: the first, a field's first, each of a place."""
    if index == 0:
        return True
    level = next((i for i in range(index) if _names_level(words, i)), None)
    if level is not None and words[index] not in _AFTER_LEVEL:
        return True
    return words[index] not in _LOWER_WORDS and words[index - 1] in _LOWER_WORDS


def _names_level(words: Sequence[str], index: int) -> bool:
    """Tell whether the place's name follows: `tỉnh Cao Bằng`, `tỉnh ủy Cao Bằng`, not `tỉnh` in the middle."""
    two = " ".join(words[max(0, index - 1) : index + 1])
    return words[index] in _PLACE_WORDS or two in _PLACE_WORDS
