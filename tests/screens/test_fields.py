"""Fields keep what is typed, whatever the owner does in the meantime."""

import flet as ft
import pytest

from app.ui.component import component
from app.ui.components.choices import choice_chips, multi_chips, yes_no
from app.ui.components.dates import date_field, time_field
from app.ui.components.fields import TypedText, number_stepper, parse_number, text_field
from app.ui.components.search import search_field
from app.ui.tagged import tagged
from tests.support.sessions import SessionDriver


def test_an_echo_is_not_sent_back_and_a_change_by_the_owner_is():
    typed = TypedText()
    assert typed.to_show("first") == "first"
    typed.from_person("f")
    typed.from_person("fi")
    assert typed.to_show("f") is None  # a late echo
    assert typed.to_show("fi") is None
    assert typed.to_show("") == ""  # the owner clears it
    assert typed.to_show("") is None


def test_a_field_filled_from_elsewhere_while_typing_takes_the_owners_value():
    typed = TypedText()
    assert typed.to_show("") == ""
    typed.from_person("239")
    assert typed.to_show("横須賀市") == "横須賀市"


@component
def Form() -> ft.Control:
    words, set_words = ft.use_state("")
    return ft.Column(
        [
            text_field("form.name", "氏名", words, set_words, on_submit=lambda: set_words("")),
            ft.Text(f"<{words}>"),
            tagged("form.fill", ft.TextButton("fill", on_click=lambda: set_words("横須賀市"))),
        ]
    )


async def test_what_is_typed_reaches_the_owner_letter_by_letter_and_enter_clears():
    async with SessionDriver() as driver:
        await driver.show(Form)
        await driver.type("form.name", "わ")
        await driver.type("form.name", "わた")
        assert "<わた>" in driver.texts()
        assert driver.value("form.name") == "わた"
        await driver.tap("form.fill")
        assert driver.value("form.name") == "横須賀市"
        await driver.event("form.name", "submit", "横須賀市")
        assert driver.value("form.name") == ""


async def test_a_redraw_while_somebody_types_sends_no_value_to_the_client():
    async with SessionDriver() as driver:
        await driver.show(Form)
        field = driver.find("form.name")
        driver.session.apply_patch(field._i, {"value": "わたなべ"})  # typed; the events follow late
        await driver.session.dispatch_event(field._i, "change", "わた")
        await driver.settle()
        assert driver.value("form.name") == "わたなべ"


class Seen:
    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.changed: list[str] = []
        self.moved: list[int] = []


def search_screen(seen: Seen):
    @component
    def Search() -> ft.Control:
        words, set_words = ft.use_state("")

        def change(new: str) -> None:
            seen.changed.append(new)
            set_words(new)

        def accept(whole: str) -> None:
            seen.accepted.append(whole)
            set_words("")

        return search_field("search", "さがす", words, change, accept, on_move=seen.moved.append)

    return Search


async def test_a_scanner_types_a_code_and_enter_accepts_it_whole():
    seen = Seen()
    async with SessionDriver() as driver:
        await driver.show(search_screen(seen))
        await driver.scan("search", "C-0137")
        await driver.scan("search", "C-0138")
        assert seen.accepted == ["C-0137", "C-0138"]
        assert driver.value("search") == ""
        assert [name for name, _args in driver.invoked].count("focus") == 2


@pytest.mark.parametrize("begin", ["tasuki:", "TASUKI+", "ｔａｓｕｋｉ：", "tasuki'"])
async def test_the_letters_of_a_code_are_neither_searched_for_nor_drawn(begin: str):
    """A slow scanner: between two of the forty letters there is time for everything."""
    seen, code = Seen(), f"{begin}p:{'0f' * 16}"
    async with SessionDriver() as driver:
        await driver.show(search_screen(seen))
        before = driver.renders["Search"]
        for end in range(1, len(code) + 1):
            await driver.type("search", code[:end])
        assert seen.changed == [code[:end] for end in range(1, len(begin))]
        assert driver.renders["Search"] == before + len(begin) - 1
        assert driver.value("search") == code
        await driver.type("search", code, enter=True)
        assert seen.accepted == [code]
        assert driver.value("search") == ""


async def test_a_code_that_was_begun_can_be_put_away():
    seen = Seen()
    async with SessionDriver() as driver:
        await driver.show(search_screen(seen))
        for words in ("tasuki", "tasuki:p:00"):
            await driver.type("search", words)
        await driver.press("Escape")
        assert driver.value("search") == ""
        await driver.type("search", "わたなべ")
        assert seen.changed == ["tasuki", "", "わたなべ"]


