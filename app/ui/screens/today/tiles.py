"""Numbers that lead somewhere, as many in a row as there is room for."""

import flet as ft

from app.ui.component import component
from app.ui.components.status_chip import SHAPES
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.today.state import Tile
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD, FIGURES

TILE_LETTERS = 9  # the least width, in letters of the body


@component
def Tiles(tiles: tuple[Tile, ...]) -> ft.Control:
    window = use_signal(current_runtime().window)
    room = window.width - (scale().small * 6 if window.wide else 0) - 40
    across = max(2, min(len(tiles), room // (scale().body * TILE_LETTERS)))
    if len(tiles) == 6 and 3 < across < 6:
        across = 3
    rows = [tiles[start : start + across] for start in range(0, len(tiles), across)]
    return ft.Column(
        [
            ft.Row(
                [_tile(one) for one in row],
                spacing=GAP,
                vertical_alignment=ft.CrossAxisAlignment.STRETCH,
                intrinsic_height=True,
            )
            for row in rows
        ],
        spacing=GAP,
        tight=True,
    )


def _tile(tile: Tile) -> ft.Control:
    colours = palette().status(tile.status)
    runtime = current_runtime()
    note = t(f"today.tile_{tile.note}", count=tile.note_count) if tile.note_count else ""
    number = ft.Text(
        f"{tile.value:,}",
        size=scale().title + 8,
        color=colours.ink,
        font_family=FIGURES,
        font_family_fallback=[FAMILY_BOLD],
        no_wrap=True,
    )
    control = ft.Container(
        ft.Column(
            [
                ft.Row(
                    [ft.Icon(SHAPES[tile.status], size=scale().icon, color=colours.ink), number],
                    spacing=8,
                ),
                text(t(f"today.tile_{tile.key}"), bold=True),
                *([soft_text(note)] if note else []),
            ],
            spacing=2,
            tight=True,
        ),
        bgcolor=colours.tint,
        border=ft.Border.all(1, colours.ink),
        border_radius=RADIUS,
        padding=14,
        ink=True,
        expand=1,
        on_click=guarded(lambda: runtime.go(tile.route)),
    )
    wrapper = tagged(f"today.tile.{tile.key}", control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper
