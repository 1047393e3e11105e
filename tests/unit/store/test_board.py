"""The board, one team's page, what a scan means, the readings and the calls of a stop."""

from app.domain.calendar_jp import DAY_MS, HOUR_MS, MINUTE_MS
from app.services.dispatch import ReturnTeam, SendOut
from app.services.heat import BeginRest, MeasureHeat
from app.services.reports import RecordInjury, Report, ReportTeam, ReturnAndReport, Words
from app.services.stop_orders import LiftStop, OrderStop, ReachTeam
from app.store.queries.board import board, team_line
from app.store.queries.field import ToolLine, team_page, teams_found
from app.store.queries.heat import calls_of, stops_of_day, wbgt_of_day
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import ALL_CHECKED, Ground, planted_id

DAY = "2026-08-11"
TOMORROW = "2026-08-12"


def test_an_empty_day_is_an_empty_board(centre: Centre) -> None:
    found = centre.operation.read(lambda db: board(db, DAY))
    assert (found.ready, found.out, found.back, found.heads_out) == ((), (), (), 0)
    assert centre.operation.read(lambda db: team_page(db, b"none")) is None


def test_a_team_goes_through_the_three_columns(centre: Centre, ground: Ground) -> None:
    need = ground.need(crisis=True)
    team = ground.team(need=need, members=3, leader_name="訓練 班長", **ALL_CHECKED)
    ground.team(state="disbanded")
    ground.plant()

    (line,) = centre.operation.read(lambda db: board(db, DAY)).ready
    assert (line.number, line.need_number, line.town) == ("1班", "N-0001", "汐入町")
    assert (line.leader, line.phone, line.heads) == ("訓練 班長", "090-0000-0011", 3)
    assert (line.kinds, line.crisis, line.unchecked) == (("mud",), True, 0)

    centre.do(SendOut(team))
    centre.clock.advance(20 * MINUTE_MS)
    centre.do(BeginRest(team))
    found = centre.operation.read(lambda db: board(db, DAY))
    assert (found.ready, found.heads_out) == ((), 3)
    phases = [(change.phase, change.at) for change in found.out[0].phases]
    assert phases == [("work", MORNING_MS), ("rest", MORNING_MS + 20 * MINUTE_MS)]

    centre.do(ReturnTeam(team, 2, hurt=True))
    (line,) = centre.operation.read(lambda db: board(db, DAY)).back
    assert (line.heads_differ, line.injury_unwritten, line.reported) == (True, True, False)
    assert line.phases == ()
    centre.do(RecordInjury(team, "cut"))
    centre.do(ReportTeam(team, Report(progress="continuing")))
    (line,) = centre.operation.read(lambda db: board(db, DAY)).back
    assert (line.injury_unwritten, line.reported, line.progress) == (False, True, "continuing")


def test_who_is_still_out_from_yesterday_stands_on_todays_board(
    centre: Centre, ground: Ground
) -> None:
    need = ground.need(status="reported")
    ground.team(state="out", day="2026-08-10", heads_out=4)
    ground.team(state="back", day="2026-08-10", need=need)
    ground.team(state="back", day="2026-08-10")
    ground.team(state="ready", day="2026-08-10")
    ground.plant()
    found = centre.operation.read(lambda db: board(db, DAY))
    assert [line.number for line in found.out] == ["1班"]
    assert [line.number for line in found.back] == ["2班"], "its need waits for the report"
    assert found.ready == ()


def test_reports_that_are_owed_stand_above_those_made(centre: Centre, ground: Ground) -> None:
    teams = [ground.team(**ALL_CHECKED) for _ in range(3)]
    ground.plant()
    for team in teams:
        centre.do(SendOut(team))
    centre.do(ReturnAndReport(teams[0], 2, False, Report()))
    for team in teams[1:]:
        centre.clock.advance(MINUTE_MS)
        centre.do(ReturnTeam(team, 2, False))
    found = centre.operation.read(lambda db: board(db, DAY))
    assert [line.number for line in found.back] == ["2班", "3班", "1班"]
    assert found.reports_owed == 2