async def test_the_keyboard_clears_and_moves():
    seen = Seen()
    async with SessionDriver() as driver:
        await driver.show(search_screen(seen))
        await driver.type("search", "わたなべ")
        await driver.press("Arrow Down")
        await driver.press("Arrow Up")
        await driver.press("Escape")
        assert seen.moved == [1, -1]
        assert driver.value("search") == ""


async def test_a_scan_without_focus_is_taken_too():
    seen = Seen()
    async with SessionDriver() as driver:
        await driver.show(search_screen(seen))
        await driver.event("search", "focus")
        for letter in "C1":
            await driver.press(letter)
        assert seen.accepted == []  # the focused field itself gets these letters
        await driver.event("search", "blur")
        for key in ("Shift+C", "-", "0", "1", "3", "7", "Enter"):
            await driver.press(key)
        assert seen.accepted == ["C-0137"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("5", 5), ("１２", 12), (" 7 ", 7), ("", None), ("-1", None), ("100", None), ("五", None)],
)
def test_counts_are_read_as_people_type_them(typed: str, number: int | None):
    assert parse_number(typed, 0, 99) == number


@component
def Choices() -> ft.Control:
    nothing: str | None = None
    several: tuple[str, ...] = ()
    unasked: bool | None = None
    uncounted: int | None = None
    one, set_one = ft.use_state(nothing)
    many, set_many = ft.use_state(several)
    first, set_first = ft.use_state(unasked)
    heads, set_heads = ft.use_state(uncounted)
    options = (("a", "あ"), ("b", "い"))
    return ft.Column(
        [
            choice_chips("one", "一つ", options, one, set_one),
            multi_chips("many", "いくつでも", options, many, set_many),
            yes_no("first", "はじめて", first, set_first),
            number_stepper("heads", "人数", heads, set_heads, least=1),
            ft.Text(f"{one} {many} {first} {heads}"),
        ]
    )


async def test_not_asked_stays_apart_from_no_and_can_be_gone_back_to():
    async with SessionDriver() as driver:
        await driver.show(Choices)
        assert driver.texts()[-1] == "None () None None"
        await driver.tap("first.no")
        assert driver.texts()[-1].endswith("False None")
        await driver.tap("first.no")
        assert driver.texts()[-1].endswith("None None")


async def test_chips_and_steppers_report_what_was_chosen():
    async with SessionDriver() as driver:
        await driver.show(Choices)
        for tag in ("one.b", "many.b", "many.a", "heads.more", "heads.more", "heads.less"):
            await driver.tap(tag)
        assert driver.texts()[-1] == "b ('a', 'b') None 1"
        await driver.type("heads", "１２")
        assert driver.texts()[-1].endswith("12")


@component
def Dates() -> ft.Control:
    no_day: str | None = None
    no_time: int | None = None
    day, set_day = ft.use_state(no_day)
    until, set_until = ft.use_state(no_time)
    return ft.Column(
        [
            date_field("day", "日", day, set_day),
            time_field("until", "時刻", until, set_until),
            ft.Text(f"{day} {until}"),
        ]
    )


async def test_days_and_times_are_read_as_written_and_what_was_understood_is_said():
    async with SessionDriver() as driver:
        await driver.show(Dates)
        await driver.type("day", "R8.8.11")
        await driver.type("until", "午後3時半")
        assert driver.texts()[-1] == "2026-08-11 930"
        assert any("令和8年8月11日" in words for words in driver.texts())
        await driver.type("day", "R8.13.40")
        assert driver.texts()[-1] == "None 930"
        assert any("日付として読めません" in words for words in driver.texts())
        assert driver.value("day") == "R8.13.40"


@component
def Hasty() -> ft.Control:
    """Enter takes what the owner knows."""
    words, set_words = ft.use_state("")
    taken, set_taken = ft.use_state("")
    field = text_field("form.code", "番号", words, set_words, on_submit=lambda: set_taken(words))
    return ft.Column([field, ft.Text(f"<{taken}>")])


async def test_enter_after_a_burst_of_letters_is_about_all_of_them():
    async with SessionDriver() as driver:
        await driver.show(Hasty)
        await driver.scan("form.code", "TASUKI-1")
        assert "<TASUKI-1>" in driver.texts()
