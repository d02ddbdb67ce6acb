"""What the council would find at one criterion: each check looks at the claim and says what does not hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from evidence_svc.domain.filing import UNREADABLE, WAITING, Claim, Filing, Wanted, is_draft
from evidence_svc.domain.folding import fold
from evidence_svc.domain.known_inputs import counts_for
from evidence_svc.domain.numbers import ZERO, format_decimal
from evidence_svc.domain.remarks import Remark, Weight, remark
from evidence_svc.domain.suggestions import Proposal
from evidence_svc.domain.unfinished import find_unfinished
from verifiers.certainty import is_certain, is_certain_date
from verifiers.messages import action_for, show_date
from verifiers.names import is_same_agency
from verifiers.subject import Period

Check = Callable[[Claim, Proposal | None], Iterator[Remark]]
_YEAR = re.compile(r"\b(20\d\d)\b")
# A deadline's finding is told by the rule's points, where the rule gives any.
_TOLD_BY_RULE = frozenset({"deadline-missed"})


def check_claim(claim: Claim, proposal: Proposal | None = None) -> tuple[Remark, ...]:
    """Everything to be said of one criterion that counts in the round; nothing of one that is out of the base."""
    if not claim.counts:
        return ()
    return tuple(found for check in CHECKS for found in check(claim, proposal))


def _check_score(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    if claim.self_score is None:
        yield remark("not-scored", stake=claim.criterion.max_score)
    elif claim.self_score > 0 and not claim.filings:
        yield remark("points-without-evidence", {"claim": _show(claim.self_score)}, stake=claim.self_score)


def _check_rule(claim: Claim, proposal: Proposal | None) -> Iterator[Remark]:
    if proposal is None or claim.self_score is None or proposal.least is None or proposal.most is None:
        return
    words = {"claim": _show(claim.self_score), "trace": proposal.suggestion.trace}
    if claim.self_score > proposal.most:
        yield remark(
            "claim-above-rule", {"points": _show(proposal.most), **words}, stake=claim.self_score - proposal.most
        )
    elif claim.self_score > proposal.least:
        yield remark(
            "claim-above-one-reading",
            {"points": _show(proposal.least), **words},
            stake=claim.self_score - proposal.least,
        )
    elif claim.self_score < proposal.least:
        yield remark("claim-below-rule", {"points": _show(proposal.least), **words})


def _check_slots(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    stake = claim.self_score or ZERO
    for wanted in claim.wanted:
        offered = claim.answering(wanted.slot.key)
        counted = [each for each in offered if counts_for(each, wanted)]
        if len(counted) >= wanted.slot.count:
            continue
        title = wanted.slot.title
        for each in offered:
            if each.is_sound and each not in counted:
                yield remark(
                    "slot-signature-missing", {"slot": title, "file": each.name}, stake=stake, link_id=each.link_id
                )
        if not offered:
            yield remark("slot-missing", {"slot": title}, stake=stake)
        elif len(offered) < wanted.slot.count:
            have, count = str(len(offered)), str(wanted.slot.count)
            yield remark("slot-count-short", {"slot": title, "have": have, "wanted": count}, stake=stake)


def _check_drafts(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    read = [filing for filing in claim.filings if filing.subject is not None]
    drafts = [filing for filing in read if is_draft(filing)]
    filled = any(claim.answering(wanted.slot.key) for wanted in claim.wanted)
    only = bool(drafts) and len(drafts) == len(read)
    wants_proposal = any(fold(wanted.slot.document_type) == "to trinh" for wanted in claim.wanted)
    if claim.self_score and drafts and not wants_proposal and (only or (claim.wanted and not filled)):
        names = ", ".join(filing.name for filing in drafts)
        link = drafts[0].link_id
        yield remark("proposal-instead-of-decision", {"file": names}, stake=claim.self_score, link_id=link)


def _check_types(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    open_slots = [each for each in claim.wanted if not claim.answering(each.slot.key)]
    types = {each.slot.document_type for each in claim.wanted}
    for filing in claim.filings:
        read = filing.subject.document_type if filing.subject else None
        if not open_slots or filing.slot is not None or read is None or is_draft(filing):
            continue
        if fold(read.value) not in map(fold, types):
            wanted = ", ".join(sorted(types))
            yield remark(
                "type-not-wanted",
                {"file": filing.name, "type": read.value, "wanted": wanted},
                link_id=filing.link_id,
            )


def _check_dates(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    by_key = {wanted.slot.key: wanted for wanted in claim.wanted}
    for filing in claim.filings:
        on = _sure_date(filing)
        wanted = by_key.get(filing.slot or "")
        if wanted is not None:
            yield from _check_year(filing, wanted, claim)
        slot_period = wanted.slot.period if wanted is not None else None
        if on is not None and slot_period is not None and not _holds(slot_period, on):
            yield _outside("outside-slot-period", filing, on, slot_period, claim.self_score or ZERO)
        elif on is not None and claim.period is not None and not _holds(claim.period, on):
            yield _outside("outside-scored-period", filing, on, claim.period, ZERO)


def _check_year(filing: Filing, wanted: Wanted, claim: Claim) -> Iterator[Remark]:
    asked = set(_YEAR.findall(wanted.slot.title))
    named = set(_YEAR.findall(filing.about))
    if asked and named and not asked & named:
        yield remark(
            "year-differs",
            {"file": filing.name, "year": ", ".join(sorted(named)), "wanted": ", ".join(sorted(asked))},
            stake=claim.self_score or ZERO,
            link_id=filing.link_id,
        )


def _check_issuers(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    issuers = {wanted.slot.key: wanted.slot.issuer for wanted in claim.wanted if wanted.slot.issuer}
    for filing in claim.filings:
        read = filing.subject.issuer if filing.subject else None
        expected = issuers.get(filing.slot or "") or claim.agency_name
        if read is not None and expected and is_certain(read) and not is_same_agency(read.value, expected):
            yield remark(
                "issuer-of-another-agency",
                {"file": filing.name, "issuer": read.value, "wanted": expected},
                link_id=filing.link_id,
            )


def _check_explanation(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    if claim.self_score is None or claim.self_score < claim.criterion.max_score or not claim.self_score:
        return
    phrase = find_unfinished(claim.explanation, claim.period.ends_on if claim.period is not None else None)
    if phrase:
        yield remark(
            "explanation-unfinished", {"claim": _show(claim.self_score), "phrase": phrase}, stake=claim.self_score
        )


def _check_files(claim: Claim, proposal: Proposal | None) -> Iterator[Remark]:
    stake = claim.self_score or ZERO
    alone = all(not filing.is_sound for filing in claim.filings)
    told = proposal is not None and proposal.most is not None
    for filing in claim.filings:
        reason = _state_of(filing)
        if reason:
            weighs = stake if alone and reason != "evidence-waiting" else ZERO
            yield remark(reason, {"file": filing.name}, stake=weighs, link_id=filing.link_id)
        for found in filing.failed:
            if not (told and found["reason"] in _TOLD_BY_RULE):
                message = f"“{filing.name}”: {found['message']}"
                action = action_for(found["reason"])
                yield Remark(found["reason"], Weight.DOUBT, message, action, stake, filing.link_id)


def _check_reuse(claim: Claim, _proposal: Proposal | None) -> Iterator[Remark]:
    for filing in claim.filings:
        if filing.beside:
            paths = ", ".join(filing.beside)
            yield remark("used-under-other-criteria", {"file": filing.name, "paths": paths}, link_id=filing.link_id)
        if filing.elsewhere:
            count = str(filing.elsewhere)
            yield remark("used-by-other-agency", {"file": filing.name, "count": count}, link_id=filing.link_id)


CHECKS: tuple[Check, ...] = (
    _check_score,
    _check_rule,
    _check_slots,
    _check_drafts,
    _check_types,
    _check_dates,
    _check_issuers,
    _check_explanation,
    _check_files,
    _check_reuse,
)


def _state_of(filing: Filing) -> str:
    if filing.original == "blob-altered":
        return "evidence-altered"
    if filing.original == "blob-missing":
        return "evidence-lost"
    return {UNREADABLE: "evidence-unreadable", WAITING: "evidence-waiting"}.get(filing.state, "")


def _sure_date(filing: Filing) -> date | None:
    if filing.subject is None or filing.subject.document_date is None or not is_certain_date(filing.subject):
        return None
    return filing.subject.document_date.value


def _holds(period: Period, on: date) -> bool:
    return period.starts_on <= on <= period.ends_on


def _outside(reason: str, filing: Filing, on: date, period: Period, stake: Decimal) -> Remark:
    return remark(
        reason,
        {
            "file": filing.name,
            "date": show_date(on),
            "starts": show_date(period.starts_on),
            "ends": show_date(period.ends_on),
        },
        stake=stake,
        link_id=filing.link_id,
    )


def _show(points: Decimal) -> str:
    return format_decimal(points)
