"""出入: three columns, send-off with its stops, late teams, rest, phones, scanner, keyboard."""

import sqlite3
from collections.abc import Callable
from typing import Any, cast

from app.documents import payloads
from app.domain.calendar_jp import HOUR_MS, MINUTE_MS
from app.services.command import Actor
from app.services.dispatch import ReturnTeam, SendOut
from app.services.heat import MeasureHeat
from app.services.reports import Report, ReturnAndReport
from app.services.stop_orders import OrderStop
from app.ui.look import DEFAULT_LOOK, Look
from app.ui.operation_port import OperationPort
from app.ui.screens.field.route import SECTION, FieldRoute
from app.ui.tagged import row_tag
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import ALL_CHECKED, Ground, planted_id
from tests.support.sessions import session_on


def state_of(centre: Centre, team: EntityId) -> object:
    return centre.rows("SELECT state FROM live_team WHERE id = ?", team)[0][0]


async def test_an_empty_board_teaches_what_will_stand_here(centre: Centre) -> None:
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        words = driver.text()
        assert "送り出しを待つ班はありません" in words
        assert "外に出ている人はいません" in words
        assert "まだ帰ってきた班はありません" in words
        assert "今日はまだ測っていません" in words


async def test_four_toggles_and_one_button_send_a_team_off(centre: Centre, ground: Ground) -> None:
    need = ground.need(crisis=True)
    team = ground.team(need=need, members=3, leader_name="訓練 班長")
    ground.plant()
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        assert "危機介入" in driver.texts()
        await driver.tap("field.send")
        assert "「体調」の確認がまだです。" in driver.text()
        for check in ("health", "clothes", "drink", "phone"):
            await driver.tap(f"field.check.{check}")
        await driver.tap("field.change")
        await driver.type("field.heads_out", "4")
        await driver.type("field.planned", "14:00")
        await driver.tap("field.send")
        assert state_of(centre, team) == "out"
        row = centre.rows("SELECT heads_out, planned_return_at FROM live_team")[0]
        assert row == (4, MORNING_MS + (14 * 60 - 9 * 60 - 42) * MINUTE_MS)
        assert driver.has(row_tag("field.back", team))
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert state_of(centre, team) == "ready"
        assert driver.has("field.send")


async def test_a_phone_is_asked_for_where_there_is_none(centre: Centre, ground: Ground) -> None:
    team = ground.team(phone=None)
    ground.plant()
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        await driver.tap("field.check.phone")
        assert "班に連絡がつく電話番号を入れてください。" in driver.texts()
        await driver.type("field.phone", "090-0000-0044", enter=True)
        assert centre.rows("SELECT phone, check_phone FROM live_team WHERE id = ?", team) == [
            ("090-0000-0044", 1)
        ]


async def test_a_plan_in_the_past_is_refused_beside_its_field(
    centre: Centre, ground: Ground
) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        await driver.tap("field.change")
        await driver.type("field.planned", "8:00")
        await driver.tap("field.send")
        assert "帰りの予定が今より前になっています。" in driver.texts()
        assert state_of(centre, team) == "ready"


async def test_who_leaves_late_in_the_evening_is_back_after_midnight(
    centre: Centre, ground: Ground
) -> None:
    team = ground.team(planned_return_at=None, **ALL_CHECKED)
    ground.plant()
    centre.clock.advance(13 * HOUR_MS + 12 * MINUTE_MS)  # 22:54
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        assert "0:00" in driver.text()
        await driver.tap("field.send")
        assert state_of(centre, team) == "out"
    midnight = MORNING_MS + (24 * 60 - 9 * 60 - 42) * MINUTE_MS
    assert centre.rows("SELECT planned_return_at FROM live_team") == [(midnight,)]


