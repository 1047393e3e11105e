"""What runs until it is told to end, by Ctrl+C or by what started it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def until_told(ending: Event, *signals: signal.Signals) -> Iterator[None]:
    """Any of the signals sets `ending`: what runs is finished."""

    def end(_number: int, _frame: object) -> None:
        ending.set()

    before = {one: signal.signal(one, end) for one in signals}
    try:
        yield
    finally:
        for one, was in before.items():
            signal.signal(one, was)
