"""A closed-loop load generator: some keep-alive connections, each with one request under way.

Plain sockets and ready-made bytes, since a client library costs as much as the server: this one costs about 20 µs a
request, which the benchmark prints beside its figures.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

PIECE = 1 << 16
PATIENCE = 30.0
GOOD = frozenset({b"200", b"201", b"304"})


class Refused(Exception):
    """A reply that has no place in a benchmark."""


@dataclass(frozen=True, slots=True)
class Result:
    """`replies` holds the bodies, if they were asked for; `own_cpu` is what the generator itself used, in seconds."""

    requests: int
    seconds: float
    p99_ms: float
    own_cpu: float
    replies: list[bytes]

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def request(method: str, path: str, token: str = "", body: bytes = b"", more: str = "") -> bytes:
    """The bytes of one call."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    content = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: b\r\n{authorization}{content}{more}\r\n".encode() + body


def blast(
    port: int, requests: Iterator[bytes], connections: int = 16, seconds: float = PATIENCE * 10, *, keep: bool = False
) -> Result:
    """Send requests until there are no more or the time is over. Raises Refused for anything but success."""
    selector = selectors.DefaultSelector()
    took: list[float] = []
    replies: list[bytes] = []
    cpu, began = time.process_time(), time.perf_counter()
    last = began + seconds
    for _ in range(connections):
        line = _Line(port)
        if line.send(requests):
            selector.register(line.socket, selectors.EVENT_READ, line)
    while selector.get_map():
        able = selector.select(PATIENCE)
        if not able:
            raise Refused("the server did not answer in time")
        for key, _ in able:
            line = key.data
            body = line.receive()
            if body is None:
                continue
            now = time.perf_counter()
            took.append(now - line.sent_at)
            if keep:
                replies.append(body)
            if now >= last or not line.send(requests):
                selector.unregister(line.socket)
                line.socket.close()
    ended = time.perf_counter()
    took.sort()
    p99 = took[min(len(took) - 1, len(took) * 99 // 100)] * 1000
    return Result(len(took), ended - began, p99, time.process_time() - cpu, replies)


class _Line:
    """One connection; a reply may come in pieces."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._rest = b""

    def send(self, requests: Iterator[bytes]) -> bool:
        """The next request; False if there is none."""
        data = next(requests, None)
        if data is None:
            return False
        self.sent_at = time.perf_counter()
        self.socket.sendall(data)
        return True

    def receive(self) -> bytes | None:
        """The body, once the whole reply is there."""
        piece = self.socket.recv(PIECE)
        if not piece:
            raise Refused("the server hung up")
        data = self._rest + piece
        end = data.find(b"\r\n\r\n")
        if end < 0 or len(data) < end + 4 + _length(data, end):
            self._rest = data
            return None
        self._rest = b""
        if data[9:12] not in GOOD:
            raise Refused(data.decode(errors="replace"))
        return data[end + 4 :]


def _length(data: bytes, end: int) -> int:
    at = data.find(b"content-length: ", 0, end)
    return int(data[at + 16 : data.find(b"\r\n", at)]) if at >= 0 else 0
