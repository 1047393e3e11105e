"""The story of the agreement: played whole, every step seen, nobody is named outside."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.bootstrap import SET_UP, new_county, new_operation, shipped_dictionaries
from app.domain.tables_county import COUNTY_TABLES
from app.drill.clock import DrillClock
from app.drill.mutual_aid import tell
from app.drill.mutual_aid_ground import HUB, Ground, Makers
from app.services.county_cost_papers import cost_workbook, gather_costs
from app.services.operation import Operation
from app.services.rehearsal import Hub, Told
from app.store.queries.county_costs import PAID
from sync.core.registry import SpaceKind
from tests.support.centres import MORNING_MS, PASSPHRASE, fake_world
from tests.support.world import FakeClock


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    makers = Makers(
        new_county, new_operation,
        lambda operation, actor: Hub(operation, shipped_dictionaries(), actor),
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("story")
    world = fake_world(FakeClock(MORNING_MS), 3)
    made = Ground(folder, PASSPHRASE, makers, world, DrillClock(MORNING_MS), SET_UP)
    yield made
    made.close()


@pytest.fixture(scope="module")
def told(ground: Ground) -> tuple[Told, ...]:
    return tell(ground)


def test_every_step_is_seen_by_everybody_who_has_a_link(told: tuple[Told, ...]) -> None:
    assert len(told) > 20
    assert [one.step for one in told if one.blind] == []
    assert [one.step for one in told if one.apart] == []
    whole = {HUB, "odawara", "hiratsuka", "fujisawa"}
    for one in told:
        if one.who in one.without_link:
            assert one.seen_by == (one.who,)
        else:
            assert set(one.seen_by) == whole - set(one.without_link)
    assert {"ask", "arrival"} <= {one.step for one in told if one.without_link}


def test_all_replicas_are_equal_at_the_end(ground: Ground, told: tuple[Told, ...]) -> None:
    assert told
    replicas = [ground.county(who) for who in (HUB, *ground.councils)]
    assert len({one.working_set.space_digest(SpaceKind.SHARED) for one in replicas}) == 1
    assert all(one.rebuild_digest() == one.working_set.digest() for one in replicas)


def _rows(table: str, db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute(f'SELECT * FROM "{table}"').fetchall()


def _texts(operation: Operation) -> str:
    found: list[str] = []
    for table in COUNTY_TABLES:
        rows = operation.read(partial(_rows, table.name))
        found += [value for row in rows for value in row if isinstance(value, str)]
    return "\n".join(found)


def test_nobodys_name_is_in_the_county(ground: Ground, told: tuple[Told, ...]) -> None:
    assert told
    names = [word for pair in ground.texts["staff"].values() for word in pair]
    odawara = ground.councils["odawara"]
    written = odawara.centre.read(lambda db: db.execute("SELECT name FROM live_staff").fetchall())
    assert {name for (name,) in written} == {"訓練 太郎", "訓練 花子", "訓練 次郎"}
    for who in (HUB, *ground.councils):
        texts = _texts(ground.county(who))
        assert texts
        assert not [name for name in names if name in texts]


def test_the_costs_are_exported_by_fund_with_what_is_missing(
    ground: Ground, told: tuple[Told, ...]
) -> None:
    assert told
    hiratsuka = ground.councils["hiratsuka"]
    year = ground.begins.year
    paper = ground.read(
        "hiratsuka",
        lambda db: gather_costs(db, hiratsuka.id, PAID, year, "ja", ground.clock.now_ms()),
    )
    assert paper is not None
    book = load_workbook(BytesIO(cost_workbook(paper)))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
    assert "災害救助法" in " ".join(book.sheetnames)
    text = "\n".join(cells)
    for words in ("1980", "46200", "3300", "14203-01", "領収書"):
        assert words in text
    assert not [name for pair in ground.texts["staff"].values() for name in pair if name in text]
