"""The checks in force, in the order in which a person reads their findings."""

from __future__ import annotations

from collections.abc import Callable

from verifiers.calendar import VIET_NAM, Calendar
from verifiers.consistency import (
    check_criterion,
    check_date,
    check_date_against_name,
    check_issuer,
    check_number,
    check_number_against_name,
    check_period,
    check_text,
    check_type,
)
from verifiers.findings import Finding, Report
from verifiers.lateness import check_deadline
from verifiers.signing import check_roles, check_signatures, check_signer
from verifiers.signing_time import check_date_against_signature
from verifiers.subject import Subject
from verifiers.viewing import check_page_views

Check = Callable[[Subject, Calendar], tuple[Finding, ...]]

CHECKS: tuple[Check, ...] = (
    check_text,
    check_number,
    check_date,
    check_number_against_name,
    check_date_against_name,
    check_signatures,
    check_page_views,
    check_roles,
    check_signer,
    check_date_against_signature,
    check_deadline,
    check_period,
    check_type,
    check_issuer,
    check_criterion,
)


def verify(subject: Subject, calendar: Calendar = VIET_NAM, checks: tuple[Check, ...] = CHECKS) -> Report:
    """Run every check on a subject; all findings are reported, none stops the others."""
    return Report(tuple(finding for check in checks for finding in check(subject, calendar)))
