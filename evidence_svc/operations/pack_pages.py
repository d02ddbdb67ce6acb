"""The pack's page for a reader: who changed which score when and why, and how to check that nothing is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Any

from audit.checkpoint import Checkpoint
from audit.entry import Entry
from evidence_svc.domain.numbers import format_decimal
from evidence_svc.operations.context import Standing
from evidence_svc.persistence.assessments import CriterionRow

# Viet Nam has one time zone and no summer time.
VIETNAM = timezone(timedelta(hours=7))
STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border:1px solid #bbb;padding:.35rem .5rem;
text-align:left;vertical-align:top}th{background:#f0f2f5}code,pre{overflow-wrap:anywhere;white-space:pre-wrap;
background:#f6f6f6;padding:.1rem .3rem}summary{cursor:pointer}.num{text-align:right;white-space:nowrap}"""
ACTIONS = {
    "assessment:self-scored": "Tự chấm điểm",
    "assessment:appraised": "Thẩm định điểm",
    "assessment:explained": "Sửa giải trình",
    "assessment:status-changed": "Đổi trạng thái tính điểm",
    "evidence:linked": "Gắn tài liệu",
    "evidence:unlinked": "Gỡ tài liệu",
}
MEMBERS = {
    "self_score": "điểm tự chấm",
    "appraised_score": "điểm thẩm định",
    "status": "trạng thái",
    "explanation": "giải trình",
    "evidence": "tài liệu",
    "file_name": "tên tệp",
}
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
    head = "<tr><th>Tiêu chí<th>Điểm chuẩn<th>Tự chấm<th>Thẩm định<th>Trạng thái và các lần thay đổi</tr>"
    return f"<h2>{escape(agency)} – {escape(first.round.title)}</h2><table>{head}{rows}</table>"


def _criterion(story: Story, names: Mapping[int, str]) -> str:
    criterion, row = story.standing.criteria.get(story.row.criterion_id), story.row
    scores = (criterion.max_score, row.self_score, row.appraised_score)
    cells = "".join(f'<td class="num">{_score(score)}</td>' for score in scores)
    status = STATUSES.get(row.status, row.status)
    changes = (
        f"<details><summary>{escape(status)}, {len(story.entries)} mục</summary>{_timeline(story, names)}</details>"
    )
    shown = changes if story.entries else escape(status)
    return f"<tr><td>{escape(criterion.path)}. {escape(criterion.title)}</td>{cells}<td>{shown}</td></tr>"


def _timeline(story: Story, names: Mapping[int, str]) -> str:
    lines = "".join(_change(entry, names) for entry in story.entries)
    return f"<table><tr><th>Mục<th>Lúc<th>Người<th>Việc<th>Trước → sau<th>Lý do</tr>{lines}</table>"


def _change(entry: Entry, names: Mapping[int, str]) -> str:
    kind, _, number = entry.actor.partition(":")
    name = names.get(int(number), entry.actor) if kind == "person" and number.isdecimal() else entry.actor
    action = ACTIONS.get(entry.action, entry.action)
    changed = "<br>".join(_members(entry))
    who = f"{escape(name)} ({escape(entry.role)})"
    cells = (str(entry.sequence), _instant(entry.occurred_at), who, escape(action), changed, escape(entry.reason))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _members(entry: Entry) -> Iterable[str]:
    before = entry.before if isinstance(entry.before, dict) else {}
    after = entry.after if isinstance(entry.after, dict) else {}
    for name in dict.fromkeys((*before, *after)):
        old, new = _shown(before.get(name)), _shown(after.get(name))
        if old != new:
            yield f"{escape(MEMBERS.get(name, name))}: {escape(old)} → {escape(new)}"


def _evidence(evidence: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><td><a href="{escape(path)}">{escape(name)}</a></td><td><code>{digest}</code></td></tr>'
        for digest, (name, path) in evidence.items()
    )
    return f"<h2>Tài liệu ({len(evidence)})</h2><table><tr><th>Tên khi gửi<th>SHA-256</tr>{rows}</table>"


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return STATUSES.get(value, value) if isinstance(value, str) else str(value)


def _score(score: Decimal | None) -> str:
    return "–" if score is None else format_decimal(score)


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
