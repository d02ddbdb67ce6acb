"""The signature block of a scan looked at a second time, line by line, where seal and signature cover it.

Tesseract takes print, seal and signature in one heap for a picture. The recogniser reads a line through them
when it gets that line alone: titles are told from its letters, names are spelt with Tesseract's accents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from parsers.document import Box, Origin
from parsers.person import is_person_name, name_likelihood, strip_degree
from parsers.scan.block import LETTERS, FoundLine, read_block
from parsers.scan.deskew import turn
from parsers.scan.page import read_scan
from parsers.scan.title import is_misspelt, is_title, match_title
from parsers.scan.upright import Part, is_legible
from parsers.signer import Signer, find_signers
from parsers.signing_title import opens_title, title_text
from parsers.turn import Turn
from parsers.vietnamese import fold, has_its_tone, is_syllable, normalise
from parsers.words import Line, Page, Word, reading_confidence

# Points: half the width of a block, what stands above the title that was found, and how deep the name lies.
_HALF, _ABOVE, _BELOW = 112.0, 26.0, 170.0
# "Nơi nhận" as it is misread in its small slanted letters, or the first of the recipients below it.
_RECIPIENTS = re.compile(r"\b.{0,3}oi nh.n\b|^\W*.{0,4} ?nhan\s?:|^\W*nhu tren|^\W*luu\s?:")
# Shares of the first page's height: below any letterhead, and where the header's part is surely whole.
_BETWEEN = (0.28, 0.435)
# Confidence of what Tesseract read, on its average letter, to be left as it is.
_READ_WELL, _PLAIN = 0.6, 0.85
_DOUBT = 0.75


@dataclass(frozen=True, slots=True)
class _Block:
    """The part of a page, in points, that one signature takes."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, line: Line) -> bool:
        middle = (line.box.x0 + line.box.x1) / 2
        return self.left <= middle <= self.right and self.top - 2 <= (line.box.y0 + line.box.y1) / 2 <= self.bottom


def read_closing(image: Image.Image, number: int, *, dpi: int, above: Page | None = None) -> Page:
    """Read a page that may hold the signature: of the first page only what lies under its header.

    `image` is levelled (`tone.level`). `above` is the header's part of that page, read already: of a short letter the
    block begins there, and where it was legible the page need not be turned and levelled anew.
    """
    known = above.turn if above is not None and is_legible(above.lines) else None
    page = read_scan(image, number, dpi=dpi, part=Part.BODY if number == 1 else Part.WHOLE, known=known).page
    if above is not None and (above.turn.rotation, above.turn.left) == (page.turn.rotation, page.turn.left):
        page = replace(page, lines=_joined(above, page))
    signers = find_signers(page)
    if signers and len(signers) >= len(_blocks(page)) and all(_is_well_read(signer) for signer in signers):
        return page
    return reread(_upright(image, page, dpi), page, dpi)


def _upright(image: Image.Image, page: Page, dpi: int) -> Image.Image:
    """Return the picture of a page turned upright, without the other page where two lie side by side."""
    turned, way, scale = turn(image, page.turn.rotation), page.turn, dpi / 72
    if not way.width:
        return turned
    left = round(way.left * scale)
    return turned.crop((left, 0, left + round(page.size.width * scale), turned.height))


def _joined(above: Page, page: Page) -> tuple[Line, ...]:
    """Return the lines between letterhead and lower part, then those of the lower part that were not read before."""
    first, last = (share * page.size.height for share in _BETWEEN)
    before = [line for line in above.lines if first < line.box.y0 and line.box.y1 < last]
    end = max((line.box.y1 for line in before), default=0.0)
    return (*before, *(line for line in page.lines if (line.box.y0 + line.box.y1) / 2 > end))


