"""What a viewer shows of a signed revision and of the whole file, compared in child processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from evidence_svc.isolation import Limits
from evidence_svc.operations.compare_revisions import compare_revisions, find_differing
from tests.pki import append_objects, make_identity, make_pdf, sign
from verifiers.page_views import PageChange

SIGNED = sign(make_pdf("mot", "hai"), make_identity("Nguyễn Văn An"))
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
OTHER = b"<< /Length 33 >>\nstream\nBT /F1 12 Tf 72 600 Td (bon) Tj ET\nendstream"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>"
REAL = Path(__file__).parents[3] / "shared" / "real-documents"


def _changes(content: bytes, field: str = "Signature1") -> list[PageChange]:
    comparison = compare_revisions(content, field, limits=Limits())
    assert comparison.reason is None
    return [page.change for page in comparison.pages]


def test_file_as_signed_shows_what_was_signed() -> None:
    """Nothing after the signature, nothing else on the pages."""
    assert _changes(SIGNED) == [PageChange.SAME, PageChange.SAME]


def test_later_signature_is_explained_by_its_place() -> None:
    """The picture of a later signature differs, and only there."""
    drawing = b"1 0 0 rg 0 0 80 70 re f"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 80 70] /Length 23 >>\nstream\n%s\nendstream"
    sealed = sign(SIGNED, AGENCY, field="Seal", box=(250, 150, 330, 220))
    number = int(sealed[: sealed.rindex(b"/BBox")].rsplit(b" 0 obj", 1)[0].split()[-1])
    painted = append_objects(sealed, {number: form % drawing})

    comparison = compare_revisions(painted, "Signature1", limits=Limits())

    assert [page.change for page in comparison.pages] == [PageChange.EXPLAINED, PageChange.SAME]
    (left, top, right, bottom) = comparison.pages[0].regions[0]
    assert (round(left), round(top), round(right), round(bottom)) == (250, 622, 330, 692)
    assert comparison.unexplained == ()


def test_page_replaced_after_signing_is_seen() -> None:
    """Text and picture of the page are no longer the signed ones, wherever on the page."""
    comparison = compare_revisions(append_objects(SIGNED, {5: OTHER}), "Signature1", limits=Limits())

    assert [page.change for page in comparison.pages] == [PageChange.CHANGED, PageChange.SAME]
    assert comparison.unexplained[0].unexplained


def test_page_that_only_the_viewer_sees_is_seen() -> None:
    """A number of another generation: readers that follow the standard keep the old page, viewers show the new."""
    listed = b"%010d 0000%d n"
    attacked = append_objects(SIGNED, {5: OTHER})
    attacked = attacked.replace(b"5 0 obj\n" + OTHER, b"5 1 obj\n" + OTHER)
    attacked = attacked.replace(listed % (len(SIGNED), 0), listed % (len(SIGNED), 1))

    assert _changes(attacked) == [PageChange.CHANGED, PageChange.SAME]


def test_pages_added_and_removed_are_named() -> None:
    """The page tree of the file as it is has more or fewer pages than the one that was signed."""
    more = append_objects(SIGNED, {2: b"<< /Type /Pages /Kids [4 0 R 6 0 R 520 0 R] /Count 3 >>", 520: PAGE})
    fewer = append_objects(SIGNED, {2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"})

    assert _changes(more) == [PageChange.SAME, PageChange.SAME, PageChange.ADDED]
    assert _changes(fewer) == [PageChange.SAME, PageChange.REMOVED]


def test_progress_is_told_and_the_bound_is_named() -> None:
    """Ten pages to a child; beyond the bound the comparison says that it is not complete."""
    long = sign(make_pdf(*["trang"] * 12), make_identity("Nguyễn Văn An"))
    told: list[tuple[int, int]] = []

    whole = compare_revisions(
        long, "Signature1", limits=Limits(), progress=lambda far, total: told.append((len(far.pages), total))
    )
    part = compare_revisions(long, "Signature1", limits=Limits(), most_pages=5)

    assert told == [(10, 12), (12, 12)]
    assert (len(whole.pages), whole.reason) == (12, None)
    assert (len(part.pages), part.reason) == (5, "too-many-pages")


@pytest.mark.parametrize(
    ("content", "field"), [(SIGNED, "Other"), (b"no document", "Signature1"), (SIGNED[:2000], "Signature1")]
)
def test_what_cannot_be_compared_has_a_reason(content: bytes, field: str) -> None:
    """No such signature, no PDF: a result with its reason, never an exception."""
    comparison = compare_revisions(content, field, limits=Limits())

    assert comparison.reason
    assert comparison.pages == ()


def test_child_that_dies_ends_the_comparison_with_its_reason() -> None:
    """The limits of a child hold here as everywhere."""
    assert compare_revisions(SIGNED, "Signature1", limits=Limits(seconds=0.0)).reason == "time-limit"


def test_differing_regions_are_tight_and_apart() -> None:
    """Two spots far apart are two boxes; a spot on the border of a mark is unexplained where it sticks out."""
    left, right = (Image.new("RGB", (200, 100), "white") for _ in range(2))
    draw = ImageDraw.Draw(right)
    draw.rectangle((10, 10, 19, 19), fill="black")
    draw.rectangle((150, 50, 169, 59), fill="black")

    anywhere, outside = find_differing(left, right, [(0, 0, 40, 40), (150, 50, 160, 60)])

    assert set(anywhere) == {(10, 10, 20, 20), (150, 50, 170, 60)}
    assert [*outside] == [(160.0, 50.0, 170.0, 60.0)]
    assert find_differing(left, Image.new("RGB", (100, 200))) == (((0.0, 0.0, 100.0, 200.0),),) * 2


if REAL.is_dir():

    @pytest.mark.real_documents
    def test_genuine_files_show_what_was_signed() -> None:
        """Six signatures on three pages: whatever differs is a later signature."""
        content = (REAL / "doc15.pdf").read_bytes()

        assert compare_revisions(content, "Signature1", limits=Limits()).unexplained == ()
