"""Who may ask the hub's screens: whom a device of the county let in, and everybody for the feed.

Every other request gets a page that says how one comes in. A browser whose device was taken out of
the county hears nothing more, also where its window is open.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import Protocol

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.catalogue.messages import LANGUAGES, Messages
from app.services.command import Actor
from app.ui.loopback import SecuredAnswer

COOKIE = "__Host-tasuki"
ENTER = "/enter"
FEED_JSON, FEED_CSV = "/feed/figures.json", "/feed/figures.csv"
OPEN = frozenset({FEED_JSON, FEED_CSV, "/health"})
FIRST = "/"
PASS_S = 12 * 60 * 60
POLICY_VIOLATED = 1008
TOO_OFTEN = 429
HEAD = (
    "<!doctype html><html><head><title>Tasuki</title>"
    '<meta name="viewport" content="width=device-width"></head><body>'
)
PAGE_HEADERS = {
    "cache-control": "no-store", "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff", "x-frame-options": "DENY",
}  # fmt: skip
# The actor of whoever opened the connection that is being served.
VISITOR: ContextVar[Actor | None] = ContextVar("visitor", default=None)


class Admission(Protocol):
    """See `app.services.county_gate.Gate`."""

    def enter(self, query: Mapping[str, str], host: str) -> str | None: ...

    def actor(self, shown: str) -> Actor | None:
        """Who acts with this pass; None where it is none any more."""


class MembersOnly:
    """ASGI middleware. `wait_s(address)` slows down who asks too often: 0, or seconds."""

    def __init__(self, app: ASGIApp, admission: Admission, wait_s: Callable[[str], float]) -> None:
        self._app = app
        self._admission = admission
        self._wait_s = wait_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, headers = scope["path"], Headers(scope=scope)
        if path == ENTER or path in OPEN:
            seconds = self._wait_s((scope.get("client") or ("",))[0])
            if seconds:
                slow = Response(status_code=TOO_OFTEN, headers={"retry-after": f"{seconds:.0f}"})
                await slow(scope, receive, send)
                return
        if path == ENTER:
            await self._enter(scope, headers)(scope, receive, send)
        elif path in OPEN:
            await self._app(scope, receive, send)
        elif self._actor(headers) is not None:
            await self._app(scope, receive, SecuredAnswer(send).send)
        else:
            await _page("stranger")(scope, receive, send)

    def _enter(self, scope: Scope, headers: Headers) -> Response:
        query = QueryParams(scope["query_string"])
        shown = self._admission.enter(query, headers.get("host", ""))
        if shown is None:
            return _page("ticket")
        answer = RedirectResponse(FIRST, 303, headers={"cache-control": "no-store"})
        answer.set_cookie(COOKIE, shown, max_age=PASS_S, secure=True, httponly=True, samesite="lax")
        return answer

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        actor = self._actor(headers)
        if actor is None or headers.get("origin") != f"https://{headers.get('host', '')}":
            await send({"type": "websocket.close", "code": POLICY_VIOLATED})
            return

        async def hear() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and self._actor(headers) is None:
                await send({"type": "websocket.close", "code": POLICY_VIOLATED})
                return {"type": "websocket.disconnect", "code": POLICY_VIOLATED}
            return message

        token = VISITOR.set(actor)
        try:
            await self._app(scope, hear, send)
        finally:
            VISITOR.reset(token)

    def _actor(self, headers: Headers) -> Actor | None:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return None
        shown = cookies.get(COOKIE)
        return self._admission.actor(shown.value) if shown is not None else None


def _page(why: str) -> Response:
    """In both languages: nobody knows who reads it."""
    parts = []
    for language in LANGUAGES:
        words = Messages.load(language)
        said = (words.text(f"hub_face.{why}"), words.text("hub_face.how"))
        title = escape(words.text("hub_face.title"))
        paragraphs = "".join(f"<p>{escape(one)}</p>" for one in said)
        parts.append(f'<section lang="{language}"><h1>{title}</h1>{paragraphs}</section>')
    return HTMLResponse(f"{HEAD}{''.join(parts)}</body></html>", 403, PAGE_HEADERS)
