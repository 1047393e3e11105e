"""WBGT typed in by the hour, stops that call everybody back, and who was reached."""

import pytest

from app.domain.calendar_jp import HOUR_MS, MINUTE_MS
from app.services.centre import ChangeSetting
from app.services.command import Actor
from app.services.dispatch import ReturnTeam
from app.services.heat import MeasureHeat
from app.services.stop_orders import LiftStop, OrderStop, ReachTeam
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import Ground, planted_id
from tests.unit.services.test_dispatch import team_row


@pytest.mark.parametrize(
    ("hour", "tenths", "field"),
    [(9, 3120, "tenths"), (9, -101, "tenths"), (24, 310, "hour"), (11, 310, "hour")],
)
def test_what_nobody_can_mean_is_refused(
    centre: Centre, hour: int, tenths: int, field: str
) -> None:
    assert centre.refuse(MeasureHeat(hour, tenths)).field == field
    assert centre.rows("SELECT count(*) FROM live_wbgt") == [(0,)]


def test_the_next_hour_is_read_off_a_little_early(centre: Centre) -> None:
    assert centre.refuse(MeasureHeat(10, 280)).code == "hour_ahead"
    centre.clock.advance(10 * MINUTE_MS)
    centre.do(MeasureHeat(10, 280))


def test_the_same_hour_and_place_is_corrected(centre: Centre) -> None:
    first = centre.do(MeasureHeat(9, 250))
    centre.do(MeasureHeat(9, 270, "現地"))
    corrected = centre.do(MeasureHeat(9, 255))
    rows = centre.rows("SELECT hour, tenths, place FROM live_wbgt ORDER BY tenths")
    assert rows == [(9, 255, None), (9, 270, "現地")]
    centre.undo(corrected)
    assert centre.rows("SELECT tenths FROM live_wbgt WHERE id = ?", first.entity) == [(250,)]


def test_an_earlier_hour_counts_from_that_hour(centre: Centre) -> None:
    centre.do(MeasureHeat(8, 260))
    assert centre.rows("SELECT at FROM live_wbgt") == [(MORNING_MS - 102 * MINUTE_MS,)]


@pytest.mark.parametrize(
    ("tenths", "codes"),
    [(279, []), (280, ["heat_clocks_matter"]), (309, ["heat_clocks_matter"]),
     (310, ["heat_orders_stop"])],
)  # fmt: skip
def test_crossing_a_line_is_said_at_once(centre: Centre, tenths: int, codes: list[str]) -> None:
    assert [notice.code for notice in centre.do(MeasureHeat(9, tenths)).notices] == codes


def test_the_lines_are_the_centres_settings(centre: Centre) -> None:
    centre.do(ChangeSetting("wbgt_stop_tenths", 300))
    assert [n.code for n in centre.do(MeasureHeat(9, 300)).notices] == ["heat_orders_stop"]


def test_a_stop_calls_everybody_back(centre: Centre, ground: Ground) -> None:
    out = ground.team(state="out")
    here = ground.team(state="ready")
    ground.plant()
    done = centre.do(OrderStop("lightning", "雷注意報"))
    assert team_row(centre, out, "called_back_at") == (MORNING_MS,)
    assert team_row(centre, here, "called_back_at") == (None,)
    assert centre.rows("SELECT kind, by_name, reason FROM live_stop_order") == [
        ("lightning", "Tasuki", "雷注意報")
    ]
    assert centre.refuse(OrderStop("lightning")).code == "stop_holds_already"
    assert centre.refuse(OrderStop("snow")).field == "kind"
    centre.undo(done)
    assert team_row(centre, out, "called_back_at") == (None,)
    assert centre.rows("SELECT count(*) FROM live_stop_order") == [(0,)]


def test_wind_calls_back_who_works_on_roofs(centre: Centre, ground: Ground) -> None:
    roof = ground.team(state="out", need=ground.need(kinds=("tarp_roof",)))
    mud = ground.team(state="out", need=ground.need(kinds=("mud",)))
    ground.plant()
    centre.do(OrderStop("wind"))
    assert team_row(centre, roof, "called_back_at") == (MORNING_MS,)
    assert team_row(centre, mud, "called_back_at") == (None,)


def test_reached_is_ticked_once_and_can_be_taken_back(centre: Centre, ground: Ground) -> None:
    team = ground.team(state="out")
    ground.plant()
    stop = centre.do(OrderStop("heat")).entity
    assert stop is not None
    centre.do(ReachTeam(stop, team))
    centre.do(ReachTeam(stop, team))
    assert centre.rows("SELECT team, by_name FROM live_call_back") == [(team, "Tasuki")]
    centre.do(ReachTeam(stop, team, reached=False))
    assert centre.rows("SELECT count(*) FROM live_call_back") == [(0,)]
    assert centre.refuse(ReachTeam(planted_id(7), team)).code == "no_such_stop"
    centre.do(ReturnTeam(team, 2, hurt=False))
    centre.do(ReachTeam(stop, team))


def test_only_a_leader_lifts_a_stop(centre: Centre) -> None:
    stop = centre.do(OrderStop("rain")).entity
    assert stop is not None
    member = Actor(None, "訓練", "member", frozenset({"dispatch"}), all_sections=False)
    assert centre.refuse(LiftStop(stop), member).code == "needs_role"
    centre.clock.advance(HOUR_MS)
    centre.do(LiftStop(stop))
    assert centre.refuse(LiftStop(stop)).code == "stop_lifted_already"
    assert centre.rows("SELECT lifted_by FROM live_stop_order") == [("Tasuki",)]
    centre.do(OrderStop("rain"))
