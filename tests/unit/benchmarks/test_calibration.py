"""The calibration counts what it claims to count, on letters that say what their labels say."""

from __future__ import annotations

import io
from xml.etree import ElementTree

from PIL import Image

from benchmarks.calibration import Judged, bins, judge_made, tabulate
from benchmarks.made_scans import DPI, plan_letter, print_letter, scan
from benchmarks.plot import draw_reliability


def judged(confidence: float, *, is_right: bool) -> Judged:
    return Judged("made scan", "number", confidence, is_right)


def test_readings_are_counted_by_their_confidence() -> None:
    """Each reading falls into one bin, a certain one into the last."""
    counted = list(bins([judged(0.55, is_right=True), judged(0.95, is_right=False), judged(1.0, is_right=True)]))

    assert [(one.low, one.values, one.right) for one in counted] == [(0.5, 1, 1), (0.9, 2, 1)]


def test_right_wrong_and_missing_add_up() -> None:
    """A field is right, wrong, or missing: not read at all or only proposed."""
    missing = Judged("made scan", "number", 0.0, is_right=False, is_missing=True)
    table = tabulate([judged(0.95, is_right=True), judged(0.6, is_right=False), judged(0.3, is_right=True), missing])

    number = table["made scan"]["fields"]["number"]
    assert (number["right"], number["wrong"], number["missing"]) == (1, 1, 2)
    assert number["sure"] == {"values": 1, "right": 1}


def test_a_letter_follows_from_its_serial() -> None:
    """The same serial is the same letter, and another one is another."""
    assert plan_letter(7) == plan_letter(7)
    assert plan_letter(7) != plan_letter(8)
    assert len({plan_letter(serial).number for serial in range(100)}) > 90


def test_a_made_letter_with_text_says_what_its_label_says() -> None:
    """The parser reads every field of a printed letter right: label and print agree."""
    assert [one for one in judge_made(("text", 3)) if not one.is_right] == []


def test_a_made_scan_is_a_page_at_its_resolution() -> None:
    """A scan is an A4 picture with hands and seals on it."""
    letter = plan_letter(2)
    picture = Image.open(io.BytesIO(scan(print_letter(letter, "png", by_hand=True), 2)))

    assert picture.size == (1654, 2339)
    assert picture.info["dpi"] == (DPI, DPI)


def test_the_plot_is_a_picture_with_a_point_for_each_bin() -> None:
    """The diagram is well-formed SVG."""
    table = tabulate([judged(0.55, is_right=True), judged(0.95, is_right=False)])

    plot = ElementTree.fromstring(draw_reliability({kind: counts["bins"] for kind, counts in table.items()}))
    assert len(plot.findall(".//{http://www.w3.org/2000/svg}circle")) == 4
