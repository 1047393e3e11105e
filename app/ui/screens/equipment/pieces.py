"""Pieces that several pages of the tool desk share: tabs, team cards, rows with a stepper."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.code_texts import code_label
from app.ui.component import component, memo
from app.ui.components.cards import card
from app.ui.components.fields import number_stepper, refusal_line
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.equipment.state import TeamLine
from app.ui.tagged import row_tag, tagged
from app.ui.theme import FAMILY_BOLD

ROOT = "/equipment"
TABS = (
    ("out", "", ft.Icons.NORTH_EAST),
    ("back", "/back", ft.Icons.SOUTH_WEST),
    ("stock", "/stock", ft.Icons.INVENTORY_2_OUTLINED),
    ("count", "/count", ft.Icons.FACT_CHECK_OUTLINED),
    ("borrowed", "/borrowed", ft.Icons.HANDSHAKE_OUTLINED),
    ("add", "/add", ft.Icons.ADD_BOX_OUTLINED),
)
_TEAM_TONES: dict[str, StatusName] = {
    "forming": "waiting", "ready": "ready", "out": "out", "back": "done", "disbanded": "stopped",
}  # fmt: skip
OnNumber = Callable[[int | None], Awaitable[None] | None]


def tab_of(location: str) -> str:
    """Which tab an address belongs to; pages of one thing belong to the stock."""
    rest = location.removeprefix(ROOT)
    for key, path, _ in TABS:
        if path and rest.startswith(path):
            return key
    return "stock" if rest.startswith(("/item", "/washing")) else "out"


@component
def Tabs() -> ft.Control:
    """The pages of the tool desk, side by side while there is room."""
    here = tab_of(ft.use_route_location())
    tabs: list[ft.Control] = [_tab(key, path, icon, key == here) for key, path, icon in TABS]
    return ft.Row(tabs, spacing=8, run_spacing=8, wrap=True)


def _tab(key: str, path: str, icon: ft.IconData, here: bool) -> ft.Control:
    sizes, colours = scale(), palette()
    ink = colours.on_primary if here else colours.text
    word = ft.Text(
        t(f"equipment.tab_{key}"), size=sizes.body, color=ink, font_family=FAMILY_BOLD, no_wrap=True
    )
    control = ft.Container(
        ft.Row([ft.Icon(icon, size=sizes.icon - 2, color=ink), word], spacing=8, tight=True),
        bgcolor=colours.primary if here else colours.surface,
        border=ft.Border.all(1.5, colours.primary if here else colours.line),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(
            horizontal=14, vertical=max(8, (sizes.target - sizes.body * 1.5) / 2)
        ),
        ink=True,
        on_click=guarded(lambda: current_runtime().go(f"{ROOT}{path}")),
    )
    wrapper = tagged(f"equipment.tab.{key}", control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper


def two_panes(left: ft.Control, right: ft.Control | None, wide: bool) -> ft.Control:
    """A list and what is open beside it; on a narrow screen what is open stands alone."""
    if not wide:
        return ft.Container(right if right is not None else left, expand=True)
    shown = right if right is not None else ft.Container()
    return ft.Row(
        [ft.Container(left, expand=5), ft.Container(shown, expand=8)],
        spacing=16,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@memo
def TeamCard(
    tag: str, line: TeamLine, chosen: bool, on_open: Callable[[bytes], Awaitable[None] | None]
) -> ft.Control:
    """A team in a list, as large as a hand."""
    team, colours = line.team, palette()
    about = [
        team.leader,
        team.need_number,
        t("equipment.heads", count=team.heads) if team.heads else "",
        t("equipment.team_list", count=line.listed) if line.listed else "",
    ]
    words: list[ft.Control] = [
        ft.Row([code_text(team.number), *team_chips(line)], wrap=True, spacing=GAP, run_spacing=4),
        soft_text("　".join(part for part in about if part) or t("equipment.no_leader")),
    ]
    if line.out:
        words.append(text(t("equipment.team_has", count=line.out), bold=True))
    control = ft.Container(
        ft.Column(words, spacing=2, tight=True),
        bgcolor=colours.primary_tint if chosen else colours.surface,
        border=ft.Border.all(3 if chosen else 1, colours.primary if chosen else colours.line),
        border_radius=RADIUS,
        padding=14,
        ink=True,
        on_click=guarded(lambda: on_open(team.id)),
    )
    wrapper = tagged(row_tag(tag, team.id), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, chosen
    return wrapper


def team_chips(line: TeamLine) -> list[ft.Control]:
    team = line.team
    chips: list[ft.Control] = [
        status_chip(_TEAM_TONES.get(team.state, "stopped"), code_label("team_state", team.state))
    ]
    if line.earlier_day:
        chips.append(status_chip("late", t("equipment.earlier_day", day=short_day(team.day))))
    elif line.late_minutes:
        chips.append(status_chip("late", t("equipment.late", minutes=line.late_minutes)))
    return chips


def quantity_row(
    tag: str,
    name: str,
    notes: list[ft.Control],
    value: int | None,
    on_change: OnNumber,
    *,
    unit: str = "",
    refusal: str | None = None,
    beside: ft.Control | None = None,
    below: list[ft.Control] | None = None,
    status: StatusName | None = None,
) -> ft.Control:
    """A thing with its count; `beside` stands before the stepper where there is room."""
    sizes = scale()
    stepper = number_stepper(
        f"{tag}.count", name, value, on_change, unit=unit, named=False, most=99_999
    )
    words = ft.Column([text(name, bold=True, size=sizes.large), *notes], spacing=0, tight=True)
    acts: list[ft.Control] = [ft.Container(stepper, width=stepper_room(unit))]
    if beside is not None:
        acts.insert(0, beside)
    parts: list[ft.Control] = [in_line(words, *acts)]
    if refusal:
        parts.append(refusal_line(refusal))
    return card(*parts, *(below or []), padding=10, spacing=8, status=status)


def stepper_room(unit: str = "") -> int:
    """As wide as a stepper with its unit."""
    return scale().target * 4 + 40 + (len(unit) + 1) * scale().body


def in_line(words: ft.Control, *acts: ft.Control) -> ft.Control:
    """Words at the left, what is pressed at the right; below each other where it gets narrow."""
    if is_narrow():
        below = ft.Row(list(acts), wrap=True, spacing=GAP, run_spacing=8)
        return ft.Column([words, below], spacing=8, tight=True)
    return ft.Row(
        [ft.Container(words, expand=True), *acts],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def is_narrow() -> bool:
    """Whether a row has no room for words beside a stepper: by window and letters."""
    return current_runtime().window.value.width < scale().target * 12


def noted(*parts: str) -> ft.Control:
    """Short facts in one pale line; empty ones are left out."""
    return soft_text("　".join(part for part in parts if part))


def short_day(day: str) -> str:
    """8/11 for 2026-08-11."""
    parts = day.split("-")
    return f"{int(parts[1])}/{int(parts[2])}" if len(parts) == 3 else day
