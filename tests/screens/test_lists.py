"""Long lists open as fast as short ones."""

from dataclasses import dataclass

import flet as ft

from app.ui.component import component, keyed, memo
from app.ui.components.cards import empty_state
from app.ui.components.lists import FIRST, MORE, WINDOW, windowed_list
from app.ui.tagged import tagged
from tests.support.sessions import SessionDriver


@dataclass(frozen=True)
class Person:
    id: str
    name: str


@memo
def Line(person: Person) -> ft.Control:
    return ft.Text(person.name)


def people(count: int) -> tuple[Person, ...]:
    return tuple(Person(f"{n}", f"{n}番") for n in range(count))


@component
def TwoThousand() -> ft.Control:
    rows, set_rows = ft.use_state(people(2_000))

    def change_one() -> None:
        set_rows((Person("0", "変わった"), *rows[1:]))

    listed = windowed_list("list", rows, lambda person: keyed(person.id, Line, person))
    return ft.Column([tagged("change", ft.TextButton("x", on_click=change_one)), listed])


def scrolled_to(pixels: int) -> dict[str, object]:
    """What the browser tells of a list of 4,000 pixels in a window of 700."""
    extents = {"min_scroll_extent": 0, "max_scroll_extent": 3_300, "viewport_dimension": 700}
    return {"event_type": "update", "pixels": pixels, **extents}


async def scroll(driver: SessionDriver, pixels: int) -> None:
    (found,) = [one for one in driver.controls() if isinstance(one, ft.ListView)]
    await driver.session.dispatch_event(found._i, "scroll", scrolled_to(pixels))
    await driver.settle()


async def test_of_two_thousand_people_forty_are_mounted_and_more_for_who_scrolls():
    async with SessionDriver() as driver:
        await driver.show(TwoThousand)
        assert driver.renders["Line"] == FIRST == 40
        await scroll(driver, 1_000)
        assert driver.renders["Line"] == FIRST
        await scroll(driver, 2_900)
        assert driver.renders["Line"] == FIRST + MORE
        assert f"{FIRST + MORE - 1}番" in driver.texts()
        assert f"{FIRST + MORE}番" not in driver.texts()


async def test_the_button_mounts_more_up_to_a_page():
    async with SessionDriver() as driver:
        await driver.show(TwoThousand)
        assert "つづきを表示（あと1960件）" in driver.texts()
        await driver.tap("list.more")
        await driver.tap("list.more")
        assert driver.renders["Line"] == WINDOW == 200
        assert driver.texts().count("199番") == 1
        assert "200番" not in driver.texts()
        assert not driver.has("list.more")
        assert driver.has("list.after")
        await scroll(driver, 3_300)
        assert driver.renders["Line"] == WINDOW


async def test_a_change_of_one_row_draws_one_row():
    async with SessionDriver() as driver:
        await driver.show(TwoThousand)
        before = driver.renders["Line"]
        await driver.tap("change")
        assert "変わった" in driver.texts()
        assert driver.renders["Line"] == before + 1


async def test_the_next_two_hundred_are_one_tap_away_and_back():
    async with SessionDriver() as driver:
        await driver.show(TwoThousand)
        await driver.see_page_of("list")
        await driver.tap("list.after")
        assert "200番" in driver.texts()
        assert "240番" not in driver.texts()
        assert driver.has("list.before")
        await driver.see_page_of("list")
        assert "2000件のうち 201〜400件目" in driver.texts()
        await driver.tap("list.before")
        assert "0番" in driver.texts()


async def test_an_empty_list_teaches_what_will_stand_there():
    @component
    def Empty() -> ft.Control:
        return windowed_list(
            "list", (), Line, empty=empty_state("まだいません", "受付から入れます")
        )

    async with SessionDriver() as driver:
        await driver.show(Empty)
        assert driver.texts() == ["まだいません", "受付から入れます"]
