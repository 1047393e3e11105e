"""The beginning of a session, and what stands outermost: look, doors, routes."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.component import component
from app.ui.desk import Desk
from app.ui.hooks import use_kept
from app.ui.i18n import messages_for
from app.ui.keep_alive import KeepAlive, take_late_answers
from app.ui.look import DEFAULT_LOOK, Look
from app.ui.routes import NotFound, build_routes
from app.ui.runtime import Runtime, current_runtime
from app.ui.section import Section
from app.ui.sections import SECTIONS
from app.ui.signal import use_signal
from app.ui.theme import FONTS, build_theme, theme_mode


def begin_session(
    page: ft.Page,
    desk: Desk,
    *,
    look: Look = DEFAULT_LOOK,
    sections: tuple[Section, ...] = SECTIONS,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Runtime:
    """Called once for every browser window that connects. Returns the session's runtime."""
    runtime = Runtime(page, desk, look=look, sections=sections, sleep=sleep)
    page.title = messages_for(look.language).text("web.name")
    page.fonts = None if page.web else dict(FONTS)  # the web client has them from its own list
    page.padding = page.spacing = 0
    page.show_semantics_debugger = False
    _dress(page, look)
    take_late_answers(page)
    keep_alive = KeepAlive(page, lambda number: _after_fault(runtime, number))

    def end() -> None:
        keep_alive.end()
        runtime.close()

    page.on_close = end
    if desk.operation is not None:
        runtime.open(desk.operation)
        automatic = desk.door.automatic(desk.operation)
        if automatic is not None:
            runtime.sign_in(automatic)
    page.render_views(Root)
    runtime.sounds.prepare()
    keep_alive.watch()
    return runtime


@ft.component
def Root() -> ft.View:
    """Cannot fail: everything that could stands below an error boundary."""
    return ft.View(route="/", controls=[App()], padding=0, spacing=0)


@component
def App() -> ft.Control:
    runtime = current_runtime()
    look = use_signal(runtime.look)
    ft.use_effect(lambda: _dress(runtime.page, look), [look])
    routes = use_kept(lambda: build_routes(runtime.all_sections))
    return ft.Container(ft.Router(routes, not_found=NotFound), expand=True)


def _dress(page: ft.Page, look: Look) -> None:
    page.theme = page.dark_theme = build_theme(look)
    page.theme_mode = theme_mode(look)


def _after_fault(runtime: Runtime, number: str) -> None:
    runtime.refresh()
    runtime.toaster.show_fault(number)
