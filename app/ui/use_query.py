"""The one hook that reads: `use_query(query, topics, *deps)`.

Loads when the component appears, when a dependency changes, and when one of its topics (table
names) changes. Answers that came too late for the present dependencies are dropped, and nothing
is delivered to a component that is gone. The last answer stays on screen until the next one is
there; give the component a key where an old answer would be wrong for a new dependency.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar, cast

import flet as ft

from app.ui.faults import report_fault
from app.ui.hooks import use_kept
from app.ui.runtime import Runtime, current_runtime

T = TypeVar("T")
Query: TypeAlias = Callable[[sqlite3.Connection], T]


@dataclass(frozen=True)
class Loading:
    """Nothing has been read yet."""


@dataclass(frozen=True)
class Failed:
    """Reading failed; `number` is in the log, `retry` reads again."""

    number: str
    retry: Callable[[], None] = field(compare=False)


@dataclass(frozen=True)
class Ready(Generic[T]):
    """`value` answers the question with the dependencies `deps`."""

    value: T
    deps: tuple[Hashable, ...] = ()


QueryState: TypeAlias = Loading | Failed | Ready[T]
LOADING = Loading()


class _Asker(Generic[T]):
    """One question of one component: at most one read under way, the newest wish next."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.answer: Callable[[], Awaitable[T]] | None = None
        self.name = ""
        self.deps: tuple[Hashable, ...] = ()
        self.deliver: Callable[[QueryState[T]], None] = lambda _state: None
        self._wanted = False
        self._running = False
        self._alive: bool = False
        self._unwatch: Callable[[], None] = lambda: None

    def start(self, topics: Iterable[str]) -> None:
        self.stop()
        self._alive = True
        self._unwatch = self.runtime.topics.watch(topics, self.ask)
        self.ask()

    def _gone(self) -> bool:
        return not self._alive

    def stop(self) -> None:
        self._alive = False
        self._unwatch()

    def ask(self) -> None:
        self._wanted = True
        if not self._running:
            self._running = True
            self.runtime.spawn(self._run())

    async def _run(self) -> None:
        try:
            while self._wanted and not self._gone():
                self._wanted = False
                answer, deps = self.answer, self.deps
                assert answer is not None
                state: QueryState[T]
                try:
                    state = Ready(await answer(), deps)
                except Exception as error:
                    state = Failed(report_fault(error, self.name), self.ask)
                if self._gone():
                    return
                if deps == self.deps:
                    self.deliver(state)
        finally:
            self._running = False


def use_query(query: Query[T], topics: Iterable[str], *deps: Hashable) -> QueryState[T]:
    """The state of `query`, a function of a read-only connection that returns frozen values.

    `topics` are the tables it reads and stay the same for one call site. Whatever the query takes
    from its surroundings (a search text, an id) is named in `deps`.
    """
    runtime = current_runtime()
    name = getattr(query, "__qualname__", "a query")
    return use_answer(lambda: runtime.read(query), name, topics, *deps)


def use_county_query(query: Query[T], topics: Iterable[str], *deps: Hashable) -> QueryState[T]:
    """The same, of what councils do for each other. Only where the county section is drawn."""
    runtime = current_runtime()
    name = getattr(query, "__qualname__", "a query")
    return use_answer(lambda: runtime.read_county(query), name, topics, *deps)


def use_answer(
    answer: Callable[[], Awaitable[T]], name: str, topics: Iterable[str], *deps: Hashable
) -> QueryState[T]:
    """The same for what is not read from the database; `name` stands in the log of faults."""
    runtime = current_runtime()
    first: QueryState[T] = LOADING
    state, set_state = ft.use_state(first)
    asker: _Asker[T] = use_kept(lambda: _Asker(runtime))
    asker.answer, asker.name, asker.deps, asker.deliver = answer, name, deps, set_state
    ft.use_effect(lambda: asker.start(topics), list(deps), cleanup=asker.stop)
    return cast("QueryState[T]", state)
