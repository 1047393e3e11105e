"""What stays on the page while what is around it is drawn anew knows its new surroundings.

A control finds its page through its parents, which it holds weakly. Where a drawing puts the very
same control into a new container, as the frame goes into that of the doors, flet 1.0.5 leaves it
with the old one, which lives until Python next collects its garbage. From then on everything below
that asks for its page fails in the middle of a drawing, and the update loop of the session ends for
good: a camera asks in every drawing.
"""

import weakref
from typing import Any

from flet.controls.object_patch import DiffBuilder

_compare = DiffBuilder._compare_dataclasses


def keep_parents_living() -> None:
    """For the whole process; a second call changes nothing."""
    DiffBuilder._compare_dataclasses = _compared  # type: ignore[method-assign]


def _compared(
    self: DiffBuilder, parent: Any, path: list[Any], src: Any, dst: Any, frozen: bool
) -> None:
    _compare(self, parent, path, src, dst, frozen)
    if not frozen or src is dst or self.control_cls is None:
        return
    if isinstance(dst, self.control_cls):
        before = getattr(src, "_values", {})
        for name, value in getattr(dst, "_values", {}).items():
            if value is before.get(name):
                for one in value if isinstance(value, list) else (value,):
                    if isinstance(one, self.control_cls):
                        one._parent = weakref.ref(dst)
