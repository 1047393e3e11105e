"""What `bootstrap` gives to `tasuki hub`."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from app.services.command import Refused
from app.services.operation import Operation
from sync.core.ids import EntityId


class HubPrograms(Protocol):
    """`order` puts together what an operator asks for; the others take it. All raise SyncError."""

    def order(
        self, data: Path, port: int, host: str, database: str | None, certificate: Path | None,
        key: Path | None,
    ) -> Any: ...  # fmt: skip

    def face(self, county: Path, passphrase: str, port: int) -> Any:
        """The county's screens that the hub is to serve; port 0: the one after the hub's."""

    def serve(
        self, order: Any, ending: Event, on_ready: Callable[[int], None], face: Any = None,
        on_face: Callable[[int], None] = lambda _port: None,
    ) -> None:  # fmt: skip
        """Until `ending` is set. Raises OSError where a port is taken, and what opening raises."""

    def note(self, order: Any) -> str:
        """The hub's own text."""

    def card(self, operation: Operation, note: str) -> str | Refused:
        """Lets the hub of this note in."""

    def add(
        self, order: Any, card: str, bytes_max: int | None, batches_max: int | None
    ) -> EntityId:
        """What is None stays as it is, or as it usually is."""

    def remove(self, order: Any, tag: str) -> bool:
        """False where it does not serve such an operation."""

    def operations(self, order: Any) -> tuple[list[tuple[EntityId, int, int]], tuple[str, ...]]:
        """What it serves (id, bytes and batches that it may use), and damaged folders."""
