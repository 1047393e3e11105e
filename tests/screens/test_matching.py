"""The matching: needs beside people, a team by taps, refusals with their way on, every state."""

from typing import Any

import pytest

from app.services.command import Actor
from app.ui.look import Look
from app.ui.screens.matching.route import MatchingRoute
from tests.support.centres import Centre
from tests.support.ground import Ground, planted_id
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


# ------------------------------------------------------------------------------- states


async def test_an_empty_morning_says_what_will_stand_here(centre: Centre) -> None:
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        words = driver.text()
        assert "班を待っているニーズはありません" in words
        assert "待っている人はいません" in words
        await driver.tap("matching.side.teams")
        assert "今日の班はまだありません" in driver.text()
        agrees(driver)


async def test_before_the_first_answer_it_is_loading_and_a_failure_can_be_tried_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such column")

    monkeypatch.setattr("app.ui.screens.matching.route.people_view", broken)
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        assert driver.has("query.retry")
        monkeypatch.undo()
        await driver.tap("query.retry")
        assert "待っている人はいません" in driver.text()


async def test_two_thousand_who_wait_open_as_a_window_of_them(
    centre: Centre, ground: Ground
) -> None:
    need = ready(ground, people=5)
    for n in range(2_000):
        ground.volunteer(f"訓練 {n}")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        assert len(waiting_rows(driver)) == 40
        await driver.see_page_of("matching.people")
        assert len(waiting_rows(driver)) == 60
        assert "2000人が待っています　待った順" in driver.text()
        await driver.tap(tag("job", need))
        await driver.type("matching.search", "C-1999")
        assert [row.partition(":")[0] for row in waiting_rows(driver)] == ["matching.person"]
        assert "2000人のうち 1人" in driver.text()


# ------------------------------------------------------------------------------- taps


async def test_a_need_then_people_one_tap_each_a_leader_and_on_to_the_send_off(
    centre: Centre, ground: Ground
) -> None:
    need = ready(ground, people=2, truck=True)
    first = ground.volunteer("訓練 一", experience=True, has_light_truck=True)
    second = ground.volunteer("訓練 二")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        assert "待っている人を押すと、班に入ります" in driver.text()
        await driver.tap(tag("person", first))
        words = driver.text()
        assert "1班" in words
        assert "あと1人" in words
        assert "軽トラックの人がいません" not in words
        await driver.tap(tag("person", second))
        (made,) = teams(centre)
        assert (made.need, made.heads, made.state) == (need, 2, "forming")
        assert "班長が決まっていません" in driver.text()
        await driver.tap(tag("lead", made.members[0].id))
        assert "班長が決まっていません" not in driver.text()
        agrees(driver)
        await driver.tap("matching.ready")
        assert teams(centre)[0].state == "ready"
        assert "ニーズを選んで、人を押す" in driver.text()
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert teams(centre)[0].state == "forming"
        agrees(driver)


async def test_the_second_tap_before_the_first_is_written_joins_the_same_team(
    centre: Centre, ground: Ground
) -> None:
    need = ready(ground, people=5)
    first, second = ground.volunteer("訓練 一"), ground.volunteer("訓練 二")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        rows = [driver.find(tag("person", key)) for key in (first, second, first)]
        for row in rows:  # three taps, and nobody waits for the disk
            await driver.session.dispatch_event(row._i, "click", None)
        await driver.settle()
        (made,) = teams(centre)
        assert made.heads == 2
        assert not driver.has("matching.dismiss")


async def test_a_tap_without_a_need_says_what_to_do_first(centre: Centre, ground: Ground) -> None:
    check_in = ground.volunteer()
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("person", check_in))
        toast = driver.runtime.toaster.now.value
        assert toast is not None
        assert toast.text == "先にニーズか班を選んでください"
        assert teams(centre) == ()


async def test_undo_of_the_first_tap_gives_the_need_and_the_person_back(
    centre: Centre, ground: Ground
) -> None:
    need, check_in = ready(ground), ground.volunteer("訓練 花子")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", check_in))
        assert waiting_rows(driver) == []
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert waiting_rows(driver) == [tag("person", check_in)]
        assert teams(centre) == ()
        agrees(driver)


async def test_the_suggestion_says_why_and_takes_all_in_one_tap(
    centre: Centre, ground: Ground
) -> None:
    need = ready(ground, people=3, truck=True)
    ground.volunteer("訓練 運転", has_light_truck=True)
    ground.volunteer("訓練 経験", experience=True)
    for n in range(3):
        ground.volunteer(f"訓練 {n}", experience=False)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap("matching.suggest")
        words = driver.text()
        assert "★ 訓練 経験" in words
        assert "軽トラックあり" in words
        assert teams(centre) == ()
        await driver.tap("matching.take_suggestion")
        (made,) = teams(centre)
        assert (made.heads, made.leader_name) == (3, "訓練 経験")
        assert not driver.has("matching.suggest")  # full
        agrees(driver)


