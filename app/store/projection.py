"""Batches to rows: the only writer of the working set.

The order of arrival never matters: a field's value is computed from the set of its writes
(`sync.core.merge`). A row that was never changed after its creation has no entry in `_write`: its
creation is its only write. `Projector.apply` runs inside one transaction and is idempotent by
(device, space, seq).
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.store.audit_trail import AuditTrail
from app.store.digests import RESOLUTIONS, SpaceDigests
from app.store.write_trees import Place, WriteTrees, sql_value
from sync.core.body import Body
from sync.core.ids import DeviceId, EntityId
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
)  # fmt: skip
from sync.core.registry import Registry, Table
from sync.core.space import Space


class OpenBatch(NamedTuple):
    """A batch whose body was opened. `body` is None where it was erased, or cannot be opened here.
    `held` is why it does not count (a reason of `sync.core.authority`, or `no_key`): then it is
    only noted."""

    space: Space
    device: DeviceId
    seq: int
    hlc: int
    body: Body | None
    actor: EntityId | None = None
    held: str | None = None


DIGITS_MAX = 10
NUMBER = "number"  # of whatever table: the highest of each series is kept
MAKING = (New, Move, Claim)
HELD_BACK = "held_back"  # the topic of `_held`


@dataclass
class Touched:
    """What one `apply` changed."""

    tables: set[str] = field(default_factory=set)
    ids: set[EntityId] = field(default_factory=set)
    rows: dict[str, set[EntityId]] = field(default_factory=dict)

    def row(self, table: str, identifier: EntityId) -> None:
        self.tables.add(table)
        self.ids.add(identifier)
        self.rows.setdefault(table, set()).add(identifier)


class Projector:
    def __init__(self, db: sqlite3.Connection, registry: Registry) -> None:
        self._db = db
        self._registry = registry
        self.trees = WriteTrees(db, registry)
        self._devices: dict[DeviceId, int] = {
            DeviceId(row[1]): row[0] for row in db.execute("SELECT no, id FROM _device")
        }
        self._names = {number: device for device, number in self._devices.items()}
        self.digests = SpaceDigests(db, registry, self._names.__getitem__)
        self._numbers = {table.name: table.number for table in registry.tables}
        self._erased = {EntityId(row[0]) for row in db.execute("SELECT subject FROM _erased")}
        self.audit = AuditTrail(db, registry, self.device_no)
        self._inserts = {table.name: _insert_sql(table) for table in registry.tables}

    def apply(self, batches: Iterable[OpenBatch]) -> Touched:
        """Project batches; the caller holds the transaction."""
        touched = Touched()
        for batch in batches:
            device = self.device_no(batch.device)
            self._db.execute(
                "INSERT INTO _vector VALUES (?, ?, ?) ON CONFLICT (device, space) DO UPDATE "
                "SET seq = max(seq, excluded.seq)",
                (device, batch.space.space_id, batch.seq),
            )
            if batch.held is not None:
                self.note_held(batch, device)
                touched.tables.add(HELD_BACK)
                continue
            self.audit.note(batch.space, device, batch.seq, batch.hlc, batch.actor, batch.body)
            if batch.body is None:
                continue
            for operation in batch.body.operations:
                self.apply_operation(operation, batch.hlc, device, touched)
            self.keep_unknown(batch, device)
        self.audit.write()
        self.settle()
        return touched

    def settle(self) -> None:
        """Compute the fields that operations touched since the last time."""
        self.trees.settle()
        self.digests.settle()

    def note_held(self, batch: OpenBatch, device: int) -> None:
        """A batch that is in the log and does not count, so that a person can look at it."""
        act = batch.body.act if batch.body is not None else None
        self._db.execute(
            "INSERT OR REPLACE INTO _held VALUES (?, ?, ?, ?, ?, ?, ?)",
            (device, batch.space.space_id, batch.seq, batch.hlc, batch.actor, batch.held, act),
        )

    def keep_unknown(self, batch: OpenBatch, device: int) -> None:
        """What a newer app wrote is kept as it came, for the day this app is updated."""
        for position, packed in enumerate(batch.body.unknown if batch.body else ()):
            self._db.execute(
                "INSERT OR IGNORE INTO _unknown VALUES (?, ?, ?, ?, ?)",
                (device, batch.space.space_id, batch.seq, position, packed),
            )

    def device_no(self, device: DeviceId) -> int:
        """This file's own short number of a device."""
        number = self._devices.get(device)
        if number is None:
            cursor = self._db.execute("INSERT INTO _device (id) VALUES (?)", (device,))
            number = self._devices[device] = int(cursor.lastrowid or 0)
            self._names[number] = device
        return number

    def apply_operation(
        self, operation: Operation, hlc: int, device: int, touched: Touched
    ) -> None:
        """One operation of a batch with clock `hlc`; `settle` must follow."""
        if getattr(operation, "id", None) in self._erased:
            return
        if isinstance(operation, Resolve):
            self._resolve(operation, hlc, device, touched)
            return
        if isinstance(operation, Erase):
            self._erase(operation, hlc, touched)
            return
        if isinstance(operation, MAKING):
            self._new(operation, hlc, device)
            touched.row(operation.table, operation.id)
            return
        self.digests.before(self._numbers[operation.table], operation.id)
        match operation:
            case Set(table=name, id=entity, field=field_name):
                place = self._place(name, entity, field_name)
                clock = operation.clock if operation.clock is not None else hlc
                self.trees.add_write(place, clock, device, operation.value, operation.bases)
                if field_name == NUMBER and isinstance(operation.value, str):
                    self._count_number(operation.value)
            case Add() | Remove():
                place = self._place(operation.table, operation.id, operation.field)
                present = isinstance(operation, Add)
                clock = operation.clock if operation.clock is not None else hlc
                self.trees.add_element(place, operation.element, clock, device, present)
            case Delete() | Undelete():
                table = self._registry.by_name[operation.table]
                clock = operation.clock if operation.clock is not None else hlc
                deleted = isinstance(operation, Delete)
                self.trees.add_mark(table, operation.id, clock, device, deleted)
            case End():
                table = self._registry.by_name[operation.table]
                self.trees.add_end(table, operation.id, operation.at_ms)
            case Attach():
                pass  # says nothing that its row does not say
        touched.row(operation.table, operation.id)

    def _place(self, table: str, entity: EntityId, field_name: str) -> Place:
        definition = self._registry.by_name[table]
        return Place(definition, definition.by_name[field_name], entity)

    def _new(self, operation: New | Move | Claim, hlc: int, device: int) -> None:
        table = self._registry.by_name[operation.table]
        values = operation.values
        row = [sql_value(values.get(item.name)) for item in table.fields]
        cursor = self._db.execute(self._inserts[table.name], (operation.id, *row, hlc, device))
        if cursor.rowcount:
            spoken_of = self.trees.created(table, operation.id, hlc, device, values)
            self.digests.made(table.number, operation.id, spoken_of=spoken_of)
            number = values.get(NUMBER)
            if isinstance(number, str):
                self._count_number(number)
        else:
            self.digests.before(table.number, operation.id)
            self.trees.created_again(table, operation.id, hlc, device, values)

    def _count_number(self, number: str) -> None:
        head, counter = split_number(number)
        if counter:
            self._db.execute(
                "INSERT INTO _number VALUES (?, ?) ON CONFLICT (series) DO UPDATE "
                "SET counter = max(counter, excluded.counter)",
                (head, counter),
            )

    def _resolve(self, operation: Resolve, hlc: int, device: int, touched: Touched) -> None:
        self.digests.before(RESOLUTIONS, operation.subject)
        self._db.execute(
            "INSERT INTO _resolution VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET choice = max(choice, excluded.choice)",
            (operation.subject, hlc, device, operation.choice),
        )
        touched.tables.add("resolution")

    def _erase(self, operation: Erase, hlc: int, touched: Touched) -> None:
        """Of several erasures of one subject the first counts, in whatever order they come."""
        self.digests.before_erasure(operation.subject)
        self._db.execute(
            "INSERT INTO _erased VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
            "SET clock = excluded.clock, reason = excluded.reason "
            "WHERE (excluded.clock, excluded.reason) < (clock, reason)",
            (operation.subject, hlc, operation.reason),
        )
        self._erased.add(operation.subject)
        for table in self._registry.tables:
            cursor = self._db.execute(
                f'DELETE FROM "{table.name}" WHERE id = ?', (operation.subject,)
            )
            if cursor.rowcount:
                touched.row(table.name, operation.subject)
        self.trees.erase(operation.subject)


def split_number(number: str) -> tuple[str, int]:
    """`C-0137` is ("C-", 137); counter 0 where the text ends in no plausible number."""
    head = number.rstrip("0123456789")
    digits = number[len(head) :]
    return head, int(digits) if digits and len(digits) < DIGITS_MAX else 0


def _insert_sql(table: Table) -> str:
    columns = ", ".join(f'"{item.name}"' for item in table.fields)
    marks = ", ".join("?" for _ in range(len(table.fields) + 3))
    return (
        f'INSERT INTO "{table.name}" (id, {columns}, _clock, _device) VALUES ({marks}) '
        "ON CONFLICT (id) DO NOTHING"
    )
