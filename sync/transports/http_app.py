"""What is behind the port: every call is `POST /v1/<name>`, its body bytes, the token in a header.
Where one port serves many operations, another header names the one that is meant.

**Promises.** A body that is too large is refused before it is read, whatever its length claims. A
slow log never blocks other callers. A `wait` costs no thread.
**Refuses.** To log or answer anything of a person: there is nothing of one in a call's name.
"""

import asyncio
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from math import ceil
from typing import NamedTuple, Protocol, runtime_checkable

from starlette.types import Message, Receive, Scope, Send

from sync.protocol.messages import (
    MALFORMED,
    NOT_YOURS,
    OK,
    SLOW_DOWN,
    TOO_MUCH,
    Answer,
    Call,
    body_bytes_max,
    refused,
)
from sync.transports.limits import Buckets, Limits

PREFIX = "/v1/"
HEALTH = b"tasuki ok\n"
SCHEME = b"tasuki "
TOKEN_BYTES_MAX = 200
TOO_SLOW = 408
BROKEN = 500
OPERATION_HEADER = b"tasuki-operation"
TAG_CHARACTERS_MAX = 16
HEALTH_PATH = "/health"
_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class UnreadError(Exception):
    """A request that is answered before its body was read; its connection is closed then."""

    def __init__(self, status: int, code: str, retry_s: float = 0) -> None:
        seconds = str(ceil(retry_s)) if retry_s else ""
        self.answer = refused(status, code, seconds)
        self.headers = [(b"retry-after", seconds.encode())] if seconds else []
        super().__init__(code)


class Page(NamedTuple):
    """What `GET` gives: a status, a content type, bytes."""

    status: int
    kind: str
    content: bytes


class Answering(Protocol):
    """A `Responder`, or what stands in front of one."""

    def answer(self, call: Call) -> Answer: ...


@runtime_checkable
class Routes(Protocol):
    """What is served at one port."""

    def route(self, tag: str) -> Answering | None:
        """Who answers calls for the operation with this tag ("": none was named); None where it is
        not served. Asked on the loop's thread, so it must not wait."""

    def page(self, path: str) -> Page | None:
        """A page for monitoring. May wait."""


class OneOperation:
    """The routes of a base station: whatever operation a caller means, this one answers."""

    def __init__(self, responder: Answering) -> None:
        self._responder = responder

    def route(self, tag: str) -> Answering:  # noqa: ARG002
        return self._responder

    def page(self, path: str) -> Page | None:
        return Page(OK, "text/plain", HEALTH) if path == HEALTH_PATH else None


