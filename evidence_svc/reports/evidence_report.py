"""The report of one piece of evidence as a PDF, with what TT 15/2025/TT-BKHCN asks a checking program to display."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from evidence_svc.errors import ServiceError
from evidence_svc.reports import report_words as words
from verifiers.calendar import VIET_NAM_TIME
from verifiers.messages import action_for

Json = Mapping[str, Any]
TEMPLATE = Path(__file__).with_name("evidence.typ")
NOTHING = "–"
_MOST_CERTAIN = 99


class ReportError(ServiceError):
    """The report could not be set."""

    reason = "report-failed"
    message = "Không lập được báo cáo này."


@dataclass(frozen=True, slots=True)
class CorrectedField:
    """What a person read instead of the machine, and whether somebody outside the assessed office did."""

    field: str
    value: str
    reason: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReportUse:
    """A criterion the evidence is offered for, with the verdict there."""

    criterion: str
    outcome: str | None
    pages: str
    findings: Sequence[Json]


@dataclass(frozen=True, slots=True)
class ReportSubject:
    """Everything a report says. Instants are aware; `entry` is the log's entry of the verification."""

    file_name: str
    sha256: str
    size: int
    agency: str
    round: str
    received_at: datetime
    verified_at: datetime
    entry: int
    outcome: str
    record: Json
    versions: Mapping[str, str]
    corrections: Sequence[CorrectedField]
    uses: Sequence[ReportUse]
    fingerprint: str
    issued_at: datetime
    issued_by: str


def make_report(subject: ReportSubject) -> bytes:
    """The report as an unsigned PDF. Raises ReportError."""
    inputs = {"report": json.dumps(_contents(subject), ensure_ascii=False)}
    try:
        made = _compiler().compile(format="pdf", sys_inputs=inputs, timestamp=int(subject.issued_at.timestamp()))
    except typst.TypstError as error:
        raise ReportError from error
    if not isinstance(made, bytes):
        raise ReportError
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(TEMPLATE, ignore_system_fonts=True)


def _contents(subject: ReportSubject) -> dict[str, Any]:
    record = subject.record
    return {
        "title": "Báo cáo kiểm tra tài liệu minh chứng",
        "outcome": words.OUTCOMES[subject.outcome],
        "tone": subject.outcome,
        "about": _about(subject),
        "fields": [_field(name, record, subject.corrections) for name in words.FIELDS],
        "findings": [_finding(finding) for finding in record["findings"]],
        "signatures": [_signature(number, one) for number, one in enumerate(record["signatures"], 1)],
        "unsigned": words.UNSIGNED if record["media_type"] == "application/pdf" else words.NOT_A_PDF,
        "uses": [_use(use) for use in subject.uses],
        "versions": [[words.VERSIONS.get(name, name), version] for name, version in subject.versions.items()],
        "closing": words.CLOSING.format(fingerprint=_grouped(subject.fingerprint), entry=subject.entry),
        "issued": words.ISSUED.format(at=_instant(subject.issued_at), by=subject.issued_by),
    }


def _about(subject: ReportSubject) -> list[list[str]]:
    return [
        ["Tệp", subject.file_name],
        ["Mã băm SHA-256", _grouped(subject.sha256)],
        ["Dung lượng, số trang", f"{subject.size:,} byte, {subject.record['pages']} trang".replace(",", ".", 1)],
        ["Cơ quan nộp", subject.agency],
        ["Kỳ đánh giá", subject.round],
        ["Hệ thống nhận lúc", _instant(subject.received_at)],
        ["Kiểm tra lúc", f"{_instant(subject.verified_at)} (mục {subject.entry} của nhật ký)"],
    ]


def _field(name: str, record: Json, corrections: Iterable[CorrectedField]) -> dict[str, str]:
    read = record["document"][name]
    corrected = next((one for one in corrections if one.field == name), None)
    machine, origin = NOTHING, "không tìm thấy"
    if read:
        machine = _value(name, read["value"])
        sure = min(int(read["confidence"] * 100), _MOST_CERTAIN)
        origin = f"{words.ORIGINS[read['origin']]}, {sure} %" + (f", trang {read['page']}" if read["page"] else "")
    person = ""
    if corrected:
        who = "cơ quan khác xác nhận" if corrected.confirmed else "đơn vị sửa, chưa xác nhận"
        person = f"{_value(name, corrected.value)} ({who}: {corrected.reason})"
    return {"label": words.FIELDS[name], "value": machine, "origin": origin, "person": person}


