"""The witness as a small web server: POST /add-checkpoint, as C2SP tlog-witness describes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from audit.errors import WitnessError
from audit.witness import Witness

LONGEST = 64 * 1024
SECONDS = 30
SIZE_TYPE = "text/x.tlog.size"


def make_server(address: tuple[str, int], witness: Witness, clock: Callable[[], datetime]) -> ThreadingHTTPServer:
    """A server that answers for the witness once `serve_forever` is called."""
    return ThreadingHTTPServer(address, partial(_Handler, lambda text: witness.add_checkpoint(text, clock())))


class _Handler(BaseHTTPRequestHandler):
    timeout = SECONDS
    server_version = "evidence-witness"
    sys_version = ""

    def __init__(self, answer: Callable[[str], str], *connection: Any) -> None:
        self._answer = answer
        super().__init__(*connection)

    def do_POST(self) -> None:
        """Answer one request for a cosignature."""
        length = self.headers.get("Content-Length", "")
        if self.path != "/add-checkpoint":
            self._reply(404, "not here\n")
        elif not length.isdecimal() or int(length) > LONGEST:
            self._reply(413, "a request has a length of at most 64 KiB\n")
        else:
            self._add_checkpoint(self.rfile.read(int(length)).decode(errors="replace"))

    def _add_checkpoint(self, text: str) -> None:
        try:
            self._reply(200, self._answer(text))
        except WitnessError as refused:
            if refused.size is not None:
                self._reply(refused.status, f"{refused.size}\n", SIZE_TYPE)
            else:
                self._reply(refused.status, f"{refused.reason}: {refused}\n")

    def _reply(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
