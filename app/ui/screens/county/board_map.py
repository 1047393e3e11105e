"""The map of equal tiles: colour, shape, word and number of each council's status at once.

Level one is the county; a city with wards opens a map of its wards. The layout is schematic.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import flet as ft

from app.catalogue.county_tiles import county_tiles
from app.store.queries.county_board import Board, CouncilRow, status_of_all, sum_of
from app.ui.component import component, memo
from app.ui.components.buttons import button
from app.ui.components.cards import stack
from app.ui.components.status_chip import SHAPES
from app.ui.components.texts import SIZE_MIN, fitting_size, heading, letters_wide, soft_text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, scale
from app.ui.screens.county.board_state import (
    BoardActions,
    BoardForm,
    fresh_text,
    map_beside,
    short_name,
    short_status,
    tile_room,
    tone_of,
)
from app.ui.signal import use_signal
from app.ui.tagged import row_tag, tagged
from app.ui.theme import FAMILY, FAMILY_BOLD

BETWEEN = 5
LINE = 1.25


@component
def BoardMap(board: Board, form: BoardForm, actions: BoardActions) -> ft.Control:
    window = use_signal(current_runtime().window)
    room = tile_room(window, beside=map_beside(window))
    city = board.by_id.get(form.city)
    if city is None:
        rows = tuple(row for row in board.rows if row.kind == "municipality")
        return stack([_grid(board, rows, form, actions, room), _legend()], spacing=8)
    wards = tuple(row for row in board.below(city.id) if row.kind == "ward")
    back = button(
        "county_board.back",
        t("county_board.whole_county"),
        lambda: actions.change(replace(form, city=b"", chosen=b"")),
        icon=ft.Icons.ARROW_BACK,
    )
    head = ft.Row([back, heading(short_name(city))], wrap=True, spacing=GAP)
    return stack([head, _grid(board, wards, form, actions, room), _legend()], spacing=8)


def _grid(
    board: Board, rows: Iterable[CouncilRow], form: BoardForm, actions: BoardActions, room: int
) -> ft.Control:
    places: dict[tuple[int, int], CouncilRow] = {}
    for row in rows:
        tile = county_tiles().get(row.code)
        if tile is not None and row.active:
            places[tile.x, tile.y] = row
    across = max((x for x, _ in places), default=0) + 1
    down = max((y for _, y in places), default=0) + 1
    # A few tiles do not grow over the whole width: there they would look like a list.
    across = max(across, 6)
    lines: list[ft.Control] = []
    for y in range(down):
        cells = [
            _place(board, places[x, y], form, actions, room) if (x, y) in places
            else ft.Container(expand=1)
            for x in range(across)
        ]  # fmt: skip
        lines.append(ft.Row(cells, spacing=BETWEEN))
    return ft.Column(lines, spacing=BETWEEN, tight=True)


def _place(
    board: Board, row: CouncilRow, form: BoardForm, actions: BoardActions, room: int
) -> ft.Control:
    group = board.together(row.id) if row.kind == "municipality" else (row, *board.below(row.id))
    said = [one for one in group if one.today]
    old = all(one.old for one in said) if said else any(one.old for one in group)
    wards = any(one.kind == "ward" for one in group[1:])
    drawn = TileView(
        row.id, short_name(row), status_of_all(group),
        sum_of(group).participants if said else None,
        fresh_text(max(one.as_of for one in group), board.now_ms),
        old, row.id == form.chosen, wards,
        form.only_open and not any(one.open for one in group),
    )  # fmt: skip
    tile = ft.Container(MapTile(drawn, actions.choose, room), expand=1)
    tile.key = f"tile@{row.id.hex()}"
    return tile


@dataclass(frozen=True)
class TileView:
    """What one tile shows. `heads` None: nobody said anything of today; `pale`: the filter leaves
    it out."""

    council: bytes
    name: str
    status: str
    heads: int | None
    fresh: str
    old: bool
    chosen: bool
    wards: bool
    pale: bool


@memo
def MapTile(view: TileView, choose: Callable[[bytes], None], room: int) -> ft.Control:
    sizes, colours = scale(), palette()
    tone = tone_of(view.status)
    quiet = view.old or view.pale or tone is None
    ink = colours.soft if quiet or tone is None else colours.status(tone).ink
    ground = colours.surface if quiet or tone is None else colours.status(tone).tint
    edge = colours.primary if view.chosen else colours.line if tone is None else ink
    status = short_status(view.status)
    mark: list[ft.Control] = []
    icon = sizes.small - 2
    # The sign goes before a letter does: the word says the same.
    if tone is not None and letters_wide(status) * SIZE_MIN + icon + 2 <= room:
        mark.append(ft.Icon(SHAPES[tone], size=icon, color=ink))
    count = t("county_board.heads", count=view.heads) if view.heads is not None else ""
    if view.old:
        count = t("county_board.old_mark")
    wards: list[ft.Control] = []
    chevron = sizes.small if view.wards else 0
    if view.wards:
        wards.append(ft.Icon(ft.Icons.EXPAND_MORE, size=sizes.small, color=colours.text))
    words = [
        ft.Row(
            [_line(view.name, sizes.body, colours.text, FAMILY_BOLD, room - chevron), *wards],
            spacing=0, tight=True, alignment=ft.MainAxisAlignment.CENTER,
        ),
        ft.Row(
            [*mark, _line(status, sizes.small, ink, FAMILY_BOLD, room - (icon + 2 if mark else 0))],
            spacing=2, tight=True, alignment=ft.MainAxisAlignment.CENTER,
        ),
        _line(count, sizes.small, colours.soft if view.old else colours.text, FAMILY, room),
    ]  # fmt: skip
    control = ft.Container(
        ft.Column(
            words, spacing=0, tight=True, alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        bgcolor=ground,
        border=ft.Border.all(4 if view.chosen else 1.5, edge),
        border_radius=6,
        height=(sizes.body + 2 * sizes.small) * LINE + 8,
        alignment=ft.Alignment.CENTER,
        ink=True,
        on_click=guarded(lambda: choose(view.council)),
    )  # fmt: skip
    said = t("county_board.tile_said", name=view.name, status=status, count=count, fresh=view.fresh)
    wrapper = tagged(row_tag("county_board.tile", view.council), control, label=said)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, view.chosen
    return wrapper


def _line(words: str, size: int, ink: str, family: str, room: int) -> ft.Control:
    return ft.Text(
        words, size=fitting_size(words, size, room) if words else size, color=ink,
        font_family=family, max_lines=1, overflow=ft.TextOverflow.ELLIPSIS,
        style=ft.TextStyle(height=LINE), text_align=ft.TextAlign.CENTER,
    )  # fmt: skip


def _legend() -> ft.Control:
    return soft_text(t("county_board.schematic"))
