"""出入: left who is to leave, middle who is outside, right who is back.

The large number is heads still out. A scan of a work order, a person's card or a team's number
opens the send-off or the return of that team; other words filter the three columns. Where three
columns do not fit, they are tabs.
"""

from collections.abc import Callable

import flet as ft

from app.store.queries.board import TeamLine
from app.store.queries.places import known_place
from app.ui.component import component, keyed
from app.ui.components.buttons import button
from app.ui.components.cards import empty_state
from app.ui.components.fields import refusal_line
from app.ui.components.lists import windowed_list
from app.ui.components.place_choice import keep_place, kept_place, place_filter
from app.ui.components.search import search_field
from app.ui.components.texts import heading, text
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.minute import use_minute
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, SCROLL_BAR, scale
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.back_rows import BackCard
from app.ui.screens.field.heat_strip import HeatStrip
from app.ui.screens.field.out_rows import OutCard
from app.ui.screens.field.pressed import tab
from app.ui.screens.field.send_off import SendOffPanel, WaitingCard
from app.ui.screens.field.state import FieldView, OutRow, matches, narrowed, out_rows
from app.ui.screens.field.stop_bar import StopBar
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD, FIGURES
from sync.core.ids import EntityId

COLUMN_LETTERS = 17  # the least width of a column, in letters
RAIL_LETTERS = 6
TABS = ("ready", "out", "back")
# Shares of the width: a row of who is outside has the most to say.
SHARES = {"ready": 10, "out": 12, "back": 9}


