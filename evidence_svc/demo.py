"""The demonstration: make the sample's documents, load them, verify them with real workers, sum up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from evidence_svc.config import Settings
from evidence_svc.domain.people import Role
from evidence_svc.domain.totals import summary_line
from evidence_svc.embedded import embedded_queue
from evidence_svc.errors import ServiceError
from evidence_svc.jobs import enqueuer
from evidence_svc.operations.context import Request
from evidence_svc.operations.load_sample import DEMO_ACCOUNTS, DEMO_PASSWORD, demo_actor, load_demo
from evidence_svc.operations.receive import find_waiting
from evidence_svc.operations.show_assessment import AssessmentPage, show_assessment
from evidence_svc.operations.verify_log import verify_log
from evidence_svc.persistence.verifications import Judgement
from evidence_svc.samples.defects import load_defects
from evidence_svc.samples.documents import make_documents
from evidence_svc.samples.drafts import bare_name
from evidence_svc.samples.load import load_self_assessment
from evidence_svc.services import Services, open_services
from evidence_svc.setup import prepare
from evidence_svc.supervise import running_workers
from evidence_svc.web.reason_words import REASONS
from evidence_svc.web.round_wording import ROLES

POLL_SECONDS = 0.3
UNREADABLE = {"reason": "unreadable", "outcome": "failed"}  # as the table calls a file that no check could look at
MARKS = {"passed": "đạt", "failed": "không đạt", "indeterminate": "chưa đủ căn cứ", None: "đang chờ"}


class DemoError(ServiceError):
    """The demonstration could not be finished."""

    reason = "demo-failed"


def demo_settings(settings: Settings) -> Settings:
    """The same settings with the data folder's own trust anchors: an office's real ones get no invented root."""
    return settings.model_copy(update={"trust_dir": settings.data_dir / "trust"})


def run_demo(settings: Settings, console: Console, *, address: str | None) -> None:
    """Load and verify the sample once, then print what was found; running it again only prints."""
    prepare(settings)
    with _bars(console) as bars:
        documents = _make(settings, bars)
        services = open_services(settings)
        assessment_id = _load(services, documents, bars)
        _verify(settings, services, bars)
    _summarise(services, assessment_id, console, address)


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def _make(settings: Settings, bars: Progress) -> dict[str, Path]:
    """The made documents by evidence file name; the demonstration's own root becomes the trust anchor."""
    names = {name for row in load_self_assessment() for name in row.evidence}
    task = bars.add_task("Tạo tài liệu mẫu", total=len(names))
    folder = settings.data_dir / "demo"
    return make_documents(folder, trust=settings.trust, progress=lambda _: bars.advance(task))


def _load(services: Services, documents: dict[str, Path], bars: Progress) -> int:
    rows = len(load_self_assessment())
    task = bars.add_task("Nhập tự đánh giá", total=rows)
    assessment_id = load_demo(services, documents, lambda _: bars.advance(task))
    bars.update(task, completed=rows)
    return assessment_id


def _verify(settings: Settings, services: Services, bars: Progress) -> None:
    """Queue what waits and let real workers empty the queue."""
    waiting = find_waiting(services)
    task = bars.add_task("Kiểm tra tài liệu", total=len(waiting))
    if not waiting:
        return
    with embedded_queue(settings):
        enqueue = enqueuer(settings)
        for evidence_id in waiting:
            enqueue(evidence_id)
        with running_workers(settings, settings.workers, burst=True) as workers:
            while any(worker.poll() is None for worker in workers):
                bars.update(task, completed=len(waiting) - len(find_waiting(services)))
                time.sleep(POLL_SECONDS)
    left = len(find_waiting(services))
    bars.update(task, completed=len(waiting) - left)
    if left:
        raise DemoError(f"Còn {left} tài liệu chưa kiểm tra được; hãy chạy lại lệnh.")


def _summarise(services: Services, assessment_id: int, console: Console, address: str | None) -> None:
    auditor = Request(demo_actor(services, Role.AUDITOR))
    page = show_assessment(services, auditor, assessment_id)
    with services.work.read() as unit:
        judged = unit.verifications.judgements_of(tuple(item.link.id for line in page.lines for item in line.evidence))
    console.print(_findings(page, judged))
    console.print(verify_log(services).sentence, highlight=False, soft_wrap=True)
    if address is not None:
        console.print(accounts_table(), f"Mở {address} để xem. Dừng bằng Ctrl+C.", sep="\n")
    console.print(summary_line(page.totals.whole), highlight=False, soft_wrap=True)


def _findings(page: AssessmentPage, judged: Mapping[int, Judgement]) -> Table:
    """Every failed finding and every planted question; below them how the links came out, and why some stay open."""
    outcomes = Counter(item.outcome for line in page.lines for item in line.evidence)
    counts = " · ".join(f"{MARKS[outcome]}: {count}" for outcome, count in sorted(outcomes.items(), key=str))
    title = f"{page.agency.name} — {page.standing.round.title}"
    table = Table(title=title, caption=f"{counts}\n{_open_questions(judged)}")
    for heading in ("Tiêu chí", "Tài liệu", "Phát hiện"):
        table.add_column(heading, overflow="fold")
    planted = {(path, defect.file, defect.reason) for defect in load_defects() for path in defect.criteria}
    for line in page.lines:
        for item in line.evidence:
            reasons = [
                finding["reason"]
                for finding in (judged[item.link.id].findings if item.link.id in judged else [UNREADABLE])
                if finding["outcome"] == "failed"
                or (line.criterion.path, bare_name(item.link.file_name), finding["reason"]) in planted
            ]
            if reasons:
                table.add_row(line.criterion.path, item.link.file_name, ", ".join(map(_words, reasons)))
        if line.claimed_without_file:
            table.add_row(line.criterion.path, "–", "Có điểm, không có tài liệu")
    return table


def _open_questions(judged: Mapping[int, Judgement]) -> str:
    """Why links are neither passed nor failed, the commonest reason first."""
    reasons = Counter(
        finding["reason"]
        for one in judged.values()
        for finding in one.findings
        if finding["outcome"] == "indeterminate"
    )
    return "Điều chưa đủ căn cứ: " + " · ".join(f"{_words(reason)} {count}" for reason, count in reasons.most_common())


def _words(reason: str) -> str:
    return "Không đọc được tệp" if reason == UNREADABLE["reason"] else str(REASONS.get(reason, reason))


def accounts_table() -> Table:
    """Who can sign in to the demonstration, each with the role in words."""
    table = Table(title=f"Tài khoản trình diễn (mật khẩu chung: {DEMO_PASSWORD})")
    for heading in ("Tên đăng nhập", "Người dùng", "Vai trò"):
        table.add_column(heading)
    for account in DEMO_ACCOUNTS:
        table.add_row(account.username, account.name, str(ROLES[account.role]))
    return table
