"""Every code that can reach a page has a word."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from evidence_svc import operations
from evidence_svc.domain.criteria import RoundKind
from evidence_svc.domain.people import Role
from evidence_svc.domain.record import FIELDS
from evidence_svc.domain.rounds import RoundState
from evidence_svc.domain.score import ScoreStatus
from evidence_svc.web import wording
from evidence_svc.web.reason_words import REASONS
from parsers import sniff
from parsers.document import Origin, TextOrigin
from verifiers.deadline import Clock
from verifiers.messages import MESSAGES
from verifiers.signature import details
from verifiers.signature.reasons import VERDICTS

_ACTION = re.compile(r'"((?:assessment|evidence|criteria-set|agency|round|person|session|log|log-key):[a-z-]+)"')


@pytest.mark.parametrize(
    ("codes", "vocabulary"),
    [
        (Role, wording.ROLES),
        (RoundState, wording.ROUND_STATES),
        (RoundKind, wording.ROUND_KINDS),
        (ScoreStatus, wording.STATUSES),
        (Origin, wording.ORIGINS),
        (TextOrigin, wording.TEXT_ORIGINS),
        (Clock, wording.CLOCKS),
        (details.Indication, wording.INDICATIONS),
        (details.ChangesAfter, wording.CHANGES_AFTER),
        (details.Revocation, wording.REVOCATIONS),
        (details.Coverage, wording.COVERAGES),
        (details.Role, wording.SIGNER_ROLES),
    ],
)
def test_every_value_has_a_word(codes: type[StrEnum], vocabulary: dict[str, str]) -> None:
    """No value of an enumeration shows as its code."""
    assert {code.value for code in codes} - {str(key) for key in vocabulary} == set()


def test_every_kind_of_file_has_a_word() -> None:
    """Nobody reads `application/vnd…` on a page."""
    assert set(wording.MEDIA_TYPES) == {sniff.PDF, sniff.DOCX, sniff.XLSX} | sniff.IMAGES


def test_every_field_read_has_a_word() -> None:
    """The report's fields are all laid out."""
    assert set(wording.DOCUMENT_FIELDS) == set(FIELDS)


def test_every_action_logged_has_a_word() -> None:
    """Each action that an operation writes into the log can be told."""
    folder = Path(operations.__file__).parent
    logged = {action for file in folder.glob("*.py") for action in _ACTION.findall(file.read_text(encoding="utf-8"))}

    assert len(logged) > 10
    assert logged - set(wording.ACTIONS) == set()


def test_every_reason_that_is_no_pass_has_a_few_words() -> None:
    """A reason with something to do about it can stand in the criteria table."""
    wanted = {reason for reason, message in MESSAGES.items() if message.action}
    signatures = {f"signature-{reason.removeprefix('signature-')}" for reason in VERDICTS} - {"signature-valid"}

    assert (wanted | signatures) - set(REASONS) == set()


def test_every_check_has_a_name() -> None:
    """The checks of the registry are named, not shown by code."""
    named = set()
    for file in Path(details.__file__).parents[1].glob("*.py"):
        source = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:find\(|check = |CHECK = )"([a-z-]+)"', source))

    assert len(named) > 8
    assert named - set(wording.CHECKS) == set()
