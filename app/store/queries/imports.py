"""What an import must know of what is here already: rows, who wrote their values, look-alikes."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.tables import REGISTRY
from sync.core.ids import EntityId
from sync.core.merge import field_key
from sync.core.registry import FieldType

Cell = str | int | bytes | None


@dataclass(frozen=True)
class KnownRow:
    """A row that an import meets again. `cells` as stored; `changed` are the fields that somebody
    at a desk wrote since: their words stay."""

    cells: Mapping[str, Cell]
    changed: frozenset[str]
    deleted: bool
    removed: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class ImportRun:
    """One import of the past."""

    kind: str
    file_name: str
    at: int
    by_name: str
    new: int
    changed: int
    same: int


def import_clocks(db: sqlite3.Connection) -> frozenset[int]:
    """The clocks of all imports, also of those that were taken back."""
    return frozenset(row[0] for row in db.execute("SELECT _clock FROM import_run"))


def known_row(
    db: sqlite3.Connection,
    table: str,
    identifier: EntityId,
    fields: Iterable[str],
    clocks: frozenset[int],
) -> KnownRow | None:
    """The row with this id, deleted or not; None where there is none."""
    definition = REGISTRY.by_name[table]
    names = [name for name in fields if name in definition.by_name]
    columns = "".join(f'"{name}", ' for name in names)
    found = db.execute(
        f'SELECT {columns}_deleted FROM "{table}" WHERE id = ?', (identifier,)
    ).fetchone()
    if found is None:
        return None
    places = {name: field_key(definition, definition.by_name[name]) for name in names}
    written = _by_hand(db, identifier, clocks)
    changed = frozenset(name for name in names if places[name] in written)
    removed = {
        name: _removed(db, identifier, places[name], clocks)
        for name in names
        if definition.by_name[name].type is FieldType.SET
    }
    return KnownRow(dict(zip(names, found, strict=False)), changed, bool(found[-1]), removed)


def _by_hand(
    db: sqlite3.Connection, identifier: EntityId, clocks: frozenset[int]
) -> frozenset[str]:
    """Places whose newest value is no import's; an undo that brings one back is none of a hand."""
    newest: dict[str, tuple[int, Cell]] = {}
    imported: dict[str, set[Cell]] = {}
    for place, clock, value in db.execute(
        "SELECT place, clock, value FROM _write WHERE entity = ?", (identifier,)
    ):
        newest[place] = max(newest.get(place, (clock, value)), (clock, value), key=lambda w: w[0])
        if clock in clocks:
            imported.setdefault(place, set()).add(value)
    return frozenset(
        place for place, (_, value) in newest.items() if value not in imported.get(place, ())
    )


def _removed(
    db: sqlite3.Connection, identifier: EntityId, place: str, clocks: frozenset[int]
) -> frozenset[str]:
    """Elements that somebody took out of a set by hand."""
    return frozenset(
        element
        for element, present, clock in db.execute(
            "SELECT element, present, max(clock) FROM _element WHERE entity = ? AND place = ? "
            "GROUP BY element",
            (identifier, place),
        )
        if not present and clock not in clocks
    )


def is_erased(db: sqlite3.Connection, identifier: EntityId) -> bool:
    """Whether everything about this record was erased for good."""
    found = db.execute("SELECT 1 FROM _erased WHERE subject = ?", (identifier,)).fetchone()
    return found is not None


def people_with_phones(db: sqlite3.Connection) -> Iterator[tuple[EntityId, str, str, str]]:
    """Id, number, name and phone of everybody on record; one line for each phone."""
    for key, number, name, *phones in db.execute(
        "SELECT id, number, name, phone, phone_other FROM live_volunteer WHERE name IS NOT NULL"
    ):
        yield from ((EntityId(key), number or "", name, phone) for phone in phones if phone)


def needs_with_phones(db: sqlite3.Connection) -> Iterator[tuple[EntityId, str, str]]:
    """Id, number and phone of the requesters; one line for each phone."""
    for key, number, *phones in db.execute(
        "SELECT n.id, n.number, p.phone, p.phone_other FROM live_need n "
        "JOIN live_need_private p ON p.id = n.id"
    ):
        yield from ((EntityId(key), number or "", phone) for phone in phones if phone)


def bookings_of(db: sqlite3.Connection, ids: Iterable[EntityId]) -> Iterator[EntityId]:
    """Which of these bookings still stand as asked for."""
    for identifier in ids:
        row = db.execute(
            "SELECT 1 FROM live_booking WHERE id = ? AND state = 'asked'", (identifier,)
        ).fetchone()
        if row is not None:
            yield identifier


def import_runs(db: sqlite3.Connection) -> tuple[ImportRun, ...]:
    """The latest first."""
    rows = db.execute(
        "SELECT kind, file_name, at, by_name, rows_new, rows_changed, rows_same "
        "FROM live_import_run ORDER BY at DESC LIMIT 50"
    )
    return tuple(
        ImportRun(kind or "", name or "", at or 0, by or "", new or 0, changed or 0, same or 0)
        for kind, name, at, by, new, changed, same in rows
    )


def file_was_imported(db: sqlite3.Connection, file_hash: str) -> int | None:
    """When exactly these bytes were imported last."""
    row = db.execute(
        "SELECT max(at) FROM live_import_run WHERE file_hash = ?", (file_hash,)
    ).fetchone()
    return None if row[0] is None else int(row[0])
