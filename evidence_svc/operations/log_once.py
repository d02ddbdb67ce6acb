"""Log what may happen many times in a row once a while: refused sign-ins, pages of the log read again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from audit.entry import EntryDraft, parse_entry, plain
from audit.schema import audit_entries
from evidence_svc.persistence.unit_of_work import UnitOfWork


def append_unless_repeated(unit: UnitOfWork, draft: EntryDraft, *, now: datetime, within: timedelta) -> bool:
    """Append the entry unless the newest of this actor, action and subject says the same and is younger than `within`.

    Returns whether it was appended. The number of such entries is bounded by accounts and time, whoever asks.
    """
    columns = audit_entries.c
    same = (columns.actor == draft.actor, columns.action == draft.action, columns.subject == draft.subject)
    newest = select(columns.canonical).where(*same).order_by(columns.sequence.desc()).limit(1)
    content = unit.connection.execute(newest).scalar_one_or_none()
    if content is not None:
        entry = parse_entry(bytes(content))
        if entry.after == plain(draft.after) and timedelta(0) <= now - entry.occurred_at < within:
            return False
    unit.append(draft, now=now)
    return True
