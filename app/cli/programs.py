"""What `bootstrap` puts into the commands' hands, so that no command knows the real world."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.services.operation import Operation
from app.services.rescue import Rescued


class MakeOperation(Protocol):
    def __call__(
        self, folder: Path, passphrase: str, centre: str, *, drill: bool = False
    ) -> Operation: ...


@dataclass(frozen=True)
class DemoSize:
    """How many people and needs, over how many days."""

    volunteers: int
    needs: int
    days: int


@dataclass(frozen=True)
class MadeDemo:
    """Acts that were done, and what the rules refused how often."""

    acts: int
    refusals: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Programs:
    """`make_demo(folder, passphrase, size, seed, on_progress)` makes a whole drill or nothing.
    `serve(operation or None, folder, port, on_ready)` runs the screens until interrupted.
    `rescue(folder, passphrase, target)` moves what is readable into a new folder."""

    new_operation: MakeOperation
    open_operation: Callable[[Path, str], Operation]
    make_demo: Callable[[Path, str, DemoSize, int, Callable[[int, int], None]], MadeDemo]
    serve: Callable[[Operation | None, Path, int, Callable[[str], None]], None]
    rescue: Callable[[Path, str, Path], Rescued]
