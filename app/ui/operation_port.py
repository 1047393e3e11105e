"""What the screens need of an operation: ask for changes, read, hear of changes, undo."""

import sqlite3
from collections.abc import Callable
from typing import Protocol, TypeVar

from app.services.blobs import BlobStore
from app.services.change_bus import ChangeBus
from app.services.command import Action, Actor, Command, Outcome
from app.services.context import Context

T = TypeVar("T")


class OperationPort(Protocol):
    @property
    def bus(self) -> ChangeBus: ...

    @property
    def letter(self) -> str:
        """This desk's letter, the head of the numbers it gives."""

    @property
    def blobs(self) -> BlobStore: ...

    def submit(self, command: Command, actor: Actor) -> Outcome: ...

    def foresee(self, decide: Callable[[Context], T], actor: Actor) -> T: ...

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T: ...

    def undo(self, action: Action, actor: Actor) -> Outcome: ...
