"""All checks together: every combination of facts ends in findings, and the worst outcome counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.verifiers.subjects import expecting, letter, seal, signature, signed
from verifiers.calendar import VIET_NAM
from verifiers.deadline import Clock, Deadline
from verifiers.findings import Finding, Outcome
from verifiers.page_views import PageViews
from verifiers.registry import CHECKS, verify
from verifiers.signature.details import (
    ChangesAfter,
    Coverage,
    Indication,
    Revocation,
    Role,
    SignatureDetails,
    SignatureSet,
)
from verifiers.signature.reasons import DEFECTS, VERDICTS, WARNINGS
from verifiers.subject import Expectation, NameClaim, Period, Reading, Subject

NAMES = ["Văn phòng Mẫu", "Người Ký Mẫu", "UBND tỉnh Mẫu", ""]
texts = st.sampled_from(NAMES) | st.text(max_size=20)
days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone apart
origins = st.sampled_from(["text", "ocr", "file-name", "signature"])


def readings(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.builds(Reading, values, st.floats(0, 1), origins)


details = st.sampled_from(sorted(VERDICTS)).flatmap(
    lambda reason: st.builds(
        SignatureDetails,
        field=texts,
        signer=st.none() | texts,
        organisation=st.none() | texts,
        issuer=st.none() | texts,
        role=st.sampled_from(Role),
        indication=st.just(VERDICTS[reason][0]),
        sub_indication=st.just(VERDICTS[reason][1]),
        intact=st.booleans(),
        valid=st.booleans(),
        trusted=st.booleans(),
        coverage=st.sampled_from(Coverage),
        changes_after=st.sampled_from(ChangesAfter),
        signed_at=st.none() | moments,
        timestamped_at=st.none() | moments,
        algorithm=st.just("sha256/rsa"),
        revocation=st.sampled_from(Revocation),
        reason=st.just(reason),
        warnings=st.lists(st.sampled_from(WARNINGS), max_size=2).map(tuple),
    )
)
signature_sets = st.builds(
    SignatureSet,
    st.lists(details, max_size=3).map(tuple),
    st.lists(st.sampled_from(DEFECTS), max_size=2).map(tuple),
    st.booleans(),
)
numbers = st.none() | st.integers(0, 9999)
claims = st.builds(
    NameClaim, numbers, texts, st.none() | st.integers(1, 31), st.none() | st.integers(1, 12), numbers, numbers
)
expectations = st.builds(
    Expectation,
    texts,
    numbers,
    st.none()
    | st.builds(Deadline, texts, days, st.none() | st.booleans(), st.sampled_from(Clock), st.booleans(), st.booleans()),
    st.none() | st.builds(Period, days, days),
    st.lists(texts, max_size=2).map(tuple),
    st.none() | texts,
)
pages = st.lists(st.integers(1, 9), max_size=2).map(tuple)
views = st.builds(
    PageViews, texts, st.none() | texts, st.integers(0, 9), pages, pages, st.none() | st.just("too-many-pages")
)
subjects = st.builds(
    Subject,
    readings(st.sampled_from(["34/KH-VP", "7"]) | texts),
    readings(days),
    readings(texts),
    readings(texts),
    readings(texts),
    claims,
    signature_sets,
    st.booleans(),
    st.booleans(),
    st.none() | moments,
    expectations,
    st.none() | views,
)


@settings(deadline=None)
@given(subjects)
def test_every_subject_ends_in_full_sentences(subject: Subject) -> None:
    """Whatever was read, no check raises, each finding has a filled-in sentence, and none repeats itself."""
    findings = verify(subject).findings

    for finding in findings:
        assert finding.message[0].isupper()
        assert finding.message.endswith(".")
    assert len({(finding.check, finding.reason) for finding in findings}) == len(findings)


@settings(deadline=None)
@given(subjects, st.randoms())
def test_outcome_does_not_depend_on_the_order_of_checks(subject: Subject, random: Any) -> None:
    """The checks are independent: in any order they find the same and come to the same outcome."""
    shuffled = list(CHECKS)
    random.shuffle(shuffled)
    usual, other = verify(subject), verify(subject, VIET_NAM, tuple(shuffled))

    assert usual.outcome == other.outcome
    assert sorted(map(repr, usual.findings)) == sorted(map(repr, other.findings))


@settings(deadline=None)
@given(subjects)
def test_uncertain_readings_never_decide(subject: Subject) -> None:
    """With number, date and type unsure and no word from the file's name, only signatures and views can decide."""
    unsure = replace(
        subject,
        number=Reading("34/KH-VP", 0.89),
        document_date=Reading(date(2023, 1, 17), 0.89),
        document_type=Reading("kế hoạch", 0.89),
        issuer=Reading("Văn phòng", 0.89),
        file_name=NameClaim(),
        expectation=replace(subject.expectation, deadline=Deadline("hạn", date(2023, 1, 1))),
    )

    decided = {f.check for f in verify(unsure).findings if f.outcome is not Outcome.INDETERMINATE}
    assert decided <= {"signatures", "page-views", "signature-roles", "signer"}


def test_no_checks_is_never_a_pass() -> None:
    """An empty report is indeterminate."""
    assert verify(letter(), checks=()).outcome is Outcome.INDETERMINATE


def test_blameless_letter_passes() -> None:
    """A letter that is read surely, signed by person and agency, in time and in its place passes entirely."""
    subject = signed(
        signature(),
        seal(),
        file_name=NameClaim(number=34, day=17, month=1, criterion_number=6140),
        signer_name=Reading("Người Ký Mẫu"),
        expectation=expecting(
            criterion_number=6140,
            deadline=Deadline("trước ngày 20/01/2023", date(2023, 1, 20)),
            period=Period(date(2023, 1, 1), date(2023, 6, 30)),
            document_types=("kế hoạch",),
            issuer="Văn phòng",
        ),
    )
    report = verify(subject)

    assert report.outcome is Outcome.PASSED
    assert len({finding.check for finding in report.findings}) == len(CHECKS) - 2  # needs-ocr, page-views


def test_one_failure_outweighs_every_pass() -> None:
    """The worst finding is the report's outcome, and the others are still reported."""
    broken = signature(indication=Indication.TOTAL_FAILED, reason="content-changed")
    report = verify(signed(broken, seal()))

    assert report.outcome is Outcome.FAILED
    assert any(isinstance(f, Finding) and f.outcome is Outcome.PASSED for f in report.findings)
