"""Serves a `Responder`, or those of many operations: HTTPS on one port, in a thread of its own.

**Promises.** Connections are counted from the first packet on, so that nobody uses up the files of
this process; who is slow with a handshake, a head or a body is cut off. `stop` lets whoever waits
go at once. **Refuses.** To write a log: an address is a person's, too.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from time import monotonic
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.core.ports import Random
from sync.transports.certificates import Certificate
from sync.transports.http_app import Answering, HttpApp, OneOperation, Routes
from sync.transports.lan import is_own_address, plain_ip
from sync.transports.limits import Limits

BACKLOG = 128
HEAD_BYTES_MAX = 16 * 1024
CLOSE_S = 1  # for the other side to say that it closes too
ACCEPT_AGAIN_S = 0.5  # after the system had no file left for one more connection


class HttpServer:
    """`serves` answers every call, or finds who does. `host` is empty for every address of this
    machine. `on_fault` hears of faults of ours."""

    def __init__(
        self, serves: Answering | Routes, certificate: Certificate, random: Random,
        limits: Limits | None = None, *, host: str = "",
        on_fault: Callable[[Exception], None] = lambda _error: None,
        now_s: Callable[[], float] = monotonic,
    ) -> None:  # fmt: skip
        self._limits = limits or Limits()
        self._routes = serves if isinstance(serves, Routes) else OneOperation(serves)
        self._context = certificate.server_context(random)
        self._host = host
        self._on_fault = on_fault
        self._now_s = now_s
        self._running: _Running | None = None
        self.port = 0
        self.heard_outside = False

    def start(self, port: int = 0) -> int:
        """The port, once others can connect. Raises OSError where it is taken."""
        if self._running is not None:
            return self.port
        listening = _listen(self._host, port)
        self.port = listening.getsockname()[1]
        pool = ThreadPoolExecutor(self._limits.threads, thread_name_prefix="tasuki-serve")
        app = HttpApp(self._routes, self._limits, pool, self._now_s, self._on_fault)
        door = _Door(app, listening, self._context, self._limits, self._heard)
        self._running = _Running(door, app, pool)
        self._running.start()
        return self.port

    def notify(self, tag: str = "") -> None:
        """Something is new, in the operation with this tag or in any: whoever waits is told. Any
        thread; nothing where it does not run."""
        if self._running is not None:
            self._running.notify(tag)

    @property
    def connections(self) -> int:
        """How many are open."""
        return 0 if self._running is None else self._running.connections

    def stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.stop()

    def _heard(self, ip: str) -> None:
        if not self.heard_outside and not is_own_address(ip):
            self.heard_outside = True


class _Running:
    """One life of the server: its thread and its loop."""

    def __init__(self, door: "_Door", app: HttpApp, pool: ThreadPoolExecutor) -> None:
        self._door = door
        self._app = app
        self._pool = pool
        self._thread = Thread(target=self._run, name="tasuki-server", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._door.is_open.wait()

    @property
    def connections(self) -> int:
        return self._door.connections

    def notify(self, tag: str) -> None:
        self._on_loop(partial(self._app.notify, tag))

    def stop(self) -> None:
        self._on_loop(self._app.stop)
        self._on_loop(self._door.close)
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _on_loop(self, act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._door.loop.call_soon_threadsafe(act)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._door.serve())


class _Door(uvicorn.Server):
    """uvicorn, with a door of its own: connections are counted before their handshake."""

    loop: asyncio.AbstractEventLoop

    def __init__(
        self, app: HttpApp, listening: socket.socket, context: Any, limits: Limits,
        heard: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__(
            uvicorn.Config(
                app, http=_Protocol, ws="none", lifespan="off", log_config=None, log_level=None,
                access_log=False, server_header=False, date_header=False, proxy_headers=False,
                timeout_keep_alive=int(limits.idle_s) or 1,
                timeout_graceful_shutdown=int(limits.stop_s) or 1,
                h11_max_incomplete_event_size=HEAD_BYTES_MAX,
            )
        )  # fmt: skip
        self._listening = listening
        self._context = context
        self._limits = limits
        self._heard = heard
        self._here: Counter[str] = Counter()
        self._ended = asyncio.Event()
        self.is_open = Event()

    @property
    def connections(self) -> int:
        return self._here.total()

    def close(self) -> None:
        """On the loop's thread only."""
        self._ended.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets or [])
        self.loop = asyncio.get_running_loop()
        self._listening.setblocking(False)
        self._accepting = self.loop.create_task(self._accept())
        self.is_open.set()

    async def main_loop(self) -> None:
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._accepting.cancel()
        self._listening.close()
        await super().shutdown(sockets)

    async def _accept(self) -> None:
        while True:
            try:
                sock, address = await self.loop.sock_accept(self._listening)
            except OSError:
                await asyncio.sleep(ACCEPT_AGAIN_S)
                continue
            ip = plain_ip(address[0])
            many = self._here.total() >= self._limits.connections
            if many or self._here[ip] >= self._limits.connections_of_address:
                sock.close()
                continue
            self._here[ip] += 1
            self.loop.create_task(self._welcome(sock, ip))

    async def _welcome(self, sock: socket.socket, ip: str) -> None:
        """The handshake; from there on uvicorn speaks."""
        gone = self.loop.create_future()

        def protocol() -> asyncio.Protocol:
            return _Protocol(
                self.config, self.server_state, self.lifespan.state, self.loop,
                head_s=self._limits.head_s, gone=gone,
            )  # fmt: skip

        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self.loop.connect_accepted_socket(
                protocol, sock, ssl=self._context,
                ssl_handshake_timeout=self._limits.handshake_s,
                ssl_shutdown_timeout=CLOSE_S,
            )  # fmt: skip
            self._heard(ip)
            await gone
        except OSError:  # whoever it was does not speak TLS, or not in time
            sock.close()
        finally:
            self._here[ip] -= 1
            if not self._here[ip]:
                del self._here[ip]


class _Protocol(H11Protocol):
    """uvicorn's HTTP, that waits for the head of a request only so long."""

    cycle: Any  # of the request that came last; None before the first

    def __init__(self, *arguments: Any, head_s: float, gone: "asyncio.Future[None]") -> None:
        super().__init__(*arguments)
        self._head_s = head_s
        self._gone = gone
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._cancel()
        elif data and self._late is None:
            self._expect_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        begun, _closed = self.conn.trailing_data
        if begun and self.cycle.response_complete and self._late is None:
            self._expect_head()  # of the next request, of which a part is here

    def shutdown(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel()
        super().connection_lost(exc)
        if not self._gone.done():
            self._gone.set_result(None)

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(self._head_s, self.transport.abort)

    def _cancel(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def _listen(host: str, port: int) -> socket.socket:
    if host:
        return socket.create_server((host, port), backlog=BACKLOG)
    if socket.has_dualstack_ipv6():
        with suppress(OSError):
            return socket.create_server(
                ("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=BACKLOG
            )
    return socket.create_server(("", port), backlog=BACKLOG)
