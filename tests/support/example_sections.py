"""Seven sections for tests of the frame: notes that can be added, and empty pages."""

import sqlite3

import flet as ft

from app.services.command import Ok
from app.ui.component import component
from app.ui.components.buttons import big_button
from app.ui.components.cards import empty_state, section_header, stack
from app.ui.components.fields import text_field
from app.ui.components.queries import shown
from app.ui.components.texts import text
from app.ui.runtime import current_runtime
from app.ui.section import Section
from app.ui.use_query import use_query
from tests.support.stand_in import AddNote, Explode


def notes(db: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(row[0] for row in db.execute("SELECT text FROM note ORDER BY id DESC LIMIT 200"))


@component
def Notes() -> ft.Control:
    runtime = current_runtime()
    words, set_words = ft.use_state("")
    state = use_query(notes, ("note",))

    async def add() -> None:
        outcome = await runtime.submit(AddNote(words))
        if isinstance(outcome, Ok):
            set_words("")
            runtime.sound("accepted")
            runtime.notify(f"訓練の記録：{words}", ok=outcome)

    async def explode() -> None:
        await runtime.submit(Explode())
        raise ValueError("a bug in a handler")

    return stack(
        [
            section_header("記録"),
            text_field("notes.text", "内容", words, set_words, on_submit=add),
            big_button("notes.add", "書き留める", add),
            big_button("notes.bug", "こわれたボタン", explode, status="late"),
            shown(state, lambda lines: stack([text(line) for line in lines])),
        ],
        scroll=True,
    )


@component
def Page() -> ft.Control:
    return empty_state("ここに一覧が出ます", "まだ何もありません。")


@component
def Broken() -> ft.Control:
    raise ValueError("a bug in a page")


@component
def OnePage() -> ft.Control:
    return text(f"番号 {ft.use_route_params().get('id', '')}")


def _section(key: str, icon: ft.IconData, function_key: str, page: object, code: str) -> Section:
    return Section(
        key=key,
        icon=icon,
        route=f"/{key}",
        function_key=function_key,
        pages=(
            ft.Route(index=True, component=page),  # type: ignore[arg-type]
            ft.Route(path=":id", component=OnePage),
        ),
        codes=frozenset({code}),
        open_to_all=key == "today",
    )


EXAMPLE_SECTIONS = (
    _section("today", ft.Icons.TODAY, "F1", Notes, ""),
    _section("reception", ft.Icons.HOW_TO_REG, "F2", Page, "reception"),
    _section("needs", ft.Icons.HOME_REPAIR_SERVICE, "F3", Page, "needs"),
    _section("matching", ft.Icons.GROUP_ADD, "F4", Page, "matching"),
    _section("field", ft.Icons.DIRECTIONS_WALK, "F5", Page, "dispatch"),
    _section("equipment", ft.Icons.CONSTRUCTION, "F6", Page, "equipment"),
    _section("settings", ft.Icons.SETTINGS, "F7", Broken, "general"),
)
