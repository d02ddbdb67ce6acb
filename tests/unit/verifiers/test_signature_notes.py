"""Notes that readers write on pages: whether the certification allows them decides."""

from __future__ import annotations

import pytest

from tests.pki import NOW, annotate, make_hierarchy, make_identity, make_pdf, sign
from verifiers.signature.details import ChangesAfter
from verifiers.signature.validation import examine

LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
CERTIFIED = {permission: sign(make_pdf("Diem: 10"), LEADER, certify=permission) for permission in (1, 2, 3)}
BODY, PAGE = (72, 300, 200, 320), (0, 0, 595, 842)
SEAL_BOX = (250, 150, 330, 220)


def _judge(content: bytes) -> list[tuple[str, ChangesAfter]]:
    found = examine(content, make_hierarchy().bundle, now=NOW).signatures
    return [(one.reason, one.changes_after) for one in found]


ALLOWED = ("annotations-changed", ChangesAfter.STAMPED)
FAILED = ("content-changed", ChangesAfter.CONTENT)


@pytest.mark.parametrize(
    ("permission", "box", "kind", "expected"),
    [
        (3, BODY, "/FreeText", ALLOWED),
        (3, BODY, "/StrikeOut", ALLOWED),
        (3, (400, 780, 500, 800), "/Stamp", FAILED),
        (3, (400, 780, 500, 800), "/FreeText", ALLOWED),
        (3, PAGE, "/FreeText", FAILED),
        (3, BODY, "/Redact", FAILED),
        (3, BODY, "/Widget", FAILED),
        (3, BODY, "/FileAttachment", FAILED),
        (2, BODY, "/FreeText", FAILED),
        (1, BODY, "/FreeText", FAILED),
    ],
)
def test_certification_may_allow_notes(
    permission: int, box: tuple[int, int, int, int], kind: str, expected: object
) -> None:
    """DocMDP 3 allows small notes, never a pass; what covers a page, removes, embeds or is a field fails."""
    assert _judge(annotate(CERTIFIED[permission], box, kind)) == [expected]


def test_notes_hold_for_everybody_who_signed_under_the_certification() -> None:
    """Whoever approved before or after the note signed a document that was open to it."""
    noted = annotate(sign(CERTIFIED[3], AGENCY, field="Seal", box=SEAL_BOX), BODY)
    signed_after = sign(noted, AGENCY, field="Last", box=None)

    assert _judge(noted) == [ALLOWED, ALLOWED]
    assert _judge(signed_after) == [ALLOWED, ALLOWED, ("signature-valid", ChangesAfter.NONE)]


def test_a_certification_that_comes_later_allows_nothing_before_it() -> None:
    """A note between the first signature and the certification is a change to what was signed first."""
    noted = annotate(sign(make_pdf("Diem: 10"), LEADER), (72, 480, 200, 500))

    assert _judge(sign(noted, AGENCY, field="Seal", box=SEAL_BOX, certify=3))[0] == FAILED
