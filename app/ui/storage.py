"""What the screens may know of where the data lies: how large, how safe, and whether it is whole.

Bootstrap fills these in; in a test they are written by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.ui.operation_port import OperationPort


@dataclass(frozen=True)
class StorageFacts:
    """`checkpoint_at` is None where no checkpoint was made yet."""

    folder: str
    bytes_used: int
    bytes_free: int
    batches: int
    checkpoint_at: int | None = None


@dataclass(frozen=True)
class Verified:
    """`same`: what is shown equals what the log says."""

    batches: int
    chains: int
    damages: int
    same: bool


@dataclass(frozen=True)
class Storage:
    """`verify` takes minutes with many records: call both on a worker."""

    facts: Callable[[OperationPort], StorageFacts]
    verify: Callable[[OperationPort], Verified]
