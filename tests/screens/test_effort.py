"""A day four times as large costs four times as much to read, and no more to draw.

Counted in steps of SQLite's machine and in renders, never in time: a query that goes through a
whole table for every row of another is seen here, however fast the machine is.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.ui.components.lists import WINDOW
from app.ui.sections import SECTIONS
from tests.support.centres import open_centre
from tests.support.ground import Ground, planted_id
from tests.support.matching_desk import CHIEF, with_chief
from tests.support.sessions import SessionDriver

T = TypeVar("T")
SMALL, TIMES = 200, 4
GROWS_AT_MOST = TIMES * 1.5  # sorting grows a little faster than what is sorted
FREE_STEPS = 200  # in hundreds: what does not depend on the size
PAGES = (
    *(section.route for section in SECTIONS), "/today/decide", "/reception/today",
    "/needs/surveys", "/needs/calls", "/equipment/back", "/equipment/stock",
)  # fmt: skip


class Counted:
    """An operation that counts what its queries take."""

    def __init__(self, operation: Any) -> None:
        self._operation = operation
        self.steps: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._operation, name)

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        def counting(db: sqlite3.Connection) -> T:
            taken = 0

            def step() -> None:
                nonlocal taken
                taken += 1

            db.set_progress_handler(step, 100)
            try:
                return query(db)
            finally:
                db.set_progress_handler(None, 0)
                self.steps[getattr(query, "__qualname__", "?")] += taken

        found: T = self._operation.read(counting)
        return found


def lay_out(ground: Ground, size: int) -> None:
    """A day in all its parts, so that every part grows with `size`."""
    for n in range(size):
        ground.volunteer(f"訓練 {n}", insured=n % 5 != 0, sex="female" if n % 2 else "male")
    for n in range(size // 20):
        merged, holder = planted_id(1, 2 * n + 1), planted_id(1, 2 * n + 2)
        row = {"kind": "volunteer", "from_id": merged, "to_id": holder}
        ground.rows.append(("alias", ground.new(8), row))
    for n in range(size // 10):
        state = ("out", "ready", "back")[n % 3]
        need = ground.need(status="in_progress" if state == "out" else "assigned")
        ground.team(need=need, members=2, state=state, heads_out=2, heads_back=2)
    for n in range(size // 5):
        ground.need(status=("received", "survey_waiting", "ready", "triage")[n % 4])


async def efforts(folder: Path, size: int) -> tuple[dict[str, Counter[str]], dict[str, int]]:
    """By page: the steps of each query, and how many components were drawn."""
    steps: dict[str, Counter[str]] = {}
    drawn: dict[str, int] = {}
    with open_centre(folder) as centre:
        ground = with_chief(centre)
        lay_out(ground, size)
        ground.plant()
        operation = Counted(centre.operation)
        async with SessionDriver(operation, actor=CHIEF) as driver:
            driver.desk.clock = centre.clock
            await driver.open_app("/settings")
            for page in PAGES:
                operation.steps.clear()
                before = driver.renders.total()
                await driver.visit(page)
                assert not driver.has("failed_card")
                assert not driver.renders["NotFound"]
                steps[page] = Counter(operation.steps)
                drawn[page] = driver.renders.total() - before
    return steps, drawn


async def test_a_larger_day_costs_in_proportion(tmp_path: Path) -> None:
    small, _ = await efforts(tmp_path / "small", SMALL)
    large, drawn = await efforts(tmp_path / "large", SMALL * TIMES)
    assert large["/matching"].total() > FREE_STEPS
    grown = {
        (page, name): (small[page][name], taken)
        for page, queries in large.items()
        for name, taken in queries.items()
        if taken > FREE_STEPS and taken > GROWS_AT_MOST * small[page][name]
    }
    assert not grown, f"in hundreds of steps, small and large: {grown}"
    assert not {page: count for page, count in drawn.items() if count > 2 * WINDOW}


async def test_a_minute_that_passes_reads_no_list(tmp_path: Path) -> None:
    """Only the figure of what is to decide is asked for again, and no row is drawn."""
    with open_centre(tmp_path) as centre:
        ground = with_chief(centre)
        lay_out(ground, SMALL)
        ground.plant()
        operation = Counted(centre.operation)
        async with SessionDriver(operation, actor=CHIEF) as driver:
            driver.desk.clock = centre.clock
            await driver.open_app("/needs")
            before = driver.renders["NeedRow"]
            operation.steps.clear()
            centre.clock.advance(60_000)
            driver.timers.pass_()
            await driver.settle()
            assert [name.split(".")[0] for name in operation.steps] == ["Frame"]
            assert driver.renders["NeedRow"] == before
