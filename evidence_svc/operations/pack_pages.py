"""The pack's page for a reader: who changed which score when and why, and how to check that nothing is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Any

from audit.checkpoint import Checkpoint
from audit.entry import Entry
from evidence_svc.domain.numbers import format_decimal
from evidence_svc.operations.context import Standing
from evidence_svc.persistence.assessments import CriterionRow
from verifiers.calendar import VIET_NAM_TIME

STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b}
body{overflow-wrap:break-word}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border:1px solid #bbb;padding:.35rem .5rem;
text-align:left;vertical-align:top}th{background:#f0f2f5}code,pre{overflow-wrap:anywhere;white-space:pre-wrap;
background:#f6f6f6;padding:.1rem .3rem}summary{cursor:pointer}.num{text-align:right;white-space:nowrap}
.wide{overflow-x:auto}.way td{background:#fafafa}td.long{min-width:12rem}"""
ACTIONS = {
    "assessment:self-scored": "Tự chấm điểm",
    "assessment:appraised": "Thẩm định điểm",
    "assessment:explained": "Sửa giải trình",
    "assessment:status-changed": "Đổi trạng thái tính điểm",
    "evidence:linked": "Gắn tài liệu",
    "evidence:unlinked": "Gỡ tài liệu",
    "evidence:superseded": "Thay tài liệu",
    "evidence:replacement-withdrawn": "Bỏ việc thay tài liệu",
    "evidence:judged": "Kết quả kiểm tra theo tiêu chí",
    "assessment:self-score-withdrawn": "Rút điểm tự chấm",
    "assessment:appraisal-undone": "Rút điểm thẩm định",
    "assessment:exclusion-withdrawn": "Rút đề nghị trừ điểm",
    "assessment:inputs-stated": "Khai số liệu tính điểm",
    "assessment:deadline-extended": "Gia hạn nộp tài liệu",
    "assessment:deadline-extension-withdrawn": "Rút gia hạn nộp tài liệu",
}
ROLES = {
    "clerk": "chuyên viên nhập liệu",
    "leader": "lãnh đạo cơ quan",
    "criterion-owner": "phụ trách tiêu chí",
    "secretariat": "tổ giúp việc",
    "appraiser": "người thẩm định",
    "council-member": "thành viên Hội đồng",
    "chair": "Chủ tịch Hội đồng",
    "auditor": "kiểm tra, giám sát",
    "administrator": "quản trị hệ thống",
    "system": "hệ thống",
}
MEMBERS = {
    "self_score": "điểm tự chấm",
    "appraised_score": "điểm thẩm định",
    "status": "trạng thái",
    "explanation": "giải trình",
    "evidence": "tài liệu",
    "file_name": "tên tệp",
    "opinion": "ý kiến thẩm định",
    "outcome": "kết luận kiểm tra",
    "findings_sha256": "mã băm kết quả",
    "pages": "trang",
    "slot": "tài liệu yêu cầu",
    "link": "liên kết ghi ở mục",
    "verification": "lần kiểm tra ghi ở mục",
}
SCORES = frozenset({"self_score", "appraised_score"})
OUTCOMES = {"passed": "đạt", "failed": "không đạt", "indeterminate": "chưa đủ căn cứ"}
STATUSES = {
    "not-scored": "chưa chấm",
    "scored": "đã chấm",
    "yearly": "chấm theo năm",
    "exclusion-requested": "đề nghị không tính",
    "exclusion-accepted": "không tính",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One criterion of one agency with every entry about it, oldest first."""

    standing: Standing
    row: CriterionRow
    entries: tuple[Entry, ...]


def render_index(
    checkpoint: Checkpoint,
    keys: Sequence[str],
    stories: Sequence[Story],
    evidence: Mapping[str, tuple[str, str]],
    names: Mapping[int, str],
    agencies: Mapping[str, str],
) -> str:
    """The page as HTML; `evidence` gives name and path by digest, `names` people and `agencies` offices by id."""
    parts = [
        '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Gói kiểm toán</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style><h1>Gói kiểm toán</h1>",
        _how_to_check(checkpoint, keys),
    ]
    for agency, group in groupby(stories, key=lambda story: story.standing.agency_id):
        parts.append(_agency(agencies.get(agency, agency), tuple(group), names))
    parts.append(_evidence(evidence))
    return "\n".join(parts) + "\n"


def _how_to_check(checkpoint: Checkpoint, keys: Sequence[str]) -> str:
    shown = "".join(f"<li><code>{escape(key)}</code></li>" for key in keys)
    return f"""<h2>Kiểm tra gói này</h2>
<ol><li>Trên một máy có Python 3.11 trở lên, không cần mạng, giải nén tệp <code>kiem_tra.py</code> cạnh gói.</li>
<li>Chạy <code>python3 kiem_tra.py GOI.zip --key KHOA</code>, với KHOA là khóa của nhật ký được giao trên giấy.</li>
<li>Dòng cuối phải là “KẾT LUẬN: toàn vẹn”. Nếu không, dòng HỎNG cho biết chỗ sai đầu tiên.</li></ol>
<p>Nhật ký <code>{escape(checkpoint.origin)}</code>, {checkpoint.size} mục, gốc
<code>{checkpoint.root.hex()}</code>. Khóa ghi trong gói (chỉ để đối chiếu):</p><ul>{shown}</ul>"""


def _agency(agency: str, stories: Sequence[Story], names: Mapping[int, str]) -> str:
    first = stories[0].standing
    rows = "".join(_criterion(story, names) for story in stories)
    head = "<tr><th>Tiêu chí<th>Điểm chuẩn<th>Tự chấm<th>Thẩm định<th>Trạng thái</tr>"
    return f'<h2>{escape(agency)} – {escape(first.round.title)}</h2><div class="wide"><table>{head}{rows}</table></div>'


def _criterion(story: Story, names: Mapping[int, str]) -> str:
    criterion, row = story.standing.criteria.get(story.row.criterion_id), story.row
    scores = (criterion.max_score, row.self_score, row.appraised_score)
    cells = "".join(f'<td class="num">{_score(score)}</td>' for score in scores)
    status = STATUSES.get(row.status, row.status)
    title = f"{escape(criterion.path)}. {escape(criterion.title)}"
    line = f"<tr><td>{title}</td>{cells}<td>{escape(status)}</td></tr>"
    if not story.entries:
        return line
    summary = f"<summary>{escape(criterion.path)}: {len(story.entries)} mục nhật ký</summary>"
    way = f"<details>{summary}{_timeline(story, names)}</details>"
    return f'{line}<tr class="way"><td colspan="5">{way}</td></tr>'


def _timeline(story: Story, names: Mapping[int, str]) -> str:
    lines = "".join(_change(entry, names) for entry in story.entries)
    return f"<table><tr><th>Mục<th>Lúc<th>Người<th>Việc<th>Trước → sau<th>Lý do</tr>{lines}</table>"


def _change(entry: Entry, names: Mapping[int, str]) -> str:
    kind, _, number = entry.actor.partition(":")
    name = names.get(int(number), entry.actor) if kind == "person" and number.isdecimal() else entry.actor
    action = ACTIONS.get(entry.action, entry.action)
    changed = "<br>".join(_members(entry))
    who = f"{escape(name)} ({escape(ROLES.get(entry.role, entry.role))})"
    cells = (str(entry.sequence), _instant(entry.occurred_at), who, escape(action))
    told = "".join(f'<td class="long">{cell}</td>' for cell in (changed, escape(entry.reason)))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}{told}</tr>"


def _members(entry: Entry) -> Iterable[str]:
    before = entry.before if isinstance(entry.before, dict) else {}
    after = entry.after if isinstance(entry.after, dict) else {}
    for name in dict.fromkeys((*before, *after)):
        old, new = _shown(name, before.get(name)), _shown(name, after.get(name))
        if old != new:
            yield f"{escape(MEMBERS.get(name, name))}: {escape(old)} → {escape(new)}"


def _evidence(evidence: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><td><a href="{escape(path)}">{escape(name)}</a></td><td><code>{digest}</code></td></tr>'
        for digest, (name, path) in evidence.items()
    )
    head = "<tr><th>Tên khi gửi<th>SHA-256</tr>"
    return f'<h2>Tài liệu ({len(evidence)})</h2><div class="wide"><table>{head}{rows}</table></div>'


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if name in SCORES and isinstance(value, str):
        return _score(Decimal(value))
    words = STATUSES | OUTCOMES
    return words.get(value, value) if isinstance(value, str) else str(value)


def _score(score: Decimal | None) -> str:
    return "–" if score is None else format_decimal(score, places=2)


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(VIET_NAM_TIME):%d/%m/%Y %H:%M:%S}"
