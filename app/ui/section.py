"""What a section of the app is: the word in the rail, its address, its key, its pages."""

from collections.abc import Callable
from dataclasses import dataclass, field

import flet as ft


@dataclass(frozen=True)
class Section:
    """`key` names the word in the rail (`section.<key>`) and the test ids.

    `route` starts with a slash; `pages` are routes below it, the first one being `index=True`.
    `codes` are those of the code list `section` (班) whose section-only helpers see it; a section
    that is `open_to_all` is there for all of them. One that is not `in_rail` is reached by links.
    One that is `of_councils` is also there where councils have an operation without a centre.
    `badge` is a component beside the icon: how much waits there.
    """

    key: str
    icon: ft.IconData
    route: str
    function_key: str
    pages: tuple[ft.Route, ...] = field(compare=False)
    codes: frozenset[str] = frozenset()
    open_to_all: bool = False
    in_rail: bool = True
    of_councils: bool = False
    badge: Callable[[], ft.Control] | None = field(default=None, compare=False)
