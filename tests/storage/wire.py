"""A wire between a client and a server that counts the round trips on it."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

QUIET = 0.05


class Wire:
    """Passes bytes on both ways; `trips` counts how often the client spoke after the server had."""

    def __init__(self, server: str) -> None:
        self.trips = 0
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(QUIET)
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def close(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._pass_on, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, selectors.DefaultSelector() as ready:
            server.connect(self._server)
            ready.register(client, selectors.EVENT_READ, (client, server))
            ready.register(server, selectors.EVENT_READ, (server, client))
            server_spoke_last = True
            while not self._stopping.is_set():
                for key, _ in ready.select(QUIET):
                    source, target = key.data
                    data = source.recv(65_536)
                    if not data:
                        return
                    self.trips += source is client and server_spoke_last
                    server_spoke_last = source is server
                    target.sendall(data)


@contextmanager
def wire_to(unix_socket: str) -> Iterator[Wire]:
    wire = Wire(unix_socket)
    try:
        yield wire
    finally:
        wire.close()
