"""Which tables changed, told to the queries of one session.

The operation's change bus calls on the thread that committed; `Topics` is called on the session's
event loop. A topic is a table name, and the version counts its changes.
"""

from collections.abc import Callable, Iterable

ALL = "*"
SYNC = "*sync"  # how this device stands to others
COUNTY_SYNC = "*county"  # how it stands to others in the county


class Topics:
    def __init__(self) -> None:
        self._versions: dict[str, int] = {}
        self._watchers: dict[int, tuple[frozenset[str], Callable[[], None]]] = {}
        self._next = 0

    def version(self, topic: str) -> int:
        return self._versions.get(topic, 0)

    def bump(self, topics: Iterable[str]) -> None:
        """Every watcher of one of `topics` is called once; `ALL` reaches everybody."""
        changed = frozenset(topics)
        for topic in changed:
            self._versions[topic] = self.version(topic) + 1
        for watched, callback in list(self._watchers.values()):
            if ALL in changed or not watched.isdisjoint(changed):
                callback()

    def watch(self, topics: Iterable[str], callback: Callable[[], None]) -> Callable[[], None]:
        self._next += 1
        key = self._next
        self._watchers[key] = (frozenset(topics), callback)

        def dispose() -> None:
            self._watchers.pop(key, None)

        return dispose
