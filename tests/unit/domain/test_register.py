"""What a name or an identifier may look like."""

from __future__ import annotations

import pytest

from evidence_svc.domain.register import LONGEST_ID, LONGEST_NAME, RegisterError, check_id, check_name, check_username

BIDI = "\u202e"  # UAX #9: turns the direction of what follows


@pytest.mark.parametrize("text", ["van-phong", "2023-H1", "a", " so-noi-vu ", "x" * LONGEST_ID])
def test_identifiers_of_plain_letters_are_kept(text: str) -> None:
    """Letters, digits, hyphens in between; spaces around are dropped."""
    assert check_id(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-a",
        "a-",
        "a--b",
        "a b",
        "a/b",
        "../x",
        'a"b',
        "a\r\nb",
        "văn-phòng",
        "а",
        "x" * (LONGEST_ID + 1),
        "a@b",
        ".",
    ],
)
def test_other_identifiers_are_refused(text: str) -> None:
    """What would break an address, a header or a subject of the log, or only looks like a letter (the Cyrillic a)."""
    with pytest.raises(RegisterError) as caught:
        check_id(text)
    assert caught.value.reason == "id-unfit"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Clerk ", "clerk"),
        ("nguyen.van_a", "nguyen.van_a"),
        ("a@tinh.example.vn", "a@tinh.example.vn"),
        ("0912", "0912"),
    ],
)
def test_sign_in_names(text: str, kept: str) -> None:
    """Small plain letters, digits, and what stands in addresses."""
    assert check_username(text) == kept


@pytest.mark.parametrize("text", ["", "a b", "ađ", ".a", "a.", f"a{BIDI}b", "a\x00b", "сlerk", "x" * (LONGEST_ID + 1)])
def test_other_sign_in_names_are_refused(text: str) -> None:
    """Nobody gets a name that looks like somebody else's."""
    with pytest.raises(RegisterError) as caught:
        check_username(text)
    assert caught.value.reason == "username-unfit"


def test_names_are_composed_and_single_spaced() -> None:
    """Typed on any keyboard, a name is kept in one form."""
    assert check_name("  Nguye\u0302\u0303n   Văn\tA ") == "Nguyễn Văn A"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", "name-missing"),
        (f"Sở {BIDI}Nội vụ", "name-unfit"),
        ("Sở\u2066Nội vụ", "name-unfit"),
        ("Sở Nội\u200b vụ", "name-unfit"),
        ("Sở\x07", "name-unfit"),
        ("\ue000", "name-unfit"),
        ("x" * (LONGEST_NAME + 1), "name-unfit"),
    ],
)
def test_names_hide_nothing(text: str, reason: str) -> None:
    """Empty ones, turned ones, those with invisible or private characters, and those too long for the column."""
    with pytest.raises(RegisterError) as caught:
        check_name(text)
    assert caught.value.reason == reason