def _is_well_read(signer: Signer) -> bool:
    """Tell whether nothing is gained by another look: titles are known ones or clear, so is the name.

    A deputy's title by itself may have lost the "KT." above it, and "KT." the deputy's title below.
    """
    is_alone = len(signer.titles) == 1 and signer.titles[0].text.startswith(("PHÓ ", "KT"))
    titles = all(_is_good_title(line) for line in signer.titles)
    return titles and not is_alone and signer.name is not None and _is_clear(signer.name, _READ_WELL)


def _is_good_title(line: Line) -> bool:
    is_plain = len(line.words) > 1 and _is_clear(line, _PLAIN) and not is_misspelt(line.text)
    return is_title(line.text) or is_plain


def _is_clear(line: Line, least: float) -> bool:
    words = re.findall(r"[^\W\d_]+", normalise(line.text).replace("KT.", "").replace("TL.", "").replace("TM.", ""))
    return all(is_syllable(word) and has_its_tone(word) for word in words) and reading_confidence(line.words) >= least


def reread(image: Image.Image, page: Page, dpi: int) -> Page:
    """Return `page` with the lines of its signature blocks read again, if it shows any.

    `image` is turned by the page's quarter turns; its skew is taken out of the blocks alone.
    """
    for block in _blocks(page):
        found = _read_block(image, block, page, dpi)
        if found:
            page = replace(page, lines=_merged(page.lines, found, block))
    return page


def _merged(lines: Sequence[Line], found: Sequence[Line], block: _Block) -> tuple[Line, ...]:
    """Put what was found in the place of what stood in the block, except for what was clear there before."""
    inside = [line for line in lines if block.holds(line)]
    outside = [line for line in lines if line not in inside]
    kept = [_either(new, [old for old in inside if _is_beside(old, new)]) for new in found]
    others = [old for old in inside if not any(_is_beside(old, new) for new in found)]
    kept += [old for old in others if _is_clear_title(old) and not any(title_text(old) in x.text for x in kept)]
    if all(is_title(new.text) for new in found):
        kept += [_doubted(old) for old in others if is_person_name(old.text) and old.box.y0 > found[-1].box.y1]
    return tuple(sorted((*outside, *kept), key=lambda line: (line.box.y0, line.box.x0)))


def _is_clear_title(line: Line) -> bool:
    return opens_title(title_text(line)) and line.text.isupper() and _is_clear(line, _PLAIN)


def _doubted(line: Line) -> Line:
    """Return a name that the second look did not find again, less sure than it was."""
    return replace(line, words=tuple(replace(word, confidence=_DOUBT * word.confidence) for word in line.words))


def _is_beside(old: Line, new: Line) -> bool:
    """Tell whether two readings are of one line; names, and titles that say more, may lie a little further."""
    is_name = is_person_name(old.text) and not is_title(new.text)
    reach = (2.0 if is_name else 1.5 if _is_fuller(title_text(old), new.text) else 0.9) * LETTERS
    return abs(old.box.y0 + old.box.y1 - new.box.y0 - new.box.y1) / 2 < reach


def _either(new: Line, olds: Sequence[Line]) -> Line:
    """Return the better of two readings of a line; a name read alike twice is surer than either."""
    if is_title(new.text):
        fuller = (old for old in olds if _is_clear(old, _PLAIN) and _is_fuller(title_text(old), new.text))
        return next(fuller, new)
    old = next((old for old in olds if is_person_name(old.text)), None)
    if old is None:
        return new
    before, after = reading_confidence(old.words) * name_likelihood(old.text), new.words[0].confidence
    if fold(strip_degree(old.text)) == fold(new.text):
        sure = 1.0 - (1.0 - before) * (1.0 - after)
        return replace(old, words=tuple(replace(word, confidence=sure) for word in old.words))
    return old if before >= after else new


def _is_fuller(old: str, new: str) -> bool:
    more = fold(old).removeprefix(fold(new))
    return opens_title(old) and more != fold(old) and sum(letter.isalpha() for letter in more) >= 3


