"""県内の状況: one summary line, the map or the table, the card of a council, the own centre's."""

from dataclasses import replace
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text
from app.domain.county_board import FOUR
from app.store.queries.county_board import Board, Sums
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.cards import card, stack
from app.ui.components.choices import multi_chips
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.county.board_map import BoardMap
from app.ui.screens.county.board_state import BoardActions, BoardForm, map_beside
from app.ui.screens.county.board_table import BoardTable
from app.ui.signal import use_signal
from app.ui.theme import FAMILY_BOLD, FIGURES

PAPERS = (
    ("daily_pdf", ft.Icons.PRINT), ("board_xlsx", ft.Icons.TABLE_VIEW),
    ("board_csv", ft.Icons.TABLE_VIEW), ("days_xlsx", ft.Icons.CALENDAR_MONTH),
    ("days_csv", ft.Icons.CALENDAR_MONTH),
)  # fmt: skip


@component
def BoardScreen(
    board: Board, form: BoardForm, panel: ft.Control | None, actions: BoardActions
) -> ft.Control:
    """`panel` is the card of the chosen council, or the own centre's; None where there is none."""
    window = use_signal(current_runtime().window)
    head, controls = _summary(board), _controls(form, actions)
    papers = _papers(actions)
    if form.table and window.wide:
        body: list[ft.Control] = [head, controls, BoardTable(board, form, actions)]
        if form.files:
            body.insert(2, papers)
        return ft.Column(
            body, spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        )
    side = [*([panel] if panel is not None else []), *_blocks(board), papers]
    if not map_beside(window):
        if form.table:
            table_box = ft.Container(BoardTable(board, form, actions), height=window.height)
            return stack([head, controls, table_box, papers], scroll=True)
        return stack([head, controls, BoardMap(board, form, actions), *side], scroll=True)
    return ft.Column(
        [
            head,
            ft.Row(
                [
                    ft.Container(stack([BoardMap(board, form, actions)], scroll=True), expand=3),
                    ft.Container(stack([controls, *side], scroll=True), expand=2),
                ],
                spacing=GAP, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
        ],
        spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


def _summary(board: Board) -> ft.Control:
    sums = board.sums
    day = day_text(date.fromisoformat(board.day), current_look().language)
    pairs: list[ft.Control] = [
        _pair(getattr(sums.figures, key), t(f"county_board.figure.{key}"))
        for key in (*FOUR, "open_needs", "backlog", "heads_out")
    ]
    told = t("county_board.told", open=sums.open_centres, told=sums.told)
    words: list[ft.Control] = [text(day, bold=True), *pairs, text(told, size=scale().small)]
    if sums.staff_short:
        words.append(
            text(
                t("county_board.staff_short", count=sums.staff_short),
                size=scale().small, bold=True, colour=palette().late.ink,
            )
        )  # fmt: skip
    return ft.Row(
        words, wrap=True, spacing=16, run_spacing=2,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )  # fmt: skip


def _pair(value: int, words: str) -> ft.Control:
    number = ft.Text(
        f"{value:,}", size=scale().large, color=palette().text, font_family=FIGURES,
        font_family_fallback=[FAMILY_BOLD], no_wrap=True,
    )  # fmt: skip
    return ft.Row(
        [soft_text(words), number],
        spacing=4,
        tight=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _controls(form: BoardForm, actions: BoardActions) -> ft.Control:
    """地図 or 表, and whether only centres at work are shown, in one line."""
    options = [("map", t("county_board.map")), ("table", t("county_board.table")),
               ("open", t("county_board.only_open"))]  # fmt: skip
    if form.table:
        options.append(("files", t("county_board.files")))
    chosen = {"table" if form.table else "map"}
    chosen |= {"open"} if form.only_open else set()
    chosen |= {"files"} if form.table and form.files else set()

    def choose(codes: tuple[str, ...]) -> None:
        (changed,) = set(codes) ^ chosen
        if changed == "open":
            actions.change(replace(form, only_open=not form.only_open))
        elif changed == "files":
            actions.change(replace(form, files=not form.files))
        else:
            actions.change(replace(form, table=not form.table))

    return multi_chips("county_board.view", "", options, chosen, choose)


def _papers(actions: BoardActions) -> ft.Control:
    made = [
        button(
            f"county_board.paper.{kind}",
            t(f"county_board.paper.{kind}"),
            lambda kind=kind: actions.paper(kind),  # type: ignore[misc]
            icon=icon,
        )
        for kind, icon in PAPERS
    ]
    return ft.Row(list(made), wrap=True, spacing=8, run_spacing=8)


def _blocks(board: Board) -> list[ft.Control]:
    if not board.blocks:
        return []
    keys = ("participants", "open_needs", "backlog")
    columns = [
        Column(t("county_board.block"), 3),
        *(Column(t(f"county_board.figure_short.{key}"), 2, number=True) for key in keys),
        Column(t("county_board.open_short"), 2, number=True),
    ]
    rows = [(one.name, one.sums) for one in board.blocks]
    return [
        card(
            heading(t("county_board.blocks")),
            table(columns, [[name, *_sums(sums, keys)] for name, sums in rows]),
        )
    ]


def _sums(sums: Sums, keys: tuple[str, ...]) -> list[str]:
    return [*(f"{getattr(sums.figures, key):,}" for key in keys), f"{sums.open_centres}"]
