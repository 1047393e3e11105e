"""From a record to the place where one works on it, for those whose section it is.

A button that leads nowhere is a dead end: where the person may not enter, nothing is drawn.
"""

import flet as ft

from app.ui.components.buttons import quiet_button
from app.ui.frame import sections_for
from app.ui.runtime import current_runtime


def may_open(route: str) -> bool:
    """Whether the section of this address stands in the person's rail."""
    runtime = current_runtime()
    root = "/" + route.lstrip("/").partition("/")[0]
    return any(section.route == root for section in sections_for(runtime.actor, runtime.sections))


def link(
    tag: str, label: str, route: str, icon: ft.IconData = ft.Icons.OPEN_IN_NEW
) -> list[ft.Control]:
    """One quiet button, or nothing; made to be unpacked into a row of acts."""
    if not may_open(route):
        return []
    return [quiet_button(tag, label, lambda: current_runtime().go(route), icon=icon)]
