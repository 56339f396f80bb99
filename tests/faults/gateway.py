"""The one way out of a classroom: every phone behind it has the same address, and it can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator

HOST = "127.0.0.1"
PIECE = 1 << 16
ONE_WAY_SECONDS = 0.3
PATIENCE = 10.0


class Gateway:
    """Passes bytes between phones and a server.

    While it is cut, phones find their network gone at once, and the server hears nothing, not even that they went: its
    connections stay open and silent. For a moment before that requests still get out, and no reply gets in.
    """

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._phones: set[StreamWriter] = set()
        self._whole = asyncio.Event()
        self._whole.set()
        self._replies_get_in = True
        self._loop = asyncio.new_event_loop()
        self.port = 0
        self.cut_at = self.mended_at = 0.0
        self.is_cut, self.is_mended = threading.Event(), threading.Event()

    def cut(self) -> None:
        self.cut_at = time.monotonic()
        self._replies_get_in = False
        time.sleep(ONE_WAY_SECONDS)
        self._loop.call_soon_threadsafe(self._lose_everybody)
        self.is_cut.set()

    def mend(self) -> None:
        self._replies_get_in = True
        self._loop.call_soon_threadsafe(self._whole.set)
        self.mended_at = time.monotonic()
        self.is_mended.set()

    def run(self, ready: threading.Event) -> None:
        """In a thread of its own, until `stop`."""
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, HOST, 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _lose_everybody(self) -> None:
        self._whole.clear()
        for phone in self._phones:
            phone.transport.abort()

    async def _serve(self, from_phone: StreamReader, phone: StreamWriter) -> None:
        if not self._whole.is_set():
            phone.transport.abort()
            return
        from_server, server = await asyncio.open_connection(HOST, self._server_port)
        self._phones.add(phone)
        try:
            await asyncio.gather(self._requests(from_phone, server), self._replies(from_server, phone))
        finally:
            self._phones.remove(phone)
            phone.close()
            server.close()

    async def _requests(self, from_phone: StreamReader, server: StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await from_phone.read(PIECE):
                server.write(piece)
                await server.drain()
        await self._whole.wait()
        server.close()

    async def _replies(self, from_server: StreamReader, phone: StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await from_server.read(PIECE):
                if self._replies_get_in:
                    phone.write(piece)
                    await phone.drain()
        phone.close()


@contextlib.contextmanager
def gateway(server_port: int) -> Iterator[Gateway]:
    made, ready = Gateway(server_port), threading.Event()
    thread = threading.Thread(target=made.run, args=(ready,), name="gateway")
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield made
    finally:
        made.stop()
        thread.join(PATIENCE)
