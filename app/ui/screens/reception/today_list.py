"""/reception/today: everybody who was checked in today, the newest first; 帰った and 取り消す."""

import flet as ft

from app.domain.calendar_jp import day_of
from app.domain.names import fold
from app.store.queries.places import Place, at_place, open_places
from app.store.queries.reception import CheckInLine, check_ins_of
from app.ui.component import component, keyed
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import card, empty_state, section_header
from app.ui.components.choices import choice_chips
from app.ui.components.fields import text_field
from app.ui.components.lists import windowed_list
from app.ui.components.place_choice import place_filter
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.rows import PlainRow, RecentRow
from app.ui.use_query import use_query

TOPICS = ("check_in", "volunteer", "volunteer_group", "team", "team_member", "satellite")
# Which lines a filter shows: `reception.only.<code>`.
FILTERS = ("here", "gone", "first", "groups", "insurance")


@component
def TodayScreen(
    lines: tuple[CheckInLine, ...], desk: ReceptionDesk, places: tuple[Place, ...] = ()
) -> ft.Control:
    chosen: str | None = None
    only, set_only = ft.use_state(chosen)
    words, set_words = ft.use_state("")
    nobody: bytes | None = None
    opened, set_opened = ft.use_state(nobody)
    place, set_place = ft.use_state("")
    choose = use_kept(lambda: set_opened)
    found = tuple(
        line
        for line in lines
        if _fits(line, only) and at_place(line.satellite, place) and _named(line, words)
    )
    heads = sum(line.heads for line in found)
    head = section_header(
        t("reception.today"),
        quiet_button(
            "reception.back", t("frame.back"), lambda: current_runtime().go("/reception"),
            icon=ft.Icons.ARROW_BACK,
        ),
        note=t("reception.today_note", lines=len(found), heads=heads),
    )  # fmt: skip
    options = tuple((code, t(f"reception.only.{code}")) for code in FILTERS)
    asked = ft.Row(
        [
            text_field(
                "reception.today.words", t("reception.today_words"), words, set_words, expand=1
            ),
            ft.Container(
                choice_chips("reception.only", t("reception.today_only"), options, only, set_only),
                expand=2,
            ),
        ],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    empty = empty_state(t("reception.nobody_yet"), t("reception.today_empty_hint"))
    listed = windowed_list(
        "reception.lines",
        found,
        lambda line: (
            keyed(line.id, RecentRow, line, desk, True, places)
            if line.id == opened
            else keyed(line.id, PlainRow, line, choose)
        ),
        empty=empty,
        spacing=0,
    )
    return ft.Column(
        [
            head,
            asked,
            *place_filter("reception.today_place", places, place, set_place),
            card(listed, padding=12, expand=True) if found else listed,
        ],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _fits(line: CheckInLine, only: str | None) -> bool:
    if only == "here":
        return line.left_at is None
    if only == "gone":
        return line.left_at is not None
    if only == "first":
        return line.first_time
    if only == "groups":
        return line.group
    return line.claim == "applying" if only == "insurance" else True


def _named(line: CheckInLine, words: str) -> bool:
    key = fold(words)
    return not key or any(key in fold(value) for value in (line.name, line.kana, line.number))


@component
def TodayRoute() -> ft.Control:
    runtime = current_runtime()
    desk = ReceptionDesk.of(runtime)
    now = runtime.clock.now_ms()
    state = use_query(
        lambda db: (check_ins_of(db, day_of(now)), open_places(db)), TOPICS, day_of(now)
    )
    return shown(state, lambda found: TodayScreen(found[0], desk, found[1]))
