"""Hooks of our own that stand on flet's, with types that hold."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import flet as ft

T = TypeVar("T")


def use_kept(make: Callable[[], T]) -> T:
    """One object for as long as the component is there. Changing it draws nothing."""
    return ft.use_memo(make, [])


class Once:
    """Lets one run of an act go on at a time, and none after the one that returned True: of two
    quick taps the second does nothing."""

    def __init__(self) -> None:
        self._closed = False

    def of(self, act: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            if self._closed:
                return
            self._closed = True
            over = False
            try:
                over = await act()
            finally:
                self._closed = over

        return run


def use_once() -> Once:
    """For an act that must not happen twice, such as keeping a new record. A hook."""
    return use_kept(Once)
