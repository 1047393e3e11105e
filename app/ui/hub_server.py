"""The county's screens at the hub: the same app over HTTPS, and the open feed beside it."""

import ssl
from collections.abc import Callable
from functools import partial
from socket import AF_INET6, create_server, has_dualstack_ipv6, socket
from threading import Event, Thread

import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.services.figures_feed import Feed, FiguresFeed
from app.ui.desk import Desk
from app.ui.hub_guard import FEED_CSV, FEED_JSON, Admission, MembersOnly
from app.ui.sections import SECTIONS
from app.ui.server import MESSAGE_BYTES_MAX, build_asgi

KEPT_S = 60  # how long others may show what they have
STOP_S, IDLE_S = 3, 10
CONNECTIONS_MAX = 1_000  # a window is one, and some forty people have one
FRESH = {"cache-control": f"public, max-age={KEPT_S}", "access-control-allow-origin": "*"}
HUB_SECTIONS = tuple(one for one in SECTIONS if one.of_councils and one.key != "sync")


def build_hub_asgi(
    desk: Desk, feed: FiguresFeed, admission: Admission, wait_s: Callable[[str], float]
) -> ASGIApp:
    guard = Middleware(MembersOnly, admission=admission, wait_s=wait_s)
    routes = (
        Route(FEED_JSON, _serving(feed.json)),
        Route(FEED_CSV, _serving(feed.csv)),
    )
    return build_asgi(desk, HUB_SECTIONS, guard=guard, also=routes)


def _serving(make: Callable[[], Feed]) -> Callable[[Request], Response]:
    """Starlette runs it on a worker."""

    def answer(request: Request) -> Response:
        made = make()
        headers = {**FRESH, "etag": made.tag}
        known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
        if made.tag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        return Response(made.content, media_type=made.kind, headers=headers)

    return answer


class HubScreens:
    """Served in a thread of its own. Raises OSError from `start` where the port is taken."""

    def __init__(self, app: ASGIApp, context: ssl.SSLContext, host: str = "") -> None:
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, ws_max_size=MESSAGE_BYTES_MAX,
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=STOP_S,
            limit_concurrency=CONNECTIONS_MAX, timeout_keep_alive=IDLE_S,
        )  # fmt: skip
        config.load()
        config.ssl = context  # uvicorn itself reads certificates from files only
        self._ready = Event()
        self._server = _Server(config, self._ready)
        self._host = host
        self._thread: Thread | None = None

    def start(self, port: int) -> int:
        """The port, once others can connect."""
        listening = _listen(self._host, port)
        run = partial(self._server.run, sockets=[listening])
        self._thread = Thread(target=run, name="tasuki-screens", daemon=True)
        self._thread.start()
        self._ready.wait()
        return int(listening.getsockname()[1])

    def stop(self) -> None:
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self._ready.set()


def _listen(host: str, port: int) -> socket:
    if not host and has_dualstack_ipv6():
        return create_server(("::", port), family=AF_INET6, dualstack_ipv6=True)
    return create_server((host, port))
