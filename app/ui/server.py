"""Serves the app to the browser of this machine: flet's web client and our own small routes.

Listens on 127.0.0.1 only, refuses foreign Host and Origin headers, asks nothing of any other
machine. Papers are handed out from memory, with no-store.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from socket import create_server, socket
from urllib.parse import quote

import flet as ft
import flet_web.fastapi as flet_fastapi
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from app.catalogue.assets import assets_root
from app.catalogue.messages import LANGUAGES, Messages
from app.ui.app import begin_session
from app.ui.desk import Desk
from app.ui.loopback import LoopbackOnly
from app.ui.paper_tray import PaperTray
from app.ui.section import Section
from app.ui.sections import SECTIONS
from app.ui.web_fonts import font_routes

HOST = "127.0.0.1"
MESSAGE_BYTES_MAX = 64 * 1024 * 1024  # a picked file comes in one message of the web socket
SESSION_KEPT_S = 3600  # how long a tablet may sleep before it must sign in again
LOOPBACK = Middleware(LoopbackOnly)
_UNUSED = frozenset(
    {"/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/oauth_callback"}
)


def build_asgi(
    desk: Desk, sections: tuple[Section, ...] = SECTIONS, *,
    guard: Middleware = LOOPBACK, also: tuple[Route, ...] = (),
) -> ASGIApp:  # fmt: skip
    """The whole web app. One per process. `guard` says who may ask; `also` are further routes."""
    words = Messages.load(LANGUAGES[0])
    client = flet_fastapi.app(
        lambda page: begin_session(page, desk, sections=sections),
        assets_dir=str(assets_root()),
        app_name=words.text("web.name"),
        app_short_name="Tasuki",
        app_description=words.text("web.about"),
        no_cdn=True,
        web_renderer=ft.WebRenderer.CANVAS_KIT,
        session_timeout_seconds=SESSION_KEPT_S,
    )
    client.router.routes[:] = [
        route for route in client.router.routes if getattr(route, "path", "") not in _UNUSED
    ]

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await flet_fastapi.app_manager.start()
        try:
            yield
        finally:
            await flet_fastapi.app_manager.shutdown()

    return Starlette(
        routes=[
            Route("/health", _health),
            Route("/paper/{token}", _paper(desk.papers)),
            *font_routes(),
            *also,
            Mount("/", client),
        ],
        middleware=[guard],
        lifespan=lifespan,
    )


def serve(
    desk: Desk,
    port: int,
    *,
    on_ready: Callable[[str], None] = lambda _url: None,
    sections: tuple[Section, ...] = SECTIONS,
) -> None:
    """Runs until interrupted. `on_ready` gets the address once the server answers.

    Raises OSError where the port is taken.
    """
    config = uvicorn.Config(
        build_asgi(desk, sections),
        log_level="warning",
        access_log=False,
        ws_max_size=MESSAGE_BYTES_MAX,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    with create_server((HOST, port), backlog=128) as listening:
        address = f"http://{HOST}:{listening.getsockname()[1]}/"
        try:
            _Server(config, lambda: on_ready(address)).run(sockets=[listening])
        finally:
            desk.workers.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


async def _health(_request: Request) -> Response:
    return PlainTextResponse("tasuki ok\n", headers={"cache-control": "no-store"})


def _paper(papers: PaperTray) -> Callable[[Request], Response]:
    gone = "\n".join(Messages.load(language).text("web.paper_gone") for language in LANGUAGES)

    def hand_out(request: Request) -> Response:
        paper = papers.take(request.path_params["token"])
        if paper is None:
            return PlainTextResponse(f"{gone}\n", 404)
        kind = "inline" if paper.inline else "attachment"
        return Response(
            paper.content,
            media_type=paper.media_type,
            headers={
                "cache-control": "no-store, private",
                "content-disposition": f"{kind}; filename*=UTF-8''{quote(paper.file_name)}",
            },
        )

    return hand_out
