"""The hook that reads how this device stands to others: `use_sync(ask, *deps)`.

Reads on a worker when the component appears, and again whenever the port says that something may
be another. None where nothing syncs here.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from app.services.sync_view import SyncState
from app.ui.runtime import current_runtime
from app.ui.sync_port import SyncPort
from app.ui.topics import COUNTY_SYNC, SYNC
from app.ui.use_query import QueryState, Ready, use_answer

T = TypeVar("T")


def use_sync(ask: Callable[[SyncPort], T], *deps: Hashable) -> QueryState[T | None]:
    """What `ask` gets from the port. A hook; `deps` as in `use_query`."""
    runtime = current_runtime()

    async def answer() -> T | None:
        port = runtime.desk.sync
        return None if port is None else await runtime.work(lambda: ask(port))

    name = getattr(ask, "__qualname__", "a question about syncing")
    return use_answer(answer, name, (SYNC,), *deps)


def use_county_sync(ask: Callable[[SyncPort], T], *deps: Hashable) -> QueryState[T | None]:
    """The same of the county, where that is another operation than the centre's. A hook."""
    runtime = current_runtime()

    async def answer() -> T | None:
        place = runtime.desk.place
        port = place.sync if place is not None else None
        return None if port is None else await runtime.work(lambda: ask(port))

    name = getattr(ask, "__qualname__", "a question about syncing")
    return use_answer(answer, name, (COUNTY_SYNC,), *deps)


def use_sync_state(*deps: Hashable) -> SyncState | None:
    """None while it is not known yet, and where nothing syncs here. A hook."""
    state = use_sync(lambda port: port.state(), *deps)
    return state.value if isinstance(state, Ready) else None
