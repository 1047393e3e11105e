"""The plan on the county's map of equal tiles: who is reached, where yards stand and would stand.

Level one is the county; a city with wards counts its wards. Colour, shape and word say the same.
"""

from dataclasses import dataclass

import flet as ft

from app.catalogue.county_tiles import county_tiles
from app.services.county_planning import Planned
from app.ui.component import component
from app.ui.components.status_chip import SHAPES
from app.ui.components.texts import fitting_size, soft_text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.scale import scale
from app.ui.theme import FAMILY, FAMILY_BOLD

BETWEEN = 4
NAME_ROOM = 60
CITY_DIGITS = {"141": "14100", "1413": "14130", "1415": "14150"}
TONES: tuple[StatusName, ...] = ("done", "ready", "late", "stopped")


@dataclass(frozen=True)
class _Tile:
    name: str
    reached: int
    before: int
    total: int
    yard: bool
    planned: bool

    @property
    def tone(self) -> StatusName:
        """done: reached; ready: reached by the plan only; late: not reached; stopped: by today's
        only."""
        if self.reached == self.total:
            return "done" if self.before == self.total else "ready"
        return "stopped" if self.before > self.reached else "late"


def city_of(code: str) -> str:
    """The municipality whose tile a council's code belongs to."""
    for start in ("1413", "1415"):
        if code.startswith(start):
            return CITY_DIGITS[start]
    return "14100" if code.startswith(("1410", "1411")) else code


@component
def PlanMap(found: Planned) -> ft.Control:
    tiles = _tiles(found)
    shapes = {code: tile for code, tile in county_tiles().items() if code in tiles}
    across = max((tile.x for tile in shapes.values()), default=0) + 1
    down = max((tile.y for tile in shapes.values()), default=0) + 1
    places = {(shape.x, shape.y): tiles[code] for code, shape in shapes.items()}
    rows: list[ft.Control] = [
        ft.Row(
            [
                _drawn(places[x, y]) if (x, y) in places else ft.Container(expand=1)
                for x in range(across)
            ],
            spacing=BETWEEN,
        )
        for y in range(down)
    ]
    legend = ft.Row([_key(tone) for tone in TONES], wrap=True, spacing=16)
    marks = soft_text(t("county_goods.map_marks"))
    return ft.Column([*rows, legend, marks], spacing=BETWEEN, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.STRETCH)  # fmt: skip


def _tiles(found: Planned) -> dict[str, _Tile]:
    view = found.view
    reached = {one.council for one in found.plan.covered}
    before = {one.council for one in found.today.covered}
    names = county_tiles()
    members: dict[str, list[bytes]] = {}
    sites: dict[str, list[bytes]] = {}
    for place in view.places:
        city = city_of(place.code)
        if not place.code or city not in names:
            continue
        sites.setdefault(city, []).append(place.id)
        if place.id in view.ground.weights:
            members.setdefault(city, []).append(place.id)
    return {
        city: _Tile(
            names[city].ja, sum(one in reached for one in ids), sum(one in before for one in ids),
            len(ids), any(one in found.today.sites for one in sites[city]),
            any(one in found.plan.sites for one in sites[city]),
        )
        for city, ids in members.items()
    }  # fmt: skip


def _drawn(tile: _Tile) -> ft.Control:
    sizes, colours = scale(), palette().status(tile.tone)
    mark = f"{'★' if tile.planned else ''}{'●' if tile.yard else ''}"
    size = fitting_size(tile.name, sizes.small, NAME_ROOM)
    words = mark
    if tile.total > 1:
        words += t("county_goods.map_of", reached=tile.reached, total=tile.total)
    below: list[ft.Control] = []
    if words:
        small = fitting_size(words, sizes.small, NAME_ROOM)
        below.append(
            ft.Text(words, size=small, color=colours.ink, font_family=FAMILY, no_wrap=True)
        )
    if tile.total == 1:
        below.append(ft.Icon(SHAPES[tile.tone], size=sizes.small + 2, color=colours.ink))
    lines: list[ft.Control] = [
        ft.Text(tile.name, size=size, color=colours.ink, font_family=FAMILY_BOLD, no_wrap=True),
        ft.Row(below, spacing=2, tight=True, alignment=ft.MainAxisAlignment.CENTER),
    ]
    return ft.Container(
        ft.Column(lines, spacing=0, tight=True,
                  horizontal_alignment=ft.CrossAxisAlignment.CENTER),
        bgcolor=colours.tint,
        border=ft.Border.all(3 if tile.planned else 1, colours.ink),
        border_radius=6,
        alignment=ft.Alignment.CENTER,
        padding=ft.Padding.symmetric(horizontal=2, vertical=5),
        expand=1,
    )  # fmt: skip


def _key(tone: StatusName) -> ft.Control:
    ink = palette().status(tone).ink
    icon = ft.Icon(SHAPES[tone], size=scale().small + 4, color=ink)
    return ft.Row([icon, soft_text(t(f"county_goods.map_{tone}"))], spacing=4, tight=True)
