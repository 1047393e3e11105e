"""Hooks of our own that stand on flet's, with types that hold."""

from collections.abc import Callable
from typing import TypeVar

import flet as ft

T = TypeVar("T")


def use_kept(make: Callable[[], T]) -> T:
    """One object for as long as the component is there. Changing it draws nothing."""
    return ft.use_memo(make, [])