async def test_heat_is_gone_over_by_the_chiefs_name_and_reason(
    centre: Centre, ground: Ground
) -> None:
    team = ground.team(**ALL_CHECKED)
    chief = planted_id(9, 1)
    ground.rows.append(("staff", chief, {"name": "訓練 長", "role": "chief", "active": True}))
    ground.plant()
    centre.do(MeasureHeat(9, 315))
    async with session_on(centre, actor=Actor(chief, "訓練 長", "chief")) as driver:
        await driver.show(FieldRoute)
        assert "新しい送り出しは責任者の判断で" in driver.texts()
        await driver.tap("field.send")
        assert state_of(centre, team) == "ready"
        await driver.tap("field.stop.override")
        await driver.type("field.stop.reason", "屋内の作業だけ")
        await driver.tap("field.stop.go")
        assert state_of(centre, team) == "out"
        assert centre.rows("SELECT rule, by_name FROM live_hard_stop_override") == [
            ("heat_wbgt", "訓練 長")
        ]


async def test_the_late_rise_and_the_minute_hand_draws_without_reading(
    centre: Centre, ground: Ground
) -> None:
    late = ground.team(**ALL_CHECKED)
    first = ground.team(**ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(first, 2, MORNING_MS + HOUR_MS))
    centre.do(SendOut(late, 3, MORNING_MS + 2 * HOUR_MS))
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        order = driver.keys("field.back:")
        assert order == [row_tag("field.back", first), row_tag("field.back", late)]
        assert "5" in driver.texts()
        assert "人が外に" in driver.texts()
        centre.clock.advance(2 * HOUR_MS + 25 * MINUTE_MS)
        driver.timers.pass_()
        await driver.settle()
        assert "25分おくれ" in driver.texts()
        assert "85分おくれ" in driver.texts()
        assert "外にいる　2班（遅れ 2）" in driver.texts()


async def test_rest_is_turned_on_the_row_and_overdue_rest_is_said(
    centre: Centre, ground: Ground
) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    centre.do(MeasureHeat(9, 290))
    centre.clock.advance(27 * MINUTE_MS)
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        assert "休憩が7分おくれ" in driver.texts()
        await driver.tap(row_tag("field.rest", team))
        assert "休憩中　10:19まで" in driver.texts()
        await driver.tap(row_tag("field.work", team))
        assert "10:29に休憩" in driver.texts()