class HttpApp:
    """The ASGI application. `pool` works at the requests; `now_s` is a clock that never jumps;
    `on_fault` hears of exceptions that are a fault of ours."""

    def __init__(
        self, routes: Routes, limits: Limits, pool: Executor, now_s: Callable[[], float],
        on_fault: Callable[[Exception], None],
    ) -> None:  # fmt: skip
        self._routes = routes
        self._limits = limits
        self._pool = pool
        self._entries = Buckets(limits.entries_a_second, limits.entries_at_once, now_s)
        self._pairs = Buckets(limits.pairs_a_second, limits.pairs_at_once, now_s)
        self._on_fault = on_fault
        self._news: dict[str, asyncio.Event] = {}
        self._calls = 0
        self._stopping = False

    def notify(self, tag: str = "") -> None:
        """Wake everybody who waits for this operation, or for any. On the loop's thread only."""
        for one in [tag] if tag else list(self._news):
            news = self._news.pop(one, None)
            if news is not None:
                news.set()

    def stop(self) -> None:
        """Whoever waits gets the state as it is. On the loop's thread only."""
        self._stopping = True
        self.notify()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("only HTTP is spoken here")
        path, method = scope["path"], scope["method"]
        try:
            if method in {"GET", "HEAD"}:
                page = await self._page(path)
                if page is not None:
                    await _reply(send, page.status, page.content, kind=page.kind.encode())
                    return
            if method != "POST" or not path.startswith(PREFIX):
                raise UnreadError(NOT_YOURS, "no_such_call")
            name = path.removeprefix(PREFIX)
            wait_s = self._too_often(name, scope["client"])
            if wait_s:
                raise UnreadError(SLOW_DOWN, "slow_down", wait_s)
            head = _head(scope["headers"])
            desk = self._routes.route(head.tag)
            if desk is None:
                raise UnreadError(NOT_YOURS, "no_such_operation")
            if self._calls >= self._limits.calls:
                raise UnreadError(SLOW_DOWN, "slow_down", 1)
            with self._place():
                body = await self._body(receive, body_bytes_max(name), head.length)
        except UnreadError as error:
            await _reply(send, *error.answer, error.headers, close=True)
            return
        call = Call(name, head.token, body)
        await _reply(send, *await self._answer(head.tag, partial(self._ask, desk, call), call))

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the calls that are worked at: what is read and not yet answered is memory."""
        self._calls += 1
        try:
            yield
        finally:
            self._calls -= 1

    async def _page(self, path: str) -> Page | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._routes.page, path)

    async def _answer(self, tag: str, ask: Callable[[], Answer], call: Call) -> Answer:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._limits.wait_s
        while True:
            # Before asking: what comes while asking wakes us.
            news = self._news.setdefault(tag, asyncio.Event())
            with self._place():
                answer = await loop.run_in_executor(self._pool, ask)
            unchanged = call.name == "wait" and answer == Answer(OK, call.body)
            if not unchanged or self._stopping:
                return answer
            try:
                await asyncio.wait_for(news.wait(), until - loop.time())
            except TimeoutError:
                return answer

    def _ask(self, desk: Answering, call: Call) -> Answer:
        try:
            return desk.answer(call)
        except Exception as error:  # a fault of ours is no reason for the caller to hang
            self._on_fault(error)
            return refused(BROKEN, "fault")

    def _too_often(self, name: str, client: tuple[str, int] | None) -> float:
        address = client[0] if client else ""
        if name in {"hello", "auth"}:
            return self._entries.take(address)
        return self._pairs.take(address) if name == "pair" else 0

    async def _body(self, receive: Receive, bytes_max: int, length: int | None) -> bytes:
        if length is not None and length > bytes_max:
            raise UnreadError(TOO_MUCH, "limit")
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_s):
                while True:
                    async with asyncio.timeout(self._limits.piece_s):
                        message: Message = await receive()
                    if message["type"] == "http.disconnect":
                        raise UnreadError(MALFORMED, "cut_off")
                    body += message.get("body", b"")
                    if len(body) > bytes_max:
                        raise UnreadError(TOO_MUCH, "limit")
                    if not message.get("more_body"):
                        return bytes(body)
        except TimeoutError:
            raise UnreadError(TOO_SLOW, "slow") from None


class _Head(NamedTuple):
    """`length` is that of the body, where it is told."""

    token: bytes
    tag: str
    length: int | None


def _head(headers: list[tuple[bytes, bytes]]) -> _Head:
    """Raises UnreadError."""
    token, tag, length = b"", "", None
    for name, value in headers:
        if name == b"authorization" and value[: len(SCHEME)].lower() == SCHEME:
            try:
                token = b64decode(value[len(SCHEME) :].strip(), validate=True)
            except (NotBase64, ValueError):
                raise UnreadError(MALFORMED, "token") from None
            if len(token) > TOKEN_BYTES_MAX:
                raise UnreadError(MALFORMED, "token")
        elif name == OPERATION_HEADER:
            tag = value.decode("latin-1")[:TAG_CHARACTERS_MAX]
        elif name == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 20 else None
    return _Head(token, tag, length)


async def _reply(
    send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None,
    *, close: bool = False, kind: bytes = b"application/octet-stream",
) -> None:  # fmt: skip
    length = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    last = [(b"connection", b"close")] if close else []
    await send({
        "type": "http.response.start", "status": status,
        "headers": [*_HEADERS, *length, *last, *(headers or [])],
    })  # fmt: skip
    await send({"type": "http.response.body", "body": body})
