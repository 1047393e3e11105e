"""Identifiers: 16 bytes, made anywhere without asking anybody.

New things take UUIDv7 (sortable by creation); imported rows take UUIDv5 of (source, row key), so
that the same file imported on two laptops gives the same records.
"""

from hashlib import sha256
from typing import NewType
from uuid import UUID, uuid5

from sync.core.ports import Clock, Random

EntityId = NewType("EntityId", bytes)
DeviceId = NewType("DeviceId", bytes)

ID_BYTES = 16
IMPORT_NAMESPACE = UUID("7d5c0b3e-52a4-5c1e-9f6e-2f7e1b9a4c10")


def new_entity_id(clock: Clock, random: Random) -> EntityId:
    """A UUIDv7: 48 bits of milliseconds, then version, variant and 74 random bits."""
    stamp = clock.now_ms() & 0xFFFF_FFFF_FFFF
    noise = bytearray(random.bytes(10))
    noise[0] = 0x70 | (noise[0] & 0x0F)
    noise[2] = 0x80 | (noise[2] & 0x3F)
    return EntityId(stamp.to_bytes(6, "big") + bytes(noise))


def imported_entity_id(source: str, row_key: str) -> EntityId:
    """The id of row `row_key` of the file or form called `source`: equal on every device."""
    return EntityId(uuid5(IMPORT_NAMESPACE, f"{source}\x1f{row_key}").bytes)


def id_text(identifier: bytes) -> str:
    """32 hexadecimal digits, for command lines and logs."""
    return identifier.hex()


def operation_tag(operation: bytes) -> str:
    """By this a call names its operation to a hub: enough to find it, too little to know its id."""
    return sha256(operation).digest()[:8].hex()
