"""Long lists open as fast as short ones."""

from dataclasses import dataclass

import flet as ft

from app.ui.component import component, keyed, memo
from app.ui.components.cards import empty_state
from app.ui.components.lists import WINDOW, windowed_list
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


async def test_of_two_thousand_people_two_hundred_are_mounted():
    async with SessionDriver() as driver:
        await driver.show(TwoThousand)
        assert driver.renders["Line"] == WINDOW == 200
        assert driver.texts().count("199番") == 1
        assert "200番" not in driver.texts()


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
        await driver.tap("list.after")
        assert "200番" in driver.texts()
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
