"""Others who keep checkpoints, on this machine: a web hook, a mailbox, a timestamp authority, a witness program."""

from __future__ import annotations

import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Takes a body and gives back a status and an answer.
Answer = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def web_server(answer: Answer) -> Iterator[str]:
    """A server that answers every POST; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def mail_server(letters: list[str], offers: tuple[str, ...] = ()) -> Iterator[str]:
    """A server that takes letters and keeps their text; it `offers` extensions that it then refuses (501)."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline().strip():
                command = line.split()[0].upper()
                if command.decode() in offers:
                    self.wfile.write(b"501 not now\r\n")
                    continue
                if command == b"EHLO":
                    self.wfile.write("".join(f"250-{name}\r\n" for name in ("mail.example.vn", *offers)).encode())
                if command == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    text = iter(self.rfile.readline, b".\r\n")
                    letters.append(b"".join(text).decode())
                self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 well\r\n")

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"smtp://127.0.0.1:{port}"


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[int]:
    """A server in a thread while the block runs; yields its port."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.socket.getsockname()[1]
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def witness_process(folder: Path, log_key: str) -> Iterator[tuple[str, str]]:
    """The witness as an inspectorate runs it, a process of its own; yields its key and its address."""
    program = [sys.executable, "-m", "audit", "witness"]
    made = subprocess.run(
        [*program, "key", "thanh-tra.example/w1", "--folder", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    key = next(word for word in made.stdout.split() if word.startswith("thanh-tra.example/w1+"))
    command = [*program, "serve", "--folder", str(folder), "--log", log_key, "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            yield key, said.split()[-1].removesuffix("/add-checkpoint")
        finally:
            process.terminate()
