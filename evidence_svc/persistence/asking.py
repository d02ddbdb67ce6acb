"""Within one reading, the same question to the database is asked once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Connection

# The name of the connection's option that holds the answers; a connection that may write has none.
ANSWERS = "evidence_answers"


class Aggregate(Protocol):
    """What the decorated method belongs to: something with the transaction's connection."""

    _connection: Connection


Owner = TypeVar("Owner", bound=Aggregate)
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def asked_once(
    method: Callable[Concatenate[Owner, Arguments], Answer],
) -> Callable[Concatenate[Owner, Arguments], Answer]:
    """Keep what a method answered until the end of the page's reading (`remember_answers`).

    Arguments must be hashable, and nobody may change an answer: others get the same object.
    """

    @wraps(method)
    def ask(self: Owner, /, *args: Arguments.args, **options: Arguments.kwargs) -> Answer:
        answers = _answers(self._connection)
        if answers is None:
            return method(self, *args, **options)
        key = (method.__qualname__, args, tuple(sorted(options.items())))
        if key not in answers:
            answers[key] = method(self, *args, **options)
        return cast(Answer, answers[key])

    return ask


def note_answer(connection: Connection, question: str, arguments: tuple[Any, ...], answer: object) -> None:
    """Keep an answer that another question brought along; `question` is the method's qualified name."""
    answers = _answers(connection)
    if answers is not None:
        answers.setdefault((question, arguments, ()), answer)


def remember_answers(connection: Connection) -> None:
    """From now on this connection, which only reads, asks everything that is `asked_once` only once."""
    connection.execution_options(**{ANSWERS: {}})


def _answers(connection: Connection) -> dict[Any, Any] | None:
    return cast("dict[Any, Any] | None", connection.get_execution_options().get(ANSWERS))
