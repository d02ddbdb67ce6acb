"""Ask a witness to cosign the newest checkpoint, from the log's side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import Request as WebRequest
from urllib.request import urlopen

from audit.checkpoint import check_cosignatures, parse_checkpoint
from audit.errors import NoteError, WitnessError
from audit.folder import LogFolder
from audit.note import Line, Note, VerifierKey, parse_note
from audit.publish import add_cosignatures, prove_consistency
from audit.witness import Request

TIMEOUT = 20
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness sent back: the HTTP status and the text."""

    status: int
    text: str


# Sends a request to a witness.
Post = Callable[[str], Answer]


def http_post(url: str) -> Post:
    """Requests sent to `url`/add-checkpoint; raises WitnessError `witness-unreachable`."""

    def post(text: str) -> Answer:
        request = WebRequest(f"{url.rstrip('/')}/add-checkpoint", data=text.encode(), method="POST")  # noqa: S310 - checked below
        if request.type not in {"http", "https"}:
            raise WitnessError(f"{url} is no web address", reason="witness-unreachable", status=0)
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - only http and https come here
                return Answer(answer.status, answer.read(LONGEST_ANSWER).decode(errors="replace"))
        except HTTPError as error:
            return Answer(error.code, error.read(LONGEST_ANSWER).decode(errors="replace"))
        except (URLError, OSError) as error:
            raise WitnessError(f"{url}: {error}", reason="witness-unreachable", status=0) from error

    return post


def make_request(folder: LogFolder, old: int) -> Request:
    """The request for a cosignature by a witness that last saw the log at size `old`; raises ProofError."""
    text = folder.latest_text or ""
    checkpoint, _ = parse_checkpoint(text)
    return Request(old, prove_consistency(folder, old, checkpoint.size), text)


def ask_witness(folder: LogFolder, witness: VerifierKey, post: Post, last_seen: int = 0) -> Note:
    """Have the newest checkpoint cosigned and publish it so; raises WitnessError when the witness refuses.

    A witness that remembers another size than `last_seen` says so and is asked again from there. One that
    remembers a larger log than there is has seen entries which are gone: `log-shrunk`.
    """
    answer = post(make_request(folder, last_seen).text)
    if answer.status == 409 and answer.text.strip().isdecimal():
        answer = post(make_request(folder, _remembered(folder, int(answer.text))).text)
    if answer.status != 200:
        message = f"{witness.name}: {answer.text.strip()[:200]}"
        raise WitnessError(message, reason="witness-refused", status=answer.status)
    return take_cosignature(folder, witness, answer.text)


def take_cosignature(folder: LogFolder, witness: VerifierKey, lines: str) -> Note:
    """Check a witness's answer against the newest checkpoint and publish it; raises WitnessError."""
    checkpoint, note = parse_checkpoint(folder.latest_text or "")
    message = f"{witness.name} did not cosign {checkpoint.size}"
    try:
        offered = parse_note(f"{note.body}\n{lines}")
        found = check_cosignatures(offered, [witness])
    except NoteError as error:
        raise WitnessError(f"{message}: {error}", reason="cosignature-wrong", status=200) from error
    if not found:
        raise WitnessError(message, reason="cosignature-wrong", status=200)
    folder.publish_witness(witness)
    return add_cosignatures(folder, [line for line in offered.lines if _is_by(witness, line)])


def _remembered(folder: LogFolder, size: int) -> int:
    published = folder.latest
    if published is None or size > published.size:
        message = f"the witness has seen {size} entries, more than were published here"
        raise WitnessError(message, reason="log-shrunk", status=409, size=size)
    return size


def _is_by(witness: VerifierKey, line: Line) -> bool:
    return (line.name, line.key_id) == (witness.name, witness.id)
