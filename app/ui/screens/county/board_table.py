"""The board as a table: the worst first, by what is asked for; a row opens its council."""

from dataclasses import replace

import flet as ft

from app.domain.county_board import FOUR
from app.store.queries.county_board import Board, CouncilRow
from app.ui.component import component, keyed, memo
from app.ui.components.cards import empty_state
from app.ui.components.choices import choice_chips
from app.ui.components.lists import windowed_list
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table_head, table_row
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, SCROLL_BAR, scale
from app.ui.screens.county.board_state import (
    SORTS,
    BoardActions,
    BoardForm,
    fresh_text,
    listed,
    short_status,
    tone_of,
)
from app.ui.signal import use_signal
from app.ui.tagged import row_tag, tagged

SHOWN = (*FOUR, "open_needs", "backlog", "heads_out")
FEW = ("participants", "open_needs", "backlog")
LEAST_LETTERS = 55  # of the body, across: with fewer there is room for FEW only


@component
def BoardTable(board: Board, form: BoardForm, actions: BoardActions) -> ft.Control:
    window = use_signal(current_runtime().window)
    few = window.width < LEAST_LETTERS * scale().body
    options = [(sort, t(f"county_board.sort.{sort}")) for sort in SORTS]
    rows = listed(board, form)
    empty = empty_state(t("county_board.nobody"), t("county_board.nobody_hint"))
    return ft.Column(
        [
            choice_chips(
                "county_board.sort", "", options, form.sort,
                lambda sort: actions.change(replace(form, sort=sort or SORTS[0])),
            ),
            ft.Container(table_head(_columns(few)), padding=ft.Padding.only(right=SCROLL_BAR)),
            windowed_list(
                "county_board.table", rows,
                lambda row: keyed(row.id, BoardLine, row, board.now_ms, few, actions),
                empty=empty, spacing=0,
            ),
        ],
        spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


def _columns(few: bool) -> list[Column]:
    short = [] if few else [Column(t("county_board.short_of"), 3)]
    keys = FEW if few else SHOWN
    return [
        Column(t("county_board.council"), 4),
        Column(t("county_board.status"), 4),
        *(Column(t(f"county_board.figure_short.{key}"), 2, number=True) for key in keys),
        *short,
        Column(t("county_board.information"), 4),
    ]


@memo
def BoardLine(row: CouncilRow, now_ms: int, few: bool, actions: BoardActions) -> ft.Control:
    tone = tone_of(row.state.status)
    small = scale().small
    quiet = palette().soft if row.old or not row.today else palette().text
    status: ft.Control = text(t("county_board.short_none"), size=small, colour=palette().soft)
    if tone is not None:
        word = short_status(row.state.status)
        ink = palette().status(tone).ink
        status = text(word, bold=True, colour=ink) if few else status_chip(tone, word)
    figures = row.figures if row.today else None
    numbers = [
        text(
            t("county_board.unknown") if figures is None else f"{getattr(figures, key):,}",
            colour=quiet, align=ft.TextAlign.RIGHT,
        )
        for key in (FEW if few else SHOWN)
    ]  # fmt: skip
    fresh = fresh_text(row.as_of, now_ms) if row.spoke else t("county_board.unknown")
    if row.old and row.sent is not None:
        fresh = t("county_board.old", fresh=fresh_text(row.sent.as_of, now_ms))
    cells = [
        text(row.name, bold=True), status, *numbers,
        *([] if few else [text(_short_words(row), size=small, colour=palette().late.ink)]),
        text(fresh, size=small, colour=palette().soft),
    ]  # fmt: skip
    line = ft.Container(
        table_row(_columns(few), cells),
        ink=True,
        on_click=guarded(lambda: actions.open(row.id)),
    )
    return tagged(row_tag("county_board.row", row.id), line)


def _short_words(row: CouncilRow) -> str:
    words = []
    if row.state.staff_short:
        words.append(t("county_board.staff_cell", count=row.state.staff_short))
    if row.tools_short:
        words.append(t("county_board.kinds_short", count=len(row.tools_short)))
    return "　".join(words)
