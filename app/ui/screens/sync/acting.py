"""Asking the port from the sync pages: on a worker, with the line at the bottom or the refusal, and
with a bar where it takes long."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import flet as ft

from app.services.command import Refused
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import section_header, stack
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.runtime import Runtime, current_runtime
from app.ui.sync_port import OnStep, SyncPort

T = TypeVar("T")
Answer: TypeAlias = Awaitable[Refused | None]
ROUTE = "/sync"
TICK_S = 0.2


def port_of(runtime: Runtime) -> SyncPort:
    """Only on pages that are drawn where something syncs."""
    port = runtime.desk.sync
    if port is None:
        raise RuntimeError("nothing syncs here")
    return port


async def done(
    runtime: Runtime, job: Callable[[SyncPort], Refused | None], words: str
) -> Refused | None:
    """Does it and says so, or gives the refusal for its field."""
    port = port_of(runtime)
    refused = await runtime.work(lambda: job(port))
    if refused is not None:
        runtime.sound("refused")
        return refused
    runtime.sound("accepted")
    runtime.notify(words)
    return None


@dataclass(frozen=True)
class Step:
    """How far something long is."""

    done: int = 0
    total: int = 0


async def long_work(
    runtime: Runtime, job: Callable[[SyncPort, OnStep], T], show: Callable[[Step | None], None]
) -> T:
    """Runs `job` on a worker and shows how far it is; None when it has ended."""
    port = port_of(runtime)
    now = [Step()]
    running = True

    def step(done: int, total: int) -> None:
        now[0] = Step(done, total)  # on the worker's thread: the tick below draws it

    async def tick() -> None:
        while running:
            await runtime.sleep(TICK_S)
            if running:
                show(now[0])

    show(now[0])
    runtime.spawn(tick(), counted=False)
    try:
        return await runtime.work(lambda: job(port, step))
    finally:
        running = False
        show(None)


def page_head(key: str, *acts: ft.Control) -> ft.Control:
    """Title and note of a page, and the way back to the sync screen."""
    runtime = current_runtime()
    back = quiet_button(
        "sync.back", t("sync.title"), lambda: runtime.go(ROUTE), icon=ft.Icons.ARROW_BACK
    )
    head = section_header(t(f"sync.page.{key}"), *acts)
    return stack([ft.Row([back]), head, soft_text(t(f"sync.note.{key}"))], spacing=0)