def _blocks(page: Page) -> list[_Block]:
    """Return where signatures may be: under titles, above names, else right of `Nơi nhận`; two beside each other."""
    titles = [line for line in page.lines if _is_title(line)]
    names = [line for line in page.lines if _is_name(line, page)]
    head = next((line for line in titles if _middle(line) > 0.5 * page.size.width), None)
    if head is not None:
        heads = [*_beside(head, titles, page), head]
        top = min(line.box.y0 for line in heads)
        return [_under(_middle(line), top, page, top) for line in heads]
    if names:
        last = names[-1]
        both = (*_beside(last, names, page), last)
        return [_under(_middle(line), line.box.y1 + 8.0 - _BELOW, page, line.box.y0) for line in both]
    anchor = next((line for line in page.lines if _RECIPIENTS.search(fold(line.text))), None)
    return [_under(0.71 * page.size.width, anchor.box.y0 - 12.0, page, anchor.box.y0)] if anchor else []


def _beside(line: Line, others: Sequence[Line], page: Page) -> list[Line]:
    """Return the first line at about the same height in the other half of the page, if there is one."""
    far = 0.3 * page.size.width
    return [x for x in others if abs(x.box.y0 - line.box.y0) < 30 and abs(_middle(x) - _middle(line)) > far][:1]


def _middle(line: Line) -> float:
    return (line.box.x0 + line.box.x1) / 2


def _under(middle: float, top: float, page: Page, seen: float) -> _Block:
    """Return a block around `middle`; running text above the line seen at height `seen` is no part of it."""
    left, right = max(0.0, middle - _HALF), min(page.size.width, middle + _HALF)
    wide = (line.box for line in page.lines if line.box.x1 - line.box.x0 > 0.5 * page.size.width)
    text = max((box.y1 for box in wide if box.y1 <= seen + 2.0), default=0.0)
    return _Block(left, max(0.0, top - _ABOVE, text), right, min(page.size.height, top + _BELOW))


def _is_title(line: Line) -> bool:
    text = title_text(line)
    return line.text.isupper() and (opens_title(text) or match_title(text) is not None)


def _is_name(line: Line, page: Page) -> bool:
    name = strip_degree(line.text)
    is_short = line.box.x1 - line.box.x0 < 0.35 * page.size.width
    return is_short and is_person_name(line.text) and name_likelihood(name) == 1.0


def _read_block(image: Image.Image, block: _Block, page: Page, dpi: int) -> list[Line]:
    scale = dpi / 72
    crop = _cut(image, block, page.turn, scale)
    return [_placed(found, block, page.number, scale) for found in read_block(crop, scale)]


def _cut(image: Image.Image, block: _Block, way: Turn, scale: float) -> Image.Image:
    """Return the picture of a block; of a skewed page more is cut out, turned level, and cut to size."""
    rim = 0.1 * (block.right - block.left + block.bottom - block.top) * scale if way.skew else 0.0
    left, top = block.left * scale - rim, block.top * scale - rim
    crop = image.crop((left, top, block.right * scale + rim, block.bottom * scale + rim))
    if not way.skew:
        return crop
    pivot = (way.pivot[0] * scale - left, way.pivot[1] * scale - top)
    level = crop.rotate(way.skew, Image.Resampling.BICUBIC, center=pivot, fillcolor="white")
    return level.crop((rim, rim, level.width - rim, level.height - rim))


def _placed(found: FoundLine, block: _Block, number: int, scale: float) -> Line:
    middle, words = block.top + found.row / scale, found.text.split()
    step = (block.right - block.left) / len(words)
    lefts = [block.left + at * step for at in range(len(words))]
    boxes = [Box(left, middle - 0.6 * LETTERS, left + step, middle + 0.6 * LETTERS) for left in lefts]
    placed = (Word(word, box, Origin.OCR, found.confidence, LETTERS) for word, box in zip(words, boxes, strict=True))
    return Line(tuple(placed), number)
