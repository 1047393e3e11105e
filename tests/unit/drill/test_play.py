"""The demo is entered through commands, obeys the rules, and lies in the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import SET_UP, new_operation
from app.domain.calendar_jp import HOUR_MS, instant_of
from app.domain.device_roles import CENTRE_ROLES, allows, may_write
from app.domain.tables import REGISTRY
from app.drill.clock import DrillClock, OpenDay
from app.drill.days import Size
from app.drill.demo import Demo, begins_at, centre_name, play_demo
from app.drill.stage import NotADrill
from app.services.command import HANDLERS
from app.services.operation import Operation
from app.services.operation_files import World
from sync.crypto.vault import ScryptCost
from sync.engine.world import RealDisk
from tests.support.world import SeededRandom

TODAY = date(2026, 8, 11)
SIZE = Size(volunteers=160, needs=60, days=2)
# What a desk would meet too: a second call about a house that was served already.
NATURAL = {"MergeNeeds: merge_into_settled"}


@dataclass
class Played:
    operation: Operation
    demo: Demo
    now_ms: int

    def one(self, sql: str, *params: object) -> int:
        return int(self.operation.read(lambda db: db.execute(sql, params).fetchone())[0] or 0)


def play_at(folder: Path, minutes: int, device: int = 3) -> Played:
    now_ms = instant_of(TODAY, minutes)
    clock = DrillClock(begins_at(now_ms, SIZE))
    world = World(clock, SeededRandom(device), RealDisk(), ScryptCost(log2_n=4))
    operation = new_operation(folder, "訓練", centre_name(), drill=True, world=world)
    return Played(operation, play_demo(operation, clock, SET_UP, now_ms, SIZE, 1), now_ms)


@pytest.fixture(scope="module", params=[5, 7 * 60 + 30, 10 * 60 + 25, 15 * 60, 23 * 60 + 55])
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    made = play_at(tmp_path_factory.mktemp("demo") / "op", request.param)
    yield made
    made.operation.close()


def test_the_rules_refuse_nothing_that_a_desk_would_do(played: Played) -> None:
    assert {what for what, _ in played.demo.refusals} <= NATURAL


def test_nothing_lies_in_the_future(played: Played) -> None:
    for table, column in (
        ("check_in", "at"), ("need", "received_at"), ("team", "sent_at"), ("report", "at"),
        ("stock_move", "at"), ("wbgt", "at"), ("need", "status_at"),
    ):  # fmt: skip
        assert played.one(f"SELECT max({column}) FROM live_{table}") <= played.now_ms, table


def test_the_morning_is_open_and_every_screen_has_something_to_show(played: Played) -> None:
    day = TODAY.isoformat()
    assert played.one("SELECT count(*) FROM live_check_in WHERE day = ?", day) > 20
    assert played.one("SELECT count(*) FROM live_team WHERE day = ? AND state = 'out'", day) > 2
    assert played.one("SELECT count(*) FROM live_need WHERE status = 'survey_scheduled'") > 0
    assert played.one("SELECT count(*) FROM live_need WHERE status IN ('ready', 'continuing')") > 0
    assert played.one("SELECT count(*) FROM live_day_close WHERE day < ?", day) == SIZE.days - 1
    assert played.one("SELECT count(*) FROM live_day_close WHERE day = ?", day) == 0
    assert played.one("SELECT count(*) FROM live_booking WHERE day = ?", day) > 0
    assert played.one("SELECT count(*) FROM live_wbgt WHERE day = ?", day) > 0


def test_people_and_tools_of_closed_days_are_back(played: Played) -> None:
    day = TODAY.isoformat()
    assert not played.one("SELECT count(*) FROM live_team WHERE day < ? AND state = 'out'", day)
    out = played.one("SELECT sum(heads_out) FROM live_team WHERE day < ?", day)
    assert out == played.one("SELECT sum(heads_back) FROM live_team WHERE day < ?", day) > 0


def test_the_log_alone_gives_the_same_centre(played: Played) -> None:
    assert played.operation.rebuild_digest() == played.operation.working_set.digest()


def test_the_same_seed_gives_the_same_people(tmp_path: Path) -> None:
    names = []
    for turn in range(2):
        made = play_at(tmp_path / str(turn), 600, device=70 + turn)
        names.append(
            made.operation.read(
                lambda db: db.execute("SELECT number, name FROM live_volunteer").fetchall()
            )
        )
        made.operation.close()
    assert sorted(names[0]) == sorted(names[1])


def test_synthetic_people_stay_out_of_a_real_operation(tmp_path: Path) -> None:
    now_ms = instant_of(TODAY, 600)
    clock = DrillClock(begins_at(now_ms, SIZE))
    world = World(clock, SeededRandom(80), RealDisk(), ScryptCost(log2_n=4))
    operation = new_operation(tmp_path / "real", "本番", "小田原市災害VC", world=world)
    before = operation.log.count()
    with pytest.raises(NotADrill):
        play_demo(operation, clock, SET_UP, now_ms, SIZE, 1)
    assert operation.log.count() == before
    operation.close()


def test_an_open_day_ends_now_and_leaves_earlier_days_alone() -> None:
    cut = instant_of(TODAY, 10 * 60)
    yesterday = cut - 24 * HOUR_MS
    for now in (instant_of(TODAY, 1), instant_of(TODAY, 9 * 60), instant_of(TODAY, 20 * 60)):
        day = OpenDay(cut, now)
        assert day.moved(cut) == now
        assert day.moved(yesterday) == yesterday
        moved = [day.moved(at) for at in range(cut - 3 * HOUR_MS, cut + HOUR_MS, HOUR_MS // 4)]
        assert moved == sorted(moved)
        assert day.moved(cut + HOUR_MS) == now + HOUR_MS


def test_every_act_of_a_desk_counts_from_a_device_of_that_desk(played: Played) -> None:
    rows = played.operation.read(
        lambda db: db.execute(
            "SELECT DISTINCT n.name, r.table_no FROM _action a "
            "JOIN _act n ON n.no = a.act JOIN _action_row r USING (hlc, device)"
        ).fetchall()
    )
    tables = {table.number: table.name for table in REGISTRY.tables}
    sections = {handler.act: handler.sections for handler in HANDLERS.values()}
    wrong = [
        (act, tables[number], role) for act, number in rows for role in CENTRE_ROLES
        if act != "open_centre" and allows({role}, sections[act])
        and not may_write({role}, {tables[number]})
    ]  # fmt: skip
    assert len({act for act, _ in rows}) > 30
    assert not wrong
