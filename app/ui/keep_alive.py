"""Brings the update loop of a session back when something under it failed.

Our components catch exceptions of a render. What is left (a control with a value that the wire
cannot carry) would end flet's update task for good, and the screen would stand still without a
word. This watcher starts it again, draws everything anew and shows a numbered line.
"""

import asyncio
from collections.abc import Callable

import flet as ft

from app.ui.faults import report_fault


class KeepAlive:
    def __init__(self, page: ft.Page, on_fault: Callable[[str], None]) -> None:
        self._session = page.session
        self._on_fault = on_fault
        self._watched: asyncio.Task[None] | None = None
        self._ended = False

    def watch(self) -> None:
        """Watches the update task that runs now. Call after the first drawing."""
        task: asyncio.Task[None] | None = self._session._Session__updates_task  # type: ignore[attr-defined]
        if task is None or task is self._watched:
            return
        self._watched = task
        task.add_done_callback(self._ended_with)

    def end(self) -> None:
        self._ended = True

    def _ended_with(self, task: "asyncio.Task[None]") -> None:
        if self._ended or task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        number = report_fault(error, "the update loop")
        self._session.start_updates_scheduler()  # type: ignore[no-untyped-call]
        self.watch()
        self._on_fault(number)
