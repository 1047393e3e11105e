"""What `bootstrap` puts into the commands' hands, so that no command knows the real world."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.cli.county_programs import CountyPrograms
from app.cli.hub_programs import HubPrograms
from app.services.backup import Restored
from app.services.command import Refused
from app.services.operation import Operation
from app.services.rebirth import Reborn
from app.services.rehearsal import Told
from app.services.rescue import Rescued

if TYPE_CHECKING:
    from app.services.county_place import CountyPlace, Still
    from app.services.recoveries import Recoveries


class MakeOperation(Protocol):
    def __call__(
        self, folder: Path, passphrase: str, centre: str, *, drill: bool = False, label: str = ""
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
class Aim:
    """`of`: value or ratio. `most` True: it must not exceed `limit`; else it must reach it."""

    of: str
    limit: float
    most: bool = True


@dataclass(frozen=True)
class Figure:
    """One number beside its floor, both of the same run and in the same `unit`: ms, s, bytes, MB,
    per_s. Words are the catalogue's `bench.<name>` and `bench.floor_<name>`. `notes` are further
    numbers of this run, by name."""

    name: str
    value: float
    floor: float
    unit: str
    aim: Aim | None = None
    notes: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times the floor; where more is better, what part of it."""
        return self.value / self.floor if self.floor else 0.0

    @property
    def met(self) -> bool | None:
        """None where nothing was aimed at."""
        if self.aim is None:
            return None
        found = self.ratio if self.aim.of == "ratio" else self.value
        return found <= self.aim.limit if self.aim.most else found >= self.aim.limit


@dataclass(frozen=True)
class Skipped:
    """What could not be measured here; `why` is the catalogue's `bench.skipped_<why>`."""

    name: str
    why: str


@dataclass(frozen=True)
class BenchOrder:
    """`only`: one measurement by name, None for all. `scale` 1 is the full size. `folder` holds the
    operations while they are measured, so it should lie on the disk that is meant."""

    only: str | None
    scale: float
    folder: Path


@dataclass(frozen=True)
class Programs:
    """`make_demo(folder, passphrase, size, seed, on_progress)` makes a whole drill or nothing.
    `serve(operation or None, folder, port, on_ready)` runs the screens until interrupted.
    `rescue(folder, passphrase, target)` moves what is readable into a new folder.
    `bench(order, on_step)` measures; `on_step` hears the name of each step.
    `restore(file, its passphrase, folder, new passphrase, label)` makes a new device or nothing.
    `make_story(folder, passphrase, on_step)` plays the story of the agreement, in a folder for each
    device, or nothing; the number of acts. Raises StoryStopped.
    `reborn(folder, passphrase, invitation)`: a new device in the place of the one there.
    `county_of(centre)`: the county that its device is in, open if there is one; nothing syncs."""

    new_operation: MakeOperation
    open_operation: Callable[[Path, str], Operation]
    make_demo: Callable[[Path, str, DemoSize, int, Callable[[int, int], None]], MadeDemo]
    serve: Callable[[Operation | None, Path, int, Callable[[str], None]], None]
    rescue: Callable[[Path, str, Path], Rescued]
    bench: Callable[[BenchOrder, Callable[[str], None]], Iterator[Figure | Skipped]]
    restore: Callable[[Path, str, Path, str, str], Restored]
    hub: Callable[[], HubPrograms]  # loaded by who asks for it: it brings a server along
    recovery: Callable[[], "Recoveries"]
    reborn: Callable[[Path, str, str], Reborn | Refused]
    counties: Callable[[], CountyPrograms]  # as `hub`
    make_story: Callable[[Path, str, Callable[[Told], None]], int]
    county_of: Callable[[Operation], "CountyPlace[Still]"]
