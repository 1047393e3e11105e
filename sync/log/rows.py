"""Rows of the log's file and batches: only here is known how a header is spread over a row."""

import sqlite3
from binascii import crc32
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, TypeAlias

from sync.core.batch import Batch, Header, hash_body, header_bytes, split_ids
from sync.core.errors import SyncError
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.space import parse_space
from sync.log.contract import Chain

Shape: TypeAlias = tuple[int, int, int, int, int]  # version, epoch, schema, min_reader, dictionary
# seq, hlc, actor, shape, crc, subjects, body, body_hash
Row: TypeAlias = tuple[Any, ...]

SELECT_ROWS = """SELECT seq, hlc, actor, shape, crc, subjects, body, body_hash FROM batches
    WHERE chain = ? AND seq BETWEEN ? AND ? ORDER BY seq"""
SELECT_BODILESS = """SELECT seq, hlc, actor, shape, crc, subjects, body, body_hash FROM batches
    WHERE chain = ? AND body_hash IS NOT NULL ORDER BY seq"""
INSERT_ROW = """INSERT INTO batches
    (chain, seq, hlc, actor, shape, crc, subjects, body, body_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
INSERT_SHAPE = """INSERT INTO shapes
    (version, epoch, schema, min_reader, dictionary) VALUES (?, ?, ?, ?, ?)"""
_SHAPE = Struct(">5I")


@dataclass
class Names:
    """The local numbers of one file."""

    chains: dict[int, Chain] = field(default_factory=dict)
    actors: dict[int | None, EntityId | None] = field(default_factory=lambda: {None: None})
    shapes: dict[int, Shape] = field(default_factory=dict)

    @classmethod
    def load(cls, db: sqlite3.Connection) -> "Names":
        """From the tables themselves. Raises sqlite3.Error, DecodeError."""
        names = cls()
        for number, device, space in db.execute("SELECT number, device, space FROM chains"):
            names.chains[number] = (DeviceId(device), parse_space(space))
        names.actors |= dict(db.execute("SELECT number, id FROM actors"))
        for number, *shape in db.execute(
            "SELECT number, version, epoch, schema, min_reader, dictionary FROM shapes"
        ):
            version, epoch, schema, min_reader, dictionary = shape
            names.shapes[number] = (version, epoch, schema, min_reader, dictionary)
        return names

    @classmethod
    def load_spare(cls, db: sqlite3.Connection) -> "Names":
        """From the second copy; what is unreadable there is left out."""
        names = cls()
        for kind, number, content in db.execute("SELECT kind, number, content FROM spare"):
            try:
                names._take_spare(kind, number, content)
            except (SyncError, ValueError, TypeError):
                continue
        return names

    def _take_spare(self, kind: str, number: int, content: bytes) -> None:
        if kind == "chain":
            device = DeviceId(content[:ID_BYTES])
            self.chains[number] = (device, parse_space(content[ID_BYTES:]))
        elif kind == "actor":
            self.actors[number] = EntityId(content)
        elif kind == "shape":
            version, epoch, schema, min_reader, dictionary = _SHAPE.unpack(content)
            self.shapes[number] = (version, epoch, schema, min_reader, dictionary)


def spare_chain(chain: Chain) -> bytes:
    """A chain's name for the table `spare`."""
    return chain[0] + chain[1].space_id


def spare_shape(shape: Shape) -> bytes:
    """A shape for the table `spare`."""
    return _SHAPE.pack(*shape)


def shape_of(header: Header) -> Shape:
    """What seldom changes between the headers of a chain."""
    return header.version, header.epoch, header.schema, header.min_reader, header.dictionary


def checksum(header: bytes) -> int:
    """CRC-32 of the header's bytes, which hold the body's hash; signed, to take 4 bytes."""
    crc = crc32(header)
    return crc - (1 << 32) if crc & (1 << 31) else crc


def batch_of(row: Row, chain: Chain, names: Names) -> Batch:
    """Raises KeyError, TypeError or ValueError for a row that was never written like this."""
    seq, hlc, actor, shape, _crc, subjects, body, body_hash = row
    version, epoch, schema, min_reader, dictionary = names.shapes[shape]
    device, space = chain
    about = () if subjects is None else split_ids(subjects)
    header = Header(
        version, space, device, seq, hlc, names.actors[actor], epoch, schema, min_reader,
        dictionary, about, body_hash if body is None else hash_body(body),
    )  # fmt: skip
    return Batch(header, body)


def is_intact(row: Row, batch: Batch) -> bool:
    """Whether the row's checksum holds."""
    try:
        return bool(row[4] == checksum(header_bytes(batch.header)))
    except SyncError:
        return False
