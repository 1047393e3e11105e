"""A fountain: a payload as endless frames of which any will do, for a way that only goes one way.

    frame  magic 2 ‖ format 1 ‖ SHA-256 of the payload, first 16 ‖ length 4 ‖ block size 2 ‖ index 4
           ‖ block ‖ CRC-32 of all before 4

The first frames are the blocks themselves; every further one is the XOR of the half of them that
its index draws. In whatever order frames are seen, some two more than there are blocks suffice,
however many were missed (docs/decisions/0010-fountain.md). No floating point is in the format: two
devices must draw alike.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256, shake_128
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from sync.core.errors import BadInput
from sync.core.ports import Random

MAGIC = b"Tf"
FOUNTAIN_FORMAT = 1
ID_BYTES = 16
# 64 KiB in frames of 500 bytes are 140 pictures: at five a second half a minute of patience.
PAYLOAD_BYTES_MAX = 64 * 1024
BLOCK_BYTES_MIN = 64
BLOCK_BYTES_MAX = 2048
TRANSFERS_MAX = 4  # at a time: who looked at the wrong screen first is not stuck with it
INDEX_MAX = 2**32 - 1
_HEAD = Struct(f">2sB{ID_BYTES}sIHI")
_CHECK_BYTES = 4
FRAME_EXTRA_BYTES = _HEAD.size + _CHECK_BYTES


class Progress(NamedTuple):
    """`got` of `needed` blocks are known, as far as frames do not repeat each other; `payload` is
    there once all are, and its hash is right."""

    got: int
    needed: int
    payload: bytes | None = None


def encode(payload: bytes, block_bytes: int, random: Random) -> Iterator[bytes]:
    """Endless frames. `random` chooses what follows the first round, so that two showings do not
    repeat each other. Raises BadInput, at the first frame."""
    if not 0 < len(payload) <= PAYLOAD_BYTES_MAX:
        raise BadInput(f"a payload of {len(payload)} bytes")
    if not BLOCK_BYTES_MIN <= block_bytes <= BLOCK_BYTES_MAX:
        raise BadInput(f"blocks of {block_bytes} bytes")
    name = sha256(payload).digest()[:ID_BYTES]
    blocks = _blocks(payload, block_bytes)

    def frame(index: int, block: int) -> bytes:
        head = _HEAD.pack(MAGIC, FOUNTAIN_FORMAT, name, len(payload), block_bytes, index)
        body = head + block.to_bytes(block_bytes, "big")
        return body + crc32(body).to_bytes(_CHECK_BYTES, "big")

    for index, block in enumerate(blocks):
        yield frame(index, block)
    drawn = int.from_bytes(random.bytes(4), "big")
    while True:
        drawn = drawn % (INDEX_MAX + 1 - len(blocks))
        index = len(blocks) + drawn
        yield frame(index, _mixed(blocks, _mask(name, index, len(blocks))))
        drawn += 1


class Decoder:
    """Collects frames, of several transfers at a time if it must be."""

    def __init__(self) -> None:
        self._transfers: OrderedDict[bytes, _Transfer] = OrderedDict()

    def add(self, frame: bytes) -> Progress | None:
        """How far the transfer of this frame is; None for what is no frame, or a damaged one."""
        found = _parse(frame)
        if found is None:
            return None
        shape, index, block = found
        transfer = self._transfers.setdefault(shape.key, _Transfer(shape))
        self._transfers.move_to_end(shape.key)
        if len(self._transfers) > TRANSFERS_MAX:
            self._transfers.popitem(last=False)
        return transfer.add(index, block)


@dataclass(frozen=True)
class _Shape:
    name: bytes
    length: int
    block_bytes: int

    @property
    def key(self) -> bytes:
        return self.name + self.length.to_bytes(4, "big") + self.block_bytes.to_bytes(2, "big")

    @property
    def blocks(self) -> int:
        return -(-self.length // self.block_bytes)


@dataclass
class _Transfer:
    """Linear equations over bits, kept so that each has a highest block of its own: `rows` is by
    that block (blocks in it as bits, their XOR)."""

    shape: _Shape
    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    payload: bytes | None = None

    def add(self, index: int, block: int) -> Progress:
        if self.payload is None:
            self._keep(_mask(self.shape.name, index, self.shape.blocks), block)
            if len(self.rows) == self.shape.blocks:
                self.payload = self._solved()
                if self.payload is None:
                    self.rows.clear()  # a frame lied: begin again
        got = self.shape.blocks if self.payload is not None else len(self.rows)
        return Progress(got, self.shape.blocks, self.payload)

    def _keep(self, mask: int, block: int) -> None:
        while mask:
            highest = mask.bit_length() - 1
            row = self.rows.get(highest)
            if row is None:
                self.rows[highest] = (mask, block)
                return
            mask, block = mask ^ row[0], block ^ row[1]

    def _solved(self) -> bytes | None:
        blocks: list[int] = []
        for number in range(self.shape.blocks):
            mask, block = self.rows[number]
            known = mask ^ (1 << number)
            blocks.append(block ^ _mixed(blocks, known))
        size = self.shape.block_bytes
        whole = b"".join(block.to_bytes(size, "big") for block in blocks)[: self.shape.length]
        return whole if sha256(whole).digest()[:ID_BYTES] == self.shape.name else None


def _parse(frame: bytes) -> tuple[_Shape, int, int] | None:
    if len(frame) <= FRAME_EXTRA_BYTES:
        return None
    body, check = frame[:-_CHECK_BYTES], frame[-_CHECK_BYTES:]
    magic, version, name, length, block_bytes, index = _HEAD.unpack_from(frame)
    if (magic, version) != (MAGIC, FOUNTAIN_FORMAT) or crc32(body) != int.from_bytes(check, "big"):
        return None
    if not 0 < length <= PAYLOAD_BYTES_MAX or len(body) - _HEAD.size != block_bytes:
        return None
    if not BLOCK_BYTES_MIN <= block_bytes <= BLOCK_BYTES_MAX:
        return None
    return _Shape(name, length, block_bytes), index, int.from_bytes(body[_HEAD.size :], "big")


def _blocks(payload: bytes, block_bytes: int) -> list[int]:
    return [
        int.from_bytes(payload[place : place + block_bytes].ljust(block_bytes, b"\0"), "big")
        for place in range(0, len(payload), block_bytes)
    ]


def _mask(name: bytes, index: int, blocks: int) -> int:
    """Which blocks a frame is the XOR of, as bits."""
    if index < blocks:
        return 1 << index
    drawn = shake_128(name + index.to_bytes(4, "big")).digest(-(-blocks // 8))
    # Never nothing: a payload of one block would waste every second frame.
    return int.from_bytes(drawn, "big") & ((1 << blocks) - 1) or (1 << blocks) - 1


def _mixed(blocks: list[int], mask: int) -> int:
    mixed = 0
    for number, block in enumerate(blocks):
        if mask >> number & 1:
            mixed ^= block
    return mixed
