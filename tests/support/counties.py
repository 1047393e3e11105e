"""A county for tests: the prefectural council's device, and devices of councils that it let in."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.bootstrap import new_county
from app.domain.tables_county import council_id
from tests.support.centres import MORNING_MS, PASSPHRASE, Centre, fake_world
from tests.support.together import Host, meet
from tests.support.world import FakeClock

COUNTY = "訓練県社協"


class County:
    """`hub` is the device of the prefectural council; `council(code)` that of a council, let in at
    the first call. `meet(code)` is one session with the hub, `meet_all` two of everybody."""

    def __init__(self, folder: Path, hub: Centre) -> None:
        self._folder = folder
        self.hub = hub
        self.clock = hub.clock
        self._host = Host(hub.operation)
        self._councils: dict[str, Centre] = {}

    def council(self, code: str) -> Centre:
        if code not in self._councils:
            self._councils[code] = self._host.let_in(
                self._folder / code, ("council",), seed=100 + len(self._councils),
                clock=self.clock, council=council_id(code),
            )  # fmt: skip
        return self._councils[code]

    def meet(self, code: str) -> None:
        meet(self.council(code), self._host)

    def meet_all(self) -> None:
        for _ in range(2):
            for code in self._councils:
                self.meet(code)

    def close(self) -> None:
        for centre in self._councils.values():
            centre.operation.close()


@contextmanager
def open_county(folder: Path, *, seed: int = 7, now_ms: int = MORNING_MS) -> Iterator[County]:
    """A new county in `folder`, a drill; all share one clock. Closed with the block."""
    clock = FakeClock(now_ms)
    operation = new_county(
        folder / "hub", PASSPHRASE, COUNTY, drill=True, world=fake_world(clock, seed)
    )
    with ExitStack() as ending:
        county = County(folder, Centre(operation, clock))
        ending.callback(operation.close)
        ending.callback(county.close)
        yield county
