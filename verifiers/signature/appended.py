"""What follows the first revision that a holding signature covers, for comparing what viewers show of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verifiers.signature.boundary import translated
from verifiers.signature.coverage import Revision
from verifiers.signature.marks import Mark, marks_between
from verifiers.signature.ranges import WHITESPACE
from verifiers.signature.reader import CachingReader
from verifiers.signature.reasons import MalformedSignatureError
from verifiers.signature.verdict import Facts


@dataclass(frozen=True, slots=True)
class Appended:
    """The earliest signature that holds, its revision's bytes, and the places where something was put later.

    `body` is the document without garbage before its header; it begins with `signed`.
    """

    field: str
    signer: str | None
    signed: bytes
    body: bytes
    marks: tuple[Mark, ...] = ()


def find_appended(
    facts: Sequence[Facts], body: bytes, whole: CachingReader, revisions: Sequence[Revision]
) -> Appended | None:
    """None where no signature holds, or nothing follows the first that does.

    One comparison is enough: what a later revision showed and the file no longer shows differs from the first, too,
    or was put there after it, and every later revision is compared object by object.
    """
    size = len(body.rstrip(WHITESPACE))
    holding = [f for f in facts if f.fault is None and f.intact and f.valid and f.covers and f.end < size]
    if not holding:
        return None
    first = min(holding, key=lambda f: f.end)
    old = next((revision.reader for revision in revisions if revision.end == first.end), None)
    marks: tuple[Mark, ...] = ()
    if old is not None:
        reader = old
        try:
            marks = translated(lambda: marks_between(reader, whole), "revision-unreadable")
        except MalformedSignatureError:
            # Whatever differs is then explained by nothing.
            marks = ()
    return Appended(first.field.name, first.certificate.signer, body[: first.end], body, marks)