async def test_the_phone_is_one_tap_away(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        assert "090-0000-0011" in driver.texts()
        await driver.tap(row_tag("field.call", team))
        assert any("tel:09000000011" in str(args) for _, args in driver.invoked)


async def test_a_scan_opens_what_the_team_needs_next(centre: Centre, ground: Ground) -> None:
    ready = ground.team(need=ground.need(), **ALL_CHECKED)
    ground.team(**ALL_CHECKED)
    second = ground.team(need=ground.need(), **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(second))
    async with session_on(centre) as driver:
        await driver.open_app("/field", sections=(SECTION,))
        await driver.scan("field.search", payloads.need(planted_id(4, 1)))
        assert driver.page.route == "/field"
        assert "1班" in driver.texts()
        await driver.tap("field.send")
        assert state_of(centre, ready) == "out"
        await driver.type("field.search", "99", enter=True)
        assert "「99」の班は見つかりません" in driver.text()
        await driver.type("field.search", "3", enter=True)
        assert driver.page.route == f"/field/team/{second.hex()}"
        assert "お疲れさまでした" in driver.texts()


async def test_a_typed_name_filters_and_escape_clears(centre: Centre, ground: Ground) -> None:
    for name in ("訓練 一郎", "訓練 花子"):
        ground.team(leader_name=name, **ALL_CHECKED)
    ground.plant()
    for team in (planted_id(5, 1), planted_id(5, 2)):
        centre.do(SendOut(team))
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        await driver.type("field.search", "花子")
        assert "訓練 一郎" not in driver.text()
        assert "訓練 花子" in driver.text()
        await driver.type("field.search", "どこにもない")
        assert "この欄にはありません" in driver.texts()
        await driver.press("Escape")
        assert "訓練 一郎" in driver.text()


async def test_a_reading_is_typed_and_a_slip_is_refused(centre: Centre) -> None:
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        await driver.tap("field.measure")
        await driver.type("field.tenths", "あつい", enter=True)
        assert "暑さ指数として読めません" in driver.text()
        await driver.type("field.tenths", "３１．２", enter=True)
        assert centre.rows("SELECT hour, tenths FROM live_wbgt") == [(9, 312)]
        assert "31.2" in driver.texts()
        assert "危険" in driver.texts()
        assert not driver.has("field.tenths")
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert "今日はまだ測っていません" in driver.texts()


async def test_the_stop_bar_says_how_many_are_not_reached(centre: Centre, ground: Ground) -> None:
    team = ground.team(members=3, **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    centre.do(OrderStop("lightning"))
    async with session_on(centre) as driver:
        await driver.open_app("/field", sections=(SECTION,))
        assert "あと1班3人に連絡がついていません" in driver.text()
        assert "呼び戻し中" in driver.texts()
        await driver.tap("field.phones")
        assert driver.page.route == "/field/stop"


async def test_reports_that_are_owed_are_counted_and_told_ones_say_how_it_went(
    centre: Centre, ground: Ground
) -> None:
    teams = [ground.team(need=ground.need(), **ALL_CHECKED) for _ in range(2)]
    ground.plant()
    for team in teams:
        centre.do(SendOut(team))
    centre.do(ReturnTeam(teams[0], 1, hurt=True))
    centre.do(ReturnAndReport(teams[1], 2, False, Report(progress="continuing")))
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        words = driver.texts()
        assert "帰ってきた　2班（報告待ち 1）" in words
        assert "出発2人 → 帰着1人" in words
        assert "けがの記録がまだです" in words
        assert "継続" in words
        assert driver.keys("field.report:") == [row_tag("field.report", teams[0])]
        assert driver.keys("field.told:") == [row_tag("field.told", teams[1])]


async def test_narrow_and_extra_large_letters_make_tabs(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    extra = Look(letters="extra", theme=DEFAULT_LOOK.theme)
    for look, width, height in ((DEFAULT_LOOK, 800, 1280), (extra, 1280, 800)):
        async with session_on(centre, look=look, width=width, height=height) as driver:
            await driver.show(FieldRoute)
            assert driver.has("field.send"), "nobody is outside: who is to leave comes first"
            await driver.tap("field.tab.out")
            assert "外に出ている人はいません" in driver.texts()
            assert not driver.has("field.send")
            await driver.tap("field.tab.ready")
            assert driver.has("field.send")
    assert state_of(centre, team) == "ready"


async def test_two_thousand_teams_are_windowed(centre: Centre, ground: Ground) -> None:
    for _ in range(2_000):
        ground.team(members=0, state="out", heads_out=5, sent_at=MORNING_MS, **ALL_CHECKED)
    ground.plant()
    async with session_on(centre) as driver:
        await driver.show(FieldRoute)
        assert "10,000" in driver.texts()
        assert len(driver.keys("field.back:")) == 40
        await driver.see_page_of("field.outs")
        assert len(driver.keys("field.back:")) == 200
        await driver.tap("field.outs.after")
        await driver.see_page_of("field.outs")
        assert "2000件のうち 201〜400件目" in driver.texts()


async def test_in_english_nothing_is_left_in_japanese(centre: Centre, ground: Ground) -> None:
    team = ground.team(number="3", phone=None, need=ground.need(town="Shioiri"), **ALL_CHECKED)
    ground.plant()
    centre.do(MeasureHeat(9, 290))
    async with session_on(centre, look=Look(language="en")) as driver:
        await driver.show(FieldRoute)
        assert "people outside" in driver.texts()
        assert "Send off" in driver.texts()
        japanese = [
            words for words in driver.texts() if any("\u3041" <= sign <= "\u9fff" for sign in words)
        ]
        assert japanese == []
    assert state_of(centre, team) == "ready"


class SickReader:
    """The operation, whose reads fail while `sick`: a working set that cannot be read."""

    def __init__(self, centre: Centre) -> None:
        self._operation = centre.operation
        self.sick = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._operation, name)

    def read(self, query: Callable[[sqlite3.Connection], Any]) -> Any:
        if self.sick:
            raise sqlite3.OperationalError("disk I/O error")
        return self._operation.read(query)


async def test_a_board_that_cannot_be_read_can_be_asked_for_again(centre: Centre) -> None:
    async with session_on(centre) as driver:
        reader = SickReader(centre)
        driver.operation = cast("OperationPort", reader)
        await driver.show(FieldRoute)
        assert "読み込めませんでした" in driver.text()
        reader.sick = False
        driver.runtime.refresh()
        await driver.settle()
        assert "送り出しを待つ班はありません" in driver.texts()
