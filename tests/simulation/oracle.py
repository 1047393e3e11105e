"""What must hold of simulated devices, told from what their people did and knew at that moment.

It never looks at bases or lifted clocks to find out who saw what: it remembers which batches stood
in the author's log. A value may be gone from the screen only if somebody wrote another one with
that batch in the log, or if it stands beside the shown one as a conflict.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from app.store.queries.today_decide import (
    conflict_questions,
    duplicates_of_day,
    stock_below_zero,
    two_teams,
)
from app.store.write_trees import sql_value
from sync.core.batch import Batch
from sync.core.ids import EntityId
from sync.core.operations import (
    Add,
    Claim,
    Delete,
    End,
    Erase,
    Move,
    New,
    Operation,
    Remove,
    Set,
    Undelete,
    Value,
)
from sync.core.registry import FieldType
from sync.core.space import Space
from sync.log.contract import SealedEntry
from tests.simulation.devices import Device

DAY = "2026-02-02"
Place = tuple[str, EntityId, str]  # table, row, field


@dataclass(frozen=True)
class Word:
    """One value that a person gave to a field, or one mark. `known` are the numbers of the batches
    that stood in the author's log, as bits; `number` is that of its own."""

    number: int
    known: int
    clock: int
    device: bytes
    value: Value

    def saw(self, other: "Word") -> bool:
        return bool(self.known >> other.number & 1)


@dataclass(frozen=True)
class Kept:
    """A batch that was acknowledged."""

    number: int
    known: int
    batch: Batch
    operations: tuple[Operation, ...]


class Wrong(AssertionError):
    """The simulation found that something does not hold."""


class Oracle:
    def __init__(self) -> None:
        self.kept: dict[bytes, Kept] = {}  # by head
        self.known: dict[str, int] = defaultdict(int)  # by name of the device
        self.forked: set[bytes] = set()  # devices that were copied
        self.revoked: set[bytes] = set()  # devices that were sent away

    def note(
        self, device: Device, entries: Sequence[SealedEntry], operations: Sequence[Operation]
    ) -> None:
        """What is now on the disk of `device`; with operations it is the author."""
        for entry in entries:
            if operations:
                batch = Batch(entry.header, entry.body)
                known = self.known[device.name]
                kept = Kept(len(self.kept), known, batch, tuple(operations))
                self.kept[entry.head] = kept
            found = self.kept.get(entry.head)
            if found is None or found.batch != (entry.header, entry.body):
                raise Wrong(f"{device.name} stored what nobody wrote")
            self.known[device.name] |= 1 << found.number

    def copied(self, one: Device, other: Device) -> None:
        self.known[other.name] = self.known[one.name]
        self.forked.add(one.id)

    # ------------------------------------------------------------------------------- one device

    def judge_device(self, device: Device, *, rebuild: bool) -> None:
        """What it shows follows from what it holds, and nothing that it holds is gone."""
        held = [kept for kept in self.kept.values() if self.known[device.name] >> kept.number & 1]
        if device.log.count() != len(held):
            raise Wrong(f"{device.name} holds {device.log.count()} batches, not {len(held)}")
        if device.shown is None:
            return
        # Where a device was copied or sent away, a write may be missing between two for ever.
        whole = not self.forked and not self.revoked
        device.shown.read(lambda db: _Shown(device, db, held, whole=whole).judge())
        if rebuild:
            fresh = device.rebuilt(in_bulk=True)
            digest, questions = fresh.digest(), fresh.read(questions_of)
            fresh.close()
            if digest != device.shown.digest():
                raise Wrong(f"{device.name}: a rebuild from the log shows something else")
            if questions != device.shown.read(questions_of):
                raise Wrong(f"{device.name}: a rebuild from the log asks something else")

    # ----------------------------------------------------------------------------- all together

    def judge_equals(self, devices: Iterable[Device]) -> None:
        """Who holds the same shows the same and asks the same."""
        seen: dict[object, tuple[str, object]] = {}
        for device in devices:
            if device.shown is None:
                continue
            same = (self.known[device.name], device.post.reads, device.post.registry)
            shows = (
                device.shown.digest(), device.shown.read(conflicts_of),
                device.shown.read(questions_of),
            )  # fmt: skip
            name, others = seen.setdefault(same, (device.name, shows))
            if others != shows:
                raise Wrong(f"{name} and {device.name} hold the same and do not show the same")

    def judge_converged(self, devices: Sequence[Device]) -> None:
        """Every acknowledged batch is in every log that may hold it, but for chains that forked."""
        for device in devices:
            for kept in self.kept.values():
                header = kept.batch.header
                if header.space not in device.post.holds:
                    continue
                if header.device in self.forked or header.device in self.revoked:
                    continue
                if not self.known[device.name] >> kept.number & 1:
                    raise Wrong(f"{device.name} lacks {header.space.kind} {header.seq}")
                if device.log.get(header.device, header.space, header.seq) != kept.batch:
                    raise Wrong(f"{device.name} holds another {header.space.kind} {header.seq}")

    def is_converged(self, devices: Sequence[Device], space: Space) -> bool:
        vectors = [
            {id: mark for id, mark in device.replica.vector(space).items()
             if id not in self.forked}
            for device in devices if space in device.post.holds
        ]  # fmt: skip
        return all(one == other for one, other in pairwise(vectors))


