"""What is shown of each space, as one number that two devices compare: equal rows, equal digest.

Every row (with when and where it was made), every open conflict, every decision and erasure is one
hash of 128 bits; hashes are XORed into 256 buckets for each kind of space, so an act costs what it
touches and neither order nor local numbers matter. Fields that nobody filled do not count: an app
that knows more fields says the same. Computed from scratch at the first question, kept up from
then on, and in the checkpoint with everything else.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b, sha256

from sync.core.ids import DeviceId, EntityId
from sync.core.packing import pack
from sync.core.registry import Registry, SpaceKind, Table
from sync.core.space import KIND_NUMBERS

DIGEST_TABLES = """
CREATE TABLE _digest (space INTEGER, bucket INTEGER, hash BLOB, PRIMARY KEY (space, bucket))
    WITHOUT ROWID;
"""
BUCKETS = 256
HASH_BYTES = 16
# In the place of a table's number: what is about a subject and belongs to the centre's records.
RESOLUTIONS = 0
ERASURES = -1
CONFLICT = "conflict"

_RESOLUTIONS = "SELECT subject, clock, device, choice FROM _resolution"
_ERASURES = "SELECT subject, clock, NULL, reason FROM _erased"
_CONFLICTS = "SELECT id FROM _conflict WHERE entity = ? AND table_no = ?"

Key = tuple[int, bytes]  # number of the table, row


class SpaceDigests:
    """Belongs to the projector's connection. `device_of` turns a local number into a device."""

    def __init__(
        self, db: sqlite3.Connection, registry: Registry, device_of: Callable[[int], DeviceId]
    ) -> None:
        self._db = db
        self._registry = registry
        self._device_of = device_of
        self._tables = {table.number: table for table in registry.tables}
        self._space = {table.number: KIND_NUMBERS[table.space] for table in registry.tables}
        centre = KIND_NUMBERS[SpaceKind.CENTRE]
        self._space |= {RESOLUTIONS: centre, ERASURES: centre}
        self._selects = {
            table.number: f"{_select(table)} WHERE id = ?" for table in registry.tables
        }
        self._sums: dict[int, list[int]] = {}
        self._open: set[Key] = set()
        for space, bucket, held in db.execute("SELECT space, bucket, hash FROM _digest"):
            sums = self._sums.setdefault(space, [0] * BUCKETS)
            sums[bucket] = int.from_bytes(held, "big")

    @property
    def known(self) -> bool:
        """False until the first `compute`: then nothing is kept up, and nothing costs."""
        return bool(self._sums)

    def before(self, number: int, entity: bytes) -> None:
        """This row is about to change; `settle` must follow in the same transaction."""
        key = (number, entity)
        if self._sums and key not in self._open:
            self._toggle(key)
            self._open.add(key)

    def made(self, number: int, entity: bytes, *, spoken_of: bool) -> None:
        """A row has just come to be where there was none. `spoken_of`: of changes that came before
        it there may be conflicts already."""
        key = (number, entity)
        if self._sums and key not in self._open:
            if spoken_of:
                self._toggle_conflicts(key)
            self._open.add(key)

    def before_erasure(self, subject: EntityId) -> None:
        """Every row with this id is about to go."""
        if self._sums:
            self.before(ERASURES, subject)
            for number in self._tables:
                self.before(number, subject)

    def settle(self) -> None:
        """Take the rows that changed as they are now, and write the sums down."""
        dirty = set()
        for key in self._open:
            self._toggle(key)
            dirty.add((self._space[key[0]], key[1][-1]))
        self._open.clear()
        self._write(dirty)

    def forget(self) -> None:
        """Everything is about to change; the next question computes from scratch."""
        self._sums = {}
        self._db.execute("DELETE FROM _digest")

    def compute(self) -> None:
        """From scratch, within a transaction."""
        self._sums = {number: [0] * BUCKETS for number in KIND_NUMBERS.values()}
        for table in self._registry.tables:
            sums = self._sums[self._space[table.number]]
            for row in self._db.execute(_select(table)):
                sums[row[0][-1]] ^= self._row_hash(table.number, row)
        centre = self._sums[self._space[RESOLUTIONS]]
        for number, sql in ((RESOLUTIONS, _RESOLUTIONS), (ERASURES, _ERASURES)):
            for row in self._db.execute(sql):
                centre[row[0][-1]] ^= self._word_hash(number, row)
        for entity, number, identifier in self._db.execute(
            "SELECT entity, table_no, id FROM _conflict"
        ):
            self._sums[self._space[number]][entity[-1]] ^= _hash([CONFLICT, identifier])
        self._write((space, bucket) for space in self._sums for bucket in range(BUCKETS))

    def digest(self, kind: SpaceKind) -> bytes:
        """32 bytes."""
        sums = self._sums[KIND_NUMBERS[kind]]
        return sha256(b"".join(one.to_bytes(HASH_BYTES, "big") for one in sums)).digest()

    def _write(self, buckets: Iterable[tuple[int, int]]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO _digest VALUES (?, ?, ?)",
            (
                (space, bucket, self._sums[space][bucket].to_bytes(HASH_BYTES, "big"))
                for space, bucket in buckets
            ),
        )

    def _toggle(self, key: Key) -> None:
        """Add what stands there, or take it away again: XOR is its own inverse."""
        number, entity = key
        sums = self._sums[self._space[number]]
        for one in self._hashes(number, entity):
            sums[entity[-1]] ^= one

    def _hashes(self, number: int, entity: bytes) -> Iterator[int]:
        if number in (RESOLUTIONS, ERASURES):
            sql = _RESOLUTIONS if number == RESOLUTIONS else _ERASURES
            for row in self._db.execute(f"{sql} WHERE subject = ?", (entity,)):
                yield self._word_hash(number, row)
            return
        row = self._db.execute(self._selects[number], (entity,)).fetchone()
        if row is not None:
            yield self._row_hash(number, row)
        yield from self._conflict_hashes(number, entity)

    def _toggle_conflicts(self, key: Key) -> None:
        number, entity = key
        for one in self._conflict_hashes(number, entity):
            self._sums[self._space[number]][entity[-1]] ^= one

    def _conflict_hashes(self, number: int, entity: bytes) -> Iterator[int]:
        for (identifier,) in self._db.execute(_CONFLICTS, (entity, number)):
            yield _hash([CONFLICT, identifier])

    def _row_hash(self, number: int, row: tuple[object, ...]) -> int:
        identifier, clock, device, deleted, *fields = row
        while fields and fields[-1] is None:
            fields.pop()
        assert isinstance(device, int)
        return _hash([number, identifier, clock, self._device_of(device), deleted, fields])

    def _word_hash(self, number: int, row: tuple[object, ...]) -> int:
        subject, clock, device, word = row
        author = self._device_of(device) if isinstance(device, int) else None
        return _hash([number, subject, clock, author, word])


def _select(table: Table) -> str:
    """Fields in the order of their numbers: those that come with a later version are the last."""
    fields = sorted(table.fields, key=lambda item: item.number)
    columns = "".join(f', "{item.name}"' for item in fields)
    return f'SELECT id, _clock, _device, _deleted{columns} FROM "{table.name}"'


def _hash(words: list[object]) -> int:
    return int.from_bytes(blake2b(pack(words), digest_size=HASH_BYTES).digest(), "big")
