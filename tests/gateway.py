"""A small HTTP server that takes the signed requests for text messages, as a gateway would."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "a secret of the gateway"


@dataclass
class Gateway:
    """`status`: what it answers from now on; `messages`: what it has taken, signature and all."""

    port: int = 0
    status: int = 200
    messages: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sms"

    def take(self, headers: Any, body: bytes) -> int:
        stamp = headers["X-Quizapp-Timestamp"]
        expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, "sha256").hexdigest()
        if headers["X-Quizapp-Signature"] != f"sha256={expected}":
            self.wrong.append("signature")
            return 403
        if headers["Content-Type"] != "application/json":
            self.wrong.append("content type")
        if self.status == 200:
            self.messages.append(json.loads(body) | {"at": int(stamp)})
        return self.status


@contextmanager
def running() -> Iterator[Gateway]:
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(gateway.take(self.headers, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield gateway
    server.shutdown()
    thread.join()
    server.server_close()
