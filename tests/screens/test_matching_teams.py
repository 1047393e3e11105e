"""The matching beyond one tap: groups, people in bulk, centre work, car, tools, list of teams."""

import pytest

from app.ui.screens.matching.route import MatchingRoute
from tests.support.centres import Centre
from tests.support.ground import Ground
from tests.support.matching_desk import (
    driver_of,
    group,
    ready,
    tag,
    teams,
    waiting_rows,
    with_chief,
)
from tests.support.mirror import agrees


@pytest.fixture
def ground(centre: Centre) -> Ground:
    return with_chief(centre)


# ------------------------------------------------------------------------------- groups


async def test_a_group_larger_than_the_places_is_asked_how_many(
    centre: Centre, ground: Ground
) -> None:
    need, party = ready(ground, people=3), group(ground, 12)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", party))
        assert "訓練大学（12人）から何人入れますか" in driver.text()
        assert teams(centre) == ()
        await driver.tap("matching.part_fits")
        assert teams(centre)[0].heads == 3
        assert "団体 9人" in driver.text()
        await driver.tap(tag("person", party))  # the team is full: whoever is tapped is wanted
        assert teams(centre)[0].heads == 12
        agrees(driver)


async def test_another_number_of_a_group_may_be_typed(centre: Centre, ground: Ground) -> None:
    need, party = ready(ground, people=3), group(ground, 12)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", party))
        await driver.tap("matching.part.more")
        await driver.tap("matching.part_go")
        assert teams(centre)[0].heads == 4


async def test_forty_people_go_to_a_neighbourhood_head_the_longest_waiting_first(
    centre: Centre, ground: Ground
) -> None:
    group(ground, 30)
    for n in range(20):
        ground.volunteer(f"訓練 {n}", insured=n != 3)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap("matching.open_community")
        await driver.tap("matching.community_go")
        assert driver.text().count("まとめ役の名前を入れてください") == 1
        await driver.type("matching.contact_name", "試験 区長")
        await driver.type("matching.contact_phone", "090-0000-0051")
        await driver.type("matching.community_note", "側溝の泥出し")
        await driver.tap("matching.community_go")
        (made,) = teams(centre)
        assert (made.kind, made.heads, made.contact_name) == ("community", 40, "試験 区長")
        assert "まとめ役 試験 区長　090-0000-0051" in driver.text()


# ------------------------------------------------------------------------------- centre, second job


async def test_surplus_people_work_at_the_centre_and_wait_again(
    centre: Centre, ground: Ground
) -> None:
    check_in = ground.volunteer("訓練 花子")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap("matching.open_centre")
        await driver.tap("matching.centre_go")
        assert "何をする班かを書いてください" in driver.text()
        await driver.tap("matching.centre.wash_tools")
        await driver.tap("matching.centre_go")
        await driver.tap(tag("person", check_in))
        (made,) = teams(centre)
        assert (made.kind, made.note, made.heads) == ("centre", "道具洗い", 1)
        assert not driver.has("matching.ready")
        await driver.tap("matching.finish")
        assert waiting_rows(driver) == [tag("person", check_in)]
        assert "今日2回目" in driver.text()


# ------------------------------------------------------------------------------- details


async def test_car_tools_and_return_are_chosen_on_the_card(centre: Centre, ground: Ground) -> None:
    car, shovel, bucket = ground.new(11), ground.new(8), ground.new(8)
    ground.rows += [
        ("vehicle", car, {"kind": "light_truck", "name": "センター1号"}),
        (
            "equipment",
            shovel,
            {"code": "shovel_square", "name": "角スコップ", "unit": "本", "position": 1},
        ),
        ("equipment", bucket, {"code": "bucket", "name": "バケツ", "unit": "個", "position": 2}),
    ]
    need = ready(ground, tools=("shovel_square",), truck=True)
    check_in = ground.volunteer("訓練 花子")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", check_in))
        assert "軽トラックの人がいません" in driver.text()
        await driver.tap("matching.open_vehicle")
        await driver.tap(tag("vehicle", car))
        assert "軽トラックの人がいません" not in driver.text()
        await driver.tap("matching.open_tools")
        await driver.tap(f"{tag('tool', shovel)}.more")
        await driver.tap(tag("add_tool", bucket))
        await driver.tap("matching.tools_save")
        assert "角スコップ 2本、バケツ 1個" in driver.text()
        await driver.tap("matching.open_details")
        await driver.type("matching.return", "9:00")
        await driver.tap("matching.details_save")
        assert "帰りの予定が今より前になっています" in driver.text()
        await driver.type("matching.return", "14:00")
        await driver.type("matching.phone", "090-0000-0061")
        await driver.tap("matching.details_save")
        words = driver.text()
        assert "14:00" in words
        assert "090-0000-0061" in words
        agrees(driver)


async def test_teams_of_today_are_chosen_changed_taken_back_and_disbanded(
    centre: Centre, ground: Ground
) -> None:
    need = ground.need(status="assigned")
    made = ground.team(need=need, members=1, state="ready")
    other = ground.volunteer("訓練 次郎")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap("matching.side.teams")
        await driver.tap(tag("team", made))
        await driver.tap(tag("person", other))
        assert teams(centre)[0].heads == 2
        await driver.tap("matching.take_back")
        assert teams(centre)[0].state == "forming"
        await driver.tap("matching.disband")
        assert teams(centre) == ()
        assert centre.rows("SELECT status FROM live_need WHERE id = ?", need) == [("ready",)]
        assert len(waiting_rows(driver)) == 2
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert teams(centre)[0].heads == 2
        agrees(driver)


async def test_one_more_team_for_a_need(centre: Centre, ground: Ground) -> None:
    need = ready(ground, people=2)
    first, second = ground.volunteer("訓練 一"), ground.volunteer("訓練 二")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", first))
        await driver.tap("matching.another")
        await driver.tap(tag("person", second))
        assert [one.number for one in teams(centre)] == ["1班", "2班"]
        assert {one.need for one in teams(centre)} == {need}
