"""The browser shows what was drawn: takes a guess out of flet's comparison of lists.

Where a list is redrawn, flet 1.0.5 looks for something removed that may be the thing now added, and
sends a move in place of both. It tells them apart by their place in the page. But while rows move,
two rows stand at the same place one after the other: the third line taken out of the one is sent
as the third line of the other, and words of one person stand with another. Rows with a key are
moved on purpose, in another way, and need no guess. Without it every change is sent as it is.

The search for a partner went through everything that was removed before: it was also slow.
"""

from typing import Any

from flet.controls.object_patch import DiffBuilder


def send_exact_patches() -> None:
    """For the whole process; a second call changes nothing."""
    DiffBuilder.store_index = _keep_nothing  # type: ignore[method-assign]
    DiffBuilder.take_index = _no_partner  # type: ignore[method-assign]


def _keep_nothing(self: DiffBuilder, value: Any, index: list[Any], st: int) -> None:  # noqa: ARG001
    return None


def _no_partner(self: DiffBuilder, value: Any, st: int) -> list[Any] | None:  # noqa: ARG001
    return None
