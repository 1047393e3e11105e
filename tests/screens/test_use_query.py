"""Reading: load, read again, drop what comes too late, stop, show failures."""

import asyncio
import sqlite3
from threading import Event

import flet as ft

from app.services.command import Ok, Refused
from app.ui.component import component, memo
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.use_query import Ready, use_query
from tests.support.sessions import SessionDriver
from tests.support.stand_in import AddNote, Explode


def notes(db: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(row[0] for row in db.execute("SELECT text FROM note ORDER BY id"))


@component
def Notes() -> ft.Control:
    state = use_query(notes, ("note",))
    return shown(state, lambda texts: ft.Text("|".join(texts) or "none"))


@component
def Elsewhere() -> ft.Control:
    state = use_query(notes, ("another_table",))
    return shown(state, lambda texts: ft.Text(f"elsewhere {len(texts)}"))


@component
def Both() -> ft.Control:
    return ft.Column([Notes(), Elsewhere()])


async def test_it_loads_on_mount_and_reads_again_when_its_table_changes():
    async with SessionDriver() as driver:
        await driver.show(Notes)
        assert driver.texts() == ["none"]
        await driver.runtime.submit(AddNote("一"))
        await driver.settle()
        assert driver.texts() == ["一"]


async def test_a_change_of_another_table_leaves_siblings_alone():
    async with SessionDriver() as driver:
        await driver.show(Both)
        before = driver.renders["Elsewhere"]
        await driver.runtime.submit(AddNote("一"))
        await driver.settle()
        assert driver.texts() == ["一", "elsewhere 0"]
        assert driver.renders["Elsewhere"] == before


async def test_an_equal_answer_draws_nothing():
    async with SessionDriver() as driver:
        await driver.show(Notes)
        before = driver.renders["Notes"]
        driver.runtime.refresh()
        await driver.settle()
        assert driver.renders["Notes"] == before


async def test_an_act_that_chooses_something_else_is_read_for_once():
    """The news of an own write waits for its answer: nothing is read for what was chosen before."""
    asked: list[str] = []

    @component
    def Choosing() -> ft.Control:
        runtime = current_runtime()
        chosen, set_chosen = ft.use_state("before")

        def query(db: sqlite3.Connection) -> tuple[str, ...]:
            asked.append(chosen)
            return notes(db)

        async def add() -> None:
            await runtime.submit(AddNote("一"))
            set_chosen("after")

        state = use_query(query, ("note",), chosen)
        button = tagged("add", ft.TextButton("add", on_click=add))
        return shown(state, lambda texts: ft.Column([button, ft.Text("|".join(texts))]))

    async with SessionDriver() as driver:
        await driver.show(Choosing)
        await driver.tap("add")
        assert asked == ["before", "after"]
        assert "一" in driver.texts()


async def test_news_of_others_comes_after_an_own_act_that_failed():
    async with SessionDriver() as driver:
        await driver.show(Notes)
        failing = driver.runtime.submit(Explode())
        other = asyncio.get_running_loop().run_in_executor(
            None, lambda: driver.operation.submit(AddNote("他"), driver.actor)
        )
        refused, _ = await asyncio.gather(failing, other)
        await driver.settle()
        assert isinstance(refused, Refused)
        assert driver.texts() == ["他"]


async def test_an_answer_that_comes_too_late_is_dropped():
    slow_may_end, slow_began = Event(), Event()

    def find(text: str):
        def query(db: sqlite3.Connection) -> str:
            if text == "slow":
                slow_began.set()
                slow_may_end.wait(5)
            return text

        return query

    seen: list[str] = []

    @component
    def Search() -> ft.Control:
        wanted, set_wanted = ft.use_state("slow")
        state = use_query(find(wanted), ("note",), wanted)
        if isinstance(state, Ready):
            seen.append(state.value)
        return tagged("quick", ft.TextButton("quick", on_click=lambda: set_wanted("quick")))

    async with SessionDriver() as driver:
        driver.busy = lambda: not slow_began.is_set()
        showing = driver.show(Search)
        driver_task = asyncio.ensure_future(showing)
        while not slow_began.is_set():
            await asyncio.sleep(0)
        (button,) = driver.find_all("quick")
        await driver.session.dispatch_event(button._i, "click", None)
        slow_may_end.set()
        await driver_task
        await driver.settle()
        assert seen == ["quick"]


async def test_nothing_is_delivered_to_a_component_that_is_gone():
    may_end, began = Event(), Event()

    def slow(db: sqlite3.Connection) -> str:
        began.set()
        may_end.wait(5)
        return "late"

    @component
    def Child() -> ft.Control:
        return shown(use_query(slow, ("note",)), ft.Text)

    @component
    def Parent() -> ft.Control:
        there, set_there = ft.use_state(True)
        away = tagged("away", ft.TextButton("away", on_click=lambda: set_there(False)))
        return ft.Column([away, *([Child()] if there else [])])

    async with SessionDriver() as driver:
        task = asyncio.ensure_future(driver.show(Parent))
        while not began.is_set():
            await asyncio.sleep(0)
        (button,) = driver.find_all("away")
        await driver.session.dispatch_event(button._i, "click", None)
        may_end.set()
        await task
        await driver.settle()
        assert driver.texts() == ["away"]


async def test_a_failed_read_is_shown_with_its_number_and_can_be_tried_again():
    broken = [True]

    def query(db: sqlite3.Connection) -> str:
        if broken[0]:
            raise sqlite3.OperationalError("no such table")
        return "there"

    @component
    def Card() -> ft.Control:
        return shown(use_query(query, ("note",)), ft.Text)

    async with SessionDriver() as driver:
        await driver.show(Card)
        assert "E-" in driver.text()
        broken[0] = False
        await driver.tap("query.retry")
        assert driver.texts() == ["there"]


async def test_a_bug_in_a_command_comes_back_as_a_refusal_with_a_number():
    async with SessionDriver() as driver:
        await driver.show(Notes)
        outcome = await driver.runtime.submit(Explode())
        assert isinstance(outcome, Refused)
        assert outcome.code == "failed"
        assert str(outcome.params["number"]).startswith("E-")
        await driver.settle()


async def test_two_sessions_of_one_operation_both_see_a_change():
    async with SessionDriver() as first, SessionDriver(first.operation) as second:
        await first.show(Notes)
        await second.show(Notes)
        await first.runtime.submit(AddNote("共有"))
        await first.settle()
        await second.settle()
        assert (first.texts(), second.texts()) == (["共有"], ["共有"])


async def test_a_toast_offers_undo_for_ten_seconds():
    async with SessionDriver() as driver:
        await driver.show(Notes)
        ok = await driver.runtime.submit(AddNote("一"))
        assert isinstance(ok, Ok)
        driver.runtime.notify("追加しました", ok=ok)
        assert driver.runtime.toaster.now.value is not None
        await driver.runtime.toaster.undo()
        await driver.settle()
        assert driver.texts() == ["none"]
        driver.timers.pass_()
        await driver.settle()
        assert driver.runtime.toaster.now.value is None


async def test_a_change_of_language_draws_everything_anew():
    @memo
    def Word() -> ft.Control:
        return ft.Text(t("frame.undo"))

    @component
    def Root() -> ft.Control:
        use_signal(current_runtime().look)
        return ft.Column([Word()])

    async with SessionDriver() as driver:
        await driver.show(Root)
        assert driver.texts() == ["取り消す"]
        driver.runtime.set_look(language="en")
        await driver.settle()
        assert driver.texts() == ["Undo"]
