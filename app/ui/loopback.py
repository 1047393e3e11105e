"""What stands around flet's own web app: only this machine may ask, and nothing may ask outside.

Every answer carries a Content-Security-Policy under which the browser itself refuses any request
that leaves this server (flet's client would otherwise look for a Rive runtime at a CDN). A
foreign Host or Origin header is refused: a page on the internet cannot reach into the app through
the person's browser.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_OUR_SCRIPT = b'<script src="/web/tasuki.js"></script>\n</head>'


def is_loopback(host: str) -> bool:
    """Whether a Host header (or the part of an Origin after the scheme) names this machine."""
    name = host if host in LOOPBACK else host.rsplit(":", 1)[0]
    return name.lower() in LOOPBACK


class LoopbackOnly:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not _comes_from_here(headers):
            await _refuse(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, SecuredAnswer(send).send)


def _comes_from_here(headers: Headers) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_loopback(host):
        return False
    return origin is None or origin.partition("://")[2] == host


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("this app answers on this machine only\n", 403)(scope, receive, send)


class SecuredAnswer:
    """Adds our headers; the start page is held back until its scripts are known."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._page = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
            _secure(headers, ())
        elif self._start is not None:
            self._page += message.get("body", b"")
            if message.get("more_body"):
                return
            page = bytes(self._page).replace(b"</head>", _OUR_SCRIPT, 1)
            page = page.replace(b"<html>", b'<html lang="ja">', 1)
            headers = MutableHeaders(raw=self._start["headers"])
            headers["content-length"] = str(len(page))
            headers["cache-control"] = "no-store"
            for name in ("etag", "last-modified"):
                if name in headers:
                    del headers[name]
            _secure(headers, _INLINE.findall(page))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": page}
        await self._send(message)


def _secure(headers: MutableHeaders, scripts: Iterable[bytes]) -> None:
    hashes = " ".join(f"'sha256-{b64encode(sha256(s).digest()).decode()}'" for s in scripts)
    headers["content-security-policy"] = (
        "default-src 'self'; "
        f"script-src 'self' 'wasm-unsafe-eval' blob: {hashes}; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' data: blob:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    )
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "no-referrer"
    headers["x-frame-options"] = "DENY"
    if "access-control-allow-origin" in headers:
        del headers["access-control-allow-origin"]
