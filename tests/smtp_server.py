"""A mail server for tests: it speaks enough of RFC 5321 to take a letter, and refuses when told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What arrived; with `refusing` every recipient is turned away."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refusing: bool = False


@contextmanager
def running_mail_server() -> Iterator[Mailbox]:
    """A server on a free local port while the block runs."""
    box = Mailbox()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _converse(self, box)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


def _converse(handler: socketserver.StreamRequestHandler, box: Mailbox) -> None:
    def say(line: str) -> None:
        handler.wfile.write(f"{line}\r\n".encode())

    say("220 test")
    for raw in handler.rfile:
        command = raw.decode().strip().upper()
        if command.startswith("DATA"):
            say("354 go on")
            box.letters.append(_read_letter(handler))
            say("250 kept")
        elif command.startswith("RCPT") and box.refusing:
            say("550 refused")
        elif command.startswith("QUIT"):
            say("221 bye")
            return
        else:
            say("250 ok")


def _read_letter(handler: socketserver.StreamRequestHandler) -> EmailMessage:
    lines = iter(handler.rfile.readline, b".\r\n")
    letter = message_from_bytes(b"".join(lines), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter
