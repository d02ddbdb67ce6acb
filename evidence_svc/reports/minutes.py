"""The minutes of a council as a DOCX, in the layout of NĐ 30/2020/NĐ-CP, appendix I."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as Body
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from evidence_svc.domain.numbers import format_decimal
from evidence_svc.domain.ranking import Result
from evidence_svc.domain.voting import Choice, Count, MotionState, Way
from verifiers.calendar import VIET_NAM_TIME

FONT = "Times New Roman"
CHOICES = {Choice.FOR: "tán thành", Choice.AGAINST: "không tán thành", Choice.ABSTAIN: "không có ý kiến"}
WAYS = {Way.MEETING: "biểu quyết tại cuộc họp", Way.WRITING: "lấy ý kiến bằng văn bản"}
OUTCOMES = {
    MotionState.CARRIED: "Được thông qua",
    MotionState.LOST: "Không được thông qua",
    MotionState.LAPSED: "Không có kết quả",
}
HEADINGS = ("Thứ hạng", "Cơ quan", "Điểm chuẩn", "Điểm đạt", "Tỷ lệ (%)", "Xếp loại")


@dataclass(frozen=True, slots=True)
class Decision:
    """One motion that was decided; `subject` is the criterion, empty for the agency's whole result."""

    agency_name: str
    subject: str
    text: str
    way: str
    count: Count
    voters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes say; `written_on` is aware, `open_points` counts what the council left undecided."""

    round_title: str
    written_on: datetime
    decisions: tuple[Decision, ...]
    results: tuple[Result, ...]
    open_points: int


def write_minutes(minutes: Minutes) -> bytes:
    """The DOCX; names of those present, number and signatures are left to be filled in."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    day = minutes.written_on.astimezone(VIET_NAM_TIME)
    for text, bold in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
        ("Độc lập - Tự do - Hạnh phúc", True),
        ("", False),
        ("BIÊN BẢN", True),
        (f"Họp Hội đồng thẩm định chỉ số cải cách hành chính, {minutes.round_title}", True),
    ):
        _centred(document, text, bold=bold)
    document.add_paragraph(f"Lập ngày {day.day:02d} tháng {day.month:02d} năm {day.year}.")
    document.add_paragraph("Chủ trì: ………………………………  Thư ký: ………………………………")
    _add_decisions(document, minutes)
    _add_results(document, minutes)
    document.add_paragraph("Thư ký                                                        Chủ trì")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _centred(document: Body, text: str, *, bold: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _add_decisions(document: Body, minutes: Minutes) -> None:
    _heading(document, "I. NỘI DUNG BIỂU QUYẾT")
    if not minutes.decisions:
        document.add_paragraph("Không có nội dung nào được biểu quyết.")
    for number, decision in enumerate(minutes.decisions, start=1):
        subject = decision.subject or "Thông qua kết quả"
        document.add_paragraph(f"{number}. {decision.agency_name}: {subject}").runs[0].bold = True
        document.add_paragraph(decision.text)
        outcome = OUTCOMES[decision.count.state]
        document.add_paragraph(f"Hình thức: {WAYS[Way(decision.way)]}. {decision.count.sentence} {outcome}.")
        voted = "; ".join(f"{name}: {CHOICES[Choice(choice)]}" for name, choice in decision.voters)
        if voted:
            document.add_paragraph(f"Ý kiến từng thành viên: {voted}.")
    if minutes.open_points:
        document.add_paragraph(f"Còn {minutes.open_points} nội dung chưa biểu quyết.")


def _add_results(document: Body, minutes: Minutes) -> None:
    _heading(document, "II. KẾT QUẢ")
    table = document.add_table(rows=1, cols=len(HEADINGS))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = text
    for result in minutes.results:
        percent = "" if result.percent is None else format_decimal(result.percent, places=2)
        if result.refused is not None and result.refused.percent is not None:
            percent += f" (nếu không được trừ: {format_decimal(result.refused.percent, places=2)})"
        points = format_decimal(result.base, places=2), format_decimal(result.points, places=2)
        values = (str(result.place or ""), result.name, *points, percent, result.grade)
        for cell, text in zip(table.add_row().cells, values, strict=True):
            cell.text = text


def _heading(document: Body, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True
