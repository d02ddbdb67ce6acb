"""What the first inspection sees of the pages of a signed file that goes on behind the signature."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from evidence_svc.cli import main
from evidence_svc.operations import look_at_pages as looking
from parsers.reader import Pdf, render_page
from tests.pki import (
    HEADER_BOX,
    NOW,
    annotate,
    append_objects,
    make_hierarchy,
    make_identity,
    make_pdf,
    sign,
    stamp_document,
)
from verifiers.calendar import VIET_NAM
from verifiers.signature.trust import load_bundle
from verifiers.signature.validation import examine_fully
from verifiers.subject import Subject
from verifiers.viewing import check_page_views

LEADER = make_identity("Nguyễn Văn An")
AGENCY = make_identity("Văn phòng Ủy ban nhân dân tỉnh")
PDF = make_pdf("Diem: 10 cham boi hoi dong", "trang hai")
SIGNED = sign(PDF, LEADER)
SEAL_BOX = (250, 150, 330, 220)
OTHER = b"<< /Length 36 >>\nstream\nBT /F1 12 Tf 72 600 Td (muoi) Tj ET  \nendstream"
SCAN = b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 64 >>"
REAL = Path(__file__).parents[3] / "shared" / "real-documents"


def _found(content: bytes) -> list[tuple[str, Any]]:
    """Reason and pages of what is said about the views."""
    found = examine_fully(content, make_hierarchy().bundle, now=NOW)
    views = looking.look_at_pages(found.appended, closely=bool(found.signatures.defects)) if found.appended else None
    said = check_page_views(Subject(page_views=views), VIET_NAM)
    return [(finding.reason, finding.details.get("pages")) for finding in said]


def _painted(pdf: bytes, drawing: bytes, box: tuple[int, int, int, int]) -> bytes:
    """A later signature whose picture is a drawing, covered by its own range."""
    number = 300
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 %d %d] /Length %d >>\nstream\n%s\nendstream"
    size = box[2] - box[0], box[3] - box[1]
    field = b"<< /FT /Sig /T (Hai) /Type /Annot /Subtype /Widget /F 4 /P 4 0 R /Rect [%d %d %d %d] >>" % box
    base = make_pdf("Diem: 10 cham boi hoi dong", "trang hai", extra="/AcroForm << /SigFlags 3 /Fields [290 0 R] >>")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Annots [290 0 R]"
        b" /Resources << /Font << /F1 3 0 R >> >> >>"
    )
    signed = sign(append_objects(base, {4: page, 290: field}), LEADER, box=None)
    shown = field.replace(b">>", b"/AP << /N %d 0 R >> >>" % number)
    painted = append_objects(signed, {290: shown, number: form % (*size, len(drawing), drawing)})
    return sign(painted, AGENCY, field="Hai", box=None, new_field=False)


OVER = (60, 590, 240, 620)
WHITE = b"1 g 0 0 180 30 re f 0 g 12 10 4 10 re f"
SEAL = b"1 0 0 RG 3 w 4 4 100 22 re S"
CASES: dict[str, tuple[Callable[[], bytes], list[tuple[str, Any]]]] = {
    "one signature": (lambda: SIGNED, []),
    "white space behind it": (lambda: SIGNED + b"\r\n", []),
    "two signatures": (
        lambda: sign(SIGNED, AGENCY, field="Seal", box=SEAL_BOX),
        [("page-views-same", None)],
    ),
    "document timestamp": (lambda: stamp_document(SIGNED), [("page-views-same", None)]),
    "stamp signed for": (
        lambda: sign(annotate(SIGNED, HEADER_BOX), AGENCY, field="Seal", box=SEAL_BOX),
        [("page-views-same", None)],
    ),
    "seal over a name": (lambda: _painted(PDF, SEAL, OVER), [("page-views-same", None)]),
    "white picture over a figure": (lambda: _painted(PDF, WHITE, OVER), [("page-views-covered", [1])]),
    "page replaced": (lambda: append_objects(SIGNED, {5: OTHER}), [("page-views-differ", [1])]),
    "page added": (
        lambda: append_objects(
            SIGNED,
            {
                2: b"<< /Type /Pages /Kids [4 0 R 6 0 R 520 0 R] /Count 3 >>",
                520: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>",
            },
        ),
        [("page-views-differ", [3])],
    ),
    "empty table": (
        lambda: append_objects(SIGNED, {5: OTHER}, listed=False),
        [("page-views-same", None)],
    ),
    "table pointed to nowhere": (
        lambda: SIGNED + b"5 0 obj\n" + OTHER + b"\nendobj\nstartxref\n99999999\n%%EOF\n",
        [("page-views-differ", [1])],
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_pages_are_what_was_signed_and_marked_later(name: str) -> None:
    """Later signatures, stamps and validation data pass; whatever else a viewer shows is named with its page."""
    build, expected = CASES[name]

    assert _found(build()) == expected


def test_inspection_tells_what_viewers_show(tmp_path: Path) -> None:
    """The finding stands in what the command prints, with the page."""
    hierarchy, trust, file = make_hierarchy(), tmp_path / "trust", tmp_path / "van-ban.pdf"
    trust.mkdir()
    for number, identity in enumerate((hierarchy.root, hierarchy.authority)):
        (trust / f"{number}.der").write_bytes(identity.der)
    file.write_bytes(append_objects(SIGNED, {5: OTHER}))

    answer = CliRunner().invoke(main, ["inspect", "--json", "--trust", str(trust), str(file)])

    said = [finding for finding in json.loads(answer.output)["findings"] if finding["check"] == "page-views"]
    assert [(finding["outcome"], finding["details"]["pages"]) for finding in said] == [("failed", [1])]


def _scan(grey: int) -> dict[int, bytes]:
    drawing = b"q 595 0 0 842 0 0 cm /Im Do Q"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /XObject << /Im 40 0 R >> >> >>"
    )
    return {
        4: page,
        5: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        40: SCAN + b"\nstream\n" + bytes([grey]) * 64 + b"\nendstream",
    }


def test_picture_exchanged_on_a_page_without_text_is_seen() -> None:
    """A scan has no text to compare: its stored picture is."""
    signed = sign(append_objects(PDF, _scan(200)), LEADER)

    assert _found(append_objects(signed, {40: _scan(20)[40]})) == [("page-views-differ", [1])]


def test_what_the_budget_leaves_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages beyond the bound are no pass."""
    monkeypatch.setattr(looking, "MOST_PAGES", 1)

    assert _found(stamp_document(SIGNED)) == [("page-views-partial", None)]


def test_signs_of_a_disagreement_have_all_pages_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them only pages with something put on text are drawn."""
    found = examine_fully(stamp_document(SIGNED), make_hierarchy().bundle, now=NOW).appended
    assert found is not None
    drawn: list[int] = []

    def render(document: Pdf, page: int, dpi: int) -> Image.Image:
        drawn.append(page)
        return render_page(document, page, dpi)

    monkeypatch.setattr(looking, "render_page", render)

    looking.look_at_pages(found)
    assert drawn == []
    looking.look_at_pages(found, closely=True)
    assert drawn == [0, 0, 1, 1]


if REAL.is_dir():

    @pytest.mark.real_documents
    @pytest.mark.parametrize("name", ["doc05.pdf", "doc10.pdf", "doc15.pdf"])
    def test_genuine_stamps_and_seals_hide_nothing(name: str) -> None:
        """Numbers, days, seals on names: nothing that was signed is gone."""
        bundle = load_bundle(REAL.parent / "trust")
        found = examine_fully((REAL / name).read_bytes(), bundle, now=NOW).appended
        assert found is not None

        views = looking.look_at_pages(found, closely=True)

        assert (views.changed, views.covered, views.reason) == ((), (), None)
