"""The variations change what they say and nothing else, and the forms bear what their labels say."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from benchmarks.drawn_forms import FORMS, Form, print_form
from benchmarks.made_scans import DPI
from benchmarks.scan_variations import VARIATIONS, as_pdf
from parsers.reader import open_pdf, page_size
from tests.scanned_pages import draw


@pytest.mark.parametrize("name", VARIATIONS)
def test_every_variation_is_a_page_of_a_pdf(name: str) -> None:
    """A changed page is a picture still, and its page is as large as paper is, whatever the resolution."""
    with open_pdf(as_pdf(VARIATIONS[name](draw()))) as document:
        size = page_size(document, 0)

    assert document.page_count == 1
    assert 590 <= min(size.width, size.height) <= 980


def test_forms_are_told_apart_and_follow_from_their_serial() -> None:
    """Names are unique, and the same form and serial is the same picture."""
    assert len({form.name for form in FORMS}) == len(FORMS)
    assert print_form(FORMS[0], 1, 50) == print_form(FORMS[0], 1, 50) != print_form(FORMS[0], 2, 50)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_fits_its_page(form: Form) -> None:
    """Every form is one page of the size asked for."""
    picture = Image.open(io.BytesIO(print_form(form, 0, DPI // 4)))

    assert picture.size == pytest.approx((DPI / 4 * 8.27, DPI / 4 * 11.69), abs=2)