def test_the_page_of_a_team_has_people_tools_and_what_was_told(
    centre: Centre, ground: Ground
) -> None:
    need = ground.need(dangers=("nails",), parking="公園の横")
    team = ground.team(need=need, members=0, **ALL_CHECKED)
    ground.team(need=need)
    leader = ground.volunteer("訓練 班長")
    ground.join(team, ground.volunteer("訓練 太郎", phone="090-0000-0033"))
    ground.join(team, leader, is_leader=True)
    left = ground.join(team, ground.volunteer("訓練 去った"), ended_at=MORNING_MS - 1)
    shovel = planted_id(20, 1)
    ground.rows.append(
        ("equipment", shovel, {"code": "shovel", "name": "角スコップ", "unit": "本"})
    )
    ground.rows.append(
        ("tool_list", planted_id(21, 1), {"team": team, "equipment": shovel, "quantity": 3})
    )
    lent = {"equipment": shovel, "quantity": 3, "reason": "lend", "team": team}
    ground.rows.append(("stock_move", planted_id(22, 1), lent | {"from_place": planted_id(23)}))
    ground.plant()

    centre.do(SendOut(team))
    centre.clock.advance(HOUR_MS)
    words = Words(text="床下の泥出し", near_miss="釘")
    centre.do(ReturnAndReport(team, 2, False, Report(progress="continuing", words=words)))
    page = centre.operation.read(lambda db: team_page(db, team))
    assert page is not None
    assert [(m.name, m.leader) for m in page.members] == [("訓練 班長", True), ("訓練 太郎", False)]
    assert left not in [member.id for member in page.members]
    assert page.to_fetch == page.tools_out == (ToolLine("角スコップ", "本", 3),)
    assert page.need is not None
    assert (page.need.parking, page.need.dangers) == ("公園の横", ("nails",))
    assert page.need.other_teams == 1
    assert page.report is not None
    assert (page.report.text, page.report.near_miss, page.report.tools_ok) == (
        "床下の泥出し", "釘", None,
    )  # fmt: skip


def test_what_a_scan_or_a_number_means(centre: Centre, ground: Ground) -> None:
    need = ground.need()
    first = ground.team(need=need, members=1, **ALL_CHECKED)
    second = ground.team(need=need, members=1, **ALL_CHECKED)
    other = ground.team(day=TOMORROW)
    ground.plant()
    centre.do(SendOut(second))
    found = centre.operation.read
    assert found(lambda db: teams_found(db, DAY, "need", need)) == (second, first)
    assert found(lambda db: teams_found(db, DAY, "number", "N-0001")) == (second, first)
    assert found(lambda db: teams_found(db, DAY, "number", "C-0001")) == (first,)
    assert found(lambda db: teams_found(db, DAY, "person", planted_id(1, 2))) == (second,)
    assert found(lambda db: teams_found(db, DAY, "team", "1班")) == (first,)
    assert found(lambda db: teams_found(db, DAY, "team", "3班")) == ()
    assert found(lambda db: teams_found(db, TOMORROW, "team", "3班")) == (other,)
    assert found(lambda db: teams_found(db, TOMORROW, "team", "2班")) == (second,), "still out"


def test_the_readings_of_a_day_by_hour(centre: Centre) -> None:
    centre.do(MeasureHeat(9, 290))
    centre.do(MeasureHeat(8, 260, "現地"))
    centre.do(MeasureHeat(8, 250))
    rows = centre.operation.read(lambda db: wbgt_of_day(db, DAY))
    assert [(row.hour, row.tenths, row.place) for row in rows] == [
        (8, 250, ""), (8, 260, "現地"), (9, 290, ""),
    ]  # fmt: skip


def test_who_must_still_be_reached_stands_first(centre: Centre, ground: Ground) -> None:
    teams = [
        ground.team(members=1, phone=f"090-0000-001{place}", **ALL_CHECKED) for place in range(5)
    ]
    ground.plant()
    for place, team in enumerate(teams[:4]):
        centre.do(SendOut(team, heads_out=place + 1))
    centre.do(ReturnTeam(teams[3], 4, False))
    centre.clock.advance(HOUR_MS)
    stop_id = centre.do(OrderStop("lightning")).entity
    assert stop_id is not None
    centre.do(ReachTeam(stop_id, teams[2]))
    centre.clock.advance(MINUTE_MS)
    centre.do(ReturnTeam(teams[0], 1, False))
    (stop,) = centre.operation.read(lambda db: stops_of_day(db, DAY))
    calls = centre.operation.read(lambda db: calls_of(db, stop, DAY))
    assert [call.number for call in calls] == ["2班", "3班", "1班"]
    assert [call.open for call in calls] == [True, False, False]
    centre.do(LiftStop(stop_id))
    centre.do(OrderStop("heat"))
    rows = centre.operation.read(lambda db: stops_of_day(db, DAY))
    assert [(row.kind, row.lifted_at is None) for row in rows] == [
        ("heat", True), ("lightning", False),
    ]  # fmt: skip


def test_a_busy_month_does_not_slow_the_board_down(centre: Centre, ground: Ground) -> None:
    """The day's teams are looked up by index; the rest of the month is never scanned."""
    for number in range(30):
        ground.team(day=DAY, members=5, state=("ready", "out", "back")[number % 3])
    ground.plant()
    centre.clock.advance(DAY_MS)
    found = centre.operation.read(lambda db: board(db, DAY))
    assert [len(found.ready), len(found.out), len(found.back)] == [10, 10, 10]
    plans = centre.rows(
        "EXPLAIN QUERY PLAN SELECT t.id FROM live_team t WHERE t.state = 'out' "
        "AND coalesce(t.day, '') <> '2026-08-11'"
    )
    assert "USING INDEX by_team_state" in str(plans)
    assert centre.operation.read(lambda db: team_line(db, planted_id(5, 2))) == found.out[0]
