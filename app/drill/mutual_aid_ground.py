"""Where the story of the agreement is played: a county, and three centres with a device each.

Every device is a folder as a real one has it, so that what was played can be opened and looked at;
they meet in this process. Promises that a refused act stops the story: its steps build on each
other.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from app.domain.calendar_jp import day_of, instant_of
from app.domain.tables_county import council_id
from app.drill.clock import DrillClock
from app.drill.material import words
from app.services.command import Actor, Command, CountyCommand, Refused
from app.services.counties import county_actor
from app.services.county_blocks import ConfirmBlocks, LoadBlocks
from app.services.county_place import COST, SECRET, SECRET_BYTES
from app.services.operation import Operation
from app.services.operation_files import World
from app.services.rebirth_place import COUNTY
from app.services.rehearsal import Hub, Network, Newcomer, StoryStopped
from app.services.staff import AddStaff, StaffCard
from sync.core.ids import EntityId

HUB = "hub"
OFFICE_OPENS = 8 * 60
T = TypeVar("T")


@dataclass(frozen=True)
class Makers:
    """How operations are made: (folder, passphrase, name, drill=, world=); and how one becomes the
    hub."""

    county: Callable[..., Operation]
    centre: Callable[..., Operation]
    hub: Callable[[Operation, Actor], Hub]


@dataclass(frozen=True)
class Council:
    """A council of the story. `county` is its device's part in the county."""

    key: str
    code: str
    centre: Operation
    county: Operation

    @property
    def id(self) -> EntityId:
        return council_id(self.code)


class Ground:
    """`clock` is one for all; `begins` the first day. Closed by `close`."""

    def __init__(
        self, folder: Path, passphrase: str, makers: Makers, world: World, clock: DrillClock,
        chief: Actor,
    ) -> None:  # fmt: skip
        self.texts = words("mutual_aid")
        self.clock = clock
        self.begins = day_of(clock.now_ms())
        self.chief = chief
        self.step = "beginning"
        self.acts = 0
        world = replace(world, clock=clock)
        self._county = makers.county(
            folder / HUB, passphrase, self.texts["county"], drill=True, world=world
        )
        self._hub = makers.hub(self._county, chief)
        self.network = Network(self._hub)
        self.councils: dict[str, Council] = {}
        for entry in self.texts["council"]:
            self._let_in(folder, passphrase, entry, makers, world)
        begins = self.begins.isoformat()
        self.ask(HUB, LoadBlocks(self.texts["blocks"], begins))
        self.ask(HUB, ConfirmBlocks())
        self.network.meet()

    def _let_in(
        self, folder: Path, passphrase: str, entry: dict[str, str], makers: Makers, world: World
    ) -> None:
        key, code = entry["key"], entry["code"]
        centre = makers.centre(folder / key, passphrase, entry["centre"], drill=True, world=world)
        secret = world.random.bytes(SECRET_BYTES).hex()
        centre.remember(**{SECRET: secret})
        newcomer = Newcomer(
            folder / key / COUNTY, secret, entry["centre"], ("council",), council_id(code)
        )
        county = self._hub.let_in(newcomer, replace(world, cost=COST))
        self.councils[key] = Council(key, code, centre, county)
        self.network.devices[key] = county
        name, kana = self.texts["staff"]["chief"]
        self.ask(key, AddStaff(StaffCard(name, "chief", kana, all_sections=True)))

    def close(self) -> None:
        for council in self.councils.values():
            council.centre.close()
            council.county.close()
        self._county.close()

    # ----------------------------------------------------------------------------- acting, reading

    def on(self, day: int, minute: int = OFFICE_OPENS) -> None:
        """The clock goes to a minute of the story's day `day`, counted from 0."""
        self.clock.go_to(instant_of(self.day(day), minute))

    def day(self, number: int) -> date:
        return self.begins + timedelta(number)

    def county(self, who: str) -> Operation:
        return self._county if who == HUB else self.councils[who].county

    def ask(self, who: str, command: Command) -> EntityId:
        """What it made. Raises StoryStopped."""
        operation = self.county(who)
        actor = county_actor(self.chief)
        if not isinstance(command, CountyCommand):
            operation, actor = self.councils[who].centre, self.chief
        outcome = operation.submit(command, actor)
        if isinstance(outcome, Refused):
            raise StoryStopped(self.step, outcome)
        self.acts += 1
        return outcome.entity or EntityId(b"")

    def read(self, who: str, query: Callable[[sqlite3.Connection], T]) -> T:
        return self.county(who).read(query)

    def text(self, name: str) -> str:
        return str(self.texts["text"][name])
