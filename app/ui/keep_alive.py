"""Brings the update loop of a session back when something under it failed.

Our components catch exceptions of a render. What is left (a control with a value that the wire
cannot carry) would end flet's update task for good, and the screen would stand still without a
word. This watcher starts it again, draws everything anew and shows a numbered line.
"""

import asyncio
from collections.abc import Callable

import flet as ft

from app.ui.faults import report_fault


def take_late_answers(page: ft.Page) -> None:
    """The browser may answer for a control that a redraw has removed meanwhile (a field told to
    take the focus). Flet would end the connection over it and leave the asker waiting for ever; now
    the asker gets the answer."""
    session = page.session
    answered = session.handle_invoke_method_results

    def answer(control_id: int, call_id: str, result: object, error: str | None) -> None:
        known = control_id if control_id in session.index else page._i
        answered(control_id=known, call_id=call_id, result=result, error=error)

    session.handle_invoke_method_results = answer  # type: ignore[method-assign]


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
