"""What lamps, lids, pens and stamps do to a scan: put right before it is read, or at least not believed."""

from __future__ import annotations

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.document import Box
from parsers.material import Limits
from parsers.parse import parse_document
from parsers.pdf import read_pdf
from parsers.scan import view
from parsers.scan.ctc import Glyph
from parsers.scan.date import _weigh
from parsers.scan.deskew import find_skew
from parsers.scan.number import find_window
from parsers.scan.page import ScannedPage, read_scan
from parsers.scan.recogniser import Reading, read_line
from parsers.scan.seal import SEAL_DPI, has_seal
from parsers.scan.strokes import Stroke, find_strokes, stroke_odds
from parsers.scan.symbol import symbol_chance
from parsers.scan.tone import level
from parsers.vietnamese import undouble
from parsers.words import Line, Word
from tests.scanned_pages import DPI, Letterhead, Signing, draw, draw_signed


def number_of(page: ScannedPage) -> str | None:
    return page.number[0].value if page.number and page.number[0].confidence >= 0.5 else None


def toned(image: Image.Image, ink: int, paper: int) -> Image.Image:
    """The page with its ink and paper at these tones."""
    return image.point([round(ink + tone / 255 * (paper - ink)) for tone in range(256)] * len(image.getbands()))


def shadowed(image: Image.Image) -> Image.Image:
    """The page with the light falling off to two fifths from left to right."""
    light = np.linspace(1.0, 0.4, image.width)[None, :, None]
    return Image.fromarray((np.asarray(image.convert("RGB"), dtype=np.float64) * light).astype(np.uint8))


@pytest.mark.parametrize(("ink", "paper"), [(150, 250), (40, 160), (130, 200)], ids=["faint", "grey", "both"])
def test_faint_ink_and_grey_paper_are_set_apart(ink: int, paper: int) -> None:
    """Weak toner becomes dark and grey paper light, so that ink can be told from paper."""
    level_page = level(toned(draw().convert("L"), ink, paper))

    assert np.percentile(np.asarray(level_page), (0.5, 50)) == pytest.approx((25, 248), abs=25)


def test_a_shadow_is_lifted() -> None:
    """Paper in a telephone's shadow is as light as the paper beside it."""
    pixels = np.asarray(level(shadowed(draw())).convert("L"))

    assert np.median(pixels[:, :300]) == pytest.approx(np.median(pixels[:, -300:]), abs=8)


def test_what_a_scanner_does_well_is_left_alone() -> None:
    """A plain page, one with a black frame, and an empty sheet come back as they are."""
    framed = Image.new("RGB", (draw().width + 90, draw().height), (10, 10, 10))
    framed.paste(draw(), (45, 0))
    for page in (draw(), framed, Image.new("L", (600, 800), 235)):
        assert level(page) is page


def test_a_faint_page_is_read() -> None:
    """Number and date of a page that is hardly darker than its paper come out."""
    page = read_scan(level(toned(draw(), 150, 250)), dpi=DPI)

    assert number_of(page) == "128/QĐ-SNV"
    assert page.date[0].value == date(2024, 5, 17)


STROKES = {
    "one": ([(10, 20)], 1),
    "one and one": ([(10, 14), (24, 28)], 2),
    "two that touch": ([(10, 44)], 2),
    "a dot beside": ([(10, 14)], 1),
    "nothing": ([], 0),
}


@pytest.mark.parametrize(("strokes", "least"), STROKES.values(), ids=STROKES)
def test_strokes_say_how_many_digits_there_are_at_least(strokes: list[tuple[int, int]], least: int) -> None:
    """Tall strokes side by side are digits of their own, and one too wide for a digit is two."""
    gap = Image.new("L", (60, 40), 250)
    pen = ImageDraw.Draw(gap)
    for left, right in strokes:
        pen.rectangle((left, 4, right, 36), fill=20)
    pen.rectangle((50, 33, 53, 36), fill=20)

    assert sum(stroke.digits for stroke in find_strokes(gap, Box(0, 0, 60, 40))) == least


