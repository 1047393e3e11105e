"""Return and report of one team, injuries, and the stop page with its phones."""

import pytest

from app.domain.calendar_jp import HOUR_MS
from app.services.command import Actor
from app.services.dispatch import ReturnTeam, SendOut
from app.services.reports import RecordInjury, Report, ReturnAndReport, Words
from app.services.stop_orders import OrderStop
from app.ui.screens.field.route import SECTION, StopRoute
from app.ui.tagged import row_tag
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.ground import ALL_CHECKED, Ground, planted_id
from tests.support.sessions import SessionDriver, session_on


def sent(ground: Ground, members: int = 3) -> EntityId:
    """A team that left three hours ago."""
    team = ground.team(need=ground.need(), members=members, **ALL_CHECKED)
    ground.plant()
    ground.centre.do(SendOut(team))
    ground.centre.clock.advance(3 * HOUR_MS)
    return team


async def open_team(driver: SessionDriver, team: EntityId) -> None:
    await driver.open_app(f"/field/team/{team.hex()}", sections=(SECTION,))


def need_status(centre: Centre) -> object:
    return centre.rows("SELECT status FROM live_need")[0][0]


async def test_return_and_report_are_one_act(centre: Centre, ground: Ground) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await open_team(driver, team)
        assert "けがをした人、体調の悪い人はいませんか" in driver.texts()
        await driver.tap("field.hurt.no")
        await driver.tap("field.heads_back.all")
        await driver.type("field.text", "床下の泥出し、土のう20袋")
        await driver.tap("field.near.yes")
        await driver.type("field.near_miss", "釘を踏みかけた")
        await driver.tap("field.progress.continuing")
        await driver.type("field.remaining", "和室の半分")
        await driver.type("field.next_on", "8/12")
        await driver.type("field.next_people", "4")
        await driver.tap("field.save_report")
        assert driver.page.route == "/field"
        assert need_status(centre) == "continuing"
        (row,) = centre.rows(
            "SELECT progress, heads, injured, near_misses, next_on, next_people FROM live_report"
        )
        assert row == ("continuing", 3, 0, 1, "2026-08-12", 4)
        (words,) = centre.rows("SELECT text, near_miss, remaining FROM live_report_private")
        assert words == ("床下の泥出し、土のう20袋", "釘を踏みかけた", "和室の半分")
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert need_status(centre) == "in_progress"
        assert driver.has(row_tag("field.back", team))


async def test_what_was_not_asked_is_refused_beside_it_and_nothing_typed_is_lost(
    centre: Centre, ground: Ground
) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await open_team(driver, team)
        await driver.type("field.text", "家財の運び出し")
        await driver.tap("field.save_report")
        assert "けがをした人がいないか、聞いてください。" in driver.texts()
        await driver.tap("field.hurt.no")
        await driver.tap("field.save_report")
        assert "帰ってきた人数を数えてください。" in driver.texts()
        await driver.tap("field.heads_back.all")
        await driver.tap("field.save_report")
        assert "継続か完了かを選んでください。" in driver.texts()
        assert driver.value("field.text") == "家財の運び出し"
        await driver.tap("field.progress.completed")
        await driver.tap("field.save_report")
        assert need_status(centre) == "completed"


async def test_heads_that_differ_are_said_before_and_after(centre: Centre, ground: Ground) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await open_team(driver, team)
        await driver.tap("field.hurt.no")
        await driver.tap("field.heads_back.other")
        await driver.type("field.heads_count", "2")
        assert "出発3人 → 帰着2人" in driver.texts()
        await driver.tap("field.save_return")
        assert "数が合っていません" in driver.text()
        assert centre.rows("SELECT state, heads_back FROM live_team") == [("back", 2)]
        assert driver.has("field.save_report"), "the report is asked next"
        await driver.tap("field.progress.completed")
        await driver.tap("field.save_report")
        await open_team_again(driver, team)
        await driver.type("field.fix_back", "3")
        await driver.tap("field.fix_heads")
        assert centre.rows("SELECT heads_out, heads_back FROM live_team") == [(3, 3)]
        assert not driver.has("field.fix_heads")


async def open_team_again(driver: SessionDriver, team: EntityId) -> None:
    await driver.visit(f"/field/team/{team.hex()}")


async def test_an_injury_is_written_down_after_the_return(centre: Centre, ground: Ground) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await open_team(driver, team)
        await driver.tap("field.hurt.yes")
        await driver.tap("field.heads_back.all")
        await driver.tap("field.save_return")
        await driver.tap("field.record_injury")
        assert "けがの種類を選んでください。" in driver.texts()
        member = centre.rows("SELECT id FROM live_team_member ORDER BY id")[0][0]
        assert isinstance(member, bytes)
        await driver.tap(f"field.injury_who.{member.hex()}")
        await driver.tap("field.injury_kind.heat")
        assert "救急車" in driver.text()
        await driver.tap("field.treatment.clinic")
        await driver.type("field.course", "水を飲む間がなかった")
        await driver.tap("field.record_injury")
        (row,) = centre.rows("SELECT kind, treatment, volunteer, course FROM live_injury")
        assert row == ("heat", "clinic", planted_id(1, 1), "水を飲む間がなかった")
        assert "訓練 花子　熱中症　受診　水を飲む間がなかった" in driver.texts()


async def test_who_goes_home_leaves_and_others_may_wait_again(
    centre: Centre, ground: Ground
) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await open_team(driver, team)
        await driver.tap("field.hurt.no")
        await driver.tap("field.heads_back.all")
        await driver.tap("field.going_home")
        await driver.tap("field.save_return")
    assert centre.rows("SELECT count(*) FROM live_check_in WHERE left_at IS NOT NULL") == [(3,)]


