"""A value of one session that components may watch: the only place where session state is pushed.

Plain objects, not flet observables: those wake every component that holds them and belong to the
context in which they change. A signal is changed on the event loop of its session only.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

import flet as ft

from app.ui.hooks import use_kept

T = TypeVar("T")


class Signal(Generic[T]):
    def __init__(self, value: T) -> None:
        self._value = value
        self._listeners: dict[int, Callable[[], None]] = {}
        self._next = 0

    @property
    def value(self) -> T:
        return self._value

    def set(self, value: T) -> None:
        """Wakes the watchers where `value` differs from what stands."""
        if value == self._value:
            return
        self._value = value
        for listener in list(self._listeners.values()):
            listener()

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` after every change until the returned function is called."""
        self._next += 1
        key = self._next
        self._listeners[key] = listener

        def dispose() -> None:
            self._listeners.pop(key, None)

        return dispose


def use_signal(signal: Signal[T]) -> T:
    """The value of `signal`; the component is drawn again when it changes. A hook."""
    _turn, set_turn = ft.use_state(0)
    watcher = use_kept(lambda: _Watcher(signal))

    def wake() -> None:
        set_turn(lambda turn: turn + 1)

    ft.use_effect(lambda: watcher.begin(wake), [], cleanup=watcher.end)
    watcher.seen = signal.value
    return signal.value


class _Watcher(Generic[T]):
    def __init__(self, signal: Signal[T]) -> None:
        self._signal = signal
        self._dispose: Callable[[], None] = lambda: None
        self.seen = signal.value

    def begin(self, wake: Callable[[], None]) -> None:
        self._dispose = self._signal.watch(wake)
        if self.seen is not self._signal.value:  # it changed between the render and the mount
            wake()

    def end(self) -> None:
        self._dispose()
