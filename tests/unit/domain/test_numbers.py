"""Decimal numbers as the offices write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_svc.domain.errors import NumberError
from evidence_svc.domain.numbers import Rounding, Scale, format_decimal, parse_decimal, percentage

READABLE = {
    "2.00": "2",
    "2": "2",
    "82,5": "82.5",
    "53,5đ": "53.5",
    "53,5 Điểm": "53.5",
    "0.500": "0.5",
    "86.2482": "86.2482",
    "1.234,5": "1234.5",
    "1,234.5": "1234.5",
    "41.940.000": "41940000",
    "−0,75": "-0.75",
    " 96,40 % ": "96.40",
}


@pytest.mark.parametrize("text", READABLE)
def test_numbers_of_the_offices_are_read(text: str) -> None:
    """Both decimal marks, thousands, units and signs as they stand in the published tables."""
    assert parse_decimal(text) == Decimal(READABLE[text])


@pytest.mark.parametrize("text", ["", "một", "1.2.3", "1,,2", "12,34.567,8", "1.2345,0", "1 2", "٣", "NaN", "1e3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Anything else is an error with a reason, never a guess."""
    with pytest.raises(NumberError) as caught:
        parse_decimal(text)

    assert caught.value.reason == "number-unreadable"


def test_three_digits_after_one_mark_are_ambiguous() -> None:
    """`41.940` is forty-one thousand or forty-one point nine four; only the caller can know."""
    with pytest.raises(NumberError) as caught:
        parse_decimal("41.940")

    assert caught.value.reason == "number-ambiguous"
    assert parse_decimal("41.940", mark=",") == 41940
    assert parse_decimal("41.940", mark=".") == Decimal("41.94")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_formatting_and_reading_are_inverse(value: Decimal) -> None:
    """What is written in the Vietnamese way is read back unchanged."""
    assert parse_decimal(format_decimal(value), mark=",") == value
    assert parse_decimal(format_decimal(value, places=4)) == value


def test_numbers_are_written_with_comma_and_points() -> None:
    """Comma for decimals, points for thousands, places on demand."""
    assert format_decimal(Decimal("41940")) == "41.940"
    assert format_decimal(Decimal("53.50")) == "53,5"
    assert format_decimal(Decimal("53.5"), places=2) == "53,50"
    assert format_decimal(Decimal("-1234567.25")) == "-1.234.567,25"
    assert format_decimal(Decimal("-0.00")) == "0"


@pytest.mark.parametrize(
    ("value", "half_up", "down"),
    [("0.857", "0.86", "0.85"), ("0.865", "0.87", "0.86"), ("0.398", "0.40", "0.39"), ("2", "2.00", "2.00")],
)
def test_rounding_is_that_of_the_set(value: str, half_up: str, down: str) -> None:
    """Councils in use round half up or cut off; both are exact decimals."""
    assert str(Scale(2, Rounding.HALF_UP).round(Decimal(value))) == half_up
    assert str(Scale(2, Rounding.DOWN).round(Decimal(value))) == down


def test_percentages_are_half_up_and_need_a_whole() -> None:
    """Published percentages come out as printed; nothing is divided by zero."""
    assert percentage(Decimal("53.5"), Decimal("55.5")) == Decimal("96.40")
    assert percentage(Decimal("55.59"), Decimal(79)) == Decimal("70.37")
    assert percentage(Decimal(1), Decimal(800)) == Decimal("0.13")
    assert percentage(Decimal(0), Decimal(0)) is None
