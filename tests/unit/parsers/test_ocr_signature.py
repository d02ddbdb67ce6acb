"""The signature block of a scan: titles and names through seals and signatures, or nothing rather than wrong."""

from __future__ import annotations

import pytest

from parsers.scan.signature_block import read_closing
from parsers.signer import Signer, authority_candidate, find_partial_signers, find_signers, name_candidate
from tests.scanned_pages import DPI, Signing, draw_signed

DEPUTY = ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def read(*blocks: Signing) -> tuple[Signer, ...]:
    page = read_closing(draw_signed(*blocks), 2, dpi=DPI)
    return find_signers(page) or find_partial_signers(page)


def name_of(signers: tuple[Signer, ...]) -> str | None:
    found = name_candidate(signers)
    return found.value if found is not None and found.confidence >= 0.5 else None


BLOCKS = {
    "no seal": Signing(DEPUTY),
    "red seal over the titles": Signing(DEPUTY, seal="red", drop=-30),
    "red seal over the name": Signing(DEPUTY, seal="red", drop=5),
    "black seal over the name": Signing(DEPUTY, seal="black", drop=2),
    "garbled list of recipients": Signing(DEPUTY, seal="black", drop=0, recipients="Nqi nhqn"),
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_name_and_titles_are_read_through_a_seal(block: Signing) -> None:
    """Wherever the seal lies, in whatever colour, the deputy's titles and name come out."""
    signers = read(block)

    assert [signer.title for signer in signers] == ["KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC"]
    assert name_of(signers) == "Trần Minh Hà"
    authority = authority_candidate(signers)
    assert authority is not None
    assert authority.value == "KT."


def test_titles_over_three_lines_are_kept_together() -> None:
    """By order of the chairman, a deputy chief of the office signs for the chief."""
    titles = ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")

    (signer,) = read(Signing(titles, "Đỗ Thị Lệ Quyên", seal="black", drop=8))

    assert signer.title == ", ".join(titles)


def test_two_signers_stand_beside_each_other() -> None:
    """Joint papers bear two blocks, each under its own seal."""
    signers = read(
        Signing(("GIÁM ĐỐC",), "Nguyễn Văn Lâm", seal="black", drop=-20),
        Signing(("CHỦ TỊCH",), "Nguyễn Thiện Phong", seal="black", drop=-20),
    )

    assert [signer.title for signer in signers] == ["GIÁM ĐỐC", "CHỦ TỊCH"]
    assert name_of(signers) == "Nguyễn Văn Lâm; Nguyễn Thiện Phong"


def test_a_missing_name_is_not_made_up() -> None:
    """A block with titles and a seal but no name has no name, whatever the seal looks like."""
    signers = read(Signing(DEPUTY, "", seal="red", drop=0))

    assert name_of(signers) is None
