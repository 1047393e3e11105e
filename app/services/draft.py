"""What a decider has decided so far, as operations; nothing is written here.

`set` looks up the write that the author saw, so that a change always beats what it was made from
(R3). Setting a field to what it already is adds nothing.
"""

import json
import sqlite3
from collections.abc import Mapping

from app.store.projection import NUMBER, split_number
from app.store.write_trees import sql_value
from sync.core.ids import EntityId
from sync.core.limits import BASES_MAX
from sync.core.merge import Write, element_changes, field_key, leaves
from sync.core.operations import (
    Add,
    Attach,
    Claim,
    Delete,
    End,
    Erase,
    Move,
    New,
    Operation,
    Remove,
    Resolve,
    Set,
    Undelete,
    Value,
)  # fmt: skip
from sync.core.registry import FieldType, Registry


class Draft:
    def __init__(self, db: sqlite3.Connection, registry: Registry) -> None:
        self._db = db
        self._registry = registry
        self.operations: list[Operation] = []
        self.counters: dict[str, int] = {}  # the highest number drafted, by series

    def new(self, table: str, identifier: EntityId, values: Mapping[str, Value]) -> EntityId:
        """A row; fields that are None are left out."""
        self._count(values.get(NUMBER))
        self.operations.append(New(table, identifier, _given(values)))
        return identifier

    def set(self, table: str, identifier: EntityId, values: Mapping[str, Value]) -> None:
        """Change fields of a row that exists. Raises KeyError for an unknown row or field."""
        definition = self._registry.by_name[table]
        row = self._db.execute(f'SELECT * FROM "{table}" WHERE id = ?', (identifier,))
        columns = [column[0] for column in row.description]
        found = row.fetchone()
        if found is None:
            raise KeyError(f"{table} has no such row")
        now = dict(zip(columns, found, strict=True))
        for name, value in values.items():
            item = definition.by_name[name]
            if now[name] == sql_value(value):
                continue
            if item.type is FieldType.SET and now[name] is not None and value is not None:
                self._change_set(table, identifier, name, now[name], value)
                continue
            bases = self._bases(identifier, field_key(definition, item), now["_clock"])
            self.operations.append(Set(table, identifier, name, value, bases))
            if name == NUMBER:
                self._count(value)

    def _count(self, number: Value) -> None:
        if isinstance(number, str):
            series, counter = split_number(number)
            self.counters[series] = max(counter, self.counters.get(series, 0))

    def confirm(self, table: str, identifier: EntityId, name: str) -> None:
        """What a field shows is right: it is written again, over every other value on record."""
        definition = self._registry.by_name[table]
        item = definition.by_name[name]
        row = self._db.execute(
            f'SELECT "{name}", _clock FROM "{table}" WHERE id = ?',
            (identifier,),
        ).fetchone()
        if row is None:
            raise KeyError(f"{table} has no such row")
        shown = row[0]
        value = bool(shown) if item.type is FieldType.BOOLEAN and shown is not None else shown
        bases = self._bases(identifier, field_key(definition, item), row[1])
        self.operations.append(Set(table, identifier, name, value, bases))

    def delete(self, table: str, identifier: EntityId) -> None:
        self.operations.append(Delete(table, identifier))

    def undelete(self, table: str, identifier: EntityId) -> None:
        self.operations.append(Undelete(table, identifier))

    def move(self, table: str, identifier: EntityId, values: Mapping[str, Value]) -> EntityId:
        """A row of an append-only ledger or comment list."""
        self.operations.append(Move(table, identifier, _given(values)))
        return identifier

    def claim(self, table: str, identifier: EntityId, values: Mapping[str, Value]) -> EntityId:
        """Something scarce is taken."""
        self.operations.append(Claim(table, identifier, _given(values)))
        return identifier

    def end(self, table: str, identifier: EntityId, at_ms: int) -> None:
        """A claim ends."""
        self.operations.append(End(table, identifier, at_ms))

    def resolve(self, subject: EntityId, choice: str) -> None:
        self.operations.append(Resolve(subject, choice))

    def erase(self, subject: EntityId, reason: str) -> None:
        self.operations.append(Erase(subject, reason))

    def attach(self, operation: Attach) -> None:
        self.operations.append(operation)

    def _change_set(
        self, table: str, identifier: EntityId, name: str, before: str, after: Value
    ) -> None:
        wanted = after if isinstance(after, tuple) else ()
        added, removed = element_changes(_elements(before), wanted)
        for element in added:
            self.operations.append(Add(table, identifier, name, element))
        for element in removed:
            self.operations.append(Remove(table, identifier, name, element))

    def _bases(self, identifier: EntityId, place: str, created: int) -> tuple[int, ...]:
        """The clocks of the leaves that the author sees: the shown value and its open conflicts."""
        rows = self._db.execute(
            "SELECT clock, device, value, bases FROM _write WHERE entity = ? AND place = ?",
            (identifier, place),
        )
        # Two devices may have corrected one value at one clock: who saw both names it twice.
        tree = [
            Write(clock, b"%d" % device, value, _clocks(bases))
            for clock, device, value, bases in rows
        ]
        # Of very many (no honest centre's) the latest are named; the rest stay on record.
        return tuple(sorted(write.clock for write in leaves(tree))[-BASES_MAX:]) or (created,)


def _given(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


def _elements(column: str) -> tuple[str, ...]:
    return tuple(json.loads(column))


def _clocks(column: str) -> tuple[int, ...]:
    return tuple(json.loads(column))