def drawn(*lines: tuple[int, ...]) -> Image.Image:
    """Pen strokes in a gap 60 wide and 40 high."""
    gap = Image.new("L", (60, 40), 250)
    for line in lines:
        ImageDraw.Draw(gap).line(line, fill=20, width=4)
    return gap


FLAGGED = (12, 20, 22, 4, 22, 36)
FOUR = ((16, 4, 10, 24, 30, 24), (25, 14, 25, 36))
INKED = {
    "flagged 1 is no 4": ((FLAGGED,), {"1": 1.0, "4": 0.3}),
    "4 with its bar": (FOUR, {"4": 1.0}),
    "two that touch at the top": ((FLAGGED, (22, 8, 34, 4, 34, 36)), {"1": 0.25, "11": 1.0, "17": 1.0, "0": 1.0}),
}


@pytest.mark.parametrize(("lines", "odds"), INKED.values(), ids=INKED)
def test_ink_speaks_against_digits_it_has_not(lines: tuple[tuple[int, ...], ...], odds: dict[str, float]) -> None:
    """A 4 has a bar, which a flagged 1 has not; two legs are more than one 1 or 7, and may be one 0."""
    strokes = find_strokes(drawn(*lines), Box(0, 0, 60, 40))

    assert {text: stroke_odds(text, strokes) for text in odds} == odds


def test_a_date_that_its_ink_speaks_against_is_less_likely() -> None:
    """A day read as 7 where two legs stand is doubted; 17 is not."""
    legs = (Stroke(1, 2, 0.1),)

    assert _weigh({"7": 0.5, "17": 0.4}, 9, legs)[17] > _weigh({"7": 0.5, "17": 0.4}, 9)[17]


def test_a_symbol_goes_on_in_the_next_line() -> None:
    """A symbol too long for its line is read whole; a subject below the number is no part of it."""
    wrapped = read_scan(draw(Letterhead(number="Số: 2406/HĐXD-QLDA", under_number="&KTXD-PC")), dpi=DPI)
    subject = read_scan(draw(Letterhead(number="Số: 2406/HĐXD-QLDA", under_number="V/v báo cáo")), dpi=DPI)

    assert number_of(wrapped) == "2406/HĐXD-QLDA&KTXD-PC"
    assert number_of(subject) == "2406/HĐXD-QLDA"


ON_ONE_LINE = {
    "behind the number": Letterhead("#box(width: 110mm)[Số: 128/QĐ-SNV ngày 17 tháng 5 năm 2024]", ""),
    "below the number": Letterhead(date="", under_number="Ngày 17 tháng 5 năm 2024"),
}


@pytest.mark.parametrize("page", ON_ONE_LINE.values(), ids=ON_ONE_LINE)
def test_a_date_beside_or_below_the_number_is_read(page: Letterhead) -> None:
    """Number and date of one row, or of one column, are both read."""
    found = read_scan(draw(page), dpi=DPI)

    assert number_of(found) == "128/QĐ-SNV"
    assert [one.value for one in found.date][:1] == [date(2024, 5, 17)]


def test_a_number_with_its_year_first_is_read() -> None:
    """Some offices number `year/number/type`."""
    assert number_of(read_scan(draw(Letterhead("Số: 2024/215/KH")), dpi=DPI)) == "2024/215/KH"