async def test_where_nobody_could_go_the_suggestion_says_so(centre: Centre, ground: Ground) -> None:
    red, empty = ready(ground, inspection="red"), ready(ground)
    ground.volunteer("訓練 無保険", insured=False)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", red))
        await driver.tap("matching.suggest")
        assert driver.text().count("応急危険度判定が「危険（赤）」の建物には入れません。") == 2
        await driver.tap("matching.suggestion_close")
        await driver.tap(tag("job", empty))
        await driver.tap("matching.suggest")
        assert "いま組める人が待っていません。" in driver.text()


# ------------------------------------------------------------------------------- refusals


async def test_an_uninsured_person_is_refused_beside_the_team_and_gone_over_with_a_reason(
    centre: Centre, ground: Ground
) -> None:
    need, check_in = ready(ground), ground.volunteer("訓練 無保険", insured=False)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        assert "保険 未加入" in driver.text()
        await driver.tap(tag("person", check_in))
        assert "訓練 無保険さんはボランティア活動保険に未加入です" in driver.text()
        assert "手続きは受付でできます" in driver.text()
        assert teams(centre) == ()
        await driver.tap("matching.refused.override")
        await driver.tap("matching.refused.go")
        assert "理由を書いてください" in driver.text()
        await driver.type("matching.refused.reason", "加入の控えを見た")
        await driver.tap("matching.refused.go")
        (made,) = teams(centre)
        assert made.heads == 1
        assert not driver.has("matching.refused.go")
        rows = centre.rows("SELECT by_name, reason FROM live_hard_stop_override")
        assert rows == [("訓練 長", "加入の控えを見た")]
        agrees(driver)


async def test_a_refusal_can_be_put_away_also_with_escape(centre: Centre, ground: Ground) -> None:
    need, check_in = ready(ground), ground.volunteer("訓練 無保険", insured=False)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", check_in))
        await driver.tap("matching.dismiss")
        assert not driver.has("matching.dismiss")
        await driver.tap(tag("person", check_in))
        await driver.press("Escape")
        assert not driver.has("matching.dismiss")
        assert driver.has("matching.close")  # the need is still chosen
        await driver.press("Escape")
        assert not driver.has("matching.close")


async def test_whom_another_window_took_is_named_with_the_team(
    centre: Centre, ground: Ground
) -> None:
    need, check_in = ready(ground), ground.volunteer("訓練 花子")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        row = driver.find(tag("person", check_in))
        ground.team(members=0, state="forming")
        ground.join(planted_id(5, 1), check_in)
        ground.plant()
        await driver.session.dispatch_event(row._i, "click", None)
        await driver.settle()
        assert "訓練 花子さんは1班に入っています。" in driver.text()


async def test_nobody_is_taken_from_a_crisis_and_the_screen_says_how_to_replace(
    centre: Centre, ground: Ground
) -> None:
    need = ready(ground, people=1, crisis=True)
    first, second = ground.volunteer("訓練 一"), ground.volunteer("訓練 二")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", first))
        (member,) = teams(centre)[0].members
        await driver.tap(tag("remove", member.id))
        assert "ここから人を外すことはできません" in driver.text()
        assert "先に代わりの人を入れてください" in driver.text()
        assert not driver.has("matching.refused.override")
        await driver.tap(tag("person", second))
        await driver.tap(tag("remove", member.id))
        assert [one.person.name for one in teams(centre)[0].members] == ["訓練 二"]


# ----------------------------------------------------------------------- search, keys, filters


async def test_enter_takes_the_first_hit_arrows_another_and_a_name_tag_its_person(
    centre: Centre, ground: Ground
) -> None:
    need = ready(ground, people=9)
    ground.volunteer("渡邉 健一", kana="ワタナベ ケンイチ")
    ground.volunteer("渡辺 恵", kana="ワタナベ メグミ")
    ground.volunteer("田中 美咲", kana="タナカ ミサキ")
    ground.volunteer("高橋 翔", kana="タカハシ ショウ")
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.type("matching.search", "たなか", enter=True)
        assert [one.person.name for one in teams(centre)[0].members] == ["田中 美咲"]
        assert len(waiting_rows(driver)) == 3  # the search is empty again
        await driver.type("matching.search", "わたなべ")
        assert len(waiting_rows(driver)) == 2
        await driver.press("Arrow Down")
        await driver.press("Arrow Down")
        await driver.type("matching.search", "わたなべ", enter=True)
        assert teams(centre)[0].heads == 2
        await driver.scan("matching.search", "tasuki:p:c-0004")
        assert "高橋 翔" in [one.person.name for one in teams(centre)[0].members]
        await driver.type("matching.search", "いない人", enter=True)
        toast = driver.runtime.toaster.now.value
        assert toast is not None
        assert toast.text == "「いない人」の人は待っていません"
        agrees(driver)


