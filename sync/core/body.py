"""What a batch says, once it is open; and the numbers of operations on the wire (never reused)."""

from dataclasses import dataclass
from enum import IntEnum

from sync.core.operations import Operation


class Code(IntEnum):
    NEW = 0
    SET = 1
    DELETE = 2
    UNDELETE = 3
    ADD = 4
    REMOVE = 5
    MOVE = 6
    CLAIM = 7
    END = 8
    RESOLVE = 9
    ERASE = 10
    ATTACH = 11


@dataclass(frozen=True, slots=True)
class Body:
    """`act` names the command, `note` is what the person wrote beside it. `unknown` holds packed
    operations of newer apps, verbatim, in their order."""

    act: str
    operations: tuple[Operation, ...] = ()
    note: str | None = None
    unknown: tuple[bytes, ...] = ()