def test_print_that_both_engines_read_alike_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plainly printed number and date take the recogniser one look each."""
    calls: list[tuple[int, int]] = []

    def count(crop: Image.Image, *, stretch: float = 1.0) -> Reading:
        calls.append(crop.size)
        return read_line(crop, stretch=stretch)

    monkeypatch.setattr(view, "read_line", count)

    assert number_of(read_scan(draw(), dpi=DPI)) == "128/QĐ-SNV"
    assert len(calls) == 2


WORDS = {"VIỆEN": "VIỆN", "quoốc": "quốc", "VIỆN": "VIỆN", "xoong": "xoong", "QĐ-UBND": "QĐ-UBND", "aa": "aa"}


@pytest.mark.parametrize(("read", "meant"), WORDS.items(), ids=WORDS)
def test_a_vowel_read_twice_is_read_once(read: str, meant: str) -> None:
    """Tesseract may see a vowel with and without its accent; words that are right stay."""
    assert undouble(read) == meant


def test_a_seal_is_seen_at_a_glance() -> None:
    """A red seal shows on a picture of a few hundred dots; black ones, letters and grey scans say nothing."""

    def small(seal: str) -> Image.Image:
        page = draw_signed(Signing(("GIÁM ĐỐC",), seal=seal))
        return page.resize((page.width * SEAL_DPI // DPI, page.height * SEAL_DPI // DPI), Image.Resampling.BOX)

    assert [has_seal(small(seal)) for seal in ("red", "black", "")] == [True, False, False]
    assert not has_seal(small("red").convert("L"))


def test_the_sealed_page_is_looked_at_first() -> None:
    """A letter of one page before many pages of annex: the page with the seal names the signer."""
    signed = draw_signed(Signing(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), seal="red", drop=-20))
    annex = draw(Letterhead(number="", date="", parent="", issuer="Phụ lục", title="DANH MỤC"))
    out = io.BytesIO()
    draw().save(out, "PDF", resolution=DPI, save_all=True, append_images=[annex, signed, annex, annex, annex])

    material = read_pdf(out.getvalue(), Limits(pages_ocr=1))

    assert [page.number for page in material.closing] == [3]


RUNNING = """
#v(20pt)
#par(justify: true)[Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện Kế hoạch này, định kỳ báo cáo kết quả về Sở
Nội vụ trước ngày 20 của tháng cuối quý để tổng hợp. Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn
vị kịp thời phản ánh về cơ quan để được hướng dẫn, giải quyết, và nhắc lại lần thứ sáu trong năm nay; các đơn vị kịp
thời phản ánh về cơ quan để được hướng dẫn, giải quyết theo thẩm quyền, đồng thời gửi báo cáo bằng văn bản về Sở
trước ngày cuối cùng của mỗi tháng để theo dõi, đôn đốc, tổng hợp chung và trình cấp có thẩm quyền xem xét.]
"""

SHORT = """
#v(6pt)
#grid(columns: (45%, 55%), [#text(size: 11pt)[_Nơi nhận:_ \\ - Như trên; \\ - Lưu: VT.]],
  align(center)[*KT. GIÁM ĐỐC \\ PHÓ GIÁM ĐỐC* #v(64pt) *Trần Hồng Lam*])
"""


def test_the_block_of_a_short_letter_begins_in_the_upper_part() -> None:
    """The title stands in the part that was read for the letterhead, the name below it."""
    out = io.BytesIO()
    draw(Letterhead(extra="#v(60pt)" + SHORT)).save(out, "PDF", resolution=DPI)

    found = parse_document(out.getvalue())

    assert found.signer_title.value == "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC"
    assert found.signer_name.value == "Trần Hồng Lam"


@pytest.mark.parametrize("degrees", [0, 180], ids=["as it is", "on its head"])
def test_a_page_is_turned_and_levelled_once(degrees: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the letterhead told of way up and skew holds for the rest of the page, which is not tried other ways."""
    looks: list[Image.Image] = []

    def counted(gray: Image.Image) -> float:
        looks.append(gray)
        return find_skew(gray)

    monkeypatch.setattr("parsers.scan.upright.find_skew", counted)
    out = io.BytesIO()
    draw(Letterhead(extra="#v(60pt)" + SHORT)).rotate(degrees).save(out, "PDF", resolution=DPI)

    found = parse_document(out.getvalue())

    assert found.signer_name.value == "Trần Hồng Lam"
    assert len(looks) == (1 if degrees == 0 else 2)


@pytest.mark.parametrize(("bound", "is_read"), [(0.9, False), (1.01, True)], ids=["sure", "unsure"])
def test_what_is_cited_is_read_where_the_date_is_unsure(
    bound: float, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Running text is passed over for speed, unless the years typed in it may tell between readings of a date."""
    monkeypatch.setattr("parsers.scan.page._SURE", bound)

    page = read_scan(draw(Letterhead(extra=RUNNING)), dpi=DPI).page

    assert ("lần thứ sáu" in "\n".join(line.text for line in page.lines)) == is_read


CONFIRMED = {
    "everybody": (("/QĐ-SNV", "/QD-SNV"), "Số: 12/QĐ-SNV", 1.0),
    "looks only": (("/QD-SNV", "/QD-SNV"), "Số: 12/QĐ-SMV", 0.97),
    "one look and the other engine": (("/QD-SNV", "/QO-SNV"), "Số: 12/QĐ-SNV", 0.97),
    "nobody": (("/QD-SNV", "/QO-SNV"), "Số: 12/Qb-SMV", 0.85),
    "one look": (("/QD-SNV",), "", 0.85),
}


@pytest.mark.parametrize(("tails", "text", "chance"), CONFIRMED.values(), ids=CONFIRMED)
def test_a_symbol_is_as_sure_as_its_readers_agree(tails: tuple[str, ...], text: str, chance: float) -> None:
    """However plain the digits are, a number is not sure while only one look saw its symbol."""
    assert symbol_chance("/QĐ-SNV", tails, text) == chance
    assert symbol_chance("/Q", ("/Q", "/Q"), "Số: 12/Q") < 0.5
    assert symbol_chance("/42LDA", ("/42LDA", "/42LDA"), "Số: 2012/42LDA") < 0.5
    assert symbol_chance("/2024/QĐ-UBND", ("/2024/QD-UBND",), "Số: 5/2024/QĐ-UBND") == 1.0


def test_a_bar_that_one_reader_saw_is_not_sure() -> None:
    """D or Đ, where the readers differ: sure only if the decree, a known agency or the issuer's name tells."""
    name = Line(tuple(Word(word, Box(0, 0, 1, 1)) for word in ("SỞ", "KẾ", "HOẠCH", "VÀ", "ĐẦU", "TƯ")))

    assert symbol_chance("/KHĐ-TH", ("/KHD-TH",), "Số: 12/KHĐ-TH") < 0.9
    assert symbol_chance("/VĐT-TH", ("/VDT-TH",), "Số: 12/VĐT-TH", (name,)) == 1.0
    assert symbol_chance("/QĐ-UBND", ("/QD-UBND",), "Số: 12/QĐ-UBND") == 1.0


def test_a_slash_taken_for_a_letter_is_found_by_the_symbol_behind_it() -> None:
    """Where dots or a pen touch the slash, the letters that Tesseract saw behind it tell where the digits end."""
    glyphs = [Glyph(letter, at, at + 1, 0.9) for at, letter in enumerate("So:3390.ICT-BVDK")]

    assert find_window(glyphs, 16).tail == ""
    assert find_window(glyphs, 16, "ctbvdk").tail == "/CT-BVDK"
    assert find_window(glyphs, 16, "ctbvdk").end == 8


def test_a_lone_digit_by_hand_is_not_sure() -> None:
    """Another digit may touch the one that was seen: a day of one digit is likely, and less than sure."""
    assert _weigh({"5": 1.0}, 9)[5] == 1.0
    assert 0.5 < _weigh({"5": 1.0}, 9, doubt=0.15)[5] < 0.9
    assert _weigh({"15": 1.0}, 9, doubt=0.15)[15] == 1.0
