"""Projects a whole log at once: rows by the thousand, changes after them, indexes last.

Gives the same rows as `Projector.apply`, because no order matters; a test compares both. Cost: one
prepared insert per set of fields, some ten microseconds a batch.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from app.store.bulk_changes import BulkChanges
from app.store.projection import NUMBER, OpenBatch, Projector, Touched, split_number
from app.store.write_trees import set_text
from sync.core.ids import DeviceId
from sync.core.operations import (
    Add,
    Claim,
    Delete,
    End,
    Move,
    New,
    Operation,
    Remove,
    Set,
    Undelete,
    Value,
)  # fmt: skip
from sync.core.registry import FieldType, Registry
from sync.core.space import Space

ROWS_MAX = 20_000
# Tuples, because `New | Move` in the loop would be built anew for each of a million operations.
ROWS = (New, Move, Claim)
CHANGES = (Set, End, Add, Remove, Delete, Undelete)

Shape = tuple[str, tuple[str, ...]]
Row = tuple[Any, ...]  # id, clock, device, values as they come


class BulkLoad:
    """One use: `run` within a transaction, on tables without indexes."""

    def __init__(self, db: sqlite3.Connection, registry: Registry, projector: Projector) -> None:
        self._db = db
        self._registry = registry
        self._projector = projector
        self._changes = BulkChanges(db, registry, projector.trees)
        self._rows: dict[Shape, list[Row]] = {}
        self._again: list[tuple[New, int, int]] = []
        self._held = 0
        self._vector: dict[tuple[int, Space], int] = {}
        self._numbers: dict[str, int] = {}

    def run(self, batches: Iterable[OpenBatch]) -> None:
        others: list[tuple[Operation, int, int]] = []
        device_of: dict[DeviceId, int] = {}
        audit = self._projector.audit
        for batch in batches:
            space, identity, seq, hlc, body, actor, held = batch
            device = device_of.get(identity)
            if device is None:
                device = device_of[identity] = self._projector.device_no(identity)
            if self._vector.get((device, space), 0) < seq:
                self._vector[device, space] = seq
            if held is not None:
                self._projector.note_held(batch, device)
                continue
            audit.note(space, device, seq, hlc, actor, body)
            self._held += 1
            if body is not None:
                for operation in body.operations:
                    if isinstance(operation, ROWS):
                        self._hold(operation, hlc, device)
                    elif isinstance(operation, CHANGES):
                        self._changes.take(operation, hlc, device)
                        if isinstance(operation, Set) and operation.field == NUMBER:
                            self._count(operation.value)
                    else:
                        others.append((operation, hlc, device))
                if body.unknown:
                    self._projector.keep_unknown(batch, device)
            if self._held >= ROWS_MAX:
                self._flush()
        self._flush()
        self._finish(others)

    def _finish(self, others: list[tuple[Operation, int, int]]) -> None:
        """Erasures first, then rows that were made twice, then every field that was changed."""
        touched = Touched()
        for operation, hlc, device in others:
            self._projector.apply_operation(operation, hlc, device, touched)
        self._changes.keep_creations()
        for row, hlc, device in self._again:
            self._projector.apply_operation(row, hlc, device, touched)
        self._changes.settle()
        self._projector.settle()
        self._write_counters()

    def _hold(self, operation: New | Move | Claim, hlc: int, device: int) -> None:
        values = operation.values
        shape = (operation.table, tuple(values))
        rows = self._rows.get(shape)
        if rows is None:
            rows = self._rows[shape] = []
        rows.append((operation.id, hlc, device, *values.values()))
        self._count(values.get(NUMBER))
        self._held += 1

    def _count(self, number: Value) -> None:
        if isinstance(number, str):
            head, counter = split_number(number)
            if counter > self._numbers.get(head, 0):
                self._numbers[head] = counter

    def _flush(self) -> None:
        self._projector.audit.write()
        self._changes.write()
        for (table, names), rows in self._rows.items():
            columns = "".join(f', "{name}"' for name in names)
            marks = ", ".join("?" for _ in range(3 + len(names)))
            before = self._db.total_changes
            self._db.executemany(
                f'INSERT INTO "{table}" (id, _clock, _device{columns}) VALUES ({marks}) '
                "ON CONFLICT (id) DO NOTHING",
                self._bound(table, names, rows),
            )
            if self._db.total_changes - before != len(rows):
                # Rows that came twice (one file imported on two laptops) are compared one by one.
                self._again += [
                    (New(table, row[0], dict(zip(names, row[3:], strict=True))), *row[1:3])
                    for row in rows
                ]
        self._rows, self._held = {}, 0

    def _bound(
        self, table: str, names: tuple[str, ...], rows: list[Row]
    ) -> Iterable[Sequence[Any]]:
        fields = self._registry.by_name[table].by_name
        sets = [place + 3 for place, name in enumerate(names) if fields[name].type is FieldType.SET]
        return (_with_sets(row, sets) for row in rows) if sets else rows

    def _write_counters(self) -> None:
        self._db.executemany(
            "INSERT INTO _vector VALUES (?, ?, ?) ON CONFLICT (device, space) DO UPDATE "
            "SET seq = max(seq, excluded.seq)",
            ((device, space.space_id, seq) for (device, space), seq in self._vector.items()),
        )
        self._db.executemany(
            "INSERT INTO _number VALUES (?, ?) ON CONFLICT (series) DO UPDATE "
            "SET counter = max(counter, excluded.counter)",
            self._numbers.items(),
        )


def _with_sets(row: Row, places: list[int]) -> list[Any]:
    cells = list(row)
    for place in places:
        cells[place] = set_text(cells[place])
    return cells
