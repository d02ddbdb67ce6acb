"""Pages of a signed revision beside the pages of the file as it is."""

from __future__ import annotations

import pytest

from tests.pki import annotate, append_objects, make_identity, make_pdf, sign
from verifiers.findings import Outcome
from verifiers.page_views import PageChange, PagePair, PageVerdict, check_page_views, judge_page
from verifiers.signature.marks import find_marks
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.revisions import signed_revision

SIGNED = sign(make_pdf("mot", "hai"), make_identity("Nguyễn Văn An"))
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
BOX = (10.0, 10.0, 50.0, 50.0)


@pytest.mark.parametrize(
    ("pair", "change"),
    [
        (PagePair(1, "a", "a"), PageChange.SAME),
        (PagePair(1, "a", "a", (BOX,)), PageChange.EXPLAINED),
        (PagePair(1, "a", "a", (BOX,), (BOX,)), PageChange.CHANGED),
        (PagePair(1, "a", "b"), PageChange.CHANGED),
        (PagePair(1, None, "b"), PageChange.ADDED),
        (PagePair(1, "a", None), PageChange.REMOVED),
    ],
)
def test_page_is_what_was_signed_or_is_marked_later(pair: PagePair, change: PageChange) -> None:
    """Text must be equal, pictures equal outside of later marks, pages neither more nor fewer."""
    assert judge_page(pair).change is change


@pytest.mark.parametrize(
    ("changes", "outcome", "pages"),
    [
        ([PageChange.SAME, PageChange.EXPLAINED], Outcome.PASSED, [1, 2]),
        ([PageChange.SAME, PageChange.CHANGED, PageChange.ADDED], Outcome.FAILED, [2, 3]),
        ([], Outcome.INDETERMINATE, None),
    ],
)
def test_finding_names_the_pages(changes: list[PageChange], outcome: Outcome, pages: list[int] | None) -> None:
    """Failed for any page that shows something else; no page compared is no pass."""
    finding = check_page_views("Nguyễn Văn An", [PageVerdict(n, c) for n, c in enumerate(changes, start=1)])

    assert finding.outcome is outcome
    assert finding.details.get("pages") == pages


def test_signed_revision_is_the_bytes_at_the_time_of_signing() -> None:
    """Also behind garbage; a field that is not signed has none."""
    sealed = sign(SIGNED, AGENCY, field="Seal", box=(250, 150, 330, 220))

    assert signed_revision(sealed, "Signature1") == SIGNED
    assert signed_revision(b"x" * 9 + sealed, "Signature1") == SIGNED
    assert signed_revision(sealed, "Seal") == sealed
    with pytest.raises(MalformedSignatureError):
        signed_revision(sealed, "Other")


def test_marks_are_the_later_annotations_as_displayed() -> None:
    """From the top left of the page, three points around; a signature that was there is none."""
    (mark,) = find_marks(SIGNED, annotate(SIGNED, (90, 750, 130, 765)))

    assert (mark.page, mark.left, mark.top, mark.right, mark.bottom) == (1, 87, 74, 133, 95)
    assert find_marks(SIGNED, SIGNED) == ()


@pytest.mark.parametrize(
    ("turn", "corner"), [(90, (747.0, 87.0)), (180, (462.0, 747.0)), (270, (74.0, 462.0)), (-90, (74.0, 462.0))]
)
def test_marks_follow_the_rotation_of_the_page(turn: int, corner: tuple[float, float]) -> None:
    """The page is turned clockwise when displayed (ISO 32000-2, 7.7.3.3)."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Rotate %d >>" % turn
    turned = append_objects(make_pdf("mot"), {4: page})

    (mark,) = find_marks(turned, annotate(turned, (90, 750, 130, 765)))

    assert (mark.left, mark.top) == corner


def test_appearance_drawn_anew_is_a_mark() -> None:
    """The dictionary is the same and its picture is not."""
    noted = annotate(SIGNED, (90, 750, 130, 765))
    number = int(noted[: noted.rindex(b"/BBox")].rsplit(b" 0 obj", 1)[0].split()[-1])
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 40 15] /Length 9 >>\nstream\n0 0 9 9 re\nendstream"

    assert len(find_marks(noted, append_objects(noted, {number: form.replace(b"/Length 9", b"/Length 10")}))) == 1
