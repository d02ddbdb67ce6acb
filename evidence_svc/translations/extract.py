"""Which strings need English: what pages mark with _(), and the Vietnamese sentences of the program's other parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from evidence_svc.domain.remarks import REMARKS
from evidence_svc.translations.catalogue import DOMAIN, SENTENCES
from evidence_svc.translations.sentences import VIETNAMESE
from parsers.titles import ABBREVIATIONS
from verifiers.messages import MESSAGES, WARNINGS

SERVICE = Path(__file__).parents[1]
_METHODS = [("**.py", "python"), ("web/templates/**.html", "jinja2")]
# The same words are both numbers of a counted sentence: only English tells them apart.
_KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "counted": (1, 1)}
# Where pages write words of their own into the record, which stays Vietnamese.
_RECORDED = ("web/appraise_words.py", "web/proceedings.py")
# Beside domain and operations, what tells people why something was not done.
_RIM = (
    "errors.py",
    "fetching.py",
    "isolation.py",
    "mailing.py",
    "storage.py",
    "reading.py",
    "persistence/unit_of_work.py",
)
# Types of documents that findings name and that have no abbreviation of their own.
_UNABBREVIATED = ("công văn", "phụ lục")
# Put together in two steps, so that no source shows them whole.
_IN_STEPS = (
    "từ {0}",
    "không quá {0}",
    "dưới {0}",
    "dòng {0}",
    "chậm dưới {0} ngày",
    "chậm không quá {0} ngày",
    "chậm từ {0} ngày trở lên",
    "chậm trên {0} ngày trở lên",
)
# What checks put into their sentences.
_CHECKS = ("lateness.py", "messages.py", "signing.py", "signing_time.py")
# Read from documents, or written into files that stay Vietnamese: never shown on a page.
_NOT_SHOWN = frozenset(
    {
        "domain/deadline_phrases.py",
        "domain/folding.py",
        "domain/known.py",
        "domain/option_phrases.py",
        "domain/set_words.py",
        "operations/checkpoint.py",
        "operations/load_sample.py",
        "operations/log_words.py",
        "operations/mail_notifications.py",
        "operations/pack_pages.py",
        "operations/verify_log.py",
    }
)
_PATTERN = re.compile(r"\\[bdswD(]|\(\?|\||\)\*|\[\^")


def page_strings() -> Catalog:
    """Every msgid of templates and modules, with the files it is in."""
    catalogue = Catalog(domain=DOMAIN, charset="utf-8", fuzzy=False)
    found = extract_from_dir(SERVICE, _METHODS, keywords=_KEYWORDS)
    for file, line, message, comments, context in found:
        catalogue.add(message, locations=[(file, line)], auto_comments=comments, context=context)
    return catalogue


def sentence_templates() -> Catalog:
    """Every sentence that checks, rules, deadlines and refusals make, with {places} for what is filled in."""
    catalogue = Catalog(domain=SENTENCES, charset="utf-8", fuzzy=False)
    for words in _table_sentences():
        catalogue.add(words)
    for path in _modules():
        for words in vietnamese_templates(path.read_text(encoding="utf-8")):
            catalogue.add(words)
    return catalogue


def vietnamese_templates(source: str) -> Iterator[str]:
    """The Vietnamese strings of a module; the values of an f-string become {0}, {1}, … in their order."""
    tree = ast.parse(source)
    parts = {id(part) for whole in ast.walk(tree) if isinstance(whole, ast.JoinedStr) for part in whole.values}
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    notes |= {id(part) for call in ast.walk(tree) if _marks(call) for part in ast.walk(call)}
    for node in ast.walk(tree):
        if id(node) in parts or id(node) in notes:
            continue
        words = _template(node)
        if words and VIETNAMESE.search(words) and not _PATTERN.search(words):
            yield words.strip()


def _marks(node: ast.AST) -> bool:
    """Whether this is a string for the other catalogue."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS


def _template(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            places = iter(range(len(values)))
            return "".join(_piece(value) or f"{{{next(places)}}}" for value in values)
        case _:
            return None


def _piece(value: ast.expr) -> str | None:
    return str(value.value) if isinstance(value, ast.Constant) else None


def _table_sentences() -> Iterator[str]:
    for message in MESSAGES.values():
        yield from filter(None, (message.sentence, message.action))
    for remark in REMARKS.values():
        yield from (remark.sentence, remark.action)
    yield from WARNINGS.values()
    yield from sorted({*ABBREVIATIONS.values(), *_UNABBREVIATED, *_IN_STEPS})


def _modules() -> Iterator[Path]:
    yield from (SERVICE / name for name in (*_RIM, *_RECORDED))
    yield from (SERVICE.parent / "verifiers" / name for name in _CHECKS)
    for package in ("domain", "operations"):
        for path in sorted((SERVICE / package).glob("*.py")):
            if path.relative_to(SERVICE).as_posix() not in _NOT_SHOWN:
                yield path
