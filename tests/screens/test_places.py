"""Satellites on the screens: asked and shown where there are some, nowhere else."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from app.services.calendar import MarkDay
from app.services.check_ins import CheckIn
from app.services.insurance import EnrolInsurance
from app.services.places import GiveNeedToPlace, SendToPlace
from app.services.satellites import AddSatellite
from app.services.volunteers import RegisterVolunteer
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.ground import ALL_CHECKED
from tests.support.matching_desk import CHIEF, tag, teams, waiting_rows, with_chief
from tests.support.sessions import SessionDriver

TODAY = date(2026, 8, 11)


@pytest.fixture
async def desk(centre: Centre) -> AsyncIterator[SessionDriver]:
    async with SessionDriver(centre.operation, actor=CHIEF) as driver:
        driver.desk.clock = centre.clock
        await driver.open_app("/today")
        yield driver


async def go(desk: SessionDriver, route: str) -> None:
    desk.runtime.go(route)
    await desk.settle()


def satellite(centre: Centre) -> EntityId:
    made = centre.do(AddSatellite("南サテライト", "架空町1-1", "090-0000-0031")).entity
    assert made is not None
    return made


def person(centre: Centre, name: str) -> EntityId:
    made = centre.do(RegisterVolunteer(name, another_person=True)).entity
    assert made is not None
    centre.do(EnrolInsurance(made, exception=True))
    return made


def places(centre: Centre) -> list[object]:
    """By the names of the people."""
    rows = centre.rows(
        "SELECT c.satellite FROM live_check_in c JOIN live_volunteer v ON v.id = c.volunteer "
        "ORDER BY v.name DESC"
    )
    return [row[0] for row in rows]


async def test_a_centre_without_satellites_sees_none_of_it(
    desk: SessionDriver, centre: Centre
) -> None:
    ground = with_chief(centre)
    need = ground.need(status="ready", kinds=("furniture_out",))
    ground.volunteer("訓練 花子")
    ground.plant()
    await go(desk, "/reception")
    for route in (
        "/reception/today", "/matching", "/field", "/today", "/needs/new", f"/needs/{need.hex()}"
    ):  # fmt: skip
        await go(desk, route)
        assert "サテライト" not in desk.text(), route
        assert "本部" not in desk.text(), route


async def test_the_desk_remembers_where_people_go_and_one_goes_elsewhere(
    desk: SessionDriver, centre: Centre
) -> None:
    south = satellite(centre)
    hana, taro = person(centre, "訓練 花子"), person(centre, "訓練 太郎")
    await go(desk, "/reception")
    await desk.tap(f"reception.place.{south.hex()}")
    for name in ("訓練 花子", "訓練 太郎"):
        await desk.type("reception.search", name, enter=True)
    assert places(centre) == [south, south]
    await desk.tap("reception.sent.hq")
    assert places(centre) == [south, None]
    assert "行き先：本部" in desk.text()
    await go(desk, "/reception/today")
    await desk.tap(f"reception.today_place.{south.hex()}")
    assert ("訓練 花子" in desk.text(), "訓練 太郎" in desk.text()) == (True, False)
    await go(desk, f"/reception/{taro.hex()}")
    await desk.tap(f"person.place.{south.hex()}")
    assert places(centre) == [south, south]
    assert hana != taro


async def test_who_is_on_a_team_is_not_sent_away_and_the_page_says_which(
    desk: SessionDriver, centre: Centre
) -> None:
    south = satellite(centre)
    ground = with_chief(centre)
    need = ground.need(status="assigned")
    team = ground.team(need=need, members=0)
    check_in = ground.volunteer("訓練 花子")
    ground.join(team, check_in)
    ground.plant()
    volunteer = EntityId(centre.rows("SELECT volunteer FROM live_check_in")[0][0])  # type: ignore[arg-type]
    await go(desk, f"/reception/{volunteer.hex()}")
    await desk.tap(f"person.place.{south.hex()}")
    assert places(centre) == [None]
    assert "1班に入っています" in desk.text()
    await desk.tap(f"person.team:{team.hex()}")
    assert desk.page.route == f"/field/team/{team.hex()}"
    await desk.tap("field.open_need")
    assert desk.page.route == f"/needs/{need.hex()}"


async def test_the_matching_narrows_to_a_place_and_the_board_keeps_it(
    desk: SessionDriver, centre: Centre
) -> None:
    south = satellite(centre)
    ground = with_chief(centre)
    there = ground.need(status="ready", kinds=("furniture_out",))
    away = ground.need(status="ready", kinds=("furniture_out",))
    hana, taro = ground.volunteer("訓練 花子"), ground.volunteer("訓練 太郎")
    out = ground.team(number="8班", state="out", heads_out=4, sent_at=centre.clock.ms)
    ground.plant()
    centre.do(GiveNeedToPlace(there, south))
    centre.do(SendToPlace(hana, south))
    await go(desk, "/matching")
    assert set(desk.keys("matching.job:")) == {tag("job", there), tag("job", away)}
    await desk.tap(f"matching.place.{south.hex()}")
    assert desk.keys("matching.job:") == [tag("job", there)]
    assert waiting_rows(desk) == [tag("person", hana)]
    await desk.tap(tag("job", there))
    await desk.tap(tag("person", hana))
    (made,) = [team for team in teams(centre) if team.id != out]
    assert (made.satellite, made.place) == (south, "南サテライト")
    assert "集合：南サテライト" in desk.text()
    await go(desk, "/field")
    assert "8班" not in desk.text()
    assert made.number in desk.text()
    await desk.tap("field.place.all")
    assert "8班" in desk.text()
    await go(desk, "/today")
    assert "拠点ごと" in desk.text()
    assert taro is not None


async def test_a_need_is_given_to_a_place_on_its_page_and_at_intake(
    desk: SessionDriver, centre: Centre
) -> None:
    south = satellite(centre)
    ground = with_chief(centre)
    need = ground.need(status="ready")
    ground.plant()
    await go(desk, f"/needs/{need.hex()}")
    await desk.tap(f"needs.place.{south.hex()}")
    assert centre.rows("SELECT satellite FROM live_need") == [(south,)]
    await go(desk, "/needs/new")
    await desk.type("needs.field.name", "試験 次郎")
    await desk.tap(f"needs.place.{south.hex()}")
    await desk.tap("needs.receive")
    assert centre.rows("SELECT satellite FROM live_need") == [(south,), (south,)]


async def test_a_need_opens_the_matching_and_its_team_the_send_off(
    desk: SessionDriver, centre: Centre
) -> None:
    ground = with_chief(centre)
    need = ground.need(status="ready", kinds=("furniture_out",), people=1)
    hana = ground.volunteer("訓練 花子")
    ground.plant()
    await go(desk, f"/needs/{need.hex()}")
    await desk.tap("needs.step.assign_team")
    assert desk.page.route == f"/matching/{need.hex()}"
    await desk.tap(tag("person", hana))
    (made,) = teams(centre)
    assert made.need == need
    await desk.tap("matching.open_need")
    await desk.tap("needs.step.send_out")
    assert desk.page.route == f"/field/team/{made.id.hex()}"
    await desk.tap("field.open_people")
    assert desk.page.route == f"/matching/team/{made.id.hex()}"
    assert "訓練 花子" in desk.text()


async def test_the_history_of_a_need_says_who_and_where(
    desk: SessionDriver, centre: Centre
) -> None:
    ground = with_chief(centre)
    need = ground.need(status="assigned")
    team = ground.team(need=need, **ALL_CHECKED)
    ground.plant()
    await go(desk, f"/field/team/{team.hex()}")
    await desk.tap("field.send")
    await go(desk, f"/needs/{need.hex()}")
    assert f"{CHIEF.name} 端末A" in desk.text()


async def test_a_refusal_that_the_reception_settles_leads_there(
    desk: SessionDriver, centre: Centre
) -> None:
    ground = with_chief(centre)
    need = ground.need(status="ready", kinds=("furniture_out",))
    taro = ground.volunteer("訓練 太郎", insured=False)
    ground.plant()
    volunteer = EntityId(centre.rows("SELECT volunteer FROM live_check_in")[0][0])  # type: ignore[arg-type]
    await go(desk, f"/matching/{need.hex()}")
    await desk.tap(tag("person", taro))
    await desk.tap("matching.open_person")
    assert desk.page.route == f"/reception/{volunteer.hex()}"


async def test_on_a_day_off_the_reception_asks_and_can_go_over(
    desk: SessionDriver, centre: Centre
) -> None:
    hana = person(centre, "訓練 花子")
    centre.do(MarkDay(TODAY, "paused", note="台風のため"))
    await go(desk, "/reception")
    assert "今日は休止日です。" in desk.text()
    assert "台風のため" in desk.text()
    await desk.type("reception.search", "訓練 花子", enter=True)
    assert "それでも受付しますか" in desk.text()
    await desk.tap("reception.answer.anyway")
    assert centre.rows("SELECT volunteer FROM live_check_in") == [(hana,)]
    assert centre.refuse(CheckIn(hana)).code == "again"


async def test_a_check_in_that_another_screen_names_opens_its_person(
    desk: SessionDriver, centre: Centre
) -> None:
    ground = with_chief(centre)
    taro = ground.volunteer("訓練 太郎", insured=False)
    ground.plant()
    volunteer = EntityId(centre.rows("SELECT volunteer FROM live_check_in")[0][0])  # type: ignore[arg-type]
    await go(desk, "/today/decide")
    (opens,) = desk.keys("today.open:")
    await desk.tap(opens)
    assert desk.page.route == f"/reception/{volunteer.hex()}"
    await go(desk, f"/reception/here/{volunteer.hex()}")
    assert "この受付は見つかりません。" in desk.text()
    assert taro != volunteer