def conflicts_of(db: sqlite3.Connection) -> list[bytes]:
    return [row[0] for row in db.execute("SELECT id FROM _conflict ORDER BY id")]


def questions_of(db: sqlite3.Connection) -> list[tuple[str, bytes]]:
    found = (
        *conflict_questions(db), *two_teams(db, DAY), *stock_below_zero(db),
        *duplicates_of_day(db, DAY),
    )  # fmt: skip
    return sorted((question.kind, bytes(question.id)) for question in found)


def _cuts(held: Sequence[Kept]) -> dict[tuple[bytes, bytes], int]:
    """Up to which number the batches of devices count that were sent away."""
    return {
        (values["device"], bytes.fromhex(values["space"])): values["last_seq"]
        for kept in held
        for operation in kept.operations
        if isinstance(operation, New) and operation.table == "revocation"
        for values in [cast(dict[str, Any], operation.values)]
    }


class _Shown:
    """The words of everybody that a device holds, beside what it shows."""

    def __init__(
        self, device: Device, db: sqlite3.Connection, held: Sequence[Kept], *, whole: bool
    ) -> None:
        self._whole = whole
        self._name = device.name
        self._db = db
        self._registry = device.post.registry
        self._values: dict[Place, list[Word]] = defaultdict(list)
        self._elements: dict[tuple[Place, str], list[Word]] = defaultdict(list)
        self._marks: dict[tuple[str, EntityId], list[Word]] = defaultdict(list)
        self._ends: dict[tuple[str, EntityId], list[int]] = defaultdict(list)
        self._rows: set[tuple[str, EntityId]] = set()
        self._erased: set[EntityId] = set()
        cuts = _cuts(held)
        for kept in held:
            header = kept.batch.header
            if header.seq > cuts.get((header.device, header.space.space_id), header.seq):
                continue  # late work of a device that was sent away
            if header.space in device.post.reads:
                for operation in kept.operations:
                    self._hear(operation, kept)

    def judge(self) -> None:
        for table, row in self._rows:
            if row in self._erased:
                self._require(self._row(table, row) is None, table, row, "was erased")
                continue
            self._require(self._row(table, row) is not None, table, row, "is gone")
            deleted = self._last(self._marks.get((table, row), []))
            if deleted is not None:
                shown = self._cell(table, row, "_deleted")
                self._require(shown == int(bool(deleted.value)), table, row, "deletion")
        for (table, row, field), words in self._values.items():
            if self._is_here(table, row, field):
                self._judge_field(table, row, field, words)
        for ((table, row, field), element), words in self._elements.items():
            last = self._last(words)
            if last is not None and self._is_here(table, row, field):
                shown = element in json.loads(self._cell(table, row, field) or "[]")
                self._require(shown == last.value, table, row, f"{field}: {element}")
        for (table, row), ends in self._ends.items():
            if self._is_here(table, row, "ended_at"):
                shown = self._cell(table, row, "ended_at")
                self._require(shown == min(ends), table, row, "the earliest end")

    def _judge_field(self, table: str, row: EntityId, field: str, words: list[Word]) -> None:
        shown = self._cell(table, row, field)
        beside: dict[tuple[int, bytes], str] = {
            (clock, device): kind
            for clock, device, kind in self._db.execute(
                "SELECT c.clock, d.id, c.kind FROM _conflict c JOIN _device d ON d.no = c.device "
                "WHERE c.entity = ? AND c.table_no = ? AND c.field = ?",
                (row, self._registry.by_name[table].number, field),
            )
        }
        last_words = [word for word in words if not any(other.saw(word) for other in words)]
        values = [sql_value(word.value) for word in last_words]
        self._require(shown in values, table, row, f"{field} shows {shown!r}, not of {values}")
        for word in last_words:
            there = sql_value(word.value) == shown or (word.clock, word.device) in beside
            self._require(there, table, row, f"{field}: {word.value!r} is nowhere")
        for word in words if self._whole else ():
            kind = beside.get((word.clock, word.device))
            closed = (kind == "both_wrote" and self._overwritten(word, words)) or (
                kind == "edited_after_deletion" and self._deleted_again(word, table, row)
            )
            self._require(not closed, table, row, f"{field}: {word.value!r} was decided")

    def _overwritten(self, word: Word, words: Sequence[Word]) -> bool:
        """Whether somebody wrote who had seen this word and every other of the same clock."""
        ties = [other for other in words if other.clock == word.clock]
        return any(all(later.saw(other) for other in ties) for later in words)

    def _deleted_again(self, word: Word, table: str, row: EntityId) -> bool:
        """Whether somebody who saw the word said that the row stays deleted."""
        marks = sorted(self._marks[table, row], key=lambda mark: mark.known.bit_count())
        last = self._last(marks)
        if last is None or len(marks) < 2:
            return False
        return bool(last.value and marks[-2].value and last.saw(word))

    def _hear(self, operation: Operation, kept: Kept) -> None:
        header = kept.batch.header
        clock = getattr(operation, "clock", None) or header.hlc

        # Whoever makes a row has not seen it, whatever of it lies in the log.
        known = 0 if isinstance(operation, New | Move | Claim) else kept.known

        def word(value: Value) -> Word:
            return Word(kept.number, known, clock, header.device, value)

        match operation:
            case New(table, row, values) | Move(table, row, values) | Claim(table, row, values):
                self._rows.add((table, row))
                for field, value in values.items():
                    self._give(table, row, field, value, word)
            case Set(table, row, field, value):
                self._give(table, row, field, value, word)
            case Add(table, row, field, element) | Remove(table, row, field, element):
                heard = word(isinstance(operation, Add))
                self._elements[(table, row, field), element].append(heard)
            case Delete(table, row) | Undelete(table, row):
                self._marks[table, row].append(word(isinstance(operation, Delete)))
            case End(table, row, at_ms):
                self._ends[table, row].append(at_ms)
            case Erase(subject):
                self._erased.add(subject)

    def _give(
        self, table: str, row: EntityId, field: str, value: Value, word: Callable[[Value], Word]
    ) -> None:
        if isinstance(value, tuple):
            for element in value:
                self._elements[(table, row, field), element].append(word(True))
        elif value is not None:
            self._values[table, row, field].append(word(value))

    def _last(self, words: Sequence[Word]) -> Word | None:
        """The last word where each author knew the one before; None where there is no such."""
        ordered = sorted(words, key=lambda word: word.known.bit_count())
        if all(later.saw(earlier) for earlier, later in pairwise(ordered)) and ordered:
            return ordered[-1]
        return None

    def _is_here(self, table: str, row: EntityId, field: str) -> bool:
        """Whether this version of the app shows that field of that row."""
        known = self._registry.by_name.get(table)
        if known is None or field not in known.by_name or row in self._erased:
            return False
        is_set = known.by_name[field].type is FieldType.SET
        return (table, row) in self._rows and (is_set or field != "ended_at" or bool(self._ends))

    def _row(self, table: str, row: EntityId) -> object:
        return self._cell(table, row, "id")

    def _cell(self, table: str, row: EntityId, column: str) -> Any:
        found = self._db.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (row,))
        cell = found.fetchone()
        return cell[0] if cell else None

    def _require(self, holds: bool, table: str, row: EntityId, what: str) -> None:
        if not holds:
            raise Wrong(f"{self._name}: {table} {row.hex()[-6:]}: {what}")
