"""Our `@component`: a function that draws, with a net under it.

An exception in a render would stop the update loop of the whole session for good (flet 1.0.5).
Here it becomes a small card that says which number to tell, and everything beside it goes on.
Components get the session's look as a hidden argument, so that memoized ones are drawn anew when
language, letter size or theme change.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, cast

import flet as ft

from app.ui.exact_patches import send_exact_patches
from app.ui.faults import report_fault
from app.ui.living_parents import keep_parents_living
from app.ui.look import current_look
from app.ui.short_walks import walk_short_ways

P = ParamSpec("P")
Drawing = ft.Control | list[ft.Control]

# Before anything is drawn: everything that is drawn passes here.
send_exact_patches()
walk_short_ways()
keep_parents_living()


def component(draw: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """Makes a component out of a function that returns one control."""

    @wraps(draw)
    def guarded(_look: object, *args: Any, **kwargs: Any) -> ft.Control:
        try:
            return draw(*args, **kwargs)
        except Exception as error:
            return _failed_card(report_fault(error, draw.__qualname__))

    drawn = ft.component(guarded)

    @wraps(draw)
    def call(*args: P.args, **kwargs: P.kwargs) -> ft.Control:
        return drawn(current_look(), *args, **kwargs)

    return call


def memo(draw: Callable[P, ft.Control]) -> Callable[P, ft.Control]:
    """A component drawn again only when its arguments (frozen values!) or the look change."""
    return cast("Callable[P, ft.Control]", ft.memo(component(draw)))  # type: ignore[no-untyped-call]


def keyed(
    key: str | bytes, draw: Callable[P, ft.Control], /, *args: P.args, **kwargs: P.kwargs
) -> ft.Control:
    """Calls the component `draw` with an identity: its state stays with `key` when a list changes.

    Every component in a list needs one: the record's id.
    """
    name = key.hex() if isinstance(key, bytes) else key
    return cast("Callable[..., ft.Control]", draw)(*args, **kwargs, key=name)


def _failed_card(number: str) -> ft.Control:
    # Imported late: the card is itself drawn with components' atoms.
    from app.ui.components.cards import failed_card

    return failed_card(number)
