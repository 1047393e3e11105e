"""中止の連絡: from the calendar to the last person told."""

from collections.abc import AsyncIterator
from datetime import date

import flet as ft
import pytest

from app.domain.calendar_jp import instant_of
from app.services.bookings import BookDay
from app.services.calendar import MarkDay
from app.services.command import Actor
from app.services.volunteers import RegisterVolunteer
from app.store.queries.calling import BookedLine
from app.ui.look import Look
from app.ui.screens.today.calling import CallingActions, CallingScreen, CallingView
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.ground import Ground, planted_id
from tests.support.sessions import SessionDriver

TOMORROW = date(2026, 8, 12)
ROUTE = f"/today/calling/{TOMORROW.isoformat()}"


@pytest.fixture
async def desk(centre: Centre) -> AsyncIterator[SessionDriver]:
    async with SessionDriver(centre.operation) as driver:
        driver.desk.clock = centre.clock
        await driver.open_app("/today")
        yield driver


async def go(desk: SessionDriver, route: str) -> None:
    desk.runtime.go(route)
    await desk.settle()


def booked(centre: Centre, name: str) -> EntityId:
    made = centre.do(RegisterVolunteer(name, phone="090-0000-0011", another_person=True)).entity
    assert made is not None
    centre.do(BookDay(TOMORROW, made))
    return made


def visited(centre: Centre) -> EntityId:
    ground = Ground(centre)
    need = ground.need(status="survey_scheduled")
    survey = {"need": need, "state": "planned", "planned_at": instant_of(TOMORROW, 630)}
    ground.rows.append(("survey", ground.new(8), survey))
    ground.plant()
    return need


async def test_an_empty_list_teaches_and_a_bad_day_leads_back(desk: SessionDriver) -> None:
    await go(desk, ROUTE)
    assert "予約した人はいません" in desk.text()
    assert "予定のある依頼者はいません" in desk.text()
    await go(desk, "/today/calling/tomorrow")
    assert "日付が読み取れません" in desk.text()
    await desk.tap("calling.back")
    assert desk.page.route == "/today"


async def test_nothing_is_ticked_off_before_the_day_is_called_off(
    desk: SessionDriver, centre: Centre
) -> None:
    hana, need = booked(centre, "訓練 花子"), visited(centre)
    await go(desk, ROUTE)
    assert "まだ休止日になっていません" in desk.text()
    assert not desk.keys("calling.told:")
    await desk.tap("calling.call_off")
    assert set(desk.keys("calling.told:")) == {
        f"calling.told:{hana.hex()}", f"calling.told:{need.hex()}",
    }  # fmt: skip


async def test_people_and_clients_are_told_one_by_one(desk: SessionDriver, centre: Centre) -> None:
    hana, need = booked(centre, "訓練 花子"), visited(centre)
    centre.do(MarkDay(TOMORROW, "paused"))
    await go(desk, "/settings/calendar")
    await desk.tap(desk.keys("settings.calendar.calling:")[0])
    assert desk.page.route == ROUTE
    await desk.tap(f"calling.told:{hana.hex()}")
    assert centre.rows("SELECT state FROM live_booking") == [("called_off",)]
    await desk.tap(f"calling.told:{hana.hex()}")  # a slip of the finger
    assert centre.rows("SELECT state FROM live_booking") == [("confirmed",)]
    await desk.tap(f"calling.absent:{need.hex()}")
    assert "不在 1回" in desk.text()
    await desk.tap(f"calling.told:{need.hex()}")
    assert "あと 0件／1件" in desk.text()
    assert centre.rows("SELECT result, day, text FROM live_contact ORDER BY result") == [
        ("absent", "2026-08-12", "8/12の中止の連絡"),
        ("reached", "2026-08-12", "8/12の中止を伝えた"),
    ]  # fmt: skip
    await desk.runtime.toaster.undo()
    await desk.settle()
    assert "あと 1件／1件" in desk.text()
    await desk.tap(f"calling.need:{need.hex()}")
    assert "8/12の中止の連絡" in desk.text()


async def test_the_day_itself_leads_to_the_list(desk: SessionDriver, centre: Centre) -> None:
    centre.do(MarkDay(TOMORROW, "paused", note="台風のため"))
    centre.do(MarkDay(date(2026, 8, 11), "waste_site_closed"))
    await go(desk, "/today")
    assert "明日は休止日です。" in desk.text()
    assert "仮置場は休みです。" in desk.text()
    await desk.tap("today.calling_tomorrow")
    assert desk.page.route == ROUTE


async def test_who_may_not_read_residents_sees_that_there_are_some(centre: Centre) -> None:
    need = visited(centre)
    centre.do(MarkDay(TOMORROW, "paused"))
    reception = Actor(None, "訓練 受付", "member", frozenset({"reception"}), False, "A")
    async with SessionDriver(centre.operation, actor=reception) as driver:
        driver.desk.clock = centre.clock
        await driver.open_app(ROUTE)
        assert "N-0001" in driver.text()
        assert "試験 太郎" not in driver.text()
        assert not driver.keys("calling.xlsx")
        assert f"calling.need:{need.hex()}" not in driver.keys("calling.need:")


def nothing() -> CallingActions:
    async def done(*_: object) -> None:
        return None

    return CallingActions(done, done, done, done, lambda _route: None)


@pytest.mark.parametrize("look", [Look(), Look(letters="extra", theme="dark", language="en")])
@pytest.mark.parametrize("width", [1280, 800])
async def test_two_thousand_people_mount_one_window(look: Look, width: int) -> None:
    people = tuple(
        BookedLine(
            None, planted_id(1, n), False, f"C-{n:04d}", f"訓練 その{n}", "", "090-0000-0011", 1,
            None, False,
        )
        for n in range(2_000)
    )  # fmt: skip
    view, actions = CallingView(TOMORROW, True, people, (), True), nothing()
    async with SessionDriver(look=look, width=width) as driver:

        def draw() -> ft.Control:
            return CallingScreen(view, actions)

        await driver.show(draw)
        assert 0 < len(driver.keys("calling.told:")) <= 200
        assert "訓練 その0" in driver.text()
