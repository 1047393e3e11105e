"""What `bootstrap` puts into the commands' hands, so that no command knows the real world."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.services.operation import Operation


class MakeOperation(Protocol):
    def __call__(
        self, folder: Path, passphrase: str, centre: str, *, drill: bool = False
    ) -> Operation: ...


@dataclass(frozen=True)
class Programs:
    """`serve(operation or None, folder, port, on_ready)` runs the screens until interrupted."""

    new_operation: MakeOperation
    open_operation: Callable[[Path, str], Operation]
    serve: Callable[[Operation | None, Path, int, Callable[[str], None]], None]
