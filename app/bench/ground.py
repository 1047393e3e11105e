"""The operations that are measured: made once for a run, in its folder, and removed after it.

The large one holds 100,000 registrations and 1,000,000 batches (times the scale). It is opened by
replay once, because that is what makes its checkpoint; how long that took is a measurement already.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.bench.large_centre import Size, fill
from app.bench.rounds import seconds
from app.services.operation import Operation
from app.store.checkpoint import NAMES
from sync.core.garbage import no_garbage_collection
from sync.core.ports import Random
from sync.crypto.sealing import Dictionaries

REGISTRATIONS = 100_000
LARGE, PLAIN, PART = "large", "plain", "part"
PART_OF = 10
LOG = "log.sqlite"


@dataclass(frozen=True)
class Tools:
    """What a measurement is given: how operations are made and opened, and the real randomness.
    `make_day(folder, people)`: a drill with so many volunteers and its staff, in the middle of a
    day. `serve_words`: the call that runs the screens on it, in a process of its own.
    `new_county`: what councils do for each other, as its prefectural council founds it."""

    new_operation: Callable[[Path], Operation]
    open_operation: Callable[[Path], Operation]
    make_day: Callable[[Path, int], None]
    dictionaries: Dictionaries
    random: Random
    serve_words: Callable[[Path], tuple[str, ...]]
    new_county: Callable[[Path], Operation]


@dataclass
class Ground:
    """`scale` 1 is the full size."""

    folder: Path
    scale: float
    tools: Tools
    say: Callable[[str], None]
    replay_s: list[float] = field(default_factory=list)

    @property
    def registrations(self) -> int:
        return max(100, int(REGISTRATIONS * self.scale))

    def large(self) -> Path:
        """A centre after a great disaster, with a checkpoint of its end."""
        folder = self.folder / LARGE
        if not folder.exists():
            self.fill(folder, Size(self.registrations))
            self.say("replay")
            self.replay_s.append(self.open_and_close(folder))
        return folder

    def plain(self) -> Path:
        """Registrations and nothing else: what one of them costs on the disk."""
        folder = self.folder / PLAIN
        if not folder.exists():
            self.fill(folder, Size(self.registrations, busy=False))
            self.open_and_close(folder)
        return folder

    def part(self) -> Path:
        """A tenth of `plain`: what a centre has after some days."""
        folder = self.folder / PART
        if not folder.exists():
            self.fill(folder, Size(max(100, self.registrations // PART_OF), busy=False))
            self.open_and_close(folder)
        return folder

    def open_and_close(self, folder: Path) -> float:
        """Seconds until it was open; closing writes a checkpoint where the log was replayed."""
        opened: list[Operation] = []
        took = seconds(lambda: opened.append(self.tools.open_operation(folder)))
        opened[0].close()
        return took

    def fill(self, folder: Path, size: Size) -> None:
        self.say("fill")
        operation = self.tools.new_operation(folder)
        try:
            with no_garbage_collection():
                fill(operation, self.tools.dictionaries, size, self.tools.random)
        finally:
            operation.close()
        # Closing kept what the operation knew, which is nothing of all this.
        for name in NAMES:
            (folder / name).unlink(missing_ok=True)
