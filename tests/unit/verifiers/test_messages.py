"""The table of sentences: complete, in use, and the same as the documented list."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import verifiers
from verifiers.findings import Outcome
from verifiers.messages import MESSAGES, action_for, find, percent, show_claimed_date, show_date
from verifiers.signature.reasons import DEFECTS, REASONS

PACKAGE = Path(verifiers.__file__).parent
FINDINGS_PAGE = PACKAGE.parent / "docs" / "findings.md"
DERIVED = {f"file-{defect}" for defect in DEFECTS} | {
    f"signature-{reason.removeprefix('signature-')}" for reason in REASONS if reason != "signature-valid"
}
KEBAB = re.compile(r"[a-z]+(-[a-z]+)+")


def spoken_texts() -> set[str]:
    """Every text that a module with checks contains."""
    modules = [path for path in PACKAGE.glob("*.py") if not path.stem.endswith(("sentences", "errors"))]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_reason_in_the_table_is_spoken_by_a_check() -> None:
    """A sentence that no check uses any more is dead and must go."""
    assert set(MESSAGES) - DERIVED <= spoken_texts()


def test_every_derived_reason_has_a_sentence() -> None:
    """Whatever the signature package can say has its sentence here."""
    assert set(MESSAGES) >= DERIVED


def test_every_spoken_reason_has_a_sentence() -> None:
    """A kebab-case word in a check is a reason of the table, the name of a check, or a listed other word."""
    of_signatures = {"timestamp-invalid", "timestamp-untrusted", "revocation-not-checked", "annotations-changed"}
    others = {"file-name", "person-unconfirmed"} | of_signatures
    checks = {
        "number-against-file-name",
        "date-against-file-name",
        "date-against-signature",
        "signature-roles",
        "page-views",
    }

    assert {text for text in spoken_texts() if KEBAB.fullmatch(text)} - others - checks <= set(MESSAGES)


def test_every_problem_says_what_to_do() -> None:
    """A reason that does not only state agreement has an action; agreement needs none."""
    idle = {reason for reason, message in MESSAGES.items() if not message.action}

    assert idle == {
        "date-fits-signature",
        "date-matches-file-name",
        "date-read",
        "deadline-met",
        "filed-under-its-criterion",
        "issuer-expected",
        "number-matches-file-name",
        "number-read",
        "page-views-same",
        "signatures-passed",
        "signatures-passed-revocation-not-checked",
        "signed-as-annex",
        "signed-as-copy",
        "signed-by-person-and-organisation",
        "signer-matches",
        "type-expected",
        "within-period",
    }


def test_documented_reasons_are_the_reasons_of_the_table() -> None:
    """docs/findings.md lists every reason with its sentence and action, and no other."""
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]*) \|$", FINDINGS_PAGE.read_text(encoding="utf-8"), re.M)

    expected = {reason: (message.sentence, message.action) for reason, message in MESSAGES.items()}
    assert expected == {reason: (sentence.strip(), action.strip()) for reason, sentence, action in rows}


def test_action_of_a_foreign_reason_is_empty() -> None:
    """Reasons of other packages have no action here."""
    assert action_for("unsigned")
    assert action_for("empty-file") == ""


def test_unknown_reason_is_a_mistake() -> None:
    """A check that speaks without a sentence, or leaves a word out, fails loudly."""
    with pytest.raises(KeyError):
        find("number", Outcome.PASSED, "no-such-reason")
    with pytest.raises(KeyError):
        find("number", Outcome.PASSED, "number-read")


def test_dates_and_percentages_are_written_as_in_viet_nam() -> None:
    """dd/mm/yyyy with leading zeros; doubt is never rounded away."""
    assert show_date(date(2023, 1, 5)) == "05/01/2023"
    assert show_claimed_date(5, 1, None) == "ngày 05/01"
    assert show_claimed_date(5, 1, 2023) == "ngày 05/01/2023"
    assert show_claimed_date(None, None, 2023) == "năm 2023"
    assert percent(0.899) == "89%"
