"""The facts that every screen stands on, shown with flet itself."""

import flet
import flet as ft
import pytest

from app.ui.component import component, keyed
from app.ui.tagged import tagged
from tests.support.driver import Driver


def test_flet_is_the_version_whose_private_parts_the_driver_touches():
    assert flet.__version__ == "1.0.5"


@component
def Counter(name: str) -> ft.Control:
    count, set_count = ft.use_state(0)
    return tagged(
        f"count:{name}",
        ft.TextButton(f"{name}{count}", on_click=lambda: set_count(count + 1)),
    )


@component
def Fragile() -> ft.Control:
    broken, set_broken = ft.use_state(False)
    if broken:
        raise ValueError("山田 花子 090-0000-0011")
    return tagged("break", ft.TextButton("break", on_click=lambda: set_broken(True)))


@component
def TwoCards() -> ft.Control:
    return ft.Column([Fragile(), Counter("a")])


@component
def Rows() -> ft.Control:
    first: tuple[str, ...] = ("a", "b", "c")
    names, set_names = ft.use_state(first)
    turn = tagged("turn", ft.TextButton("turn", on_click=lambda: set_names(names[1:])))
    return ft.Column([turn, *(keyed(name, Counter, name) for name in names)])


async def test_an_exception_in_one_card_does_not_freeze_the_session():
    async with Driver() as driver:
        await driver.show(TwoCards)
        await driver.tap("break")
        assert driver.has("failed_card")
        assert not driver.has("break")
        await driver.tap("count:a")
        assert "a1" in driver.texts()


async def test_the_log_of_a_failed_card_holds_nobodys_data(caplog: pytest.LogCaptureFixture):
    @component
    def Telling() -> ft.Control:
        raise ValueError("山田 花子 090-0000-0011")

    async with Driver() as driver:
        await driver.show(Telling)
        assert "ValueError" in caplog.text
        assert "test_driver.py" in caplog.text
        assert "山田" not in caplog.text
        assert "0011" not in caplog.text


async def test_keyed_rows_keep_their_state_when_the_list_changes():
    async with Driver() as driver:
        await driver.show(Rows)
        await driver.tap("count:b")
        await driver.tap("turn")
        assert [words for words in driver.texts() if words != "turn"] == ["b1", "c0"]


async def test_a_tap_on_something_absent_fails_and_shows_what_is_there():
    async with Driver() as driver:
        await driver.show(TwoCards)
        with pytest.raises(AssertionError, match="TextButton break"):
            await driver.tap("nothing")


async def test_a_crash_in_a_bare_handler_fails_the_step():
    def explode() -> None:
        raise RuntimeError("a bug")

    @component
    def Bare() -> ft.Control:
        return tagged("x", ft.TextButton("x", on_click=explode))

    driver = await Driver().show(Bare)
    with pytest.raises(AssertionError):
        await driver.tap("x")
    driver.crashes.clear()
    await driver.close()


async def test_a_disabled_control_cannot_be_tapped():
    @component
    def Shut() -> ft.Control:
        return ft.Column([tagged("x", ft.TextButton("x"))], disabled=True)

    async with Driver() as driver:
        await driver.show(Shut)
        with pytest.raises(AssertionError, match="disabled"):
            await driver.tap("x")
