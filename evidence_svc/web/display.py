"""How values look on a page: decimals and dates the way of its language, codes as words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from markupsafe import Markup

from evidence_svc.domain.numbers import format_decimal
from evidence_svc.translations.language import is_english
from evidence_svc.translations.sentences import english_day, said, said_whole
from evidence_svc.web import wording
from evidence_svc.web.counting import counted
from evidence_svc.web.reason_words import REASONS
from parsers.filename import parse_file_name
from verifiers.calendar import VIET_NAM_TIME
from verifiers.messages import WARNINGS, action_for

NOTHING = "–"
_ENGLISH_MARKS = str.maketrans(",.", ".,")
_NUMBER = re.compile(r"-?[0-9][0-9.,]*")
_KILO = 1024
_SURE = 0.9
_MOST_CERTAIN = 99
_GRAVITY = ("failed", "indeterminate", "passed")


def register(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.filters |= {
        "score": show_score,
        "instant": show_instant,
        "day": show_day,
        "size": show_size,
        "percent": show_percent,
        "sure": is_sure,
        "certainty": show_certainty,
        "word": word,
        "short_hash": short_hash,
        "as_json": show_json,
        "file_name": mark_prefix,
        "by_gravity": by_gravity,
        "to_do": action_for,
        "said": said,
        "said_whole": said_whole,
    }
    app.jinja_env.globals |= {
        "wording": wording,
        "REASONS": REASONS,
        "WARNINGS": WARNINGS,
        "outcome_words": outcome_words,
        "counted": counted,
    }


def show_score(value: Decimal | None, places: int = 2) -> str:
    """`53,50` (in English `53.50`), or a dash where there is no score: no score is not a zero."""
    return NOTHING if value is None else show_decimal(value, places=places)


def show_decimal(value: Decimal, places: int | None = None) -> str:
    """A number with the marks of the page's language: `1.234,5`, in English `1,234.5`."""
    shown = format_decimal(value, places=places)
    return shown.translate(_ENGLISH_MARKS) if is_english() else shown


def typed_numbers(typed: Mapping[str, str]) -> dict[str, str]:
    """A form's fields with the numbers among them as the domain reads them, whose decimal mark is the comma."""
    return {name: text.translate(_ENGLISH_MARKS) if _is_english_number(text) else text for name, text in typed.items()}


def show_instant(value: datetime | str | None, *, seconds: bool = False) -> str:
    """`05/07/2023 14:03` (`5 Jul 2023 14:03`) in Viet Nam's time, from an aware instant or its ISO text."""
    if value is None or value == "":
        return NOTHING
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = moment.astimezone(VIET_NAM_TIME)
    return f"{_written(local.date())} {local.strftime('%H:%M:%S' if seconds else '%H:%M')}"


def show_day(value: date | str | None) -> str:
    """`17/01/2023` (in English `17 Jan 2023`), from a date or its ISO text."""
    if value is None or value == "":
        return NOTHING
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return _written(day)


def show_size(value: int) -> str:
    """Bytes as people say them: `512 B`, `1,4 MB`."""
    amount, unit = Decimal(value), "B"
    for unit in ("B", "KB", "MB"):
        if amount < _KILO or unit == "MB":
            break
        amount /= _KILO
    return f"{show_decimal(amount, places=0 if unit == 'B' else 1)} {unit}"


def show_percent(value: Decimal | None) -> str:
    """`96,40 %`, or a dash."""
    return NOTHING if value is None else f"{show_decimal(value, places=2)} %"


def is_sure(confidence: float) -> bool:
    """Whether a reading is sure enough to be shown without a warning."""
    return confidence >= _SURE


def show_certainty(confidence: float) -> int:
    """Whole percent, rounded down and never 100: a machine's reading is not certain."""
    return min(int(confidence * 100), _MOST_CERTAIN)


def word(code: Any, vocabulary: Mapping[Any, Any]) -> str:
    """A code's word; a code the vocabulary does not know shows as itself, so that nothing is hidden."""
    words = vocabulary.get(code, code)
    return said(words) if vocabulary is WARNINGS else str(words)


def outcome_words() -> dict[str, tuple[str, str]]:
    """The mark and the words of each outcome, for scripts that show one."""
    return {code: (wording.MARKS[code], str(words)) for code, words in wording.OUTCOMES.items()}


def show_json(value: Any) -> str:
    """A logged value as JSON, with its Vietnamese letters as letters."""
    return NOTHING if value is None else json.dumps(value, ensure_ascii=False)


def short_hash(digest: str) -> str:
    """The first twelve digits, enough to compare by eye."""
    return digest[:12]


def mark_prefix(name: str) -> Markup:
    """A file's name with the provincial software's prefix set apart: it says where, not what."""
    prefix = parse_file_name(name).upload_prefix
    if not prefix or not name.startswith(f"{prefix}_"):
        return Markup("{}").format(name)
    return Markup('<span class="prefix">{}_</span><wbr>{}').format(prefix, name[len(prefix) + 1 :])


def by_gravity(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings with what failed first; within an outcome they keep their order."""
    return sorted(findings, key=lambda finding: _GRAVITY.index(finding["outcome"]))


def _is_english_number(text: str) -> bool:
    return is_english() and _NUMBER.fullmatch(text.strip()) is not None


def _written(day: date) -> str:
    return english_day(day) if is_english() else day.strftime("%d/%m/%Y")
