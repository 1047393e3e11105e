"""Something that goes on as long as a component is there: a countdown, a running picture."""

from collections.abc import Awaitable, Callable, Hashable

import flet as ft

from app.ui.runtime import guarded


def use_task(run: Callable[[], Awaitable[None]], *deps: Hashable) -> None:
    """Begins `run` when the component appears and when one of `deps` changes; ends it before the
    next one and when the component is gone. A fault becomes a toast. A hook."""
    # flet cancels what runs only where there is a cleanup.
    ft.use_effect(guarded(run), list(deps), cleanup=_nothing)


def _nothing() -> None:
    return None