@component
def FieldScreen(whole: FieldView, actions: FieldActions) -> ft.Control:
    runtime = current_runtime()
    chosen_place, set_place = ft.use_state(kept_place(runtime))
    place = known_place(whole.places, chosen_place)
    view = narrowed(whole, place)

    def choose_place(code: str) -> None:
        keep_place(runtime, code)
        set_place(code)

    use_minute()
    now_ms = runtime.clock.now_ms()
    window = use_signal(runtime.window)
    words, set_words = ft.use_state("")
    unknown, set_unknown = ft.use_state("")
    few: tuple[EntityId, ...] = ()
    meant, set_meant = ft.use_state(few)
    nobody: EntityId | None = None
    chosen, set_chosen = ft.use_state(nobody)
    chosen_tab, set_tab = ft.use_state("out" if view.board.out or not view.board.ready else "ready")

    def type_words(text_now: str) -> None:
        set_words(text_now)
        set_unknown("")
        set_meant(())

    def choose(team: EntityId) -> None:
        set_chosen(team)
        set_tab("ready")

    async def accept(typed: str) -> None:
        found = await actions.find(typed)
        if not found:
            shown = [line for line in _all(view) if matches(line, typed)]
            found = tuple(line.id for line in shown)
        if len(found) == 1:
            type_words("")
            _open(whole, found[0], actions, choose)
        elif found:
            set_meant(found)
        elif typed.strip():
            runtime.sound("refused")
            set_unknown(typed.strip())

    chosen_now = use_kept(lambda: choose)
    shown = _shown(view, words, meant)
    rows = tuple(row for row in out_rows(view, now_ms) if row.line in shown)
    panes = {
        "ready": _Ready(view, tuple(x for x in view.board.ready if x in shown), chosen,
                        chosen_now, now_ms, actions),
        "out": _out(view, rows, actions),
        "back": _back(view, tuple(x for x in view.board.back if x in shown), actions),
    }  # fmt: skip
    search = search_field(
        "field.search", t("field.search"), words, type_words, accept,
        on_clear=lambda: set_chosen(None),
    )  # fmt: skip
    top: list[ft.Control] = [_top(view, search, actions, narrow=not window.wide)]
    top += place_filter("field.place", whole.places, place, choose_place)
    if unknown:
        top.append(refusal_line(t("field.not_found", words=unknown)))
    if view.stops:
        top.append(StopBar(view.stops, actions))
    top.append(HeatStrip(view.heat, now_ms, actions))
    return ft.Column(
        [*top, _body(panes, view, rows, chosen_tab, set_tab, window.width)],
        spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


def _all(view: FieldView) -> tuple[TeamLine, ...]:
    return (*view.board.out, *view.board.ready, *view.board.back)


def _shown(view: FieldView, words: str, meant: tuple[EntityId, ...]) -> frozenset[TeamLine]:
    """The lines that stay: those a scan meant, or those that hold the typed word."""
    if meant:
        return frozenset(line for line in _all(view) if line.id in meant)
    if not words.strip():
        return frozenset(_all(view))
    return frozenset(line for line in _all(view) if matches(line, words))


def _open(
    view: FieldView, team: EntityId, actions: FieldActions, choose: Callable[[EntityId], None]
) -> None:
    """Ready to leave: the send-off. Outside or back: its form."""
    if any(line.id == team for line in view.board.ready):
        choose(team)
    else:
        actions.go(f"/field/team/{team.hex()}")


def _top(view: FieldView, search: ft.Control, actions: FieldActions, *, narrow: bool) -> ft.Control:
    sizes, colours = scale(), palette()
    number = ft.Row(
        [
            ft.Text(
                f"{view.board.heads_out:,}", size=sizes.figure, color=colours.out.ink,
                font_family=FIGURES, font_family_fallback=[FAMILY_BOLD], no_wrap=True,
                style=ft.TextStyle(height=1.0),
            ),
            text(t("field.heads_outside"), bold=True),
        ],
        spacing=8, tight=True, vertical_alignment=ft.CrossAxisAlignment.END,
    )  # fmt: skip
    figure = tagged("field.figure", number)
    stop = button("field.to_stop", t("field.to_stop"), lambda: actions.go("/field/stop"),
                  icon=ft.Icons.FRONT_HAND)  # fmt: skip
    hurt = button("field.to_injury", t("field.to_injury"), lambda: actions.go("/field/injury"),
                  icon=ft.Icons.MEDICAL_SERVICES_OUTLINED)  # fmt: skip
    acts = ft.Row([hurt, stop], spacing=GAP, tight=True, wrap=narrow)
    if narrow:
        first = ft.Row([figure, acts], alignment=ft.MainAxisAlignment.SPACE_BETWEEN, wrap=True)
        return ft.Column(
            [first, search], spacing=8, tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip
    return ft.Row(
        [figure, ft.Container(search, expand=True), acts],
        spacing=20, vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )  # fmt: skip


def _body(
    panes: dict[str, ft.Control],
    view: FieldView,
    rows: tuple[OutRow, ...],
    chosen: str,
    set_tab: Callable[[str], None],
    width: int,
) -> ft.Control:
    room = width - (scale().small * RAIL_LETTERS if current_runtime().window.value.wide else 0)
    late = sum(1 for row in rows if row.late_minutes)
    names = {"ready": t("field.ready"), "out": t("field.out"), "back": t("field.back_all")}
    counts = {
        "ready": t("field.teams", count=len(view.board.ready)),
        "out": t("field.teams_late" if late else "field.teams", count=len(view.board.out),
                 late=late),
        "back": t("field.teams_owed" if view.board.reports_owed else "field.teams",
                  count=len(view.board.back), owed=view.board.reports_owed),
    }  # fmt: skip
    if room >= 3 * scale().body * COLUMN_LETTERS:
        columns = [
            ft.Column(
                [heading(f"{names[name]}　{counts[name]}"), panes[name]],
                spacing=8, expand=SHARES[name],
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            )
            for name in TABS
        ]  # fmt: skip
        return ft.Row(
            [*columns], spacing=16, expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip
    return ft.Column(
        [
            ft.Row(
                [
                    tab(f"field.tab.{name}", names[name], counts[name], name == chosen,
                        lambda name=name: set_tab(name))  # type: ignore[misc]
                    for name in TABS
                ],
                spacing=GAP,
            ),
            panes[chosen],
        ],
        spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


@component
def _Ready(
    view: FieldView,
    lines: tuple[TeamLine, ...],
    chosen: EntityId | None,
    choose: Callable[[EntityId], None],
    now_ms: int,
    actions: FieldActions,
) -> ft.Control:
    opened = next((line for line in view.board.ready if line.id == chosen), None)
    if opened is None:
        opened = next((line for line in lines if line.state == "ready"), None)
    if opened is None and not lines:
        return empty_state(t("field.ready_empty"), t("field.ready_empty_hint"),
                           icon=ft.Icons.NORTH_EAST)  # fmt: skip
    parts: list[ft.Control] = []
    if opened is not None:
        usual = view.usual_return(now_ms)
        parts.append(keyed(opened.id, SendOffPanel, opened, usual, actions))
    parts += [
        keyed(line.id, WaitingCard, line, choose)
        for line in lines
        if opened is None or line.id != opened.id
    ]
    return ft.ListView(parts, spacing=8, expand=True, padding=ft.Padding.only(right=SCROLL_BAR))


def _out(view: FieldView, rows: tuple[OutRow, ...], actions: FieldActions) -> ft.Control:
    nobody = empty_state(
        t("field.out_empty"), t("field.out_empty_hint"), icon=ft.Icons.HOME_OUTLINED
    )
    none = empty_state(t("field.filter_empty"), t("field.filter_empty_hint"))
    return windowed_list(
        "field.outs", rows, lambda row: keyed(row.line.id, OutCard, row, actions),
        empty=none if view.board.out else nobody,
    )  # fmt: skip


def _back(view: FieldView, lines: tuple[TeamLine, ...], actions: FieldActions) -> ft.Control:
    nobody = empty_state(
        t("field.back_empty"), t("field.back_empty_hint"), icon=ft.Icons.SOUTH_WEST
    )
    none = empty_state(t("field.filter_empty"), t("field.filter_empty_hint"))
    return windowed_list(
        "field.backs", lines, lambda line: keyed(line.id, BackCard, line, actions),
        empty=none if view.board.back else nobody,
    )  # fmt: skip
