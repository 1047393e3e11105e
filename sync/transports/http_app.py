"""What is behind the port: every call is `POST /v1/<name>`, its body bytes, the token in a header.

**Promises.** A body that is too large is refused before it is read, whatever its length claims. A
slow log never blocks other callers. A `wait` costs no thread.
**Refuses.** To log or answer anything of a person: there is nothing of one in a call's name.
"""

import asyncio
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from concurrent.futures import Executor
from math import ceil

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
from sync.protocol.responder import Responder
from sync.transports.limits import Buckets, Limits

PREFIX = "/v1/"
HEALTH = b"tasuki ok\n"
SCHEME = b"tasuki "
TOKEN_BYTES_MAX = 200
TOO_SLOW = 408
BROKEN = 500
_HEADERS = [
    (b"content-type", b"application/octet-stream"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class UnreadError(Exception):
    """A request that is answered before its body was read; its connection is closed then."""

    def __init__(self, status: int, code: str) -> None:
        self.answer = refused(status, code)
        super().__init__(code)


class HttpApp:
    """The ASGI application. `pool` works at the requests; `now_s` is a clock that never jumps;
    `on_fault` hears of exceptions that are a fault of ours."""

    def __init__(
        self, responder: Responder, limits: Limits, pool: Executor, now_s: Callable[[], float],
        on_fault: Callable[[Exception], None],
    ) -> None:  # fmt: skip
        self._responder = responder
        self._limits = limits
        self._pool = pool
        self._entries = Buckets(limits.entries_a_second, limits.entries_at_once, now_s)
        self._pairs = Buckets(limits.pairs_a_second, limits.pairs_at_once, now_s)
        self._on_fault = on_fault
        self._news = asyncio.Event()
        self._stopping = False

    def notify(self) -> None:
        """Wake everybody who waits. On the loop's thread only."""
        self._news.set()
        self._news = asyncio.Event()

    def stop(self) -> None:
        """Whoever waits gets the state as it is. On the loop's thread only."""
        self._stopping = True
        self.notify()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("only HTTP is spoken here")
        path, method = scope["path"], scope["method"]
        try:
            if path == "/health" and method in {"GET", "HEAD"}:
                await _reply(send, OK, HEALTH)
                return
            if method != "POST" or not path.startswith(PREFIX):
                raise UnreadError(NOT_YOURS, "no_such_call")
            name = path.removeprefix(PREFIX)
            wait_s = self._too_often(name, scope["client"])
            if wait_s:
                seconds = str(ceil(wait_s))
                answer = refused(SLOW_DOWN, "slow_down", seconds)
                await _reply(send, *answer, [(b"retry-after", seconds.encode())], close=True)
                return
            token, length = _head(scope["headers"])
            body = await self._body(receive, body_bytes_max(name), length)
        except UnreadError as error:
            await _reply(send, *error.answer, close=True)
            return
        await _reply(send, *await self._answer(Call(name, token, body)))

    async def _answer(self, call: Call) -> Answer:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._limits.wait_s
        while True:
            news = self._news  # before asking: what comes while asking wakes us
            answer = await loop.run_in_executor(self._pool, self._ask, call)
            unchanged = call.name == "wait" and answer == Answer(OK, call.body)
            if not unchanged or self._stopping:
                return answer
            try:
                await asyncio.wait_for(news.wait(), until - loop.time())
            except TimeoutError:
                return answer

    def _ask(self, call: Call) -> Answer:
        try:
            return self._responder.answer(call)
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


def _head(headers: list[tuple[bytes, bytes]]) -> tuple[bytes, int | None]:
    """(token, length of the body if it is told). Raises UnreadError."""
    token, length = b"", None
    for name, value in headers:
        if name == b"authorization" and value[: len(SCHEME)].lower() == SCHEME:
            try:
                token = b64decode(value[len(SCHEME) :].strip(), validate=True)
            except (NotBase64, ValueError):
                raise UnreadError(MALFORMED, "token") from None
            if len(token) > TOKEN_BYTES_MAX:
                raise UnreadError(MALFORMED, "token")
        elif name == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 20 else None
    return token, length


async def _reply(
    send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None,
    *, close: bool = False,
) -> None:  # fmt: skip
    length = [(b"content-length", str(len(body)).encode())]
    last = [(b"connection", b"close")] if close else []
    await send({
        "type": "http.response.start", "status": status,
        "headers": [*_HEADERS, *length, *last, *(headers or [])],
    })  # fmt: skip
    await send({"type": "http.response.body", "body": body})