def _value(name: str, value: Any) -> str:
    return date.fromisoformat(str(value)).strftime("%d/%m/%Y") if name == "date" else str(value)


def _finding(finding: Json) -> dict[str, str]:
    to_do = action_for(finding["reason"]) if finding["outcome"] != "passed" else ""
    outcome = words.OUTCOMES[finding["outcome"]]
    return {"outcome": outcome, "tone": finding["outcome"], "message": finding["message"], "to_do": to_do or ""}


def _use(use: ReportUse) -> dict[str, Any]:
    outcome = use.outcome or "waiting"
    open_ones = [_finding(finding) for finding in use.findings if finding["outcome"] != "passed"]
    pages = f"trang {use.pages}" if use.pages else "cả tài liệu"
    return {
        "criterion": use.criterion,
        "pages": pages,
        "outcome": words.OUTCOMES[outcome],
        "tone": outcome,
        "findings": open_ones,
    }


def _signature(number: int, one: Json) -> dict[str, Any]:
    """The eight things of TT 15/2025/TT-BKHCN in their order, then what else an appraiser asks."""
    tone = {"TOTAL-PASSED": "passed", "TOTAL-FAILED": "failed"}.get(one["indication"], "indeterminate")
    indication = one["indication"] + (f" / {one['sub_indication']}" if one["sub_indication"] else "")
    rows = [
        ["Kết luận", words.INDICATIONS[one["indication"]]],
        ["Tổ chức cấp chứng thư", one["issuer"] or NOTHING],
        ["Người ký", f"{one['signer'] or NOTHING} ({words.ROLES[one['role']]})"],
        ["Đơn vị quản lý chứng thư", one["organisation"] or NOTHING],
        ["Thời điểm ký", _time(one)],
        ["Toàn vẹn", "Phần đã ký còn nguyên vẹn" if one["intact"] else "Phần đã ký KHÔNG còn nguyên vẹn"],
        ["Hiệu lực chứng thư lúc ký", _validity(one)],
        ["Thời hạn chứng thư", f"{_stored(one['certificate_not_before'])} – {_stored(one['certificate_not_after'])}"],
        ["Nơi tin cậy", _trust(one)],
        ["Thu hồi", words.REVOCATIONS[one["revocation"]]],
        ["Phạm vi ký", words.COVERAGES[one["coverage"]]],
        ["Sau khi ký", words.CHANGES_AFTER[one["changes_after"]]],
        ["Kỹ thuật", f"{one['field']} · {one['algorithm'] or NOTHING} · {indication} · {one['reason']}"],
    ]
    return {"title": f"Chữ ký {number}", "tone": tone, "rows": rows}


def _time(one: Json) -> str:
    if one["timestamped_at"]:
        return f"{_stored(one['timestamped_at'])} (dấu thời gian)"
    return f"{_stored(one['signed_at'])} (người ký khai, không có dấu thời gian)" if one["signed_at"] else NOTHING


def _validity(one: Json) -> str:
    moment = one["timestamped_at"] or one["signed_at"]
    starts, ends = one["certificate_not_before"], one["certificate_not_after"]
    if not (moment and starts and ends):
        return "Không xác định được"
    at = datetime.fromisoformat(moment)
    if not datetime.fromisoformat(starts) <= at <= datetime.fromisoformat(ends):
        return "KHÔNG trong thời hạn lúc ký"
    return {"revoked": "Đã bị thu hồi", "good": "Còn hiệu lực"}.get(
        one["revocation"], "Trong thời hạn; chưa kiểm tra được thu hồi"
    )


def _trust(one: Json) -> str:
    if not one["trusted"]:
        return "Chưa nối được đến tổ chức được tin cậy"
    return words.HIERARCHIES.get(one.get("hierarchy") or "", "Nối đến tổ chức được tin cậy")


def _stored(text: str | None) -> str:
    return _instant(datetime.fromisoformat(text)) if text else NOTHING


def _instant(moment: datetime) -> str:
    return moment.astimezone(VIET_NAM_TIME).strftime("%d/%m/%Y %H:%M:%S")


def _grouped(digest: str) -> str:
    """Hex in groups of eight: people compare it by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