async def test_filters_leave_whom_they_name_and_say_so(centre: Centre, ground: Ground) -> None:
    ground.volunteer("訓練 軽トラ", has_light_truck=True)
    ground.volunteer("訓練 看護", skills=("nursing",), experience=True)
    ground.volunteer("訓練 何も")
    group(ground, 6)
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        await driver.tap("matching.narrow")
        await driver.tap("matching.filter.group")
        assert "6人を見る" in driver.text()
        await driver.tap("matching.filter.group")
        await driver.tap("matching.skill.nursing")
        await driver.tap("matching.narrowed")
        assert len(waiting_rows(driver)) == 1
        assert "看護・医療" in driver.text()
        assert "9人のうち 1人" in driver.text()
        await driver.type("matching.search", "軽トラ")
        assert "この条件の人は待っていません" in driver.text()
        await driver.tap("matching.all")
        assert len(waiting_rows(driver)) == 4
        agrees(driver)


async def test_rows_that_move_and_change_show_their_own_words(
    centre: Centre, ground: Ground
) -> None:
    """The client's list, not only the server's, after every kind of change of order."""
    needs = [ready(ground, people=4, truck=n % 2 == 0, crisis=n == 2) for n in range(4)]
    for n in range(24):
        ground.volunteer(
            f"訓練 {n}", insured=n % 7 != 3, experience=n % 3 == 0, has_light_truck=n % 5 == 0,
            skills=("nursing", "cooking")[: n % 3], sex="female" if n % 2 else "male",
        )  # fmt: skip
    ground.plant()
    async with driver_of(centre) as driver:
        await driver.show(MatchingRoute)
        for need in needs:
            await driver.tap(tag("job", need))
            agrees(driver)
            await driver.tap("matching.suggest")
            await driver.tap("matching.take_suggestion")
            agrees(driver)
            await driver.tap(waiting_rows(driver)[1])
            agrees(driver)
            await driver.tap("matching.close")
            agrees(driver)


# ----------------------------------------------------------------------- windows, letters, language


@pytest.mark.parametrize(
    ("size", "letters", "tabs"),
    [((1280, 800), "standard", 0), ((1280, 800), "extra", 2), ((800, 1280), "standard", 3)],
)
async def test_columns_take_turns_where_there_is_no_room(
    centre: Centre, ground: Ground, size: tuple[int, int], letters: Any, tabs: int
) -> None:
    need, check_in = ready(ground, people=2), ground.volunteer("訓練 花子")
    ground.plant()
    async with driver_of(
        centre, width=size[0], height=size[1], look=Look(letters=letters)
    ) as driver:
        await driver.show(MatchingRoute)
        assert len(driver.keys("matching.tab.")) == tabs
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", check_in))
        assert "あと1人" in driver.text()
        if tabs == 3:
            await driver.tap("matching.see_team")
        await driver.tap("matching.ready")
        assert teams(centre)[0].state == "ready"
        agrees(driver)


async def test_a_refusal_is_seen_where_the_tap_was_also_on_a_narrow_window(
    centre: Centre, ground: Ground
) -> None:
    need, check_in = ready(ground), ground.volunteer("訓練 無保険", insured=False)
    ground.plant()
    async with driver_of(centre, width=800, height=1280) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", check_in))
        assert "未加入です" in driver.text()


async def test_in_english_nothing_of_the_screen_is_japanese(centre: Centre, ground: Ground) -> None:
    need = ready(ground, people=3, truck=True, women=True, dangers=("glass_nails",), town="Shioiri")
    ground.volunteer("Sato Ken", experience=True, skills=("nursing",))
    ground.plant()
    async with driver_of(centre, look=Look(language="en")) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap("matching.suggest")
        await driver.tap("matching.take_suggestion")
        words = driver.text().replace("1班", "")
        assert not [word for word in words.splitlines() if any("぀" < one < "鿿" for one in word)]


async def test_an_observer_is_told_that_nothing_can_be_changed(
    centre: Centre, ground: Ground
) -> None:
    need, check_in = ready(ground), ground.volunteer()
    ground.plant()
    watcher = Actor(planted_id(9, 2), "訓練 視察", "observer")
    async with driver_of(centre, actor=watcher) as driver:
        await driver.show(MatchingRoute)
        await driver.tap(tag("job", need))
        await driver.tap(tag("person", check_in))
        assert "閲覧だけの方は変更できません。" in driver.text()
        assert teams(centre) == ()
