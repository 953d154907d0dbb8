"""A server on loopback that sends exactly what it is told to, when it is told to, and notes when it did.

Its times are those of the monotonic clock in seconds, as the clients of the same machine have them.
"""

import asyncio
import threading
import time
from dataclasses import dataclass, field

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
WHOLE = (b'{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],'
         b'"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}')
WHOLE_REPLY = (b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(WHOLE)) + WHOLE


@dataclass
class Piece:
    """Bytes that are sent so long after the request came."""

    at: float
    data: bytes


@dataclass
class ScriptedServer:
    """Answers each request with the pieces of a stream, or without any at once with a whole reply."""

    pieces: list[Piece] = field(default_factory=list)
    freeze_at: int = 0  # the request of this number, from 1, finds the server frozen ...
    freeze_seconds: float = 0.0  # ... and with it all that come meanwhile
    arrivals: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)  # of the pieces of the last reply
    frozen: tuple[float, float] = (0.0, 0.0)
    port: int = 0

    def __enter__(self) -> "ScriptedServer":
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        listening = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=1024))
        self.port = listening.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        listening.close()
        self._loop.run_until_complete(asyncio.sleep(0))


class _Connection(asyncio.Protocol):
    def __init__(self, server: ScriptedServer):
        self.server, self.received = server, b""

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, end, body = self.received.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        if not end or len(body) < length:
            return
        self.received = body[length:]
        server, now = self.server, time.monotonic()
        server.arrivals.append(now)
        if len(server.arrivals) == server.freeze_at:
            time.sleep(server.freeze_seconds)
            server.frozen = (now, time.monotonic())
        if server.pieces:
            self.stream = asyncio.ensure_future(self._send_pieces(now))
        else:
            self.transport.write(WHOLE_REPLY)

    async def _send_pieces(self, start: float) -> None:
        self.server.sent = []
        self.transport.write(HEAD)
        for piece in self.server.pieces:
            await asyncio.sleep(max(0.0, start + piece.at - time.monotonic()))
            self.server.sent.append(time.monotonic())
            self.transport.write(b"%x\r\n%b\r\n" % (len(piece.data), piece.data))
        self.transport.write(b"0\r\n\r\n")
