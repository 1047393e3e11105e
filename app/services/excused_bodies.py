"""Which bodies are rightly not here: those that speak of people who were erased. Every other one
was kept back by somebody in between, and is asked for (`sync.engine.withheld`)."""

from collections.abc import Callable
from sqlite3 import Connection
from typing import Protocol, TypeVar

from app.store.queries.erasures import (
    Place,
    RemovedBodies,
    covered,
    erased_subjects,
    removed_bodies,
)
from sync.core.batch import Header
from sync.core.number_ranges import holds
from sync.core.space import Space
from sync.engine.withheld import IsExcused

T_co = TypeVar("T_co", covariant=True)
_STAMP = """SELECT (SELECT count(*) FROM _erased), (SELECT count(*) FROM live_erasure),
    (SELECT count(*) FROM live_removed_body)"""


class Query(Protocol[T_co]):
    def __call__(self, db: Connection, /) -> T_co: ...


class Read(Protocol):
    """Runs a query over the working set."""

    def __call__(self, query: Query[T_co], /) -> T_co: ...


class ExcusedBodies:
    """`sync.engine.withheld.Excuse` of an operation. What erasures say is read anew only when there
    are others than before. While `is_early`, not all that came is shown, and erasures may be among
    it: then nothing is asked for."""

    def __init__(self, read: Read, is_early: Callable[[], bool]) -> None:
        self._read = read
        self._is_early = is_early
        self._said: tuple[object, _Said] | None = None

    def __call__(self, space: Space) -> IsExcused:
        if self._is_early():
            return lambda _header: True
        stamp = self._read(lambda db: db.execute(_STAMP).fetchone())
        said = self._said
        if said is None or said[0] != stamp:
            said = self._said = (stamp, self._read(_Said))
        return said[1].of(space)


class _Said:
    def __init__(self, db: Connection) -> None:
        self._erased = erased_subjects(db)
        self._named: frozenset[Place] = frozenset(
            place for row in covered(db) for place in row.places
        )
        self._told: tuple[RemovedBodies, ...] = removed_bodies(db)

    def of(self, space: Space) -> IsExcused:
        told = [row for row in self._told if row.space == space]

        def is_excused(header: Header) -> bool:
            return (
                not self._erased.isdisjoint(header.subjects)
                or (header.device, space, header.seq) in self._named
                or any(
                    row.device == header.device and holds(row.numbers, header.seq) for row in told
                )
            )

        return is_excused
