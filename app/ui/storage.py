"""What the screens may ask about where the data lies. Bootstrap fills it in."""

from collections.abc import Callable
from dataclasses import dataclass

from app.services.storage import StorageFacts, Verified
from app.ui.operation_port import OperationPort


@dataclass(frozen=True)
class Storage:
    """`verify` takes minutes with many records: call both on a worker."""

    facts: Callable[[OperationPort], StorageFacts]
    verify: Callable[[OperationPort], Verified]