async def test_the_planned_return_is_changed_on_the_page(centre: Centre, ground: Ground) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await open_team(driver, team)
        await driver.tap("field.change_plan")
        await driver.type("field.planned", "16:30")
        await driver.tap("field.save_plan")
        assert "出発 9:42　帰りの予定 16:30" in driver.texts()


async def test_what_was_told_is_shown_and_a_later_near_miss_is_added(
    centre: Centre, ground: Ground
) -> None:
    team = sent(ground)
    report = Report(progress="completed", sandbags=20, words=Words(text="泥出し"))
    centre.do(ReturnAndReport(team, 3, False, report))
    async with session_on(centre) as driver:
        await open_team(driver, team)
        assert "やったこと：泥出し" in driver.texts()
        assert "人数 3　土のう 20" in driver.texts()
        await driver.type("field.near_later", "脚立が傾いた")
        await driver.tap("field.add")
        assert "ヒヤリハット：脚立が傾いた" in driver.texts()
    assert centre.rows("SELECT near_misses FROM live_report") == [(1,)]


async def test_a_team_that_has_not_left_shows_the_send_off(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    async with session_on(centre) as driver:
        await open_team(driver, team)
        await driver.tap("field.send")
        assert driver.has("field.save_report"), "outside now: the page asks for the return"


@pytest.mark.parametrize("route", ["/field/team/00", "/field/team/xyz"])
async def test_an_unknown_team_is_said(centre: Centre, route: str) -> None:
    async with session_on(centre) as driver:
        await driver.open_app(route, sections=(SECTION,))
        assert "この班は見つかりません" in driver.texts()
        await driver.tap("field.to_board")
        assert driver.page.route == "/field"


async def test_another_desk_was_faster(centre: Centre, ground: Ground) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await open_team(driver, team)
        await driver.tap("field.hurt.no")
        await driver.tap("field.heads_back.all")
        centre.do(ReturnTeam(team, 3, False))
        await driver.settle()
        assert driver.has("field.save_report")
        assert not driver.has("field.save_return"), "the page has followed the other desk"
        centre.do(RecordInjury(team, "cut"))
        await driver.settle()
        assert "切り傷" in driver.text()


async def test_a_stop_is_given_the_phones_are_rung_and_it_is_lifted(
    centre: Centre, ground: Ground
) -> None:
    team = sent(ground)
    async with session_on(centre) as driver:
        await driver.show(StopRoute)
        await driver.tap("field.call_all_back")
        assert "中止の理由を選んでください。" in driver.texts()
        await driver.tap("field.stop_kind.lightning")
        await driver.type("field.stop_reason", "北の空が暗い")
        await driver.tap("field.call_all_back")
        assert "あと1班3人に連絡がついていません" in driver.text()
        assert "090-0000-0011" in driver.texts()
        await driver.tap(row_tag("field.reached", team))
        assert "全部の班に連絡がつきました" in driver.text()
        assert centre.rows("SELECT count(*) FROM live_call_back") == [(1,)]
        await driver.tap(row_tag("field.reached", team))
        assert centre.rows("SELECT count(*) FROM live_call_back") == [(0,)]
        await driver.tap("field.another_stop")
        await driver.tap("field.stop_kind.lightning")
        await driver.tap("field.call_all_back")
        assert "この中止はもう出ています。" in driver.texts()
        await driver.tap("field.lift")
        assert "今日の解除した中止" in driver.texts()
        assert "雷　12:42から12:42（解除 訓練 太郎）　北の空が暗い" in driver.texts()


async def test_a_member_may_order_a_stop_but_not_lift_it(centre: Centre) -> None:
    member = Actor(None, "訓練", "member", frozenset({"dispatch"}), all_sections=False)
    async with session_on(centre, actor=member) as driver:
        await driver.show(StopRoute)
        assert "中止を出すと" in driver.text()
        await driver.tap("field.stop_kind.heat")
        await driver.tap("field.call_all_back")
        assert "外に出ている班はありません" in driver.texts()
        assert not driver.has("field.lift")
        assert "解除は班長かセンター長ができます。" in driver.texts()


async def test_two_hundred_teams_are_listed_by_size(centre: Centre, ground: Ground) -> None:
    for heads in range(1, 201):
        ground.team(members=0, state="out", heads_out=heads, sent_at=1, **ALL_CHECKED)
    ground.plant()
    centre.do(OrderStop("heat"))
    async with session_on(centre) as driver:
        await driver.show(StopRoute)
        rows = driver.keys("field.reached:")
        assert len(rows) == 60
        assert rows[0] == row_tag("field.reached", planted_id(5, 200))
        await driver.tap(rows[0])
        assert driver.keys("field.reached:")[0] == row_tag("field.reached", planted_id(5, 199))
        await driver.tap("field.more_calls")
        assert len(driver.keys("field.reached:")) == 120
        assert "あと80班を見る" in driver.texts()


async def test_an_injury_at_the_centre(centre: Centre) -> None:
    async with session_on(centre) as driver:
        await driver.open_app("/field/injury", sections=(SECTION,))
        await driver.type("field.injury_name", "訓練 職員")
        await driver.tap("field.injury_kind.sick")
        await driver.tap("field.treatment.ambulance")
        await driver.tap("field.record_injury")
        assert "センター長にすぐ伝えてください" in driver.text()
    assert centre.rows("SELECT team, name, kind FROM live_injury") == [(None, "訓練 職員", "sick")]
