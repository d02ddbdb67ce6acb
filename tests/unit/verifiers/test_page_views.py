"""Pages of a signed revision beside the pages of the file as it is."""

from __future__ import annotations

import pytest

from tests.pki import NOW, annotate, append_objects, make_hierarchy, make_identity, make_pdf, sign
from verifiers.calendar import VIET_NAM
from verifiers.findings import Outcome
from verifiers.page_views import PageChange, PagePair, PageViews, judge_page
from verifiers.signature.marks import find_marks
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.revisions import signed_revision
from verifiers.signature.validation import examine
from verifiers.subject import Subject
from verifiers.viewing import check_page_views

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


def _views(**facts: object) -> PageViews:
    return PageViews("Signature1", "Nguyễn Văn An", **{"compared": 3, **facts})  # type: ignore[arg-type] # by name


@pytest.mark.parametrize(
    ("views", "expected"),
    [
        (None, []),
        (_views(), [(Outcome.PASSED, "page-views-same", None)]),
        (_views(changed=(2, 3), covered=(1,)), [(Outcome.FAILED, "page-views-differ", [2, 3])]),
        (_views(covered=(1,)), [(Outcome.INDETERMINATE, "page-views-covered", [1])]),
        (_views(reason="too-many-pages"), [(Outcome.INDETERMINATE, "page-views-partial", None)]),
        (_views(compared=0, reason="damaged-file"), [(Outcome.INDETERMINATE, "page-views-missing", None)]),
        (
            _views(covered=(1,), reason="too-many-pages"),
            [(Outcome.INDETERMINATE, "page-views-covered", [1]), (Outcome.INDETERMINATE, "page-views-partial", None)],
        ),
    ],
)
def test_finding_names_the_pages(
    views: PageViews | None, expected: list[tuple[Outcome, str, list[int] | None]]
) -> None:
    """Failed for a page that shows something else, a question where signed text is hidden; no page left out passes."""
    findings = check_page_views(Subject(page_views=views), VIET_NAM)

    assert [(one.outcome, one.reason, one.details.get("pages")) for one in findings] == expected


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


def test_a_note_that_hides_signed_text_fails_though_notes_were_allowed() -> None:
    """What a certification allows is to write on the page, not to take words away."""
    certified = sign(make_pdf("mot"), make_identity("Nguyễn Văn An"), certify=3)
    noted = annotate(certified, (72, 300, 200, 320))
    signatures = examine(noted, make_hierarchy().bundle, now=NOW)

    for views, outcome in ((_views(covered=(1,)), Outcome.FAILED), (_views(), Outcome.PASSED)):
        subject = Subject(signatures=signatures, page_views=views)
        assert [finding.outcome for finding in check_page_views(subject, VIET_NAM)] == [outcome]
