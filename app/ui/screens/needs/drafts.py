"""What somebody is in the middle of writing stays with the session when they go elsewhere.

A telephone rings, an F-key is pressed, a helper looks something up: the half-written sheet is there
again on return. It lies in memory only and is gone when it was sent, thrown away, or the browser's
session ends.
"""

from collections.abc import Mapping

import flet as ft

from app.ui.hooks import use_kept
from app.ui.runtime import Runtime, current_runtime
from sync.core.operations import Value

Values = Mapping[str, Value]
_STORE_KEY = "tasuki.needs.drafts"
NEW_NEED = "new"


def _drafts(runtime: Runtime) -> dict[str, Values]:
    store = runtime.page.session.store
    found = store.get(_STORE_KEY)
    if not isinstance(found, dict):
        found = {}
        store.set(_STORE_KEY, found)
    return found


def drop_draft(runtime: Runtime, key: str) -> None:
    _drafts(runtime).pop(key, None)


class SheetDesk:
    """Where the fields of one sheet report to. One object for the life of the form, so that the
    memoized fields beside the one that is typed in are not drawn again."""

    def __init__(self, runtime: Runtime, key: str, first: Values) -> None:
        self._runtime, self._key = runtime, key
        self.first = first
        kept = _drafts(runtime).get(key)
        self.restored = kept is not None and kept != first
        self.values: Values = first if kept is None else kept
        self.draw: object = None

    def change(self, name: str, value: Value) -> None:
        """One field has another value."""
        self.values = {**self.values, name: value}
        _drafts(self._runtime)[self._key] = self.values
        if callable(self.draw):
            self.draw(self.values)

    def clear(self) -> None:
        """Throws the draft away: the sheet is as it was at first."""
        self.values = self.first
        self.restored = False
        drop_draft(self._runtime, self._key)
        if callable(self.draw):
            self.draw(self.values)

    @property
    def changed(self) -> dict[str, Value]:
        """What differs from the first values: blank text counts as None."""
        return {
            name: value
            for name, value in self.values.items()
            if (value if value not in ("", ()) else None)
            != (self.first.get(name) if self.first.get(name) not in ("", ()) else None)
        }


def use_sheet(key: str, first: Values) -> tuple[Values, SheetDesk]:
    """The values of a form and its desk. A hook. `key` names the draft."""
    runtime = current_runtime()
    desk = use_kept(lambda: SheetDesk(runtime, key, first))
    values, draw = ft.use_state(desk.values)
    desk.draw = draw
    return values, desk
