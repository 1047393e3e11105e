"""No looking for cycles while very many short-lived objects without any come and go: a tenth of a
replay, a thirtieth of a first sync. What several threads do at once may begin it again earlier."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """It goes on afterwards if it was on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
